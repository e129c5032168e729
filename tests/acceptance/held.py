"""Small counts that nobody published, attacked in what the server really sends to anyone: every page,
file and resource that a stranger reaches by links, and all that can be worked out of them together.
"""

import csv
import html
import io
import json
import random
import re
import signal
import unittest
from collections import deque
from urllib.parse import quote

from serving import Server
from support import SOURCE, Case

PLAN = SOURCE / "plans" / "thistlemouth-2025-28.yaml"
OURS = """
title: Asked by ourselves
reads: figures
protect: 5
whole: [All]
breakdowns: [Sex]
columns: {measure: What, period: When, area: Where, value: Share, numerator: Said so,
          denominator: Asked}
"""
AREAS, COUNTRY, SEXES = ["501", "502", "503", "504", "505"], "970", ["F", "M"]
YEARS = ["2021/22", "2022/23", "2023/24"]
PAGES_MOST = 900


def invent():
    """What was asked, with totals: {(year, area, sex): (said so, asked)}."""
    chance, asked = random.Random(20110331), {}
    for year in YEARS:
        for area in AREAS:
            for sex in SEXES:
                said = chance.choice([2, 4, 7, 11, 23, 38, 52, 61])
                asked[year, area, sex] = said, said + chance.choice([3, 9, 17, 31, 40])
            asked[year, area, "All"] = add(asked[year, area, sex] for sex in SEXES)
        for sex in SEXES + ["All"]:
            asked[year, COUNTRY, sex] = add(asked[year, area, sex] for area in AREAS)
    return asked


def add(pairs):
    return tuple(map(sum, zip(*pairs)))


def as_file(asked):
    rows = ["What,When,Where,Sex,Share,Said so,Asked"]
    for (year, area, sex), (said, of) in asked.items():
        rows.append(f"VoiceHeard,{year},{area},{sex},{100 * said / of!r},{said},{of}")
    return "\n".join(rows) + "\n"


def links(body):
    for found in re.findall(r'(?:href|action)="(/[^"#]*)', body):
        yield html.unescape(found)


