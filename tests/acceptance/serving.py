"""The served partnership: what the public never sees, lists too long to sort, and work beside it."""

import gzip
import http.client
import json
import signal
import subprocess
import threading
import time
import unittest
from urllib.parse import urlencode

from support import PATIENCE_S, SOURCE, WEFT, Case

PLAN = SOURCE / "plans" / "thistlemouth-2025-28.yaml"
SECRET, WORD = "Finned zebrafish", "zebrafish"  # what is hidden, and what one would search for


class Server:
    def __init__(self, store):
        self.process = subprocess.Popen(
            [WEFT, "--store", str(store), "serve", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.address = self.process.stdout.readline().decode().strip().removeprefix("http://")

    def ask(self, target, method="GET", body=None, token=None):
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE_S)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        connection.request(method, target, body, headers)
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        return reply.status, text

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        return code


class Serving(Case):
    def setUp(self):
        super().setUp()
        self.done("init")
        self.done("plan", "load", PLAN)
        self.done("user", "add", "ann", "--role", "governance-lead", "--role", "analyst")
        self.token = self.done("user", "token", "ann", "--json").json["token"]
        self.server = Server(self.store)
        self.addCleanup(self.end)

    def end(self):
        if self.server.process.poll() is None:
            self.server.stop(signal.SIGKILL)

    def fetch(self, target, **headers):
        connection = http.client.HTTPConnection(self.server.address, timeout=PATIENCE_S)
        connection.request("GET", target, None, {k.replace("_", "-"): v for k, v in headers.items()})
        reply = connection.getresponse()
        body = reply.read()
        connection.close()
        return reply, body

    def test_public_pages_and_files_are_packed_and_private_pages_are_not(self):
        for target in "/", "/plan", "/document", "/commitment?as=csv":
            for time_asked in "made", "kept", "kept again":
                with self.subTest(target, time=time_asked):
                    plain, text = self.fetch(target)
                    packed, bytes_ = self.fetch(target, Accept_Encoding="gzip")
                    self.assertEqual(packed.headers["Content-Encoding"], "gzip")
                    self.assertIsNone(plain.headers["Content-Encoding"])
                    self.assertIn("Accept-Encoding", plain.headers["Vary"])
                    self.assertLess(len(bytes_), len(text))
                    self.assertEqual(gzip.decompress(bytes_), text)
                    self.assertEqual(packed.headers["ETag"], plain.headers["ETag"])
                    same, nothing = self.fetch(target, Accept_Encoding="gzip",
                                               If_None_Match=plain.headers["ETag"])
                    self.assertEqual((same.status, nothing), (304, b""))
        form = urlencode({"name": "ann"})
        self.assertGreater(len(self.fetch(f"/sign-in?{form}")[1]), 1024)
        private, _ = self.fetch("/sign-in", Accept_Encoding="gzip")  # it holds a form's token
        self.assertIsNone(private.headers["Content-Encoding"])

    def write(self, method, target, body, status):
        answered, text = self.server.ask(target, method, body, self.token)
        self.assertEqual(answered, status, text)
        return json.loads(text)

    def test_what_is_not_for_the_public_is_nowhere_even_in_its_past(self):
        indicator = {
            "code": "hidden",
            "title": f"{SECRET} title",
            "kind": "population",
            "audience": "board",
            "definition": f"{SECRET} definition",
            "measures": [],
        }
        self.write("POST", "/api/v1/indicator", indicator, 201)
        target = {"code": "hidden-target", "indicator": "hidden", "kind": "target",
                  "period": "2027", "value": 4.5, "reason": f"{SECRET} reason"}  # fmt: skip
        self.write("POST", "/api/v1/target", target, 201)
        record = json.loads(self.server.ask("/api/v1/indicator?limit=1")[1])["items"][0]
        path = f"/api/v1/indicator/{record['code']}"
        closed = {**record, "audience": "board", "definition": f"{SECRET} meanwhile"}
        version = self.write("PUT", path, closed, 200)["version"]
        self.assertEqual(self.server.ask(path)[0], 404)
        self.write("PUT", path, {**record, "version": version}, 200)
        self.assertEqual(self.server.ask(path)[0], 200)
        today = time.strftime("%Y-%m-%d", time.gmtime())
        day = dict(zip(("on-year", "on-month", "on-day"), today.split("-")))
        for target in (
            "/", "/plan", "/document", "/indicator", "/indicator?as=csv", "/records/indicator",
            "/records/indicator?as=csv", "/records/indicator?retired=1", "/records/target",
            "/records/target?as=csv", "/target", "/target/hidden-target", "/indicator/hidden",
            "/indicator/hidden/record", "/indicator/hidden/figures.csv",
            f"/indicator/{record['code']}", f"/indicator/{record['code']}/record",
            f"/indicator/{record['code']}/record?{urlencode(day)}",
            f"/search?q={WORD}", "/search?q=hidden", f"/records/indicator?q={WORD}",
            f"/api/v1/indicator?q={WORD}", "/api/v1/indicator?audience=board",
            "/api/v1/indicator", "/api/v1/indicator/hidden", "/api/v1/target",
            "/api/v1/target/hidden-target", f"/api/v1/target?reason.contains={WORD}",
        ):  # fmt: skip
            with self.subTest(target):
                status, text = self.server.ask(target)
                self.assertNotIn(SECRET, text)
                self.assertNotIn("hidden-target</a>", text)
                self.assertIn(status, (200, 404))
        status, text = self.server.ask("/api/v1/target/hidden-target", token=self.token)
        self.assertEqual((status, SECRET in text), (200, True))

    def test_what_a_new_record_is_typed_into_opens_for_every_kind(self):
        for kind in "indicator", "priority", "commitment", "strategic_objective", "risk", "post":
            with self.subTest(kind):
                self.assertEqual(self.server.ask(f"/{kind}/new")[0], 401)

    def test_a_load_with_refused_rows_has_a_page_for_anyone_and_its_rows_for_nobody_else(self):
        areas = self.file("areas.csv", "LA Number,LA Name,Region,Type\n1,Elm,East,UA\n2,,East,UA\n")
        self.done("import", areas, "--as", "lait-areas", "--partial")
        for target in "/load", "/load/1", "/records/load", "/api/v1/load/1":
            with self.subTest(target):
                self.assertEqual(self.server.ask(target)[0], 200)
        self.assertNotIn("needs a code and a name", self.server.ask("/load/1")[1])
        self.assertEqual(self.server.ask("/load/1/refused.csv")[0], 401)

    def test_figures_by_the_hundred_thousand_are_listed_by_an_index_or_refused(self):
        figures = self.folder / "figures"
        self.done("synth", "figures", "--out", figures)
        self.done("import", figures / "areas.csv", "--as", "lait-areas")
        self.done("import", figures / "dictionary.csv", "--as", "lait-dictionary")
        self.done("import", figures / "figures-2026.csv", "--as", "lait")
        for target, status in (
            ("/records/observation", 200),
            ("/records/observation?sort=-measure", 200),
            ("/api/v1/observation?limit=100", 200),
            ("/records/observation?sort=code", 400),
            ("/records/observation?sort=-area", 400),
            ("/api/v1/observation?sort=value", 400),
        ):
            with self.subTest(target):
                self.assertEqual(self.server.ask(target)[0], status)
        rows = self.done("export", "observation").out.splitlines()
        self.assertEqual(len(rows) - 1, len(set(rows)) - 1)
        self.assertGreater(len(rows), 10000)

    def test_backups_beside_two_servers_that_save_hold_all_that_was_acknowledged(self):
        other = Server(self.store)
        acknowledged, stopping = [], threading.Event()

        def save(server, name):
            number = 0
            while not stopping.is_set():
                code = f"{name}-{number}"
                try:
                    status, _ = server.ask(
                        "/api/v1/post", "POST", {"code": code, "title": code}, self.token
                    )
                except OSError:
                    return
                if status == 201:
                    acknowledged.append(code)
                number += 1

        savers = [
            threading.Thread(target=save, args=place)
            for place in ((self.server, "a"), (self.server, "b"), (other, "c"))
        ]
        for saver in savers:
            saver.start()
        try:
            for number in range(3):
                while len(acknowledged) < (number + 1) * 5:
                    time.sleep(0.01)
                known = list(acknowledged)
                copy = self.folder / f"copy-{number}"
                self.done("backup", copy)
                self.done("check", store=copy)
                self.assertEqual(self.missing(known, copy), [])
            self.server.stop(signal.SIGKILL)
        finally:
            stopping.set()
            for saver in savers:
                saver.join()
        self.assertEqual(other.stop(), 0)
        self.assertEqual(self.missing(acknowledged, self.store), [])
        self.done("check")
        restored = self.folder / "restored"
        self.done("restore", self.folder / "copy-2", store=restored)
        self.done("check", store=restored)

    def missing(self, codes, store):
        kept = {p["code"] for p in self.done("export", "post", "--json", store=store).json}
        return [code for code in codes if code not in kept]


if __name__ == "__main__":
    unittest.main()
