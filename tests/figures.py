"""Nottingham's place in every measure of the real LAIT file, against a computation of its own here:
from the published files alone, by the rules of the contract and the standard library."""
import csv
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

program, source = sys.argv[1], pathlib.Path(sys.argv[2])
data = pathlib.Path(os.environ.get('WEFT_DATA', source.parent / 'shared' / 'data')) / 'indicators'
if not (data / 'lait_all_las.csv.gz').exists():
    print(f'skipped: the shared data folder {data} is not here')
    sys.exit(77)
AREA = '892'


def rows(name):
    path = data / name
    opened = gzip.open(path, 'rt', encoding='utf-8-sig') if name.endswith('.gz') \
        else open(path, encoding='utf-8-sig')
    with opened as file:
        return list(csv.DictReader(file))


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def last_year(label):
    digits = label.split('(')[0].strip().replace('/', '-').split('-')[-1]
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def quantile(ordered, share):
    """Type 7 of Hyndman and Fan (1996)."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


authorities = {r['LA Number'] for r in rows('la_code_list.csv') if r['Type'] != 'NA'}
measures = {}
for r in rows('lait_data_dictionary.csv'):
    known = measures.get(r['Measure_short'])
    later = known and known['Last Update'].isdigit() and r['Last Update'].isdigit() \
        and int(r['Last Update']) > int(known['Last Update'])
    if not known or later:
        measures[r['Measure_short']] = r
figures = {}
for r in rows('lait_all_las.csv.gz'):
    if r['period'] != '0':
        figures.setdefault(r['measure_short'], {}).setdefault(r['period'], {})[r['la_number']] = \
            number(r['value'])
neighbours = [r['neighbour_la_number'] for r in rows('sn_may_2025_long.csv')
              if r['la_number'] == AREA]


def expected(code):
    """What `weft figure` must say, or None where the measure has no value for the area."""
    periods = [p for p, values in figures[code].items() if values.get(AREA) is not None]
    if not periods:
        return None
    label = max(periods, key=last_year)
    values = figures[code][label]
    own, polarity = values[AREA], measures[code]['Polarity']
    peers = sorted(v for a, v in values.items() if a in authorities and v is not None)
    rank = quartile = None
    if polarity in ('High', 'Low'):
        better = sum(1 for v in peers if (v > own if polarity == 'High' else v < own))
        rank = {'rank': better + 1, 'of': len(peers)}
        if measures[code]['No_Quartile'] != 'N':
            above = sum(1 for share in (0.25, 0.5, 0.75)
                        if own - quantile(peers, share) > 1e-9 * abs(own))
            quartile = 'ABCD'[above] if polarity == 'Low' else 'DCBA'[above]
    return {'label': label, 'value': own, 'england': values.get('970'), 'rank': rank,
            'quartile': quartile,
            'neighbours': [(a, values.get(a)) for a in neighbours],
            'polarity': {'High': 'high', 'Low': 'low'}.get(polarity)}


def answered(store, code):
    done = subprocess.run([program, '--store', store, 'figure', code, '--area', AREA, '--json'],
                          capture_output=True, text=True)
    said = json.loads(done.stdout)
    if done.returncode:
        return None
    return {'label': said['period_label'], 'value': said['value'],
            'england': said['england']['value'], 'rank': said['rank'],
            'quartile': said['quartile'],
            'neighbours': [(n['area'], n['value']) for n in said['neighbours']['areas']],
            'polarity': said['polarity']}


with tempfile.TemporaryDirectory() as folder:
    store = f'{folder}/store'
    for arguments in (['init'],
                      ['import', data / 'la_code_list.csv', '--as', 'lait-areas'],
                      ['import', data / 'lait_data_dictionary.csv', '--as', 'lait-dictionary'],
                      ['import', data / 'lait_all_las.csv.gz', '--as', 'lait'],
                      ['import', data / 'sn_may_2025_long.csv', '--as', 'lait-neighbours']):
        subprocess.run([program, '--store', store, *map(str, arguments)], check=True,
                       stdout=subprocess.DEVNULL)
    failed = 0
    asked = sorted(figures)
    start = time.monotonic()
    answered(store, asked[0])
    if time.monotonic() - start > 0.05:  # under a sanitizer: some of them
        asked = asked[::8]
    for code in asked:
        ours, weft = expected(code), answered(store, code)
        if ours != weft:
            failed += 1
            print(f'{code}:\n  expected {ours}\n  answered {weft}')
print(f'{len(asked) - failed} passed, {failed} failed')
sys.exit(1 if failed else 0)
