"""How long records take to join a register: one, and ten thousand, against a million.

The register is made of all records of an invented city but one in a hundred; those come after it,
ten thousand of them in one feed and others one by one, each a run of its own. A run is timed whole
(process, opening and all), and as the command says it, from the open register to what is durable.
The same once more on a copy in memory, where nothing waits for a disk: the difference is what the
log and its synchronising take. At last all records are looked at with the same model, and the persons must be the same.
"""
import csv
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time

weft, folder, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
SINGLES, MANY, TURNS = 31, 10000, 5
MEMORY = '/dev/shm'
os.makedirs(folder, exist_ok=True)
register = f'{folder}/register'


def link(*arguments, register=register):
    """Run weft link on the register: its answer, the seconds of the whole, the processor's."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run([weft, 'link', '--register', register, '--json', *arguments],
                          check=True, capture_output=True)
    whole = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), whole, used


def write(name, head, lines):
    with open(f'{folder}/{name}.csv', 'w', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(lines)
    return f'city={folder}/{name}.csv'


def show(what, runs):
    for name, at in (('whole run', 1), ('processor', 2)):
        values = sorted(run[at] for run in runs)
        print(f'{what:28} {name:12} median {statistics.median(values) * 1e3:10.2f} ms'
              f'   least {values[0] * 1e3:10.2f} ms')
    inner = sorted(run[0]['seconds'] for run in runs)
    print(f'{what:28} {"in the run":12} median {statistics.median(inner) * 1e3:10.2f} ms'
          f'   least {inner[0] * 1e3:10.2f} ms')


def of_copy(path, feed):
    """Let the feed join a fresh copy of the register."""
    shutil.copyfile(register, path)
    with open(path) as copy:
        os.fsync(copy.fileno())
    done = link(feed, register=path)
    os.unlink(path)
    return done


flat = f'{folder}/flat.csv'
if not os.path.exists(flat):
    subprocess.run([weft, 'synth', 'people', '--rows', str(rows), '--seed', '5', '--flat', flat],
                   check=True, stdout=subprocess.DEVNULL)
with open(flat, newline='') as file:
    reader = csv.reader(file)
    head = next(reader)
    records = [line[:-1] for line in reader]  # without the truth
head = head[:-1]
late = [line for at, line in enumerate(records) if at % 100 == 50]
base = write('base', head, (line for at, line in enumerate(records) if at % 100 != 50))
del records
for left in (register, f'{register}-wal', f'{register}-shm'):
    if os.path.exists(left):
        os.unlink(left)

print(f'{len(late):,} of {rows:,} records come later')
made = link(base)
size = os.path.getsize(register) / 2 ** 20
print(f'made: {made[1]:.1f} s, {made[2]:.1f} s of processor, {size:.0f} MiB, '
      f'{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB of memory')
many = late[SINGLES:SINGLES + MANY]
feed = write('many', head, many)
show(f'{len(many):,} records', [of_copy(f'{folder}/copy', feed) for _ in range(TURNS)])
if os.path.isdir(MEMORY) and shutil.disk_usage(MEMORY).free > 4 * os.path.getsize(register):
    copy = f'{MEMORY}/weft-bench-register-{os.getpid()}'
    show(f'{len(many):,}, no disk', [of_copy(copy, feed) for _ in range(TURNS)])
    shutil.copyfile(register, copy)
    show('one record, no disk', [link(write('one', head, [late[at]]), register=copy)
                                 for at in range(SINGLES)])
    os.unlink(copy)
show('one record', [link(write('one', head, [late[at]])) for at in range(SINGLES)])
show('the same record again', [link(f'city={folder}/one.csv') for _ in range(SINGLES)])
link(feed)
link('--clusters', f'{folder}/joined.csv')
link('--recheck', '--clusters', f'{folder}/whole.csv')
with open(f'{folder}/joined.csv') as joined, open(f'{folder}/whole.csv') as whole:
    same = joined.read() == whole.read()
print('persons after the feeds and after a run over all:', 'the same' if same else 'DIFFERENT')
sys.exit(0 if same else 1)
