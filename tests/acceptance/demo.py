"""./dev demo and the README, as whoever tries them first meets them."""

import os
import re
import shutil
import socket
import subprocess
import unittest

from support import FIGURES, PATIENCE_S, SOURCE, WEFT, Case, needs_figures


class Demo(Case):
    """In a copy without anything to build: nothing may be built, nor wiped, before all is checked."""

    def setUp(self):
        super().setUp()
        shutil.copy(SOURCE / "dev", self.folder)

    def demo(self, *words, port):
        kept = self.folder / "build" / "demo" / f"demo-{port}.weft"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("what was tried")
        done = subprocess.run(
            ["sh", self.folder / "dev", "demo", *words],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        self.assertEqual(kept.read_text(), "what was tried")
        self.assertEqual(done.stdout, "")  # neither passwords nor "Open:"
        return done

    def test_a_taken_port_is_refused_before_the_running_demo_is_wiped(self):
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "0.0.0.0")):
            with socket.socket(family) as taken:
                taken.bind((address, 0))
                taken.listen()
                port = str(taken.getsockname()[1])
                done = self.demo("--port", port, port=port)
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"something serves on port {port} already", done.stderr)
                self.assertIn("./dev demo --port ", done.stderr)

    def test_the_files_that_a_folder_lacks_are_named_in_one_sentence(self):
        figures = self.folder / "build" / "some-figures"
        figures.mkdir(parents=True, exist_ok=True)
        (figures / "la_code_list.csv").write_text("x\n")
        with socket.socket() as taken:  # so that nothing is built or served
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            done = self.demo("--figures", figures, "--port", port, port=port)
        said = [line for line in done.stderr.splitlines() if "lacks these files" in line]
        self.assertEqual(len(said), 1)
        self.assertIn("lait_data_dictionary.csv, sn_april_2021_long.csv", said[0])
        self.assertNotIn("la_code_list.csv", said[0])

    def test_a_port_that_is_none_is_refused_with_what_one_is(self):
        for port in ("abc", "0", "65536", "80x", "-1", "8080 ", "99999999999999999999", "080"):
            done = self.demo("--port", port, port="8080")
            self.assertEqual(done.returncode, 2, port)
            self.assertIn(f'--port is "{port}". Give a number from 1 to 65535', done.stderr)

    def test_other_arguments_that_are_wrong_are_refused_too(self):
        for words in (["--port"], ["--prot", "1"], ["--figures", "/nowhere"], ["8080"]):
            done = self.demo(*words, port="8080")
            self.assertIn(done.returncode, (1, 2), words)
            self.assertIn("dev: ", done.stderr)


class Readme(Case):
    @needs_figures
    def test_the_command_line_of_the_readme_works_line_by_line(self):
        part = (SOURCE / "README.md").read_text().split("## The command line\n")[1]
        lines = re.findall(r"^    (weft .*)", part.split("\n\n")[0], re.M)
        self.assertGreater(len(lines), 4)
        os.symlink(WEFT, self.folder / "weft")
        os.symlink(SOURCE.resolve() / "plans", self.folder / "plans")
        for file in FIGURES.resolve().iterdir():
            os.symlink(file, self.folder / file.name)
        for line in (line for line in lines if " serve " not in line):
            done = subprocess.run(
                ["sh", "-c", line],
                cwd=self.folder,
                env={**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}"},
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,
            )
            self.assertEqual(done.returncode, 0, line + done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
