"""The comparators of linkage against RapidFuzz and Jellyfish on a million pairs of strings, random
and adversarial: `linkage_strings.py PROGRAM`. Skipped (77) where the two are not in .venv/strings.

Jaro, Jaro–Winkler and optimal string alignment of RapidFuzz for every pair; Jellyfish for one pair
in a hundred, where it knows the same measure."""
import os
import random
import subprocess
import sys

PAIRS, BATCH, LONGEST = 1_000_000, 50_000, 64
VENV = os.path.join(os.path.dirname(__file__), '..', '.venv', 'strings', 'bin', 'python')
NAMES = ('muhammad', 'mohammed', 'kowalska', 'kowalski', 'oluwaseun', 'anna', 'ann', 'smith-jones',
         'siobhan', 'shivaun', 'nguyen', 'ng', 'o', 'xiaoming', 'siu ming', 'van der berg')


def random_string(chance, letters):
    return ''.join(chance.choice(letters) for _ in range(chance.randrange(LONGEST + 1)))


def edited(chance, text, letters):
    """One to four slips: a letter more, less, another, or two that change places."""
    text = list(text)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(text) + 1)
        slip = chance.randrange(4)
        if slip == 0:
            text.insert(at, chance.choice(letters))
        elif at < len(text) and slip == 1:
            del text[at]
        elif at < len(text) and slip == 2:
            text[at] = chance.choice(letters)
        elif at + 1 < len(text):
            text[at], text[at + 1] = text[at + 1], text[at]
    return ''.join(text)[:LONGEST]


def pair(chance):
    """Of two letters, so that nearly everything matches; of many; names; one text turned round,
    cut in two and swapped, repeated; one and its slips; empty ones."""
    letters = chance.choice(('ab', 'abc', 'abcdefghijklmnopqrstuvwxyz', ' -\'0123456789abcdexyz'))
    first = chance.choice(NAMES) if chance.random() < 0.3 else random_string(chance, letters)
    kind = chance.randrange(7)
    if kind == 0:
        return first, random_string(chance, letters)
    if kind == 1:
        return first, first[::-1]
    if kind == 2:
        cut = chance.randrange(len(first) + 1)
        return first, first[cut:] + first[:cut]
    if kind == 3:
        return first, (first * 3)[:LONGEST]
    if kind == 4:
        return first, chance.choice(('', first, first[:1], chance.choice(NAMES)))
    return first, edited(chance, first, letters)


def ours(program, pairs):
    text = ''.join(f'{a}\t{b}\n' for a, b in pairs)
    out = subprocess.run([program], input=text, capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        jaro, winkler, edits = line.split()
        yield float(jaro), float(winkler), int(edits)


def main():
    from jellyfish import jaro_similarity
    from rapidfuzz.distance import OSA, Jaro, JaroWinkler
    program, chance, faults = sys.argv[1], random.Random(1989), 0
    for start in range(0, PAIRS, BATCH):
        pairs = [pair(chance) for _ in range(BATCH)]
        answers = list(ours(program, pairs))
        if len(answers) != len(pairs):
            sys.exit(f'{len(answers)} answers to {len(pairs)} pairs')
        for number, ((a, b), (jaro, winkler, edits)) in enumerate(zip(pairs, answers)):
            good = (abs(jaro - Jaro.similarity(a, b)) < 2e-6 and edits == OSA.distance(a, b) and
                    abs(winkler - JaroWinkler.similarity(a, b)) < 2e-6)
            if number % 100 == 0 and a and b:
                good &= abs(jaro - jaro_similarity(a, b)) < 2e-6
            if not good:
                faults += 1
                print(f'"{a}" and "{b}": {jaro} {winkler} {edits}, RapidFuzz {Jaro.similarity(a, b)} '
                      f'{JaroWinkler.similarity(a, b)} {OSA.distance(a, b)}')
            if faults == 20:
                sys.exit(1)
    sys.exit(1 if faults else 0)


if not os.path.exists(VENV):
    print('skipped: there is no .venv/strings; ./dev test makes it')
    sys.exit(77)
if os.path.realpath(sys.prefix) != os.path.realpath(os.path.join(os.path.dirname(VENV), '..')):
    os.execv(VENV, [VENV, *sys.argv])
main()
