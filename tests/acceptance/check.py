"""What somebody alters behind the program's back is found: by `weft check`, in the change log too by
`weft log verify`, which names the first broken row."""

import shutil
import sqlite3
import unittest

from support import SOURCE, Case

PLAN = SOURCE / "plans" / "thistlemouth-2025-28.yaml"

# One alteration each. Rows are named by what any store of this plan and these files holds.
ALTERED = """
UPDATE priority SET title = 'Another' WHERE id = (SELECT min(id) FROM priority)
UPDATE priority SET version = version + 1 WHERE id = (SELECT min(id) FROM priority)
UPDATE risk SET retired = 1 WHERE id = (SELECT min(id) FROM risk)
UPDATE commitment SET priority = 'nowhere' WHERE id = (SELECT min(id) FROM commitment)
DELETE FROM risk WHERE id = (SELECT max(id) FROM risk)
DELETE FROM user
UPDATE user SET password = 'another'
INSERT INTO risk (code, version, retired, title) VALUES ('slipped-in', 1, 0, 'Slipped in')
UPDATE public_search SET title = 'Another' WHERE rowid = (SELECT max(rowid) FROM public_search)
DELETE FROM public_search WHERE rowid = (SELECT max(rowid) FROM public_search)
INSERT INTO public_search (entity, code, title, body) VALUES ('risk', 'ghost', 'Ghost', '')
UPDATE observation SET value = value + 1 WHERE rowid_of
UPDATE observation SET status = 2, value = NULL WHERE rowid_of
UPDATE observation SET load = 1 WHERE rowid_of
DELETE FROM observation WHERE rowid_of
UPDATE observation_past SET value = 0 WHERE load = (SELECT max(load) FROM observation_past)
UPDATE measure SET code = 'another' WHERE id = 1
UPDATE measure SET stands = NULL WHERE id = 1
UPDATE measure_said SET polarity = 2 - polarity WHERE measure = 1
UPDATE measure_said SET description = 'Another' WHERE measure = 1
DELETE FROM measure_said WHERE measure = 1
UPDATE area SET code = 'another' WHERE id = 1
UPDATE area_said SET name = 'Another' WHERE area = 1
UPDATE area_now SET name = 'Another' WHERE id = 1
DELETE FROM area_now WHERE id = 1
UPDATE area_code SET area = 2 WHERE area = 1
DELETE FROM area_code WHERE area = 1
UPDATE neighbour SET neighbour = area WHERE rank = 1
DELETE FROM neighbour WHERE rank = 10
UPDATE period SET text = text || '9' WHERE id = 1
UPDATE period_label SET text = 'another' WHERE id = 1
UPDATE load SET published = '2001-01-01' WHERE id = 1
UPDATE load SET kept = kept + 1 WHERE id = 1
UPDATE load SET undone_at = 1 WHERE id = (SELECT max(id) FROM load)
DELETE FROM load WHERE id = (SELECT max(id) FROM load)
UPDATE load_finding SET reason = 'Another'
""".strip().splitlines()

ROW = (
    "(measure, breakdown, area, period) = (SELECT measure, breakdown, area, period"
    " FROM observation WHERE value IS NOT NULL ORDER BY measure, breakdown, area, period LIMIT 1)"
)

# In the change log: column, another value for row 7.
LOG = {
    "at": "at + 1",
    "actor": "'somebody'",
    "entity": "'risk'",
    "code": "'another'",
    "version": "version + 1",
    "action": "'undo'",
    "note": "'why not'",
    "body": "'{}'",
    "sensitivity": "1",
    "digest": "zeroblob(32)",
}


