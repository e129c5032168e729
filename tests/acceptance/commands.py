"""Every command, called rightly and wrongly: exit codes, one JSON document, help that is true."""

import os
import pathlib
import re
import shlex
import sqlite3
import subprocess
import unittest

from support import PATIENCE_S, SOURCE, WEFT, Case, weft

COMMANDS = re.findall(r"(?m)^  ([a-z]+) ", weft("--help").out.split("Commands")[1])

# Wrong use, each with the words that follow `weft`.
WRONG = """
bogus
help bogus
--store
plan
plan burn x
plan check
plan load x y
import
import x
import x --as none-such
import x --as lait --undo 1
import --undo first
figure
figure A
figure A --area
figure A --area 892 --none-such
figure A --area 892 --published-on 2001-13-01
outline
outline a.geojson b.geojson
outline a.geojson --code
link
link council=
link council=a.csv --threshold 2
link council=a.csv --svg picture.svg
link --decisions
export
export none-such
check extra
init extra
version extra
log none-such
log verify extra
log verify --head
log verify --head none
log --head 966c5c3f04cb86bd9583f01decebb92f50e1ed620a580bb01988423f5d1d5e85
backup
restore
serve extra
serve --listen nowhere
serve --listen 127.0.0.1:99999
serve --threads 0
user
user add ann
user add ann --role
user role ann
user retire ann --role analyst
synth
synth none-such
synth figures
synth figures --out x --seed y
synth people
""".strip().splitlines()

# Refusals, with nothing changed.
REFUSED = """
init
plan check none.yaml
plan load none.yaml
import none.csv --as lait
import --undo 99
figure none-such --area 892
backup city.weft
restore none.weft
user retire nobody
user add ann --role none-such
user token nobody
""".strip().splitlines()


