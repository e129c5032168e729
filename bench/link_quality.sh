# How well weft link finds invented people, and whom it fails: ./dev bench link_quality
python3 tests/link_quality.py build/release/weft --people "${WEFT_BENCH_PEOPLE:-100000}" ||
    [ $? = 77 ] # said why it was skipped