class Held(Case):
    def setUp(self):
        super().setUp()
        self.asked = invent()
        self.done("init")
        self.done("plan", "load", PLAN)
        self.done("synth", "figures", "--out", self.folder / "figures")
        self.done("import", self.folder / "figures" / "areas.csv", "--as", "lait-areas")
        self.done("import", self.folder / "figures" / "dictionary.csv", "--as", "lait-dictionary")
        ours = self.file("ours.yaml", OURS)
        self.done("import", self.file("asked.csv", as_file(self.asked)), "--as", ours)
        self.done("user", "add", "ann", "--role", "analyst")
        self.token = self.done("user", "token", "ann", "--json").json["token"]
        self.server = Server(self.store)
        self.addCleanup(lambda: self.server.stop(signal.SIGKILL))

    def get(self, target, token=None):
        return self.server.ask(target, token=token)

    def figures(self):
        """What the API shows to anyone: {(year, area, sex): (said so, asked)}, None where held."""
        shown, target = {}, "/api/v1/observation?measure=VoiceHeard"
        while target:
            status, text = self.get(target)
            self.assertEqual(status, 200, text)
            page = json.loads(text)
            for item in page["items"]:
                sex = (item.get("breakdown") or "Sex=All").removeprefix("Sex=")
                counts = item.get("numerator"), item.get("denominator")
                if item["status"] == "suppressed":
                    for field in ("value", "lower", "upper", "numerator", "denominator", "note"):
                        self.assertIsNone(item.get(field), item)
                    counts = None
                shown[item["period"], item["area"], sex] = counts
            target = page["next"]
        return shown

    def crawl(self):
        """Every page that a stranger reaches, as (target, body)."""
        waiting, seen = deque(["/", "/indicator/care-voices", "/measure/VoiceHeard", "/load"]), set()
        waiting.extend(f"/indicator/care-voices/{name}.csv"
                       for name in ("figures", "groups", "neighbours", "authorities"))
        waiting.extend(["/observation?measure=VoiceHeard", "/observation?status=suppressed"])
        while waiting and len(seen) < PAGES_MOST:
            target = waiting.popleft()
            if target in seen or target.startswith("/assets"):
                continue
            seen.add(target)
            status, body = self.get(target)
            if status != 200:
                continue
            yield target, body
            waiting.extend(link for link in links(body) if link not in seen)

    def test_nothing_small_can_be_worked_out_of_all_that_anyone_sees(self):
        shown = self.figures()
        self.assertEqual(set(shown), set(self.asked))
        held = [key for key, counts in shown.items() if counts is None]
        self.assertTrue(0 < len(held) < len(shown))
        for key, counts in shown.items():
            if counts is not None:
                self.assertEqual(counts, self.asked[key])
        for year in YEARS:
            self.attack(year, shown)

    def attack(self, year, shown):
        """Area by sex by answer, as one table of whole numbers with its totals."""
        rows = ["area,sex,answer,count"]
        for (when, area, sex), counts in shown.items():
            if when != year:
                continue
            place = "Total" if area == COUNTRY else area
            group = "Total" if sex == "All" else sex
            said, of = counts or ("", "")
            rest = of - said if counts else ""
            rows += [f"{place},{group},said,{said}", f"{place},{group},not,{rest}",
                     f"{place},{group},Total,{of}"]
        answer = self.done("stats", "attack", "--json", stdin="\n".join(rows).encode())
        for cell in answer.json:
            area = COUNTRY if cell["area"] == "Total" else cell["area"]
            sex = "All" if cell["sex"] == "Total" else cell["sex"]
            said, of = self.asked[year, area, sex]
            true = {"said": said, "not": of - said, "Total": of}[cell["answer"]]
            self.assertTrue(cell["upper"] is None or cell["lower"] <= true <= cell["upper"])
            if 1 <= true < 5:
                self.assertLessEqual(cell["lower"], true - 1, cell)
                self.assertTrue(cell["upper"] is None or cell["upper"] >= 5, cell)

    def test_no_page_file_or_resource_shows_what_is_held(self):
        shown = self.figures()
        held = [key for key, counts in shown.items() if counts is None]
        told = {repr(100 * counts[0] / counts[1]) for counts in shown.values() if counts}
        secrets = {}
        for key in held:
            said, of = self.asked[key]
            share = 100 * said / of
            if share != round(share, 1) and repr(share) not in told:
                secrets[repr(share)] = key
        self.assertTrue(secrets)
        visited = 0
        for target, body in self.crawl():
            visited += 1
            for text, key in secrets.items():
                self.assertNotIn(text, body, f"{target} shows {key}")
        self.assertGreater(visited, 100)

    def test_the_files_of_an_indicator_agree_with_the_api(self):
        shown = self.figures()
        status, text = self.get("/indicator/care-voices/groups.csv")
        self.assertEqual(status, 200)
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual({row["group"] for row in rows}, {"", "F", "M"})
        for row in rows:
            counts = shown[row["period"], row["area"], row["group"] or "All"]
            self.assertEqual(row["status"], "present" if counts else "suppressed")
            self.assertEqual(row["numerator"], str(counts[0]) if counts else "")

    def test_a_page_says_that_a_figure_is_held_back(self):
        shown = self.figures()
        here = [key for key, counts in shown.items() if counts is None and key[1] == AREAS[0]]
        self.assertTrue(here)
        status, body = self.get("/indicator/care-voices")
        self.assertEqual(status, 200)
        self.assertIn("held back so that nobody can be known by it", body)

    def test_what_is_held_is_for_the_analyst_alone(self):
        for target in ("/held_figure", "/held_figure/1", "/api/v1/held_figure",
                       "/api/v1/held_figure/1", "/held_figure.csv"):
            status, body = self.get(target)
            self.assertIn(status, (401, 403, 404), target)
            self.assertNotIn("numerator", body)
        status, text = self.get("/api/v1/held_figure", token=self.token)
        self.assertEqual(status, 200)
        first = json.loads(text)["items"][0]
        self.assertEqual((first["numerator"], first["denominator"]),
                         self.asked[first["period"], first["area"],
                                    (first.get("breakdown") or "Sex=All").removeprefix("Sex=")])

    def test_a_search_finds_no_held_figure(self):
        status, body = self.get("/search?q=" + quote("held figure"))
        self.assertEqual(status, 200)
        self.assertNotIn('href="/held_figure', body)


if __name__ == "__main__":
    unittest.main()