class Check(Case):
    @classmethod
    def setUpClass(cls):
        cls.made = Case()
        cls.made.setUp()
        cls.addClassCleanup(cls.made.doCleanups)
        figures = cls.made.folder / "figures"
        long_file = figures / "some.csv"
        cls.made.done("init")
        cls.made.done("plan", "load", PLAN)
        cls.made.done("user", "add", "ann", "--role", "analyst")
        cls.made.done("synth", "figures", "--out", figures)
        for name, mapping in (
            ("areas.csv", "lait-areas"),
            ("dictionary.csv", "lait-dictionary"),
            ("neighbours-2025.csv", "lait-neighbours"),
        ):
            cls.made.done("import", figures / name, "--as", mapping)
        for year in "2025", "2026":
            with open(figures / f"figures-{year}.csv", "rb") as whole:
                long_file.write_bytes(b"".join(whole.readline() for _ in range(3000)))
            cls.made.done("import", long_file, "--as", "lait", "--published", f"{year}-10-30")

    def setUp(self):
        super().setUp()
        shutil.copy(self.made.store, self.store)

    def alter(self, *statements):
        shutil.copy(self.made.store, self.store)
        database = sqlite3.connect(self.store)
        for statement in statements:
            self.assertGreater(database.execute(statement).rowcount, 0, statement)
        database.commit()
        database.close()

    def test_a_store_that_nobody_touched_agrees(self):
        self.assertEqual(self.done("check", "--json").json, {"sound": True, "faults": []})
        self.assertTrue(self.done("log", "verify", "--json").json["sound"])

    def test_each_alteration_is_found(self):
        for statement in ALTERED:
            with self.subTest(statement):
                self.alter(statement.replace("rowid_of", ROW))
                found = self.refused("check", "--json").json
                self.assertFalse(found["sound"])
                self.assertTrue(found["faults"])

    def test_the_first_broken_row_of_the_log_is_named(self):
        for column, value in LOG.items():
            with self.subTest(column):
                self.alter(
                    f"UPDATE change SET {column} = {value} WHERE id = 7",
                    "UPDATE change SET actor = 'x' WHERE id = 20",
                )
                self.assertEqual(self.refused("log", "verify", "--json").json["broken"], 7)
                self.assertIn("row 7", self.refused("log", "verify").messages)
                self.refused("check")

    def test_a_tail_cut_off_is_told_by_the_head_that_a_backup_gave(self):
        copy = self.folder / "copy.weft"
        head = self.done("backup", copy, "--json").json["head"]
        self.assertEqual(self.done("log", "verify", "--json").json["head"], head)
        self.assertIn(head, self.done("log", "verify", "--head", head).out)
        self.assertEqual(self.done("--store", copy, "log", "verify", "--json").json["head"], head)
        last = self.done("log", "verify", "--json").json["changes"]
        self.alter("DELETE FROM change WHERE id >= (SELECT max(first_change) FROM seal)",
                   "DELETE FROM seal WHERE id = (SELECT max(id) FROM seal)")
        self.assertNotEqual(self.done("log", "verify", "--json").json["head"], head)
        told = self.refused("log", "verify", "--head", head, "--json").json
        self.assertFalse(told["sound"])
        self.assertLessEqual(told["broken"], last)

    def test_rows_and_seals_that_are_taken_out_or_put_in_are_named(self):
        last = self.done("log", "verify", "--json").json["changes"]
        for statement, row in (
            ("DELETE FROM change WHERE id = 7", 7),
            ("UPDATE change SET id = 100000 WHERE id = 7", 7),
            ("DELETE FROM seal WHERE id = 1", 1),
            ("UPDATE seal SET digest = zeroblob(32) WHERE id = 1", 1),
            (
                "INSERT INTO change SELECT id + 1, at, actor, entity, code, version, action, note,"
                f" body, sensitivity, digest FROM change WHERE id = {last}",
                last + 1,
            ),
        ):
            with self.subTest(statement):
                self.alter(statement)
                self.assertEqual(self.refused("log", "verify", "--json").json["broken"], row)

    def test_the_end_of_the_log_is_missed_where_it_is_cut(self):
        self.alter("DELETE FROM change WHERE id > 20", "DELETE FROM seal")
        self.assertFalse(self.refused("check", "--json").json["sound"])

    def test_a_damaged_file_is_told_and_not_restored(self):
        for size in (0, 100, 4096, self.made.store.stat().st_size // 2):
            with self.subTest(size):
                self.store.write_bytes(self.made.store.read_bytes()[:size])
                self.refused("check", "--json").json
                self.refused("log", "verify", "--json").json
                self.refused("restore", self.store, store=self.folder / "new.weft")
                self.assertFalse((self.folder / "new.weft").exists())

    def test_a_list_of_neighbours_is_taken_back_and_areas_only_after_it(self):
        for load in 5, 4:
            self.done("import", "--undo", load)
        answer = self.refused("import", "--undo", 1, "--json").json
        self.assertIn("load 3", answer["error"]["message"])
        for load in 3, 2, 1:
            self.done("import", "--undo", load)
        self.done("check")
        figures = self.made.folder / "figures"
        self.refused("import", figures / "neighbours-2025.csv", "--as", "lait-neighbours")
        again = self.done("import", figures / "areas.csv", "--as", "lait-areas", "--json").json
        self.assertEqual(again["kept"], again["read"])
        self.done("import", figures / "neighbours-2025.csv", "--as", "lait-neighbours")
        self.done("check")


if __name__ == "__main__":
    unittest.main()
