# SPDX-License-Identifier: GPL-3.0-or-later
"""Contents that Storage can give again are let go, and had again: from Storage, or from a Redis that services share."""

import shutil
import socket
import subprocess
import tempfile
import threading
import unittest

import digidig
from digidig import wait_for
from storage import Storage

SMALL = {"IMAP_SYNC_INTERVAL": "0", "IMAP_CACHE_MAX_BYTES": "0", "IMAP_TIMEOUT": "5"}
HTML = "<html><body><h1>Nadpis</h1><p>Odstavec číslo {}</p></body></html>"


class Redis:
    """A redis-server of its own, on a port that stays the same."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="digidig-redis-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.directory,
             "--requirepass", "a secret"], stdout=subprocess.DEVNULL)
        try:
            wait_for(self.answers, "Redis")
        except AssertionError:
            self.close()
            raise

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"AUTH \"a secret\"\r\nPING\r\n")
                file = connection.makefile("rb")
                return file.readline() + file.readline() == b"+OK\r\n+PONG\r\n"
        except OSError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def env(self):
        return {"CACHE_URL": f"redis://127.0.0.1:{self.port}", "IMAP_CACHE_PASSWORD": "a secret"}


def cache(service):
    return service.get("/api/storage").json()["cache"]


class Base(unittest.TestCase):
    env = {}

    def setUp(self):
        self.storage = Storage()
        self.addCleanup(self.storage.close)

    def service(self, **env):
        service = digidig.Service({**self.storage.env, **SMALL, **env})
        self.addCleanup(service.clean)
        return service.start()

    def filled(self, service, count):
        """Reads `count` documents in, and waits until their bytes are let go; the ids."""
        self.assertEqual(service.post("/fetch").status, 200)
        self.assertEqual(len(service.all_emails()), count)
        wait_for(lambda: cache(service)["evicted"] == count, "all bytes to be let go")
        return [e["id"] for e in service.all_emails()]


class Eviction(Base):
    def test_what_is_let_go_is_had_again(self):
        for n in range(20):
            self.storage.add(subject=f"Číslo {n}", body=HTML.format(n) if n % 2 else f"Prostý text {n}\n" * 50)
        service = self.service(IMAP_CACHE_MAX_BYTES="1000000000")
        service.post("/fetch")
        before = {e["id"]: service.get(f"/emails/{e['id']}/raw").body for e in service.all_emails()}
        listed = service.all_emails()
        self.assertEqual(cache(service)["evicted"], 0)
        self.assertGreater(cache(service)["bytes"], 0)
        own = service.send(subject="My own", recipient="a@example.com")
        mine = service.get(f"/emails/{own}/raw").body
        wait_for(lambda: service.get("/api/storage").json()["outbox"]["pending"] == 0, "the outbox")
        service.put("/api/config", {"cache_max_bytes": 0})
        wait_for(lambda: cache(service)["evicted"] == 20, "all bytes to be let go")
        self.assertEqual(cache(service)["bytes"], 0)

        # Lists, details and searches do without Storage.
        self.storage.fault("reset_before")
        self.assertEqual([e for e in service.all_emails() if e["id"] != own], listed)
        for n in range(20):
            found = service.emails(q=f'subject:"Číslo {n}"')
            self.assertIn(f"Číslo {n}", [e["subject"] for e in found])
        detail = service.get(f"/emails/{listed[0]['id']}")
        self.assertEqual((detail.status, detail.json()["body"]), (200, listed[0]["body"]))
        self.assertEqual(service.get(f"/emails/{own}/raw").body, mine)
        answer = service.get(f"/emails/{listed[0]['id']}/raw")
        self.assertEqual((answer.status, answer.json()["code"]), (503, "storage_unavailable"))
        check = digidig.run("check", state=service.state)
        self.assertEqual(check.returncode, 0, check.stdout)

        self.storage.well()
        wait_for(lambda: service.get("/api/storage").json()["reachable"], "Storage to be found")
        for email, raw in before.items():
            self.assertEqual(service.get(f"/emails/{email}/raw").body, raw)
        self.assertEqual(cache(service)["fetched_again"], 20)
        htmls = [service.get(f"/emails/{e['id']}").json()["html"] for e in listed]
        self.assertEqual(len([h for h in htmls if h]), 10)

    def test_a_document_that_says_something_else(self):
        document = self.storage.add(subject="As it was", body="As it was\n")
        service = self.service()
        email = self.filled(service, 1)[0]
        self.storage.do("update", id=document, set={"body": "Forged\n"})
        answer = service.get(f"/emails/{email}/raw")
        self.assertEqual((answer.status, answer.json()["code"]), (500, "corrupt"))
        self.storage.do("update", id=document, set={"body": "As it was\n"})
        self.assertIn(b"As it was", service.get(f"/emails/{email}/raw").body)

    def test_what_is_brought_back_has_its_bytes(self):
        document = self.storage.add(subject="Back", body="Bytes\n")
        service = self.service(IMAP_CACHE_MAX_BYTES="1000000000")
        service.post("/fetch")
        email = service.all_emails()[0]["id"]
        raw = service.get(f"/emails/{email}/raw").body
        service.put("/api/config", {"cache_max_bytes": 0})
        wait_for(lambda: cache(service)["evicted"] == 1, "the bytes to be let go")
        service.delete(f"/emails/{email}?permanent=true")
        wait_for(lambda: document not in self.storage.documents(), "the document to go")
        answer = service.post("/api/accounts/a@example.com/deleted", {"ids": [email]})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(service.get(f"/emails/{email}/raw").body, raw)
        wait_for(lambda: len(self.storage.documents()) == 1, "the document to come back")


@unittest.skipUnless(shutil.which("redis-server"), "needs redis-server")
class Shared(Base):
    def setUp(self):
        super().setUp()
        self.redis = Redis()
        self.addCleanup(self.redis.close)

    def test_two_services(self):
        for n in range(20):
            self.storage.add(subject=f"Number {n}", body=f"Text {n}\n" * 20)
        one, other = self.service(**self.redis.env), self.service(**self.redis.env)
        ids = self.filled(one, 20)
        others = self.filled(other, 20)
        self.assertEqual(cache(one)["shared"]["reachable"], True)
        asked = self.storage.stats()["requests"]
        raws = {one.get(f"/emails/{email}/raw").body for email in ids}
        self.assertEqual({other.get(f"/emails/{email}/raw").body for email in others}, raws)
        self.assertEqual(self.storage.stats()["requests"], asked)
        self.assertEqual(cache(one)["shared"]["hits"], 20)
        self.assertEqual(cache(other)["shared"]["hits"], 20)

        # Killed under load and started again: slower, never wrong.
        wait_for(lambda: cache(one)["evicted"] == 20 and cache(other)["evicted"] == 20, "the bytes to be let go")
        stop = threading.Event()
        wrong = []

        def read(service, emails):
            number = 0
            while not stop.is_set():
                answer = service.get(f"/emails/{emails[number % len(emails)]}/raw")
                if answer.status not in (200, 503) or (answer.status == 200 and answer.body not in raws):
                    wrong.append(answer)
                number += 1

        readers = [threading.Thread(target=read, args=pair) for pair in ((one, ids), (other, others)) * 2]
        for thread in readers:
            thread.start()
        try:
            for _ in range(3):
                self.redis.kill()
                wait_for(lambda: not cache(one)["shared"]["reachable"], "Redis to be missed")
                before = cache(one)["fetched_again"]
                wait_for(lambda b=before: cache(one)["fetched_again"] > b, "Storage to be asked instead")
                self.redis.start()
                wait_for(lambda: cache(one)["shared"]["reachable"], "Redis to be found")
        finally:
            stop.set()
            for thread in readers:
                thread.join()
        self.assertEqual(wrong, [])
        for service, emails in ((one, ids), (other, others)):
            self.assertEqual({service.get(f"/emails/{email}/raw").body for email in emails}, raws)
            self.assertEqual(service.get("/api/health").json()["status"], "healthy")

    def test_what_others_wrote_there(self):
        """Bytes in Redis that are not what they are called are not believed."""
        self.storage.add(subject="Truth", body="Truth\n")
        service = self.service(**self.redis.env)
        email = self.filled(service, 1)[0]
        with socket.create_connection(("127.0.0.1", self.redis.port), 5) as connection:
            file = connection.makefile("rwb")

            def ask(*words):
                file.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words))
                file.flush()
                line = file.readline()
                if line.startswith(b"*"):
                    return [file.read(int(file.readline()[1:]) + 2)[:-2] for _ in range(int(line[1:]))]
                return line

            ask(b"AUTH", b"a secret")
            keys = ask(b"KEYS", b"*")
            self.assertEqual(len(keys), 1)
            for lie in (b"Subject: a lie\r\n\r\nA lie\r\n", b"", b"x" * 100_000_000):
                ask(b"SET", keys[0], lie)
                wait_for(lambda: cache(service)["evicted"] == 1, "the bytes to be let go")
                ask(b"SET", keys[0], lie)
                self.assertIn(b"Truth", service.get(f"/emails/{email}/raw").body)
            self.assertEqual(cache(service)["shared"]["failures"], 0)


if __name__ == "__main__":
    unittest.main()
