# New records against a register of a million: ./dev bench link_register (WEFT_BENCH_ROWS for fewer)
python3 bench/link_register.py build/release/weft build/bench/link_register \
    "${WEFT_BENCH_ROWS:-1000000}"
