# What serving costs: unchanged pages beside nginx with the same bytes, pages made anew, pages while
# others save, memory, and the time to the first answer.
if command -v wrk >/dev/null && command -v nginx >/dev/null; then
    folder=${WEFT_DATA:-../shared/data}/indicators
    [ -f "$folder/lait_all_las.csv.gz" ] || folder=
    # shellcheck disable=SC2086
    python3 bench/serve.py build/release/weft 5 $folder
else
    echo "bench serve: skipped, wrk or nginx is not here" >&2
fi
