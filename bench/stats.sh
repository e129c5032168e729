# The statistics of the whole LAIT file against numpy, pandas, Polars and DuckDB, in turn.
venv bench-stats numpy pandas polars duckdb
lait=${WEFT_DATA:-../shared/data}/indicators/lait_all_las.csv.gz
python=.venv/bench-stats/bin/python
if [ -f "$lait" ]; then
    "$python" bench/interleave.py 5 "weft=build/release/bench/stats $lait" \
        "numpy=$python bench/stats_peers.py numpy $lait" \
        "pandas=$python bench/stats_peers.py pandas $lait" \
        "polars=$python bench/stats_peers.py polars $lait" \
        "duckdb=$python bench/stats_peers.py duckdb $lait"
else
    echo "bench stats: skipped, $lait is not here" >&2
fi
