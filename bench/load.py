"""Loads of the LAIT file in turn with DuckDB: `load.py WEFT FOLDER ROUNDS`. Wall and processor time,
resident memory with the child, and what is on the disk once checkpointed; medians and ratios.

DuckDB's time is taken inside its process, without starting Python; ours is the whole process."""
import csv
import gzip
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time

COLUMNS = ("{'measure_short':'VARCHAR','period':'VARCHAR','la_number':'INTEGER',"
           "'area':'VARCHAR','value':'DOUBLE'}")
PEER = '''
import json, resource, sys, time
import duckdb
task, database, source = sys.argv[1:]
read = "read_csv('" + source + "', header=true, nullstr='-', columns=%s)"
before = resource.getrusage(resource.RUSAGE_SELF)
start = time.perf_counter()
with duckdb.connect(database) as connection:
    if task == 'load':
        connection.execute("CREATE TABLE observation (measure VARCHAR, period VARCHAR, area INTEGER,"
                           " value DOUBLE, PRIMARY KEY (measure, period, area))")
        connection.execute(f"INSERT INTO observation SELECT measure_short, period, la_number, value"
                           f" FROM {read}")
        connection.execute("CHECKPOINT")
    else:
        left = connection.execute(f"""SELECT count(*) FROM {read} AS n ANTI JOIN observation AS o
            ON o.measure = n.measure_short AND o.period = n.period AND o.area = n.la_number
            AND o.value IS NOT DISTINCT FROM n.value""").fetchone()
        assert left == (0,), left
wall = time.perf_counter() - start
after = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({'wall': wall, 'cpu': after.ru_utime + after.ru_stime - before.ru_utime
                  - before.ru_stime, 'memory': after.ru_maxrss / 1024}))
''' % COLUMNS


def resident(process):
    """MB resident of a process and its children."""
    total = 0
    try:
        children = pathlib.Path(f'/proc/{process}/task/{process}/children').read_text().split()
        for one in [str(process), *children]:
            for line in pathlib.Path(f'/proc/{one}/status').read_text().splitlines():
                if line.startswith('VmRSS'):
                    total += int(line.split()[1]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return total


def weft(program, store, *arguments):
    peak = [0.0]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen([program, '--store', store, *map(str, arguments), '--json'],
                               stdout=subprocess.PIPE)

    def watch():
        while process.poll() is None:
            peak[0] = max(peak[0], resident(process.pid))
            time.sleep(0.02)
    watcher = threading.Thread(target=watch)
    watcher.start()
    out = process.stdout.read()
    process.wait()
    wall = time.perf_counter() - start
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    report = json.loads(out)
    assert process.returncode == 0, report
    return report, {'wall': wall, 'memory': peak[0],
                    'cpu': after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def duckdb(task, database, source):
    done = subprocess.run([sys.executable, '-c', PEER, task, database, source], check=True,
                          capture_output=True, text=True)
    return json.loads(done.stdout[done.stdout.rindex('{'):])  # before it, DuckDB's own progress


def tell(what, ours, theirs=None):
    def middle(times, key):
        return statistics.median(t[key] for t in times)
    line = (f"{what:34}{middle(ours, 'wall'):8.3f} s{middle(ours, 'cpu'):8.3f} s"
            f"{max(t['memory'] for t in ours):7.0f} MB")
    if theirs:
        line += (f"{middle(theirs, 'wall'):9.3f} s{middle(theirs, 'cpu'):8.3f} s"
                 f"{max(t['memory'] for t in theirs):7.0f} MB"
                 f"{middle(ours, 'wall') / middle(theirs, 'wall'):9.2f}"
                 f"{middle(ours, 'cpu') / middle(theirs, 'cpu'):9.2f}")
    print(line)


def ready(program, store, areas, dictionary):
    for stale in (store, f'{store}-wal', f'{store}-shm'):
        pathlib.Path(stale).unlink(missing_ok=True)
    subprocess.run([program, '--store', store, 'init'], check=True, stdout=subprocess.DEVNULL)
    weft(program, store, 'import', areas, '--as', 'lait-areas')
    weft(program, store, 'import', dictionary, '--as', 'lait-dictionary')


def one_size(title, program, folder, rounds, areas, dictionary, source, plain):
    times = {name: [] for name in ('load', 'peer load', 'again', 'other', 'peer other')}
    store, database = f'{folder}/store', f'{folder}/peer.duckdb'
    for _ in range(rounds):
        ready(program, store, areas, dictionary)
        report, taken = weft(program, store, 'import', source, '--as', 'lait')
        assert report['kept'] > 640000 and report['refused'] == 0, report
        times['load'].append(taken)
        pathlib.Path(database).unlink(missing_ok=True)
        times['peer load'].append(duckdb('load', database, source))
        times['again'].append(weft(program, store, 'import', source, '--as', 'lait')[1])
        report, taken = weft(program, store, 'import', plain, '--as', 'lait')
        assert report['load'] is None and report['kept'] == 0, report
        times['other'].append(taken)
        times['peer other'].append(duckdb('anti-join', database, plain))
    tell(f'{title}: load', times['load'], times['peer load'])
    tell(f'{title}: same bytes again', times['again'])
    tell(f'{title}: same content, other bytes', times['other'], times['peer other'])
    print(f'{"":34}on the disk {os.path.getsize(store) / 1e6:.1f} MB, '
          f'DuckDB {os.path.getsize(database) / 1e6:.1f} MB')


def tenfold(folder, dictionary, source):
    """The same figures under ten codes each."""
    with open(dictionary, encoding='utf-8-sig') as file:
        rows = list(csv.reader(file))
    at = rows[0].index('Measure_short')
    with open(f'{folder}/dictionary.csv', 'w', newline='') as file:
        out = csv.writer(file)
        out.writerow(rows[0])
        for turn in range(10):
            out.writerows(r[:at] + [f'{r[at]} {turn}'] + r[at + 1:] for r in rows[1:])
    with gzip.open(source, 'rt', encoding='utf-8-sig') as file:
        rows = list(csv.reader(file))
    with open(f'{folder}/tenfold.csv', 'w', newline='') as plain:
        out = csv.writer(plain, lineterminator='\n')
        out.writerow(rows[0])
        for turn in range(10):
            out.writerows([f'{r[0]} {turn}', *r[1:]] for r in rows[1:])
    with open(f'{folder}/tenfold.csv', 'rb') as plain, \
            gzip.open(f'{folder}/tenfold.csv.gz', 'wb', 6) as packed:
        while block := plain.read(1 << 20):
            packed.write(block)
    return f'{folder}/dictionary.csv', f'{folder}/tenfold.csv.gz', f'{folder}/tenfold.csv'


def main():
    program, data, rounds = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    areas, dictionary = data / 'la_code_list.csv', data / 'lait_data_dictionary.csv'
    source = str(data / 'lait_all_las.csv.gz')
    with tempfile.TemporaryDirectory() as folder:
        plain = f'{folder}/lait.csv'
        with gzip.open(source) as packed, open(plain, 'wb') as out:
            out.write(packed.read())
        print(f'{"":34}{"weft":>8}{"cpu":>10}{"memory":>10}{"DuckDB":>11}{"cpu":>10}{"memory":>10}'
              f'{"ratio":>9}{"of cpu":>9}')
        one_size('641,070 rows', program, folder, rounds, areas, dictionary, source, plain)
        one_size('ten times that', program, folder, max(1, rounds // 3), areas,
                 *tenfold(folder, dictionary, source))


main()
