"""The tasks of bench/stats.c in numpy, pandas, Polars or DuckDB: `stats_peers.py PEER FILE.csv.gz`.

Prints the same lines: task, seconds (wall, since some use threads), check sum."""

import math
import sys
import time

import numpy as np
import pandas as pd

Z = 1.959963984540054


def exact_poisson():
    """Garwood's limits of 0 to 9 events, by bisection on the Poisson distribution."""
    def below(count, mean):
        return sum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(count + 1))

    def solve(count, tail):
        low, high = 1e-12, 60.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if below(count, middle) > tail else (low, middle)
        return low
    lower = [0.0] + [solve(k - 1, 0.975) for k in range(1, 10)]
    return np.array(lower), np.array([solve(k, 0.025) for k in range(10)])


LOWER, UPPER = exact_poisson()


def load(path):
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    value = pd.to_numeric(table["value"], errors="coerce")
    table = table[value.notna()].assign(value=value[value.notna()])
    table["series"] = table.groupby(["measure_short", "la_number", "area"], sort=False).ngroup()
    table["comparison"] = table.groupby(["measure_short", "period"], sort=False).ngroup()
    table["events"] = np.trunc(table["value"].abs())
    table["trials"] = table["events"] + 100
    return table.reset_index(drop=True)


def report(task, start, check):
    print(task, f"{time.perf_counter() - start:.6f}", f"{check:.9g}")


def wilson(e, n, sqrt):
    spread = Z * sqrt(Z * Z + 4 * e * (1 - e / n))
    scale = 0.5 / (n + Z * Z)
    return (2 * e + Z * Z - spread) * scale, (2 * e + Z * Z + spread) * scale


def limits(frame):
    e, n = frame["events"].to_numpy(), frame["trials"].to_numpy()
    start = time.perf_counter()
    low, high = wilson(e, n, np.sqrt)
    report("wilson", start, low.sum() + high.sum())
    start = time.perf_counter()
    few = e < 10
    whole = np.where(few, e, 0).astype(int)
    o = np.where(few, 10, e)
    low = np.where(few, LOWER[whole], o * (1 - 1 / (9 * o) - Z / (3 * np.sqrt(o))) ** 3)
    o = o + 1
    high = np.where(few, UPPER[whole], o * (1 - 1 / (9 * o) + Z / (3 * np.sqrt(o))) ** 3)
    report("byar", start, low.sum() + high.sum())


def sorted_groups(group, *keys):
    order = np.lexsort((*keys, group)) if keys else np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    return order, np.concatenate(([0], np.cumsum(sizes)))[:-1], sizes


def numpy_tasks(frame):
    limits(frame)
    value = frame["value"].to_numpy()
    comparison, series = frame["comparison"].to_numpy(), frame["series"].to_numpy()
    start = time.perf_counter()
    order, starts, sizes = sorted_groups(comparison, value)
    v = value[order]
    position = np.arange(len(v)) - np.repeat(starts, sizes)
    first = np.concatenate(([True], v[1:] != v[:-1]))
    first[starts] = True
    rank = np.maximum.accumulate(np.where(first, np.arange(len(v)), 0)) - np.repeat(starts, sizes) + 1
    bounds = 0.0
    for p in (0.25, 0.5, 0.75):
        at = (sizes - 1) * p
        low = at.astype(int)
        high = np.minimum(low + 1, sizes - 1)
        bounds += (v[starts + low] + (at - low) * (v[starts + high] - v[starts + low])).sum()
    report("ranks", start, rank.sum() + bounds)
    assert position[0] == 0
    start = time.perf_counter()
    order, starts, sizes = sorted_groups(series)
    v = value[order]
    mean = np.add.reduceat(v, starts) / sizes
    ranges = np.concatenate(([0.0], np.abs(np.diff(v))))
    ranges[starts] = 0
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = 2.66 * np.add.reduceat(ranges, starts) / (sizes - 1)
    upper, lower = np.repeat(mean + spread, sizes), np.repeat(mean - spread, sizes)
    room = 1e-12 * np.maximum(np.abs(v), np.repeat(np.abs(mean), sizes))
    outside = ((v - upper > np.maximum(room, 1e-12 * np.abs(upper)))
               | (lower - v > np.maximum(room, 1e-12 * np.abs(lower)))).sum()
    report("charts", start, np.nansum(mean + spread) + outside)
    start = time.perf_counter()
    order, starts, sizes = sorted_groups(series)
    v = value[order]
    x = np.arange(len(v)) - np.repeat(starts, sizes) - np.repeat((sizes - 1) / 2, sizes)
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.add.reduceat(x * v, starts) / (sizes * (sizes * sizes - 1.0) / 12)
    report("slopes", start, np.nansum(slope))


def pandas_tasks(frame):
    limits(frame)
    start = time.perf_counter()
    groups = frame.groupby("comparison")["value"]
    report("ranks", start, groups.rank(method="min").sum() + groups.quantile([0.25, 0.5, 0.75]).sum())
    start = time.perf_counter()
    groups = frame.groupby("series")["value"]
    mean, ranges = groups.mean(), groups.diff().abs().groupby(frame["series"]).mean()
    upper, lower = mean + 2.66 * ranges, mean - 2.66 * ranges
    v, up, low = frame["value"], frame["series"].map(upper), frame["series"].map(lower)
    size = np.maximum(v.abs(), frame["series"].map(mean).abs())
    outside = ((v - up > 1e-12 * np.maximum(size, up.abs()))
               | (low - v > 1e-12 * np.maximum(size, low.abs()))).sum()
    report("charts", start, upper.sum() + outside)
    start = time.perf_counter()
    groups = frame.groupby("series")["value"]
    x, n = groups.cumcount(), groups.transform("size")
    products = ((x - (n - 1) / 2) * frame["value"]).groupby(frame["series"]).sum()
    n = groups.size()
    report("slopes", start, (products[n > 1] / (n * (n * n - 1) / 12)[n > 1]).sum())


