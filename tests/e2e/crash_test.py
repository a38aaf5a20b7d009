# SPDX-License-Identifier: GPL-3.0-or-later
"""What was acknowledged survives SIGKILL, whenever it comes."""

import collections
import http.client
import os
import random
import threading
import unittest

import digidig

ROUNDS = int(os.environ.get("DIGIDIG_CRASH_ROUNDS", "20"))
SENDERS = 8
FAILURES = (OSError, http.client.HTTPException)


class Sender(threading.Thread):
    """Delivers until the connection breaks, and remembers what was acknowledged."""

    def __init__(self, port, name):
        super().__init__()
        self.client = digidig.Client(port)
        self.label = name
        self.tried = []
        self.stored = {}  # subject → id
        self.flagged = set()
        self.refused = []

    def run(self):
        try:
            while True:
                self.one(len(self.tried))
        except FAILURES:
            pass
        finally:
            self.client.close()

    def one(self, number):
        subject = f"crash {self.label} {number}"
        self.tried.append(subject)
        body = subject + "\r\n" + "x" * (number % 7 * 900)
        if number % 3:
            answer = self.client.request("POST", "/emails", {
                "sender": "crash@example.com", "recipient": f"crash{number % 4}@example.com",
                "subject": subject, "body": body})
        else:
            raw = f"From: crash@example.com\r\nSubject: {subject}\r\nMessage-ID: <{subject.replace(' ', '.')}@x>\r\n\r\n{body}\r\n"
            answer = self.client.request("POST", "/emails?recipient=crash9@example.com", raw,
                                         {"Content-Type": "message/rfc822"})
        if answer.status != 201:
            self.refused.append(answer)
            return
        identity = answer.json()["id"]
        self.stored[subject] = identity
        if number % 5 == 0:
            answer = self.client.request("PATCH", f"/emails/{identity}", {"flags": {"add": ["\\Flagged"]}})
            if answer.status == 200:
                self.flagged.add(identity)


class Crash(unittest.TestCase):
    def setUp(self):
        self.service = digidig.Service()
        self.addCleanup(self.service.clean)

    def checked(self):
        done = digidig.run("check", "--json", state=self.service.state)
        self.assertEqual(done.returncode, 0, done)

    def test_kill(self):
        generator = random.Random(20251023)
        tried, stored, flagged = [], {}, set()
        for number in range(ROUNDS):
            self.service.start()
            senders = [Sender(self.service.port, f"{number}-{i}") for i in range(SENDERS)]
            for sender in senders:
                sender.start()
            # Let some work through first, or a slow start would test nothing.
            digidig.wait_for(lambda: sum(len(s.stored) for s in senders) >= SENDERS or not any(
                s.is_alive() for s in senders), "the first deliveries")
            threading.Event().wait(generator.uniform(0, 0.15))
            self.service.kill()
            for sender in senders:
                sender.join(digidig.PATIENCE)
                self.assertFalse(sender.is_alive())
                self.assertEqual(sender.refused, [])
                tried += sender.tried
                stored |= sender.stored
                flagged |= sender.flagged
            if number % 5 == 0:
                self.checked()
        self.checked()
        print(f"{ROUNDS} rounds, {len(tried)} tried, {len(stored)} acknowledged, {len(flagged)} flagged")

        self.service.start()
        found = self.service.all_emails()
        count = collections.Counter(entry["subject"] for entry in found)
        self.assertEqual([s for s in stored if count[s] != 1], [], "acknowledged, but not there once")
        self.assertEqual([s for s in count if count[s] > 1], [], "there more than once")
        self.assertEqual(set(count) - set(tried), set(), "nobody sent these")
        ids = {entry["subject"]: entry["id"] for entry in found}
        self.assertEqual({s: ids[s] for s in stored}, stored)
        now = {entry["id"] for entry in self.service.all_emails(flagged="true")}
        self.assertEqual(flagged - now, set(), "acknowledged flags are gone")
        for subject in generator.sample(sorted(stored), min(200, len(stored))):
            raw = self.service.get(f"/emails/{stored[subject]}/raw").body
            self.assertIn(subject.encode(), raw)
        self.assertEqual(self.service.stop(), 0)


if __name__ == "__main__":
    digidig.main()
