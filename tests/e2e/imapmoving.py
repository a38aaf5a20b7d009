# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of `import imap://` have in common: running it, and what it has stored."""

import collections
import datetime
import hashlib
import json
import os
import shutil
import socketserver
import tempfile
import unittest

import digidig

ACCOUNT = "mia@example.org"


def digest(data):
    return hashlib.sha256(data).hexdigest()


def proof(messages):
    """What the program must say of these bytes, by the recipe in the README."""
    lines = sorted(digest(raw) + "\n" for raw in messages)
    return {"messages": len(lines), "sha256": digest("".join(lines).encode())}


def small(number, body="text"):
    return f"From: a{number}@example.com\r\nSubject: message {number}\r\n\r\n{body}\r\n".encode()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True


class Base(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="digidig-import-imap-")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.state = os.path.join(self.dir, "state")

    def command(self, url, *arguments):
        return ["import", "--account", ACCOUNT, "--create-account", "--json", "--password-stdin", *arguments, url]

    def run_import(self, url, *arguments, code=0, password="secret"):
        done = digidig.run(*self.command(url, *arguments), state=self.state, stdin=password.encode() + b"\n")
        self.assertEqual(done.returncode, code, done)
        self.assertNotIn(password.encode(), done.stdout + done.stderr)
        return json.loads(done.stdout)

    def refused(self, url, *arguments, code, slug, password="secret"):
        answer = self.run_import(url, *arguments, code=code, password=password)
        self.assertEqual(answer["error"]["code"], slug, answer)
        return answer["error"]["message"]

    def counts(self, answer):
        return answer["imported"], answer["skipped"], answer["failed"]

    def check(self):
        done = digidig.run("check", "--json", state=self.state)
        self.assertEqual(done.returncode, 0, done)

    def stored(self):
        """(raw, flags, time) of each message by mailbox, and the mailboxes."""
        found = collections.defaultdict(list)
        with digidig.Service(state=self.state) as service:
            boxes = service.get(f"/api/accounts/{ACCOUNT}/mailboxes").json()["mailboxes"]
            client = digidig.Client(service.port)
            for entry in service.all_emails(account=ACCOUNT):
                raw = client.request("GET", f"/emails/{entry['id']}/raw")
                self.assertEqual(raw.status, 200, entry)
                at = datetime.datetime.fromisoformat(entry["received_at"].replace("Z", "+00:00")).timestamp()
                found[entry["mailbox"]].append((raw.body, tuple(sorted(entry["flags"])), at))
            client.close()
        return found, {box["name"]: box for box in boxes}

    def compare(self, theirs):
        """`theirs` by mailbox here is what is stored."""
        found, boxes = self.stored()
        for name in set(theirs) | set(found):
            self.assertEqual(collections.Counter(found.get(name, [])), collections.Counter(theirs.get(name, [])), name)
        return boxes