class Commands(Case):
    def setUp(self):
        super().setUp()
        self.done("init")

    def test_wrong_use_exits_2_with_one_document_and_a_message(self):
        for line in WRONG:
            with self.subTest(line):
                answer = self.refused(*shlex.split(line), "--json", code=2)
                self.assertTrue(answer.json["error"]["message"].endswith("."))
                self.assertTrue(answer.messages)
                plain = self.refused(*shlex.split(line), code=2)
                self.assertEqual(plain.out, "")
                self.assertTrue(plain.messages)

    def test_a_refusal_exits_1_with_one_document_and_changes_nothing(self):
        before = self.done("log", "verify", "--json").json
        for line in REFUSED:
            words = [w.replace("city.weft", str(self.store)) for w in shlex.split(line)]
            with self.subTest(line):
                answer = self.refused(*words, "--json")
                self.assertIsInstance(answer.json, dict)
                self.assertTrue(answer.messages)
                self.assertTrue(self.refused(*words).messages)
        self.assertEqual(self.done("log", "verify", "--json").json, before)
        self.done("check")

    def test_a_list_of_what_is_wrong_is_announced_where_messages_go(self):
        """It is the answer, on standard output; but a refusal says so on standard error too."""
        plan = self.file("bad.yaml", "plan:\n  - code: a\n    vison: x\n")
        rows = self.file("bad.csv", "LA Number,LA Name,Region,Type\n,Nowhere,,\n")
        for line in f"plan check {plan}", f"plan load {plan}", f"import {rows} --as lait-areas":
            with self.subTest(line):
                self.assertTrue(self.refused(*shlex.split(line), "--json").messages)
        self.assertTrue(self.refused("import", rows, "--as", "lait-areas").messages)
        self.done("plan", "load", SOURCE / "plans" / "thistlemouth-2025-28.yaml")
        with sqlite3.connect(self.store) as connection:
            connection.execute("UPDATE change SET actor = 'nobody' WHERE id = 3")
        connection.close()
        for line in "check", "log verify":
            with self.subTest(line):
                answer = self.refused(*line.split(), "--json")
                self.assertFalse(answer.json["sound"])
                self.assertTrue(answer.messages)
                self.assertTrue(self.refused(*line.split()).messages)

    def test_the_store_is_named_before_or_after_the_command_or_in_the_environment(self):
        path = str(self.store)
        ways = ["--store", path, "check"], ["check", "--store", path], [f"--store={path}", "check"]
        for words in ways:
            with self.subTest(words):
                self.assertTrue(self.done(*words, "--json", store=None).json["sound"])
        self.assertEqual(weft("--json", "check", store=path).json["faults"], [])
        self.refused("check", "--json", code=2, store=None)
        self.refused("check", "--json", code=2, store=None, WEFT_STORE="")

    def test_what_is_done_is_told_in_one_document(self):
        plan = SOURCE / "plans" / "nottingham-2010-14.yaml"
        self.done("plan", "load", plan, "--json").json
        for line in (
            "check", "log", "log verify", "plan show", "plan export", f"plan check {plan}",
            f"plan load {plan}", "export risk", "export user", "user list", "version",
            "user add ann --role analyst", "user token ann", "user role ann --role contributor",
            "user password ann", "user retire ann", "user restore ann",
            f"synth figures --out {self.folder / 'figures'}", f"backup {self.folder / 'copy'}",
            f"--store {self.folder / 'new'} restore {self.folder / 'copy'}",
            f"import {self.folder / 'figures' / 'areas.csv'} --as lait-areas", "import --undo 1",
            f"--store {self.folder / 'newer'} init",
        ):  # fmt: skip
            with self.subTest(line):
                self.assertIsNotNone(self.done(*shlex.split(line), "--json").json)
        exported = self.file("exported.yaml", self.done("plan", "export", "--json").json["plan"])
        self.assertEqual(self.done("plan", "load", exported, "--json").json["changed"], 0)

    def test_every_command_has_help_with_an_example(self):
        for command in COMMANDS:
            with self.subTest(command):
                shown = self.done(command, "--help")
                self.assertRegex(shown.out, r"(?m)^Example: ")
                self.assertEqual(self.done("help", command).out, shown.out)
                if command != "stats":  # which lists its methods
                    self.assertEqual(self.done(command, "--help", "--json").json["help"], shown.out)

    def test_the_examples_run_as_printed(self):
        """All in one folder, in the order of the list; each goes on from those before it."""
        program = pathlib.Path(WEFT).resolve().parent
        environment = {**os.environ, "PATH": f"{program}:{os.environ['PATH']}"}
        here = self.folder / "examples"
        here.mkdir()
        (here / "plans").symlink_to((SOURCE / "plans").resolve())
        for command in COMMANDS:
            if command == "serve":  # which does not end; serving.py runs it
                continue
            text = re.search(r"(?m)^Example: (.*\n(?: {9}.*\n)*)", weft(command, "--help").out)[1]
            with self.subTest(command):
                ran = subprocess.run(
                    ["sh", "-e", "-c", text], cwd=here, env=environment, capture_output=True,
                    text=True, timeout=PATIENCE_S,
                )  # fmt: skip
                self.assertEqual(ran.returncode, 0, text + ran.stderr)

    def test_a_store_that_an_earlier_program_made_is_added_to_and_read(self):
        self.done("plan", "load", SOURCE / "plans" / "thistlemouth-2025-28.yaml")
        with sqlite3.connect(self.store) as connection:
            connection.execute("DROP TABLE workforce_strand")
            connection.execute("ALTER TABLE risk DROP COLUMN reviewed")
        connection.close()
        self.assertEqual(self.done("export", "workforce_strand", "--json").json, [])
        self.assertIn("reviewed", self.done("export", "risk", "--json").json[0])

    def test_a_file_that_is_no_store_is_refused_and_left_as_it_was(self):
        """Empty, or of another program: nothing of ours is put into it."""
        plan = SOURCE / "plans" / "thistlemouth-2025-28.yaml"
        empty, other = self.file("empty.weft", ""), self.folder / "other.sqlite"
        with sqlite3.connect(other) as connection:
            connection.execute("CREATE TABLE theirs (x)")
        connection.close()
        for path in empty, other:
            before = path.read_bytes()
            for line in f"plan load {plan}", "export risk", "check", "log verify", "serve":
                with self.subTest(f"{path.name} {line}"):
                    answer = self.refused(*shlex.split(line), "--json", store=path)
                    self.assertIn("is not a Weft store", answer.messages)
                    self.assertEqual(path.read_bytes(), before)

    def test_a_backup_goes_over_no_store_that_is_in_use(self):
        self.refused("backup", self.folder / "." / "city.weft")
        (self.folder / "other.weft-wal").touch()
        self.refused("backup", self.folder / "other.weft")
        self.refused("--store", self.folder / "other.weft", "restore", self.store)
        self.done("check")


if __name__ == "__main__":
    unittest.main()
