"""The tours in docs/ are true: their commands answer what they show, their code compiles.

    tours.py WEFT SOURCE

In a block marked `console`, a line that begins with `$ ` is run, all of one tour in one folder, and
the lines under it are what it must print; `…` stands for anything, alone on a line for any lines.
A block marked `c` or `diff` under a path is that file, or its new lines after the line shown.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WEFT, SOURCE = (Path(argument).resolve() for argument in sys.argv[1:3])
FLAGS = "-std=gnu17 -fsyntax-only -D_GNU_SOURCE -Wall -Wextra -Wconversion -Werror".split() + [
    "-Wno-missing-field-initializers",
    '-DWEFT_VERSION="0"',
]


def as_pattern(shown):
    """What is shown as a pattern over the whole output."""
    lines = []
    for line in shown:
        if line.strip() == "…":
            lines.append("(?:.*\n)*?")
        else:
            lines.append(".*?".join(re.escape(part) for part in line.rstrip().split("…")) + " *\n")
    return "".join(lines)


def run_console(name, text, folder):
    """Each command of a tour in turn; how many were run, or an exit that says which is untrue."""
    blocks = "".join(re.findall(r"^```console\n(.*?)^```", text, re.S | re.M))
    steps = re.findall(r"^\$ (.*(?:\n> .*)*)\n((?:(?!\$ ).*\n)*)", blocks, re.M)
    environment = {
        **os.environ,
        "PATH": f"{WEFT.parent}:{os.environ['PATH']}",
        "WEFT_STORE": "tour.weft",
    }
    for command, shown in steps:
        command = command.replace("\n> ", "\n")
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not re.fullmatch(as_pattern(shown.splitlines()), done.stdout):
            sys.exit(f"{name}: $ {command}\nshows:\n{shown}\nbut answers:\n{done.stdout}")
    return len(steps)


def put_code(name, text, folder):
    """Write the files of a tour into a copy of the source; those that are to be compiled."""
    changed = []
    for path, kind, code in re.findall(
        r"^`(src/[^`]+)`\n```(c|diff)\n(.*?)^```", text, re.S | re.M
    ):
        target = folder / path
        if kind == "c":
            target.write_text(code)
        else:
            whole = target.read_text()
            after, added = (
                "".join(line[1:] + "\n" for line in code.splitlines() if line[0] == mark)
                for mark in " +"
            )
            if whole.count(after) != 1:
                sys.exit(f"{name}: {path} has no one place that reads\n{after}")
            target.write_text(whole.replace(after, after + added))
        if path.endswith(".c"):
            changed.append(path)
    return changed


def compile_code(name, changed, folder):
    for path in changed:
        done = subprocess.run(
            ["cc", *FLAGS, f"-I{folder}/src", "-isystem/usr/include/p11-kit-1", folder / path],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{name}: {path} does not compile\n{done.stderr}")


def main():
    for tour in sorted((SOURCE / "docs").glob("tour-*.md")):
        text = tour.read_text()
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "plans").symlink_to(SOURCE / "plans")
            run = run_console(tour.name, text, folder)
            shutil.copytree(SOURCE / "src", folder / "src")
            changed = put_code(tour.name, text, folder)
            compile_code(tour.name, changed, folder)
        print(f"{tour.name}: {run} commands, {len(changed)} files of code")


main()
