# weft link beside Splink on a million invented records, in turn; with `./dev bench link large` on twelve
# million, alone.
venv bench-link splink==5.0.0 duckdb
.venv/bench-link/bin/python bench/link.py build/release/weft build/bench/link "${2:-}"