def polars_tasks(frame):
    import polars as pl
    data = pl.from_pandas(frame[["value", "series", "comparison", "events", "trials"]])
    e, n = pl.col("events"), pl.col("trials")
    start = time.perf_counter()
    low, high = wilson(e, n, lambda x: x.sqrt())
    report("wilson", start, sum(data.select(low.sum().alias("l"), high.sum().alias("h")).row(0)))
    start = time.perf_counter()
    o = e + 1
    low = e * (1 - 1 / (9 * e) - Z / (3 * e.sqrt())).pow(3)
    high = o * (1 - 1 / (9 * o) + Z / (3 * o.sqrt())).pow(3)
    few = e < 10
    low = pl.when(few).then(e.replace_strict(dict(enumerate(LOWER)), default=None)).otherwise(low)
    high = pl.when(few).then(e.replace_strict(dict(enumerate(UPPER)), default=None)).otherwise(high)
    report("byar", start, sum(data.select(low.sum().alias("l"), high.sum().alias("h")).row(0)))
    start = time.perf_counter()
    v = pl.col("value")
    ranks = data.select(v.rank("min").over("comparison").sum()).item()
    bounds = data.group_by("comparison").agg(
        [v.quantile(p, "linear").alias(str(p)) for p in (0.25, 0.5, 0.75)])
    report("ranks", start, ranks + sum(bounds[c].sum() for c in ("0.25", "0.5", "0.75")))
    start = time.perf_counter()
    lines = data.group_by("series", maintain_order=True).agg(
        v.mean().alias("mean"), (2.66 * v.diff().abs().mean()).alias("spread"))
    both = data.join(lines, on="series")
    m, s = pl.col("mean"), pl.col("spread")
    size = pl.max_horizontal(v.abs(), m.abs())
    outside = both.select(
        ((v - (m + s) > 1e-12 * pl.max_horizontal(size, (m + s).abs()))
         | ((m - s) - v > 1e-12 * pl.max_horizontal(size, (m - s).abs()))).sum()).item()
    report("charts", start, lines.select((m + s).sum()).item() + outside)
    start = time.perf_counter()
    x = pl.int_range(pl.len()) - (pl.len() - 1) / 2
    count = pl.len().cast(pl.Float64)
    slopes = data.group_by("series").agg(
        ((x * v).sum() / (count * (count * count - 1) / 12)).alias("slope"))
    report("slopes", start, slopes["slope"].fill_nan(None).sum())


def duckdb_tasks(frame):
    import duckdb
    data = frame[["value", "series", "comparison", "events", "trials"]].reset_index(names="row")
    few = pd.DataFrame({"e": np.arange(10.0), "lower": LOWER, "upper": UPPER})
    con = duckdb.connect()
    con.register("frame", data)
    con.register("few_frame", few)
    con.execute("create table data as select * from frame; create table few as select * from few_frame")

    def ask(task, query):
        start = time.perf_counter()
        report(task, start, con.execute(query).fetchone()[0])
    z2 = Z * Z
    ask("wilson", f"""select sum((2 * events + {z2} - s) * 0.5 / (trials + {z2}))
        + sum((2 * events + {z2} + s) * 0.5 / (trials + {z2}))
        from (select *, {Z} * sqrt({z2} + 4 * events * (1 - events / trials)) as s from data)""")
    ask("byar", f"""select sum(coalesce(few.lower,
        events * pow(1 - 1 / (9 * events) - {Z} / (3 * sqrt(events)), 3)))
        + sum(coalesce(few.upper,
        (events + 1) * pow(1 - 1 / (9 * (events + 1)) + {Z} / (3 * sqrt(events + 1)), 3)))
        from data left join few on few.e = data.events""")
    ask("ranks", """select (select sum(r) from (select rank() over (partition by comparison order by
        value) as r from data)) + (select sum(list_sum(q)) from (select quantile_cont(value,
        [0.25, 0.5, 0.75]) as q from data group by comparison))""")
    ask("charts", """with lines as (select series, avg(value) as m, 2.66 * avg(range) as s from
        (select series, value, abs(value - lag(value) over (partition by series order by row)) as range
        from data) group by series)
        select (select sum(m + s) from lines) + (select count(*) from data join lines using (series)
        where value - (m + s) > 1e-12 * greatest(abs(value), abs(m), abs(m + s))
        or (m - s) - value > 1e-12 * greatest(abs(value), abs(m), abs(m - s)))""")
    ask("slopes", """select sum(slope) from (select regr_slope(value, x) as slope from (select series,
        value, row_number() over (partition by series order by row) as x from data) group by series
        having count(*) > 1)""")


def main():
    peer, path = sys.argv[1:3]
    start = time.perf_counter()
    frame = load(path)
    report("read", start, len(frame) + frame["series"].nunique())
    {"numpy": numpy_tasks, "pandas": pandas_tasks, "polars": polars_tasks,
     "duckdb": duckdb_tasks}[peer](frame)


main()
