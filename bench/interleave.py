"""Run programs of one bench in turn, several rounds, and print the median of each task:
`interleave.py ROUNDS NAME=COMMAND …`. The first is ours, the others' times are given as multiples
of it. Each command prints lines of task, seconds and check sum; the check sums must agree to 1e-6."""

import shlex
import statistics
import subprocess
import sys


def main():
    rounds = int(sys.argv[1])
    programs = [argument.split("=", 1) for argument in sys.argv[2:]]
    times, checks = {}, {}
    for _ in range(rounds):
        for name, command in programs:
            out = subprocess.run(shlex.split(command), check=True, capture_output=True, text=True)
            for line in out.stdout.splitlines():
                task, seconds, check = line.split()
                times.setdefault(task, {}).setdefault(name, []).append(float(seconds))
                checks.setdefault(task, {})[name] = float(check)
    ours = programs[0][0]
    names = [name for name, _ in programs]
    print(f"{'task':38}" + "".join(f"{name:>12}" for name in names) + "   check sums")
    total = dict.fromkeys(names, 0.0)
    for task, by_name in times.items():
        middle = {name: statistics.median(values) for name, values in by_name.items()}
        cells = "".join(f"{middle[name]:12.6f}" if name in middle else " " * 12 for name in names)
        first = checks[task][ours]
        agree = all(abs(check - first) <= 1e-6 * max(1, abs(first)) for check in checks[task].values())
        print(f"{task:38}{cells}   {'agree' if agree else checks[task]}")
        for name in names:
            total[name] += middle[name] if task != "read" and len(middle) == len(names) else 0
    print(f"{'all but reading, seconds':38}" + "".join(f"{total[name]:12.6f}" for name in names))
    print(f"{'times ' + ours:38}" + "".join(f"{total[name] / total[ours]:12.2f}" for name in names))


main()
