"""`weft stats suppress` on tables of several shapes: `suppress.py WEFT ROUNDS [FOLDER]`.

Each answer is protected, and attacked before it is given. Wall and processor time of the command,
medians of rounds taken in turn; cells, primary and secondary; the cost, and the least there is, as
HiGHS finds it in the same run. FOLDER has the shared table of 1,141 cells."""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import suppress_peer

def counts(folder, name, sizes, mean, seed):
    """A table of inner cells, many of them small."""
    draw = random.Random(seed)
    path = f'{folder}/{name}.csv'
    with open(path, 'w') as file:
        file.write(','.join('abc'[:len(sizes)]) + ',count\n')
        for place in places(sizes):
            levels = ','.join('abc'[i] + str(level) for i, level in enumerate(place))
            file.write(f'{levels},{int(draw.expovariate(1 / mean))}\n')
    return [path]


def places(sizes):
    if not sizes:
        return [()]
    return [(first, *rest) for first in range(sizes[0]) for rest in places(sizes[1:])]


def records(folder, name, sizes, rows, seed):
    """Single records, some levels far more common than others."""
    draw = random.Random(seed)
    path = f'{folder}/{name}.csv'
    with open(path, 'w') as file:
        file.write('a,b,c\n')
        for _ in range(rows):
            levels = [int(size * draw.random() ** 1.5) for size in sizes]
            file.write(','.join('abc'[i] + str(level) for i, level in enumerate(levels)) + '\n')
    return [path]


def three_levels(folder, seed):
    """Areas under districts under regions, by six needs: over a thousand cells with the totals."""
    table = counts(folder, f'levels-{seed}', (140, 6), 25, seed)
    path = f'{folder}/levels-{seed}-hierarchy.csv'
    with open(path, 'w') as file:
        file.write('dimension,child,parent\n')
        for area in range(140):
            file.write(f'a,a{area},district{area // 7}\n')
        for district in range(20):
            file.write(f'a,district{district},region{district // 4}\n')
    return ['--hierarchy', path, *table]


def tasks(folder, shared):
    """Each: its name, the arguments, and whether the peer finds the least cost in seconds."""
    if shared:
        one = [f'{shared}/areas_153_needs_6.csv']
        both = ['--hierarchy', f'{shared}/areas_153_hierarchy.csv', *one]
        for cost in 'value', 'cells':
            yield f'1,141 cells in a hierarchy, by {cost}', ['--cost', cost, *both], True
        yield '  each uncertain by 1 (HITAS: 58)', ['--cost', 'cells', *uncertain(folder, *both)], False
    yield '30 x 30', counts(folder, '30x30', (30, 30), 60, 1), True
    yield '30 x 30, most cells small', counts(folder, '30x30small', (30, 30), 5, 2), True
    yield '10,000 records, 10 x 10 x 10', records(folder, 'r10', (10, 10, 10), 10000, 3), False
    yield '10,000 records, 20 x 10 x 5', records(folder, 'r20', (20, 10, 5), 10000, 4), False
    for seed in range(4):
        for cost in 'value', 'cells':
            yield (f'three levels, {seed}, by {cost}',
                   ['--cost', cost, *three_levels(folder, seed)], True)


def uncertain(folder, option, hierarchy, path):
    """The table with what HITAS was asked for: small cells uncertain by one either way."""
    changed = f'{folder}/uncertain.csv'
    with open(path) as source, open(changed, 'w') as file:
        file.write(next(source).strip() + ',primary,lower_protection,upper_protection\n')
        for line in source:
            small = 1 <= int(line.rsplit(',', 1)[1]) < 5
            file.write(line.strip() + (',true,1,1\n' if small else ',false,,\n'))
    return [option, hierarchy, changed]


def run(weft, arguments):
    start = time.perf_counter()
    with subprocess.Popen([weft, 'stats', 'suppress', '--json', *arguments],
                          stdout=subprocess.PIPE) as process:
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f'bench suppress: {" ".join(arguments)} failed with {process.returncode}')
    return json.loads(out), time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def least(arguments):
    hierarchy = arguments[arguments.index('--hierarchy') + 1] if '--hierarchy' in arguments else None
    return suppress_peer.least_cost(arguments[-1], hierarchy, 'cells' not in arguments)


def main():
    weft, rounds = sys.argv[1], int(sys.argv[2])
    print(f'{"":36}{"seconds":>9}{"processor":>10}{"cells":>7}{"primary":>9}{"secondary":>10}'
          f'{"cost":>7}{"least":>7}')
    with tempfile.TemporaryDirectory() as folder:
        asked = list(tasks(folder, sys.argv[3] if len(sys.argv) > 3 else None))
        runs = [[run(weft, arguments) for _, arguments, _ in asked] for _ in range(rounds)]
        for i, (name, arguments, is_quick) in enumerate(asked):
            answer = runs[0][i][0]
            states = [cell['status'] for cell in answer['cells']]
            print(f'{name:36}{statistics.median(r[i][1] for r in runs):>9.3f}'
                  f'{statistics.median(r[i][2] for r in runs):>10.3f}{len(states):>7}'
                  f'{states.count("primary"):>9}{states.count("secondary"):>10}'
                  f'{answer["cost"]:>7g}{least(arguments) if is_quick else "":>7}')


main()
