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
        for name in re.findall(r"\]\(([^)#:]+)\)", readme()):
            self.assertTrue(os.path.exists(os.path.join(root, name)), name)


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        new = TABLE.sub(lambda m: m.group(1) + table().strip() + "\n" + m.group(3), readme())
        with open(README, "w", encoding="utf-8") as out:
            out.write(new)
    else:
        digidig.main()
