# SPDX-License-Identifier: GPL-3.0-or-later
"""Manual pages, completions and the configuration that is installed know what the program knows."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

INSTALLER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "installer")
IMAPD = os.environ["DIGIDIG_IMAPD"]
CONSOLE = os.environ.get("DIGIDIG_CONSOLE", "")
OPTION = re.compile(r"^  (?:-\w, )?(--[a-z][a-z-]+)", re.M)


def said(*command, locale="C.UTF-8"):
    env = {name: value for name, value in os.environ.items() if not name.startswith("IMAP_")}
    env |= {"LC_ALL": locale, "HOME": "/nonexistent", "QT_QPA_PLATFORM": "offscreen", "MANWIDTH": "100"}
    return subprocess.run(command, capture_output=True, check=True, timeout=60, env=env).stdout.decode()


def read(*path):
    with open(os.path.join(INSTALLER, *path), encoding="utf-8") as file:
        return file.read()


def plain(roff):
    """The text of a manual page without the marks of roff."""
    return re.sub(r"\\f[BRI]|\\&|\\\|", "", roff).replace("\\-", "-").replace("\\e", "\\")


def commands():
    return re.findall(r"^  ([a-z]+) ", said(IMAPD, "--help"), re.M)


class Manuals(unittest.TestCase):
    maxDiff = None

    def test_every_command_and_option(self):
        page = plain(read("man", "digidig-imapd.8"))
        self.assertIn("health", commands())
        for command in commands():
            self.assertRegex(page, rf"(?m)^\.BI?R? \"?{command}\b", command)
            for option in OPTION.findall(said(IMAPD, command, "--help")):
                if option != "--help-all":
                    self.assertRegex(page, rf"{option}\b", command)

    def test_no_option_that_there_is_not(self):
        known = {option for command in commands() for option in OPTION.findall(said(IMAPD, command, "--help"))}
        self.assertLessEqual(set(re.findall(r"--[a-z][a-z-]+", plain(read("man", "digidig-imapd.8")))), known)

    def test_the_console(self):
        if not CONSOLE:
            self.skipTest("the console is not built")
        page = set(re.findall(r"--[a-z][a-z-]+", plain(read("man", "digidig-imap-console.1"))))
        self.assertEqual(page, set(OPTION.findall(said(CONSOLE, "--help"))) - {"--help-all"})

    def test_every_setting(self):
        schema = json.loads(said(IMAPD, "config", "schema"))["properties"]
        for locale in ("C.UTF-8", "cs_CZ.UTF-8"):
            page = plain(said(IMAPD, "config", "--man", locale=locale))
            self.assertEqual(re.findall(r"^\.TP\n(\w+)$", page, re.M), list(table_keys()))
            self.assertEqual(set(table_keys()), set(schema))

    def test_pages_have_no_mistakes(self):
        if not shutil.which("man"):
            self.skipTest("man is not installed")
        with tempfile.TemporaryDirectory() as folder:
            pages = [os.path.join(INSTALLER, "man", name) for name in ("digidig-imapd.8", "digidig-imap-console.1")]
            for locale in ("C.UTF-8", "cs_CZ.UTF-8"):
                pages.append(os.path.join(folder, f"{locale}.5"))
                with open(pages[-1], "w", encoding="utf-8") as file:
                    file.write(said(IMAPD, "config", "--man", locale=locale))
            for page in pages:
                done = subprocess.run(["man", "--warnings=w", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page],
                                      capture_output=True, check=False, timeout=60,
                                      env=os.environ | {"LC_ALL": "C.UTF-8", "MANROFFSEQ": ""})
                self.assertEqual((done.returncode, done.stderr), (0, b""), page)


def table_keys():
    return re.findall(r"^\| `(\w+)` \|", said(IMAPD, "config", "--markdown"), re.M)


class Configuration(unittest.TestCase):
    def test_what_is_installed_is_valid_and_tells_the_defaults(self):
        text = read("digidig-imapd.conf")
        keys = set(re.findall(r"^#?(\w+) =", text, re.M))
        self.assertGreater(len(keys), 10)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "conf")
            with open(path, "w", encoding="utf-8") as file:
                file.write(re.sub(r"(?m)^#(\w+ =)", r"\1", text))
            shown = json.loads(said(IMAPD, "config", "--config", path, "--state-dir", folder, "--json"))
        usual = json.loads(said(IMAPD, "config", "--state-dir", folder, "--json"))["config"]
        for key in keys - {"state_dir"}:
            self.assertEqual(shown["sources"][key], "file", key)
            self.assertEqual(shown["config"][key], usual[key], key)


class Completions(unittest.TestCase):
    def complete(self, *words):
        script = os.path.join(INSTALLER, "completions", "digidig-imapd.bash")
        line = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }; _digidig_imapd; ' \
               'printf "%s\\n" "${COMPREPLY[@]}"'
        return said("bash", "-c", line, script, IMAPD, *words).split()

    def test_commands(self):
        self.assertEqual(self.complete(""), commands())
        self.assertEqual(self.complete("he"), ["health"])

    def test_options(self):
        self.assertEqual(self.complete("health", "--ti"), ["--timeout"])
        self.assertIn("--ready-file", self.complete("--r"))
        self.assertEqual(self.complete("import", "--format", "mb"), ["mbox"])

    def test_words(self):
        self.assertEqual(self.complete("account", "al"), ["alias"])
        self.assertEqual(self.complete("account", "alias", ""), ["add", "remove"])
        self.assertEqual(self.complete("config", "reset", "sync_"), ["sync_interval"])

    def test_zsh_understands_its_own(self):
        if not shutil.which("zsh"):
            self.skipTest("zsh is not installed")
        said("zsh", "-n", os.path.join(INSTALLER, "completions", "_digidig-imapd"))


if __name__ == "__main__":
    unittest.main()
