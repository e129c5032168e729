"""Every SQL text that stands as a named constant is prepared against a fresh store, so that none
is found to be wrong only when somebody asks for its page."""
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

program, source = sys.argv[1], pathlib.Path(sys.argv[2])
# Named for the statement they need at run time: tables that exist only while rows are read in.
TRANSIENT = re.compile(r'\btemp\.|\bincoming\b')
CONSTANT = re.compile(r'(?:static )?const char (\w+)\[\] =\s*((?:"(?:[^"\\]|\\.)*"\s*)+);')
STARTS = re.compile(r'\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b')

with tempfile.TemporaryDirectory() as folder:
    store = f'{folder}/store'
    subprocess.run([program, '--store', store, 'init'], check=True, stdout=subprocess.DEVNULL)
    stores = {'': sqlite3.connect(store)}
    # The register of linkage is a file of its own: made by its schema as it stands in the source.
    stores['domain/people'] = sqlite3.connect(':memory:')
    for name, literals in CONSTANT.findall((source / 'domain/people/people.c').read_text()):
        if name == 'schema':
            stores['domain/people'].executescript(
                ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)))
    prepared = failed = skipped = 0
    for path in sorted(source.rglob('*.c')):
        database = stores['domain/people' if 'domain/people' in str(path) else '']
        for name, literals in CONSTANT.findall(re.sub(r'/\*.*?\*/', '', path.read_text(), flags=re.S)):
            sql = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)).replace('\\"', '"')
            if not STARTS.match(sql):
                continue
            if TRANSIENT.search(sql):
                skipped += 1
                continue
            try:
                parameters = {int(n) for n in re.findall(r'\?(\d+)', sql)}
                database.execute('EXPLAIN ' + sql, [None] * max(parameters, default=0))
                prepared += 1
            except sqlite3.Error as error:
                failed += 1
                print(f'{path}: {name} cannot be prepared: {error}\n  {sql}')
    for database in stores.values():
        database.close()

print(f'{prepared} statements prepared, {skipped} of a load\'s own tables passed over')
if prepared == 0:
    sys.exit('no statement was found: the search for them is wrong')
print(f'{prepared} passed, {failed} failed')
sys.exit(1 if failed else 0)
