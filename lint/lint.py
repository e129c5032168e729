"""What `./dev lint` measures: the shape of the code and the house rules. Standard library only.

Fails on a rule of the house and on a function past its bounds that lint/exceptions.txt does not
list with a reason; prints the other measures beside their aims.
"""
import concurrent.futures
import os
import re
import statistics
import subprocess
import sys

# Who may include whom. A room sees itself, the rooms named here, and nothing else.
ROOMS = {
    'base': [],
    'text': ['base'],
    'math': ['base'],
    'store': ['base', 'text'],
    'record': ['base', 'text', 'store'],
    'domain': ['base', 'text', 'math', 'store', 'record'],
    'http': ['base', 'text'],
    'gate': ['base', 'text', 'store', 'record', 'domain', 'http'],
    'web': ['base', 'text', 'math', 'store', 'record', 'domain', 'http', 'gate'],
    'api': ['base', 'text', 'store', 'record', 'domain', 'http', 'gate'],
    'cli': ['base', 'text', 'math', 'store', 'record', 'domain'],
    'jobs': ['base', 'text', 'math', 'store', 'record', 'domain'],
}
# Domain folders may call those before them; they refer to any other by an entity's name.
DOMAIN_ORDER = ['access', 'people', 'plan', 'governance', 'performance', 'risk', 'needs',
                'casework', 'commissioning', 'engagement', 'workforce', 'evidence', 'equality']
# Headers that stand alone beside their folder's public one: small, and made to be included.
OPEN_HEADERS = {'base/banned.h'}
# Too much for one folder: its rooms see each other's headers, others its public one alone.
IN_ROOMS = 'math/linkage'
SQL_ROOMS = {'store', 'record', 'domain'}
HTML_ROOMS = {'web'}
SQL = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|PRAGMA)\s')
HTML = re.compile(r'"[^"\n]*</?(div|p|ul|li|table|tr|td|th|span|h[1-6]|form|input|a)[ >\\]')
HOST = re.compile(r'registry\.npmjs|pypi\.org|deb\.debian\.org|files\.pythonhosted|crates\.io')
LEFT_OPEN = re.compile(r'\b(TODO|FIXME|XXX|HACK)\b')
FUNCTION_LINES, FUNCTION_COMPLEXITY, FILE_LINES, README_LINES = 120, 30, 800, 20


def git_files(*patterns):
    out = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard', *patterns],
                         capture_output=True, text=True, check=True).stdout
    return [f for f in out.splitlines() if os.path.exists(f)]


