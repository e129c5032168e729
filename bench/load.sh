# Loading the whole LAIT file, knowing it again, and ten times as much of it, beside DuckDB in turn.
venv bench-load duckdb
folder=${WEFT_DATA:-../shared/data}/indicators
if [ -f "$folder/lait_all_las.csv.gz" ]; then
    .venv/bench-load/bin/python bench/load.py build/release/weft "$folder" 7
else
    echo "bench load: skipped, $folder/lait_all_las.csv.gz is not here" >&2
fi
