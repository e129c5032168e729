# The statistics of the whole LAIT file against numpy, pandas, Polars and DuckDB, in turn; and the same
# from a store in which it was loaded: reading it there may take 0.1 s.
venv bench-stats numpy pandas polars duckdb
folder=${WEFT_DATA:-../shared/data}/indicators
lait=$folder/lait_all_las.csv.gz
python=.venv/bench-stats/bin/python
if [ -f "$lait" ]; then
    store=$(mktemp -d)
    trap 'rm -rf "$store"' EXIT
    weft="build/release/weft --store $store/city.weft"
    $weft init
    $weft import "$folder/la_code_list.csv" --as lait-areas >/dev/null
    $weft import "$folder/lait_data_dictionary.csv" --as lait-dictionary >/dev/null
    $weft import "$lait" --as lait >/dev/null
    "$python" bench/interleave.py 5 "weft=build/release/bench/stats $lait" \
        "store=build/release/bench/stats --store $store/city.weft" \
        "numpy=$python bench/stats_peers.py numpy $lait" \
        "pandas=$python bench/stats_peers.py pandas $lait" \
        "polars=$python bench/stats_peers.py polars $lait" \
        "duckdb=$python bench/stats_peers.py duckdb $lait"
else
    echo "bench stats: skipped, $lait is not here" >&2
fi
