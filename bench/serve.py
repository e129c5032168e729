"""`serve.py WEFT ROUNDS [FIGURES]`: weft serve under wrk with 32 connections, in turn with nginx where
it can serve the same bytes; medians of the rounds (of a ratio: of each round's), and processor time
a request from /proc. With the folder of the published files: the real pages too, a small one and the
areas in turn with a bare program (bare.c) over the same store, and all of them while the whole LAIT
file is loaded again and again beside them."""

import gzip
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

WEFT, ROUNDS = os.path.abspath(sys.argv[1]), int(sys.argv[2])
FIGURES = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
PLAN = pathlib.Path(__file__).resolve().parent.parent / "plans" / "nottingham-2010-14.yaml"
SECONDS, CONNECTIONS = 1, 32
TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(processes):
    total = 0
    for process in processes:
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def pss_kib(process):
    return int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{process}/smaps_rollup").read_text(),
                         re.M).group(1))


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def load(url, processes, *options):
    """Requests a second, the 99th percentile in ms, processor µs a request."""
    before = processor_seconds(processes)
    out = subprocess.run(["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}", "--latency", *options, url],
                         check=True, capture_output=True, text=True).stdout
    used = processor_seconds(processes) - before
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    if "Non-2xx" in out:
        sys.exit(f"{url} was refused:\n{out}")
    return (float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)),
            milliseconds(re.search(r"^ +99% +(\S+)", out, re.M).group(1)), used / requests * 1e6)


