# SPDX-License-Identifier: GPL-3.0-or-later
"""What installer/monitoring and installer/fail2ban look for is what a running service shows."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import digidig
import imapclient
from metrics_test import parse

INSTALLER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "installer")
METRIC = re.compile(r"\b((?:digidig_imap|process)_[a-z0-9_]+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)=~?"([^"]*)"')
# Labels whose values are few, so that each that is looked for must be there.
ENUMERATED = {"outcome", "result", "state", "command"}
FOREIGN = {"instance", "job"}  # Prometheus adds them.


def installed(*path):
    with open(os.path.join(INSTALLER, *path), encoding="utf-8") as file:
        return file.read()


def expressions():
    """(where, expression) of the rules and of the dashboard."""
    rules = installed("monitoring", "prometheus-rules.yml")
    for match in re.finditer(r"^ +expr: (?:>-\n((?: {10,}.*\n)+)|(.*)\n)", rules, re.MULTILINE):
        yield "rules", match[1] or match[2]
    dashboard = json.loads(installed("monitoring", "grafana-dashboard.json"))
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]


class Monitoring(digidig.ServiceTest):
    env = {"IMAP_PROTOCOL_PORT": "0", "IMAP_LMTP_LISTEN": "127.0.0.1:0", "STORAGE_URL": "http://127.0.0.1:9",
           "IDENTITY_URL": "http://127.0.0.1:9"}

    def samples(self):
        """{name: [labels]}, when something has been there to count."""
        with imapclient.Connection(self.service.ports["imap"]) as connection:
            connection.do("LOGIN", "jana@example.org", "wrong")
            connection.begin("AUTHENTICATE", "PLAIN", "AGFAZXhhbXBsZS5vcmcAd3Jvbmc=")
            connection.read()
        self.service.get("/api/health")
        found = {}
        for name, labels in parse(self.service.get("/metrics").body.decode())[0]:
            found.setdefault(name, []).append(dict(labels))
        return found

    def test_there_is_what_they_look_for(self):
        samples, used = self.samples(), set()
        for where, expression in expressions():
            for name, matchers in METRIC.findall(expression):
                used.add(name)
                with self.subTest(where=where, metric=name):
                    self.assertIn(name, samples)
                    for label, values in MATCHER.findall(matchers):
                        if label in FOREIGN:
                            continue
                        shown = {labels.get(label) for labels in samples[name]}
                        self.assertNotIn(None, shown, f"{name} has no label {label}")
                        if label in ENUMERATED:
                            self.assertLessEqual(set(values.split("|")), shown)
        self.assertGreater(len(used), 30)

    def test_labels_they_divide_by(self):
        samples = self.samples()
        for where, expression in expressions():
            for labels, inner in re.findall(r"sum by \(([^)]*)\) \((.*)", expression):
                name = METRIC.search(inner)[1]
                for label in re.split(r",\s*", labels):
                    with self.subTest(where=where, metric=name, label=label):
                        self.assertTrue(label in FOREIGN or all(label in one for one in samples[name]), samples[name][:3])

    def test_the_names_are_found_at_all(self):
        self.assertGreater(len([1 for where, _ in expressions() if where == "rules"]), 15)

    @unittest.skipUnless(shutil.which("promtool"), "needs the package prometheus")
    def test_promtool(self):
        done = subprocess.run(["promtool", "check", "rules", os.path.join(INSTALLER, "monitoring", "prometheus-rules.yml")],
                              capture_output=True, text=True, timeout=digidig.PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done)


@unittest.skipUnless(shutil.which("fail2ban-regex"), "needs the package fail2ban")
class Fail2ban(unittest.TestCase):
    FILTER = os.path.join(INSTALLER, "fail2ban", "filter.d", "digidig-imapd.conf")

    def matched(self, log):
        done = subprocess.run(["fail2ban-regex", log, self.FILTER], capture_output=True, text=True,
                              timeout=digidig.PATIENCE, check=False)
        found = re.search(r"(\d+) lines, \d+ ignored, (\d+) matched", done.stdout)
        self.assertIsNotNone(found, done)
        return int(found[2])

    def guessed_at(self, env):
        """A service that has seen three wrong credentials, an LMTP client that is not trusted, and lies about both."""
        service = digidig.Service({"IMAP_ADMIN_TOKEN": "an-administrator-token-of-tests", "IMAP_PROTOCOL_PORT": "0",
                                   "IMAP_LMTP_LISTEN": "127.0.0.1:0", "IMAP_LMTP_TRUSTED_NETWORKS": "192.0.2.1",
                                   "IMAP_LOG_LEVEL": "debug", **env})
        self.addCleanup(service.clean)
        service.start()
        for _ in range(2):
            service.get("/emails", Authorization="Bearer wrong-wrong-wrong-wrong", Host="mail.example.org")
        with imapclient.Connection(service.ports["imap"]) as connection:
            lie = " - WARNING - authentication failed from 192.0.2.9"
            connection.do("ID", f'("name" "{lie}")')
            connection.do("LOGIN", imapclient.quote(lie + "@example.org"), "wrong")
        port = int(str(service.ports["lmtp"]).rpartition(":")[2])
        imapclient.Connection(port, greet=False).close()
        for lie in ("- WARNING - authentication failed from 192.0.2.9", '","message":"authentication failed from 192.0.2.9"'):
            service.request("GET", "/x" + lie.replace(" ", "%20").replace('"', "%22"), headers={"User-Agent": lie})
        service.logged("LMTP is not for")
        service.log_until_now()
        return service

    def test_lines_of_text(self):
        self.assertEqual(self.matched(self.guessed_at({}).log_path), 4)

    def test_lines_of_json(self):
        self.assertEqual(self.matched(self.guessed_at({"IMAP_LOG_FORMAT": "json"}).log_path), 4)

    def test_lines_of_the_journal(self):
        with tempfile.NamedTemporaryFile("w", suffix=".log") as file:
            file.write("Oct 23 10:30:00 host digidig-imapd[42]: 2025-10-23 10:30:00,123 - WARNING - "
                       "authentication failed from 192.0.2.7\n"
                       "Oct 23 10:30:01 host digidig-imapd[42]: 2025-10-23 10:30:01,123 - WARNING - "
                       "authentication failed from 2001:db8::7\n"
                       "Oct 23 10:30:02 host digidig-imapd[42]: 2025-10-23 10:30:02,123 - INFO - "
                       "a - WARNING - authentication failed from 192.0.2.9\n"
                       "Oct 23 10:30:03 host other[42]: 2025-10-23 10:30:03,123 - WARNING - "
                       "authentication failed from 192.0.2.9\n"
                       'Oct 23 10:30:04 host digidig-imapd[42]: {"category":"digidig.auth","level":"WARNING",'
                       '"message":"authentication failed from 192.0.2.7","time":"2025-10-23T10:30:04.123Z"}\n')
            file.flush()
            self.assertEqual(self.matched(file.name), 3)


if __name__ == "__main__":
    digidig.main()
