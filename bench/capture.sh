# Every model of four lists against statsmodels, in turn, and our larger tasks beside it.
venv bench-capture statsmodels
python=.venv/bench-capture/bin/python
"$python" bench/interleave.py 5 weft=build/release/bench/capture \
    "statsmodels=$python bench/capture_peer.py"
