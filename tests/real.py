"""Every real file loads with its mapping, and the figures read off the sources are answered."""
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

program, source = sys.argv[1], pathlib.Path(sys.argv[2])
data = pathlib.Path(os.environ.get('WEFT_DATA', source.parent / 'shared' / 'data')) / 'indicators'
if not (data / 'lait_all_las.csv.gz').exists():
    print(f'skipped: the shared data folder {data} is not here')
    sys.exit(77)
passed = failed = 0


def check(what, got, wanted):
    global passed, failed
    if got == wanted:
        passed += 1
    else:
        failed += 1
        print(f'{what}: got {got}, wanted {wanted}')


def weft(*arguments):
    done = subprocess.run([program, '--store', store, *map(str, arguments), '--json'],
                          capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)


def load(name, mapping, skipped=0, warnings=0, *more):
    """All rows but those skipped are new; the same bytes again are known."""
    code, report = weft('import', data / name, '--as', mapping, *more)
    rows = report['read']
    check(f'{name}: exit', code, 0)
    check(f'{name}: counts', [report[k] for k in ('kept', 'unchanged', 'revised', 'skipped',
                                                  'refused')], [rows - skipped, 0, 0, skipped, 0])
    check(f'{name}: warnings', len(report['warnings']), warnings)
    if not name.endswith('.gz'):
        with open(data / name, encoding='utf-8-sig') as file:
            check(f'{name}: rows', rows, sum(1 for _ in csv.reader(file)) - 1)
    code, again = weft('import', data / name, '--as', mapping, *more)
    check(f'{name}: again', (code, again['load'], again['same_as'], again['unchanged']),
          (0, None, report['load'], rows))
    return report


def figure(measure, *more):
    return weft('figure', measure, '--area', '892', *more)[1]


with tempfile.TemporaryDirectory() as folder:
    store = f'{folder}/store'
    subprocess.run([program, '--store', store, 'init'], check=True, stdout=subprocess.DEVNULL)
    load('la_code_list.csv', 'lait-areas')
    dictionary = load('lait_data_dictionary.csv', 'lait-dictionary', 0, 14)
    check('twice listed', sum('disagree' in w['reason'] for w in dictionary['warnings']), 12)
    lait = load('lait_all_las.csv.gz', 'lait', 170, 473)
    check('rows', lait['read'], 641070)
    reasons = [w['reason'] for w in lait['warnings']]
    check('period 0', sum('neither a period nor a value' in r for r in reasons), 170)
    check('England outside', {r.split(':')[0] for r in reasons if 'England is outside' in r},
          {'FirstYJS', 'PreChildDea'})
    code, part = weft('import', data / 'lait_nottingham_and_comparators.csv', '--as', 'lait')
    check('a part of it', (code, part['load'], part['unchanged'], part['skipped']),
          (0, None, 79170, 21))
    load('sn_april_2021_long.csv', 'lait-neighbours', 20, 20, '--edition', '2021')
    load('sn_may_2025_long.csv', 'lait-neighbours', 0, 0, '--edition', '2025')
    for name in ('b1_children_in_need_2013_to_2025.csv',
                 'c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv',
                 'c3_factors_identified_at_end_of_assessment_2018_to_2025.csv',
                 'cla_number_and_rate_per_10k_children.csv',
                 'ons_mid-year_population_estimates_2012_to_2024.csv'):
        load(name, 'dfe-tidy')
    load('UD_NEETNK_LA_dashboard_2021_vg_removed.csv', 'neet', 2, 2)
    load('UD_NEETNK_LA_dashboard_2022_final.csv', 'neet')
    load('UD_NEETNK_LA_dashboard_2023_final.csv', 'neet', 0, 1)
    load('UD_NEETNK_LA_dashboard_final.csv', 'neet')
    load('la_hospital_admissions_2324.csv', 'fingertips', 703, 703)
    check('another kind of file', weft('import', data /
          'children_relative_low_income_ltla_14-22.csv', '--as', 'lait')[0], 1)

    for measure, period, value, england in (
            ('Under18concep', '2022', 19.2, 13.9), ('ExcessYr6', '2025', 40.1, 36.2),
            ('TotPerAbNew', '2025', 20.58, 18.14), ('AVG_Attain8_Score', '2025', 43, 46),
            ('InfMort', '2023', 5.0, 3.9)):
        said = figure(measure)
        check(measure, (said['period_label'], said['value'], said['england']['value']),
              (period, value, england))
        check(measure, figure(measure, '--period', period)['value'], value)
        check(measure, figure(measure, '--period', said['period'])['value'], value)
    said = figure('rate_per_10000', '--breakdown',
                  'population_type=Children looked after on 31 March each year')
    check('looked after', (said['period'], said['value'], said['england']['value']),
          ('2025', 93, 67))
    for edition, order in (('2021', '352 336 852 333 801 330 851 355 331 810'),
                           ('2025', '330 352 391 806 380 333 852 353 373 355')):
        said = figure('InfMort', '--neighbours', edition)
        check(edition, ' '.join(n['area'] for n in said['neighbours']['areas']), order)
    check('newest', figure('InfMort')['neighbours']['edition'], '2025')
    said = figure('90284')
    check('Fingertips', (said['period'], said['value'], said['polarity']),
          ('2023/24', 47.97782, 'low'))
    check('NEET', figure('NEET_percent')['period'], '2025')
    check('odd codes', [figure(c)['measure'] for c in ('LACDental%', 'LAC_Fixed_ Ex',
                                                       'CPP_Total_Rateper10,000')],
          ['LACDental%', 'LAC_Fixed_ Ex', 'CPP_Total_Rateper10,000'])
    check('sound', weft('check')[0], 0)

print(f'{passed} passed, {failed} failed')
sys.exit(1 if failed else 0)
