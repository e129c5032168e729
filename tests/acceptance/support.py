"""What the acceptance tests share: the program, a store of its own for each test, the real files.

These tests know the program only as a stranger does: its commands, exit codes, JSON and pages."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

WEFT = os.environ.get("WEFT_PROGRAM", "build/debug/weft")
SOURCE = pathlib.Path(os.environ.get("WEFT_SOURCE", "."))
FIGURES = pathlib.Path(os.environ.get("WEFT_DATA", SOURCE / ".." / "shared" / "data")) / "indicators"

PATIENCE_S = 300  # as long as a stalled machine may need

needs_figures = unittest.skipUnless(
    (FIGURES / "lait_all_las.csv.gz").exists(), f"the published figures are not at {FIGURES}"
)


class Answer:
    """How a command ended: its exit code and what it printed."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout.decode()
        self.messages = process.stderr.decode()

    @property
    def json(self):
        return json.loads(self.out)


def weft(*words, store=None, stdin=b"", **environment):
    """Run the program; the store goes in by WEFT_STORE."""
    surroundings = {k: v for k, v in os.environ.items() if k != "WEFT_STORE"}
    if store:
        surroundings["WEFT_STORE"] = str(store)
    surroundings.update(environment)
    return Answer(
        subprocess.run(
            [WEFT, *map(str, words)], input=stdin, capture_output=True, env=surroundings, timeout=PATIENCE_S
        )
    )


class Case(unittest.TestCase):
    """A test with a folder of its own that goes when it ends."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.store = self.folder / "city.weft"

    def done(self, *words, **options):
        answer = weft(*words, **{"store": self.store, **options})
        self.assertEqual(answer.code, 0, answer.messages + answer.out)
        return answer

    def refused(self, *words, code=1, **options):
        answer = weft(*words, **{"store": self.store, **options})
        self.assertEqual(answer.code, code, answer.messages + answer.out)
        return answer

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
