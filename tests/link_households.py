"""Households and families of `weft link` against the truth of `weft synth people`.

Records are in one household where they lived together; a pair is asked for (recall) where they
lived at one address on their days, and wrong (precision) where they never were one household.
Persons are in one family where the truth says so; each person found is the true one that most of
its records are. Standard library only; link_quality.py calls this.
"""
import collections
import csv
import math
import os

# Reached on 6,000 people under the seed 37, rounded down: precision and recall.
REACHED = {'households': (0.98, 0.90), 'families': (0.965, 0.67)}


def pairs(keys):
    return sum(math.comb(count, 2) for count in collections.Counter(keys).values())


def rows(folder, name):
    with open(os.path.join(folder, name), encoding='utf-8') as file:
        return list(csv.DictReader(file))


def score_households(found, truth):
    known = [(row, truth[row['source'], row['id']]) for row in found if row['household']]
    both = pairs((row['household'], true['household']) for row, true in known)
    asked = pairs((true['household'], true['home']) for _, true in known)
    got = pairs((row['household'], true['household'], true['home']) for row, true in known)
    return both / max(1, pairs(row['household'] for row, _ in known)), got / max(1, asked)


def true_people(found, truth):
    votes = collections.defaultdict(collections.Counter)
    for row in found:
        votes[row['person']][truth[row['source'], row['id']]['person']] += 1
    return {person: count.most_common(1)[0][0] for person, count in votes.items()}


def score_families(families, people, family_of):
    keys = [(row['family'], family_of[people[row['person']]]) for row in families]
    both = pairs(keys)
    return both / max(1, pairs(found for found, _ in keys)), both / max(1, pairs(t for _, t in keys))


def by_origin(families, people, truth):
    """Of each name origin: the share of pairs of one family, both of the origin, that are found."""
    origin = {row['person']: row['name_origin'] for row in truth.values()}
    family_of = {row['person']: row['family'] for row in truth.values()}
    groups = collections.defaultdict(list)
    for row in families:
        person = people[row['person']]
        groups[origin[person]].append((row['family'], family_of[person]))
    for name, keys in sorted(groups.items(), key=lambda item: -len(item[1])):
        there = pairs(true for _, true in keys)
        if there >= 50:
            yield f'{name} {pairs(keys) / there:.2f}'


def ties_by_basis(families, people, family_of):
    """Of each basis: how many ties there are, and how many are to another family."""
    counts, wrong = collections.Counter(), collections.Counter()
    for row in families:
        counts[row['basis']] += 1
        wrong[row['basis']] += bool(row['with']) and \
            family_of[people[row['with']]] != family_of[people[row['person']]]
    return counts, wrong


def report(folder):
    """Print the scores; yield what had been reached and is lost."""
    truth = {(row['source'], row['id']): row for row in rows(folder, 'truth.csv')}
    family_of = {row['person']: row['family'] for row in truth.values()}
    found, families = rows(folder, 'households.csv'), rows(folder, 'families.csv')
    people = true_people(found, truth)
    scores = {'households': score_households(found, truth),
              'families': score_families(families, people, family_of)}
    for kind, (precision, recall) in scores.items():
        print(f'{kind:<13}{"":>9}{precision:>11.5f}{recall:>9.5f}')
    counts, wrong = ties_by_basis(families, people, family_of)
    print('ties to family:', ', '.join(f'{basis} {count} ({wrong[basis]} wrong)'
                                       for basis, count in counts.most_common()))
    print('of family found:', ', '.join(by_origin(families, people, truth)))
    for kind, (precision, recall) in scores.items():
        least = REACHED[kind]
        if precision < least[0] or recall < least[1]:
            yield (f'{kind}: precision {precision:.5f} and recall {recall:.5f}, where {least[0]} '
                   f'and {least[1]} had been reached')