def read(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


class Report:
    def __init__(self):
        self.faults = []
        self.exceptions = {}
        for line in read('lint/exceptions.txt').splitlines():
            if line and not line.startswith('#'):
                name, _, reason = line.partition(' ')
                self.exceptions[name] = reason.strip()
        self.used = set()

    def fault(self, where, what):
        self.faults.append(f'{where}: {what}')

    def allowed(self, name):
        self.used.add(name)
        return bool(self.exceptions.get(name))


def folder(path):
    return os.path.dirname(path)


def in_rooms(place):
    return (place + '/').startswith(IN_ROOMS + '/')


def public_header(place):
    return f'{place}/{os.path.basename(place)}.h'


def check_includes(report, sources):
    """Arrows run one way, a folder shows one header, and no two folders include each other."""
    edges, adapters = {}, {}
    for path in sources:
        text = read(path)
        place = folder(path)[len('src/'):]
        room = place.split('/')[0] if place else 'main'
        for number, line in enumerate(text.splitlines(), 1):
            system = re.match(r'#include <([^>]+)>', line)
            if system:
                adapters.setdefault(system.group(1), set()).add(path)
            local = re.match(r'#include "([^"]+)"', line)
            if not local or local.group(1).startswith('support/'):
                continue
            wanted = local.group(1)
            target = folder(wanted)
            target_room = target.split('/')[0]
            where = f'{path}:{number}'
            if target != place:
                edges.setdefault(place, set()).add(target)
            if room != 'main' and target_room != room and target_room not in ROOMS.get(room, []):
                report.fault(where, f'{room} may not include {target_room} ({wanted})')
            if target != place and wanted not in OPEN_HEADERS and wanted != public_header(target) \
                    and not (in_rooms(place) and in_rooms(target)) \
                    and not (room == target_room and room in ('base', 'text', 'record', 'store')):
                report.fault(where, f'include {public_header(target)}, not {wanted}')
            both = place.startswith('domain/') and target.startswith('domain/')
            if both and place != target:
                a, b = place.split('/')[1], target.split('/')[1]
                if a in DOMAIN_ORDER and b in DOMAIN_ORDER and \
                        DOMAIN_ORDER.index(b) > DOMAIN_ORDER.index(a):
                    report.fault(where, f'domain/{a} stands before domain/{b} and may not call it')
    check_cycles(report, edges)
    check_adapters(report, adapters)


def check_cycles(report, edges):
    done, path = set(), []

    def visit(place):
        if place in path:
            circle = path[path.index(place):] + [place]
            report.fault('src', 'these folders include each other: ' + ' → '.join(circle))
            return
        if place in done:
            return
        path.append(place)
        for target in sorted(edges.get(place, ())):
            visit(target)
        path.pop()
        done.add(place)

    for place in sorted(edges):
        visit(place)


THIRD_PARTY = re.compile(r'^(sqlite3|microhttpd|jansson|yaml|expat|sodium|zlib|glpk|seccomp|'
                         r'gsl/.*|libpq-fe|curl/.*|zip|xlsxwriter|openssl/.*)(\.h)?$')


def check_adapters(report, adapters):
    libraries = {}
    for header, users in adapters.items():
        if THIRD_PARTY.match(header):
            libraries.setdefault(header.split('/')[0].removesuffix('.h'), set()).update(users)
    for library, users in sorted(libraries.items()):
        if len(users) > 1 and not report.allowed(f'adapter:{library}'):
            report.fault('src', f'{library} is included in {len(users)} files, and should be in '
                                f'one adapter: {", ".join(sorted(users))}')


def check_texts(report, sources):
    for path in sources:
        room = path.split('/')[1]
        text = read(path)
        if path.endswith('.c') and room != 'main.c':
            includes = re.findall(r'^#include .*$', text, re.M)
            last = bool(includes) and includes[-1] == '#include "base/banned.h"'
            if not last and not report.allowed(f'banned:{path}'):
                report.fault(path, 'include "base/banned.h" last')
        for number, line in enumerate(text.splitlines(), 1):
            if room not in SQL_ROOMS and SQL.search(line) and not report.allowed(f'sql:{path}'):
                report.fault(f'{path}:{number}', 'SQL stands only in store, record and domain')
            if room not in HTML_ROOMS and HTML.search(line) and not report.allowed(f'html:{path}'):
                report.fault(f'{path}:{number}', 'HTML stands only in web')
            if LEFT_OPEN.search(line):
                report.fault(f'{path}:{number}', 'something is left open here')
    for path in git_files():
        if not path.startswith('lint/') and os.path.isfile(path) and HOST.search(read(path)):
            report.fault(path, 'names the host of a registry')


def check_readmes(report, sources):
    for room in sorted({'src/' + s.split('/')[1] for s in sources if s.count('/') > 1}):
        path = f'{room}/README.md'
        if not os.path.exists(path):
            report.fault(room, 'has no README.md: what lives here, what it may use, how to add one')
        elif len(read(path).splitlines()) > README_LINES:
            report.fault(path, f'is longer than {README_LINES} lines')


# A path in back quotes: it has a folder or one of our endings. NAME and * stand for any part; what
# is built, and .csv files, which the reader makes, are not ours.
PATH = re.compile(r'`([\w*-][\w.*-]*(?:/[\w.*-]*)+|[\w*-]+\.(?:c|h|py|sh|mjs|md|yaml))`')


def check_documents(report):
    """Every relative link leads to a file, and every path is the end of one; what a tour adds is."""
    files = git_files()
    known = {'/' + path for path in files}
    for path in files:
        known |= {'/' + path[:at.end()] for at in re.finditer('/', path)}
    for path in (path for path in files if path.endswith('.md')):
        text = read(path)
        for link in re.findall(r'\]\(([^)#\s]+)|(?:src|href)="([^"#]+)', text):
            if '://' not in ''.join(link) and \
                    not os.path.exists(os.path.join(folder(path), ''.join(link))):
                report.fault(path, f'{"".join(link)} is not there')
        added = {'/' + name for name in re.findall(r'^`([^`]+)`\n```c$', text, re.M)}
        for name in re.findall(PATH, text):
            end = '/' + re.escape(name).replace('NAME', r'\*').replace(r'\*', '[^/]*')
            if not name.startswith(('build/', '.')) and not name.endswith('.csv') and \
                    not any(re.search(end + '$', there) for there in known | added):
                report.fault(path, f'there is no {name}')


def check_headers(report, sources):
    flags = subprocess.run(['pkg-config', '--cflags', 'libmicrohttpd', 'gsl', 'libsodium'],
                           capture_output=True, text=True).stdout.split()

    def alone(path):
        done = subprocess.run(['gcc', '-std=gnu17', '-D_GNU_SOURCE', '-fsyntax-only', '-Isrc',
                               '-x', 'c', *flags, path], capture_output=True, text=True)
        return path, done.returncode, done.stderr

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, code, said in pool.map(alone, [s for s in sources if s.endswith('.h')]):
            if code:
                report.fault(path, 'does not compile alone: ' + said.splitlines()[0])


def measure_functions(report, sources):
    files = [s for s in sources if s.endswith('.c')]
    out = subprocess.run(['pmccabe', *files], capture_output=True, text=True).stdout
    lines, complexities = [], []
    for row in out.splitlines():
        parts = row.split('\t')
        if len(parts) < 6:
            continue
        complexity, length = int(parts[0]), int(parts[4])
        place, name = parts[5].split(': ', 1)
        path = place.split('(')[0]
        lines.append(length)
        complexities.append(complexity)
        if length > FUNCTION_LINES and not report.allowed(f'lines:{path}:{name}'):
            report.fault(path, f'{name} has {length} lines, more than {FUNCTION_LINES}')
        if complexity > FUNCTION_COMPLEXITY and not report.allowed(f'complexity:{path}:{name}'):
            report.fault(path, f'{name} has complexity {complexity}, more than '
                               f'{FUNCTION_COMPLEXITY}')
    return lines, complexities


def part(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0


def percent(some, all_of):
    return 100 * some / all_of if all_of else 0


def comment_share(sources):
    comments = total = 0
    for path in sources:
        text = read(path)
        total += len([l for l in text.splitlines() if l.strip()])
        for block in re.findall(r'/\*.*?\*/', text, re.S):
            comments += block.count('\n') + 1
    return percent(comments, total)


def refusal_share(tests):
    words = re.compile(r'refus|reject|not_|no_|never|without|wrong|bad|broken|cut|damaged|unknown|'
                       r'missing|too_|cannot|fault|fail|invalid|lost|cycle|duplicate|contradict|'
                       r'limit|attack|forbid|malform|stranger|error|hidden|empty|nan|negative')
    names = []
    for path in tests:  # TEST and WITH are how a file names its own fixture
        listed = re.findall(r'(?:cmocka_unit_test(?:_\w+)?|\bTEST|\bWITH)\(\s*(\w+)', read(path))
        names += [name for name in listed if name != 'name']
    return percent(sum(1 for n in names if words.search(n)), len(names)), len(names)


def print_measures(report, sources, tests):
    lines, complexities = measure_functions(report, sources)
    sizes = [len(read(s).splitlines()) for s in sources if s.endswith('.c')]
    for path in sources:
        count = len(read(path).splitlines())
        if count > FILE_LINES and not report.allowed(f'file:{path}'):
            report.fault(path, f'has {count} lines, more than {FILE_LINES}: it is two things')
    source_lines = sum(len(read(s).splitlines()) for s in sources)
    test_lines = sum(len(read(t).splitlines()) for t in tests)
    refusals, count = refusal_share(tests)
    rows = [
        ('functions', f'{len(lines)}', ''),
        ('lines of a function, median · 90%',
         f'{statistics.median(lines):.0f} · {part(lines, .9)}', '≤ 15 · ≤ 50'),
        ('share over 60 · over 120 lines',
         f'{percent(sum(l > 60 for l in lines), len(lines)):.1f}% · '
         f'{percent(sum(l > 120 for l in lines), len(lines)):.1f}%', '≤ 5% · ≤ 1%, listed'),
        ('complexity, 90% · largest', f'{part(complexities, .9)} · {max(complexities)}',
         '≤ 10 · 30, or listed'),
        ('lines of a file, median · 90%', f'{statistics.median(sizes):.0f} · {part(sizes, .9)}',
         '150–350 · ≤ 800'),
        ('comment lines', f'{comment_share(sources):.0f}%', '15–25%'),
        ('test lines to source lines', f'{test_lines / source_lines:.2f}', '≥ 1.0'),
        ('tests · of refusals', f'{count} · {refusals:.0f}%', '≥ 40%'),
        ('source lines', f'{source_lines}', ''),
    ]
    width = max(len(r[0]) for r in rows)
    for name, value, aim in rows:
        print(f'  {name:<{width}}  {value:<14} {aim}')


def main():
    report = Report()
    sources = git_files('src/*.c', 'src/*.h')
    tests = git_files('tests/*.c', 'tests/*.h', 'tests/*.mjs', 'tests/*.py', 'tests/*.sh')
    check_includes(report, sources)
    check_texts(report, sources)
    check_readmes(report, sources)
    check_documents(report)
    check_headers(report, sources)
    print_measures(report, sources, tests)
    for name in sorted(set(report.exceptions) - report.used):
        report.fault('lint/exceptions.txt', f'{name} is not needed any more')
    for fault in report.faults:
        print(fault)
    print(f'{len(report.faults)} faults in the house')
    return 1 if report.faults else 0


if __name__ == '__main__':
    sys.exit(main())
