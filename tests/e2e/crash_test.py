# SPDX-License-Identifier: GPL-3.0-or-later
"""What was acknowledged survives SIGKILL, whenever it comes."""

import collections
import http.client
import os
import random
import threading
import unittest

import digidig

ROUNDS = int(os.environ.get("DIGIDIG_ROUNDS", "20"))
SENDERS = 8
CHANGERS = 3
READERS = 2
FAILURES = (OSError, http.client.HTTPException)


class Worker(threading.Thread):
    """Asks until the connection breaks; what nobody expects is kept in `wrong`."""

    def __init__(self, port):
        super().__init__()
        self.client = digidig.Client(port)
        self.wrong = []

    def run(self):
        try:
            number = 0
            while self.one(number) is not False:
                number += 1
        except FAILURES:
            pass
        finally:
            self.client.close()

    def ask(self, expected, method, path, *more):
        answer = self.client.request(method, path, *more)
        if answer.status not in expected:
            self.wrong.append((method, path, answer))
        return answer


class Sender(Worker):
    """Delivers, flags some of it, and remembers what was acknowledged."""

    def __init__(self, port, name):
        super().__init__(port)
        self.label = name
        self.tried = []
        self.stored = {}  # subject → id
        self.flagged = set()

    def one(self, number):
        subject = f"crash {self.label} {number}"
        self.tried.append(subject)
        body = subject + "\r\n" + "x" * (number % 7 * 900)
        if number % 3:
            answer = self.ask((201,), "POST", "/emails", {
                "sender": "crash@example.com", "recipient": f"crash{number % 4}@example.com",
                "subject": subject, "body": body})
        else:
            raw = f"From: crash@example.com\r\nSubject: {subject}\r\nMessage-ID: <{subject.replace(' ', '.')}@x>\r\n\r\n{body}\r\n"
            answer = self.ask((201,), "POST", "/emails?recipient=crash9@example.com", raw,
                              {"Content-Type": "message/rfc822"})
        if answer.status != 201:
            return
        identity = answer.json()["id"]
        self.stored[subject] = identity
        if number % 5 == 0:
            answer = self.ask((200,), "PATCH", f"/emails/{identity}", {"flags": {"add": ["\\Flagged"]}})
            if answer.status == 200:
                self.flagged.add(identity)


class Changer(Worker):
    """Flags and deletes mail of earlier rounds that nobody else changes."""

    def __init__(self, port, ids):
        super().__init__(port)
        self.ids = ids
        self.flagged = set()
        self.doomed = set()  # asked to be deleted
        self.deleted = set()  # and acknowledged

    def one(self, number):
        if number >= len(self.ids):
            return False
        identity = self.ids[number]
        if number % 2:
            answer = self.ask((200,), "PATCH", f"/emails/{identity}", {"flags": {"add": ["\\Flagged", "$seen-to"]}})
            if answer.status == 200:
                self.flagged.add(identity)
        else:
            self.doomed.add(identity)
            answer = self.ask((200,), "DELETE", f"/emails/{identity}?permanent=true")
            if answer.status == 200:
                self.deleted.add(identity)
        return None


class Reader(Worker):
    """Reads lists and messages; what it is told must always be whole."""

    def __init__(self, port, mail):
        super().__init__(port)
        self.mail = mail  # (subject, id)

    def one(self, number):
        if number % 4 == 0 or not self.mail:
            page = self.ask((200,), "GET", "/emails?limit=40").json()
            if page["count"] != len(page["emails"]):
                self.wrong.append(page)
            return
        subject, identity = self.mail[number * 7919 % len(self.mail)]
        if number % 4 == 1:
            answer = self.ask((200, 404), "GET", f"/emails/{identity}")
            if answer.status == 200 and answer.json()["subject"] != subject:
                self.wrong.append(answer)
        else:
            answer = self.ask((200, 404), "GET", f"/emails/{identity}/raw")
            if answer.status == 200 and subject.encode() not in answer.body:
                self.wrong.append(answer)


class Crash(unittest.TestCase):
    def setUp(self):
        self.service = digidig.Service()
        self.addCleanup(self.service.clean)
        self.tried = []
        self.stored = {}
        self.flagged = set()
        self.doomed = set()
        self.deleted = set()

    def checked(self):
        done = digidig.run("check", "--json", state=self.service.state)
        self.assertEqual(done.returncode, 0, done)

    def workers(self, number, generator):
        pool = [(s, i) for s, i in self.stored.items() if i not in self.doomed]
        generator.shuffle(pool)
        ids = [identity for _, identity in pool]
        port = self.service.port
        return ([Sender(port, f"{number}-{i}") for i in range(SENDERS)]
                + [Changer(port, ids[i::CHANGERS]) for i in range(CHANGERS)]
                + [Reader(port, pool) for _ in range(READERS)])

    def remember(self, worker):
        self.assertEqual(worker.wrong, [])
        if isinstance(worker, Sender):
            self.tried += worker.tried
            self.stored |= worker.stored
        if isinstance(worker, Changer):
            self.doomed |= worker.doomed
            self.deleted |= worker.deleted
        if not isinstance(worker, Reader):
            self.flagged |= worker.flagged

    def test_kill(self):
        generator = random.Random(20251023)
        for number in range(ROUNDS):
            self.service.start()
            workers = self.workers(number, generator)
            senders = [worker for worker in workers if isinstance(worker, Sender)]
            for worker in workers:
                worker.start()
            # Let some work through first, or a slow start would test nothing.
            digidig.wait_for(lambda: sum(len(s.stored) for s in senders) >= SENDERS or not any(
                s.is_alive() for s in senders), "the first deliveries")
            threading.Event().wait(generator.uniform(0, 0.15))
            self.service.kill()
            for worker in workers:
                worker.join(digidig.PATIENCE)
                self.assertFalse(worker.is_alive())
                self.remember(worker)
            self.checked()
        print(f"{ROUNDS} rounds, {len(self.tried)} tried, {len(self.stored)} acknowledged, "
              f"{len(self.flagged)} flagged, {len(self.deleted)} deleted")
        if ROUNDS > 1:
            self.assertTrue(self.flagged and self.deleted)

        self.service.start()
        found = self.service.all_emails()
        count = collections.Counter(entry["subject"] for entry in found)
        kept = {subject: identity for subject, identity in self.stored.items() if identity not in self.doomed}
        self.assertEqual([s for s in kept if count[s] != 1], [], "acknowledged, but not there once")
        self.assertEqual([s for s in count if count[s] > 1], [], "there more than once")
        self.assertEqual(set(count) - set(self.tried), set(), "nobody sent these")
        ids = {entry["subject"]: entry["id"] for entry in found}
        self.assertEqual({s: ids[s] for s in kept}, kept)
        self.assertEqual(self.deleted & set(ids.values()), set(), "deleted, and back again")
        for identity in generator.sample(sorted(self.deleted), min(100, len(self.deleted))):
            self.assertEqual(self.service.get(f"/emails/{identity}").status, 404)
        now = {entry["id"] for entry in self.service.all_emails(flagged="true")}
        self.assertEqual(self.flagged - self.doomed - now, set(), "acknowledged flags are gone")
        for subject in generator.sample(sorted(kept), min(200, len(kept))):
            raw = self.service.get(f"/emails/{kept[subject]}/raw").body
            self.assertIn(subject.encode(), raw)
        self.assertEqual(self.service.stop(), 0)


if __name__ == "__main__":
    digidig.main()
