# Tables protected and attacked, and what that costs beside the least there is by HiGHS.
venv bench-suppress highspy
folder=${WEFT_DATA:-../shared/data}/statistics/disclosure
[ -d "$folder" ] || {
    echo "bench suppress: without the shared table, $folder is not here" >&2
    folder=
}
.venv/bench-suppress/bin/python bench/suppress.py build/release/weft 5 ${folder:+"$folder"}