class Weft:
    def __init__(self, folder):
        self.environment = dict(os.environ, WEFT_STORE=f"{folder}/store")
        self.run("init")
        self.run("user", "add", "ann", "--role", "governance-lead")
        self.token = json.loads(self.run("user", "token", "ann", "--json"))["token"]
        self.start()

    def run(self, *words):
        return subprocess.run([WEFT, *words], check=True, capture_output=True, text=True,
                              env=self.environment).stdout

    def start(self):
        began = time.monotonic()
        self.process = subprocess.Popen([WEFT, "serve", "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, text=True, env=self.environment)
        self.address = self.process.stdout.readline().strip().removeprefix("http://")
        self.get("/api/v1/post")
        self.first_answer_ms = (time.monotonic() - began) * 1000

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.address)
        connection.request(method, path, body, {"Authorization": f"Bearer {self.token}",
                                                "Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def get(self, path):
        status, body = self.ask("GET", path)
        if status != 200:
            sys.exit(f"{path} gave {status}")
        return body

    def make_posts(self, count):
        for i in range(count):
            self.ask("POST", "/api/v1/post", json.dumps(
                {"code": f"o{i}", "title": f"Director number {i}", "organisation": "City Council",
                 "description": "What this post answers for in the partnership. " * 3}))


class Nginx:
    def __init__(self, folder):
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        pathlib.Path(f"{folder}/nginx.conf").write_text(f"""
            worker_processes auto; daemon off; pid {folder}/pid; error_log /dev/null;
            events {{ worker_connections 512; }}
            http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
              client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
              uwsgi_temp_path {folder}; scgi_temp_path {folder}; open_file_cache max=100;
              server {{ listen 127.0.0.1:{self.port}; root {folder}; }} }}""")
        self.process = subprocess.Popen(["nginx", "-e", "/dev/null", "-c", f"{folder}/nginx.conf"])
        time.sleep(0.5)
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        self.workers = [int(child) for child in children.read_text().split()]

    def offer(self, name, body):
        pathlib.Path(f"{self.folder}/{name}").write_bytes(body)
        return f"http://127.0.0.1:{self.port}/{name}"


SAVE = """
local n, thread = 0, 0
setup = function(t) t:set("name", thread); thread = thread + 1 end
request = function()
  n = n + 1
  return wrk.format("POST", "/api/v1/post",
    {["Authorization"] = "Bearer TOKEN", ["Content-Type"] = "application/json"},
    '{"code":"ROUND-' .. name .. '-' .. n .. '","title":"Director"}')
end
"""


def middle(rows):
    return [statistics.median(column) for column in zip(*rows)]


def show(what, row, beside=""):
    print(f"{what:44}{row[0]:10.0f}/s{row[1]:9.2f} ms{row[2]:9.2f} µs  {beside}")


def unchanged_and_anew(weft, nginx, what, path):
    url, server = f"http://{weft.address}{path}", [weft.process.pid]
    body = weft.get(path)
    peer = nginx.offer(re.sub(r"\W", "-", path), body)
    ours, theirs, anew = [], [], []
    for _ in range(ROUNDS):
        theirs.append(load(peer, nginx.workers))
        ours.append(load(url, server))
        anew.append(load(url, server, "-H", f"Authorization: Bearer {weft.token}"))
    rate, _, used = middle(theirs)
    ratio = statistics.median(a[0] / b[0] for a, b in zip(ours, theirs))
    show(f"{what}, unchanged ({len(body)} bytes)", middle(ours),
         f"nginx {rate:.0f}/s {used:.2f} µs; {ratio:.2f} of its rate")
    show(f"{what}, made anew", middle(anew))


def while_saving(weft, folder):
    rows, saves = [], []
    script = pathlib.Path(f"{folder}/save.lua")
    for i in range(ROUNDS):
        script.write_text(SAVE.replace("TOKEN", weft.token).replace("ROUND", f"r{i}"))
        saving = subprocess.Popen(["wrk", "-t1", "-c4", f"-d{SECONDS + 1}", "-s", str(script),
                                   f"http://{weft.address}"], stdout=subprocess.PIPE, text=True)
        time.sleep(0.5)
        rows.append(load(f"http://{weft.address}/api/v1/post?limit=60", [weft.process.pid]))
        saves.append(float(re.search(r"Requests/sec:\s+([\d.]+)", saving.communicate()[0]).group(1)))
    show("20 KB while others save", middle(rows),
         f"{statistics.median(saves):.0f} saves/s, each durable")


ANEW = """
local n, thread = 0, 0
setup = function(t) t:set("name", thread); thread = thread + 1 end
request = function()
  n = n + 1
  return wrk.format("GET", "PATH" .. (string.find("PATH", "?", 1, true) and "&" or "?") ..
    "again=" .. name .. "-ROUND-" .. n)
end
"""


def anew(server, folder, path, round_):
    """A public page at addresses that nobody asked for before: made each time."""
    script = pathlib.Path(f"{folder}/anew.lua")
    script.write_text(ANEW.replace("PATH", path).replace("ROUND", round_))
    return load(f"http://{server.address}", [server.process.pid], "-s", str(script))


class Bare:
    """One prepared statement and a table of plain cells, by the same libraries."""

    def __init__(self, store):
        program = pathlib.Path(WEFT).parent / "bench" / "bare"
        self.process = subprocess.Popen([program, store], stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()


def load_figures(weft):
    weft.run("plan", "load", str(PLAN))
    for name, mapping in (("la_code_list.csv", "lait-areas"),
                          ("lait_data_dictionary.csv", "lait-dictionary"),
                          ("lait_all_las.csv.gz", "lait")):
        weft.run("import", str(FIGURES / name), "--as", mapping)
    for year, name in (("2021", "sn_april_2021_long.csv"), ("2025", "sn_may_2025_long.csv")):
        weft.run("import", str(FIGURES / name), "--as", "lait-neighbours", "--edition", year)


class Loads:
    """The whole file with every figure revised, taken back, and again until it is told to stop."""

    def __init__(self, weft, folder):
        self.weft, self.count, self.on = weft, 0, True
        self.file = f"{folder}/revised.csv"
        with gzip.open(FIGURES / "lait_all_las.csv.gz", "rt", encoding="utf-8-sig") as source, \
                open(self.file, "w") as out:
            for line in source:
                line = line.rstrip("\r\n")
                value = line.rpartition(",")[2]
                more = "" if not value[-1:].isdigit() else "1" if "." in value else ".1"
                out.write(f"{line}{more}\n")
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while self.on:
            load = json.loads(self.weft.run("import", self.file, "--as", "lait", "--published",
                                            "2030-01-01", "--json"))["load"]
            self.weft.run("import", "--undo", str(load))
            self.count += 1

    def stop(self):
        self.on = False
        self.thread.join()
        return self.count


PAGES = (("a small page", "/records", "/one"), ("170 areas", "/area?limit=170", "/list"),
         ("an indicator with its charts", "/indicator/under-18-conceptions", None))


def beside_bare(weft, bare, folder, what, path, plain):
    ours, theirs = [], []
    for i in range(ROUNDS):
        if plain:
            theirs.append(anew(bare, folder, plain, f"a{i}"))
        ours.append(anew(weft, folder, path, f"a{i}"))
    ratio = statistics.median(a[2] / b[2] for a, b in zip(ours, theirs)) if plain else 0
    show(f"{what}, made anew", middle(ours),
         f"bare {middle(theirs)[2]:.2f} µs; {ratio:.2f} times that" if plain else "")


def real_pages(weft, folder):
    """Each page made anew, with nothing beside it and while the whole file is loaded."""
    load_figures(weft)
    bare = Bare(f"{folder}/store")
    try:
        for page in PAGES:
            beside_bare(weft, bare, folder, *page)
    finally:
        bare.process.terminate()
        bare.process.wait()
    loads = Loads(weft, folder)
    for what, path, _ in PAGES:
        url = f"http://{weft.address}{path}"
        show(f"{what}, made anew while loading",
             middle([anew(weft, folder, path, f"b{i}") for i in range(ROUNDS)]))
        show(f"{what}, asked for again while loading",
             middle([load(url, [weft.process.pid]) for _ in range(ROUNDS)]))
    print(f"{loads.stop()} loads and undos of the whole file meanwhile")


def first_answers(weft):
    times = []
    for _ in range(ROUNDS):
        weft.stop()
        weft.start()
        times.append(weft.first_answer_ms)
    print(f"from start to first answer: {statistics.median(times):.1f} ms")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755) # nginx's workers are nobody
        weft, nginx = Weft(folder), Nginx(folder)
        try:
            weft.make_posts(200)
            print(f"{'':44}{'rate':>12}{'p99':>12}{'processor':>12}")
            unchanged_and_anew(weft, nginx, "a record", "/api/v1/post/o7")
            unchanged_and_anew(weft, nginx, "20 KB", "/api/v1/post?limit=72")
            unchanged_and_anew(weft, nginx, "170 rows", "/api/v1/post?limit=170")
            while_saving(weft, folder)
            if FIGURES:
                real_pages(weft, folder)
            print(f"PSS while serving: {pss_kib(weft.process.pid)} KiB")
            first_answers(weft)
        finally:
            weft.stop()
            nginx.process.terminate()
            nginx.process.wait()


main()
