"""`weft link` beside Splink on the same rows, in turn: `link.py WEFT FOLDER [large]`.

One million invented records of nine columns, CSV to clusters on two processors: untrained, where
Splink is trained as in its demonstration and once more on narrower blocks, and with the model kept
before (of Splink the narrower one, which finds more); wall and processor time, memory, F1 over
pairs; where weft's time goes; how fast pairs of records are compared beside one
jaro_winkler_similarity of DuckDB. With `large`, twelve million records instead, weft alone. Medians
of WEFT_BENCH_ROUNDS (3)."""

import json
import os
import statistics
import subprocess
import sys
import time

ROWS, LARGE = 1_000_000, 12_000_000
PAIRED_ROWS, PARTNERS, STRIDE = 100_000, 50, 2654435761
PEER = os.path.join(os.path.dirname(__file__), 'link_peer.py')


def run(command):
    """What it printed, and its wall seconds, processor seconds and most memory in MiB."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f'bench link: {" ".join(command)} failed with {process.returncode}')
    return out, {'wall': time.perf_counter() - start, 'cpu': usage.ru_utime + usage.ru_stime,
                 'memory': usage.ru_maxrss / 1024}


def weft(program, people, folder, model=None, truth=False):
    command = [program, 'link', people, '--clusters', f'{folder}/weft.csv', '--threads', '2',
               '--json', *(['--model', model] if model else []),
               *(['--truth', 'cluster'] if truth else [])]
    out, took = run(command)
    return json.loads(out), took


def splink(people, folder, model=None, *words):
    out, took = run([sys.executable, PEER, people, f'{folder}/splink.csv', model or '-', *words])
    answer = json.loads(out.splitlines()[-1])
    # Only what it does with the rows counts, not the loading of its libraries.
    return answer, {**took, 'wall': answer['wall'], 'cpu': answer['cpu']}


def medians(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def fresh(path):
    if os.path.exists(path):
        os.remove(path)
    return path


def invent(program, folder, rows):
    people = f'{folder}/people-{rows}.csv'
    if not os.path.exists(people):
        subprocess.run([program, 'synth', 'people', '--rows', str(rows), '--flat', people],
                       check=True, stdout=subprocess.DEVNULL)
    return people


def show(title, ours, theirs):
    print(f'{title:<10}{"weft":>10}{"Splink":>10}{"ratio":>8}')
    for key, words in (('wall', 'seconds'), ('cpu', 'processor'), ('memory', 'MiB')):
        print(f'  {words:<8}{ours[key]:>10.2f}{theirs[key]:>10.2f}{theirs[key] / ours[key]:>8.1f}')


def show_stages(answers):
    print('where weft’s time goes, seconds (of the processors)')
    for stage in answers[0]['seconds']:
        wall = statistics.median(answer['seconds'][stage] for answer in answers)
        cpu = statistics.median(answer['processor_seconds'][stage] for answer in answers)
        print(f'  {stage:<12}{wall:>7.2f}{cpu:>9.2f}')


def show_quality(ours, theirs):
    """Splink's at whichever threshold is best for it, weft's at its own."""
    best = max(theirs['f1'], key=theirs['f1'].get)
    print(f'F1 over pairs: weft {ours["quality"]["clusters"]["f1"]:.4f}, Splink '
          f'{theirs["f1"][best]:.4f} at its best threshold ({best})')


def duckdb_rate(people):
    """Pairs a second of one jaro_winkler_similarity over surnames, on one processor."""
    import duckdb
    base = duckdb.connect()
    base.execute('PRAGMA threads=1')
    base.execute(f"CREATE TABLE p AS SELECT row_number() OVER () - 1 AS n, coalesce(surname, '') AS s"
                 f" FROM read_csv('{people}', all_varchar=true)")
    base.execute(f'CREATE TABLE pairs AS SELECT a.s AS l, b.s AS r FROM'
                 f' (SELECT range AS n FROM range({PAIRED_ROWS * PARTNERS})) x'
                 f' JOIN p a ON a.n = x.n // {PARTNERS} JOIN p b ON b.n = x.n * {STRIDE} % {PAIRED_ROWS}')
    start = time.process_time()
    base.execute('SELECT sum(jaro_winkler_similarity(l, r)) FROM pairs').fetchall()
    return PAIRED_ROWS * PARTNERS / (time.process_time() - start)


def show_rates(program, folder, rounds):
    people = f'{folder}/paired.csv'
    with open(invent(program, folder, ROWS), encoding='utf-8', newline='') as rows, \
            open(people, 'w', encoding='utf-8', newline='') as few:
        few.writelines(line for _, line in zip(range(PAIRED_ROWS + 1), rows))
    comparing = os.path.join(os.path.dirname(program), 'bench', 'link')
    ours, theirs = [], []
    for _ in range(rounds):
        pairs, seconds, _ = run([comparing, people])[0].split()
        ours.append(int(pairs) / float(seconds))
        theirs.append(duckdb_rate(people))
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    print(f'pairs compared a second on one processor: {ours / 1e6:.2f} million of six fields; '
          f'DuckDB, one jaro_winkler_similarity each: {theirs / 1e6:.2f} million '
          f'({ours / theirs:.2f} times)')


def beside_splink(program, folder, rounds):
    people = invent(program, folder, ROWS)
    models = [f'{folder}/weft.json', f'{folder}/splink.json']
    runs = {name: [] for name in ('weft', 'splink', 'splink narrow', 'weft trained',
                                'splink trained')}
    answers = []
    for _ in range(rounds):
        answer, took = weft(program, people, folder, fresh(models[0]))
        answers.append(answer)
        runs['weft'].append(took)
        runs['splink'].append(splink(people, folder)[1])
        runs['splink narrow'].append(splink(people, folder, fresh(models[1]), 'narrow')[1])
        runs['weft trained'].append(weft(program, people, folder, models[0])[1])
        runs['splink trained'].append(splink(people, folder, models[1])[1])
    middle = {name: medians(of) for name, of in runs.items()}
    import duckdb
    import splink as peer
    print(f'{ROWS:,} records, two processors, medians of {rounds}; Splink {peer.__version__} on DuckDB '
          f'{duckdb.__version__}')
    show('untrained', middle['weft'], middle['splink'])
    show('  narrow', middle['weft'], middle['splink narrow'])
    show('trained', middle['weft trained'], middle['splink trained'])
    show_stages(answers)
    show_quality(weft(program, people, folder, truth=True)[0],
                 splink(people, folder, models[1], 'score')[0])
    show_rates(program, folder, rounds)


def large(program, folder):
    small, much = (weft(program, invent(program, folder, rows), folder)[1] for rows in (ROWS, LARGE))
    times, of_cpu = (much[key] / LARGE / (small[key] / ROWS) for key in ('wall', 'cpu'))
    print(f'{LARGE:,} records: {much["wall"]:.1f} s, {much["cpu"]:.1f} s of the processors, '
          f'{much["memory"] / 1024:.2f} GiB; per record {times:.2f} times as long as of {ROWS:,}, '
          f'{of_cpu:.2f} times of the processors')


def main():
    program, folder = sys.argv[1:3]
    rounds = int(os.environ.get('WEFT_BENCH_ROUNDS', 3))
    os.makedirs(folder, exist_ok=True)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    if sys.argv[3:] == ['large']:
        large(program, folder)
    else:
        beside_splink(program, folder, rounds)


main()
