# SPDX-License-Identifier: GPL-3.0-or-later
"""The units of systemd: without a mistake, and closed as far as a mail server can be."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

UNITS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "installer", "systemd")
MOST_EXPOSED = 1.5
SERVICE = "digidig-imapd.service"
# What the service takes over: Service::SocketNames.
SOCKETS = {"rest", "imap", "imaps", "lmtp"}


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", "--no-pager", *arguments], capture_output=True, text=True, timeout=60,
                          check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})


class Units(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="digidig-units-")
        self.addCleanup(folder.cleanup)
        self.units = []
        for path in sorted(glob.glob(os.path.join(UNITS, "*.service")) + glob.glob(os.path.join(UNITS, "*.socket"))):
            copy = os.path.join(folder.name, os.path.basename(path))
            with open(path, encoding="utf-8") as unit, open(copy, "w", encoding="utf-8") as out:
                out.write(unit.read().replace("/usr/bin/digidig-imapd", os.environ["DIGIDIG_IMAPD"]))
            self.units.append(copy)

    def of(self, name):
        return next(unit for unit in self.units if os.path.basename(unit) == name)

    def test_verify(self):
        done = analyze("verify", "--man=no", *self.units)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done)

    def test_verify_finds_mistakes(self):
        with open(self.of(SERVICE), "a", encoding="utf-8") as unit:
            unit.write("[Service]\nProtectEverything=yes\n")
        self.assertIn("ProtectEverything", analyze("verify", "--man=no", *self.units).stderr)

    def test_exposure(self):
        done = analyze("security", "--offline=true", self.of(SERVICE))
        level = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
        self.assertTrue(level, done)
        self.assertLessEqual(float(level.group(1)), MOST_EXPOSED, done.stdout)

    def test_sockets_have_the_names_that_the_service_knows(self):
        named = set()
        for unit in self.units:
            if unit.endswith(".socket"):
                with open(unit, encoding="utf-8") as file:
                    text = file.read()
                named |= set(re.findall(r"^FileDescriptorName=(\S+)$", text, re.M))
                self.assertIn(f"Service={SERVICE}", text)
        self.assertEqual(named, SOCKETS)


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        print("systemd-analyze is not installed")
        sys.exit(77)
    unittest.main()
