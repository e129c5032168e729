"""The least that protecting a table can cost, by HiGHS: integer programming over the cuts of
Fischetti and Salazar (2001). Independent of weft but for the rule: 0 < count < 5 is primary, its
attacker's lower limit at most count - 1, his upper at least 5."""

import csv
import itertools

import highspy
import numpy as np

THRESHOLD = 5
SLIGHT = 1e-6


def read(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def lattice(rows, hierarchy):
    """The value of every cell, and the sums: a total and its parts."""
    names = [name for name in rows[0] if name != 'count']
    parents = {name: {} for name in names}
    for row in hierarchy:
        parents[row['dimension']][row['child']] = row['parent']
    levels = {}
    for name in names:
        levels[name] = list(dict.fromkeys(row[name] for row in rows))
        for level in levels[name]:
            if level != 'Total':
                parent = parents[name].setdefault(level, 'Total')
                if parent not in levels[name]:
                    levels[name].append(parent)
    cells = {place: i for i, place in enumerate(itertools.product(*levels.values()))}
    values = np.zeros(len(cells))
    for row in rows:
        over = [[row[name]] for name in names]
        for name, chain in zip(names, over):
            while chain[-1] != 'Total':
                chain.append(parents[name][chain[-1]])
        for place in itertools.product(*over):
            values[cells[place]] += int(row['count'])
    sums = {}
    for place, cell in cells.items():
        for i, name in enumerate(names):
            if place[i] != 'Total':
                total = (*place[:i], parents[name][place[i]], *place[i + 1:])
                sums.setdefault((i, cells[total]), []).append(cell)
    return values, [(total, parts) for (_, total), parts in sums.items()]


def quiet():
    highs = highspy.Highs()
    highs.silent()
    return highs


class Attacker:
    """How far one cell can move if hidden cells may: up without end, down to 0."""

    def __init__(self, values, sums):
        self.count = len(values)
        self.room = np.concatenate([np.full(self.count, 2 * values.max() + 10), values])
        self.highs = quiet()
        for _ in range(2 * self.count):
            self.highs.addVar(0, 0)
        for total, parts in sums:
            ups = np.array([total, *parts], dtype=np.int32)
            signs = np.array([-1.0] + [1.0] * len(parts))
            self.highs.addRow(0, 0, 2 * len(ups), np.concatenate([ups, self.count + ups]),
                              np.concatenate([signs, -signs]))

    def open(self, hidden):
        indexes = np.arange(2 * self.count, dtype=np.int32)
        self.highs.changeColsBounds(2 * self.count, indexes, np.zeros(2 * self.count),
                                    np.clip(np.tile(hidden, 2), 0, 1) * self.room)

    def cut(self, cell, sign, amount):
        """What must be hidden for the cell to move by the amount; None where it does."""
        self.highs.changeColCost(cell, -sign)
        self.highs.changeColCost(self.count + cell, sign)
        self.highs.run()
        reached = -self.highs.getInfo().objective_function_value
        duals = np.maximum(0, -np.array(self.highs.getSolution().col_dual)) * self.room
        self.highs.changeColCost(cell, 0)
        self.highs.changeColCost(self.count + cell, 0)
        weights = np.minimum(duals[:self.count] + duals[self.count:], amount) / amount
        return weights if reached < amount - SLIGHT else None


def least_cost(path, hierarchy=None, by_value=True):
    """By value, or by cells."""
    values, sums = lattice(read(path), read(hierarchy) if hierarchy else [])
    primary = (values >= 1) & (values < THRESHOLD)
    needs = [(cell, sign, amount) for cell in np.flatnonzero(primary)
             for sign, amount in ((1, THRESHOLD - values[cell]), (-1, 1.0))]
    attacker, choice = Attacker(values, sums), quiet()
    choice.setOptionValue('mip_rel_gap', 0.0)
    choice.setOptionValue('mip_abs_gap', 0.5)  # costs are whole
    for cell, is_primary in enumerate(primary):
        choice.addVar(float(is_primary), 1)
        choice.changeColCost(cell, 0 if is_primary else values[cell] if by_value else 1)
    whole = False
    while True:
        choice.run()
        hidden = np.array(choice.getSolution().col_value)
        attacker.open(np.round(hidden) if whole else hidden)
        found = 0
        for need in needs:
            weights = attacker.cut(*need)
            if weights is not None and weights @ hidden < 1 - SLIGHT:
                places = np.flatnonzero(weights > SLIGHT).astype(np.int32)
                choice.addRow(1, highspy.kHighsInf, len(places), places, weights[places])
                found += 1
        if found == 0 and whole:
            return round(choice.getInfo().objective_function_value)
        if found == 0:
            whole = True
            for cell in range(len(values)):
                choice.changeColIntegrality(cell, highspy.HighsVarType.kInteger)
