# SPDX-License-Identifier: GPL-3.0-or-later
"""README.md tells the truth: its configuration table is the program's own.

readme_test.py --update rewrites the table.
"""

import os
import re
import sys
import unittest

import digidig

README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "README.md")
TABLE = re.compile(r"(<!-- configuration: begin -->\n)(.*?)(<!-- configuration: end -->)", re.S)


def table():
    done = digidig.run("config", "--markdown")
    if done.returncode != 0:
        raise AssertionError(done)
    return done.stdout.decode()


def readme():
    with open(README, encoding="utf-8") as file:
        return file.read()


class Readme(unittest.TestCase):
    maxDiff = None

    def test_configuration_table_is_up_to_date(self):
        match = TABLE.search(readme())
        self.assertEqual(match.group(2).strip(), table().strip(), "run tests/e2e/readme_test.py --update")

    def test_files_it_names_exist(self):
        root = os.path.dirname(README)
        for document in ("README.md", "translations/README.cs.md", "installer/docker/README.md",
                         "installer/doc/CHANGELOG.md", "installer/doc/SECURITY.md"):
            with open(os.path.join(root, document), encoding="utf-8") as file:
                text = file.read()
            for name in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
                path = os.path.join(root, os.path.dirname(document), name)
                self.assertTrue(os.path.exists(path), f"{document}: {name}")

    def test_settings_that_documents_name_exist(self):
        keys = set(re.findall(r"^\| `(\w+)` \|", table(), re.M))
        root = os.path.dirname(README)
        for document in ("installer/docker/compose.yaml", "installer/docker/platform.env", "installer/docker/Dockerfile"):
            with open(os.path.join(root, document), encoding="utf-8") as file:
                names = set(re.findall(r"\b(IMAP_\w+|STORAGE_URL|IDENTITY_URL|CACHE_URL)\b", file.read()))
            for name in names:
                self.assertIn(name.removeprefix("IMAP_").lower(), keys, f"{document}: {name}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        new = TABLE.sub(lambda m: m.group(1) + table().strip() + "\n" + m.group(3), readme())
        with open(README, "w", encoding="utf-8") as out:
            out.write(new)
    else:
        digidig.main()
