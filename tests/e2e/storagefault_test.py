# SPDX-License-Identifier: GPL-3.0-or-later
"""A Storage service that fails in every way, a service that dies amid it: in the end both have the same."""

import collections
import hashlib
import os
import random
import re
import threading
import time
import unittest

import digidig
from digidig import wait_for
from storage import Storage

# More of both shows more, and takes longer.
KILLS = int(os.environ.get("DIGIDIG_KILLS", "8"))
OUTAGE = float(os.environ.get("DIGIDIG_OUTAGE", "3"))  # seconds
with open(digidig.BINARY, "rb") as program:
    SANITIZED = re.search(b"__[at]san_init", program.read()) is not None  # Which takes memory of its own.
QUIET = {"IMAP_SYNC_INTERVAL": "0", "IMAP_TIMEOUT": "2"}


class Base:
    form = None
    maxDiff = 4000
    env = QUIET

    def setUp(self):
        self.storage = Storage(self.form)
        self.addCleanup(self.storage.close)
        self.service = digidig.Service({**self.storage.env, **self.env})
        self.addCleanup(self.service.clean)

    def state(self):
        return self.service.get("/api/storage").json()

    def told(self, seconds=90):
        wait_for(lambda: self.state()["outbox"]["pending"] == 0, "the outbox to be empty", seconds)

    def fetched(self, seconds=60):
        """Fetches until it goes well."""
        wait_for(lambda: self.service.post("/fetch").status == 200, "a fetch to go well", seconds)

    def assert_same(self):
        """Storage and the service have the same e-mails, each once."""
        there = collections.Counter((d["recipient"], d["subject"]) for d in self.storage.documents().values())
        here = collections.Counter((e["recipient"], e["subject"]) for e in self.service.all_emails()
                                   if e["mailbox"] != "INBOX/Sent")
        self.assertEqual(here, there)
        self.assertEqual(self.storage.stats()["doubled"], 0)

    def contents(self, service):
        """All that there is, but for ids and UIDs."""
        return sorted((e["account"], e["mailbox"], e["subject"], e["flags"],
                       hashlib.sha256(service.get(f"/emails/{e['id']}/raw").body).hexdigest())
                      for e in service.all_emails())

    def memory(self, field="VmHWM"):
        """Bytes that the service has, or has had at most."""
        with open(f"/proc/{self.service.process.pid}/status", encoding="ascii") as file:
            return int(re.search(rf"^{field}:\s+(\d+) kB", file.read(), re.MULTILINE)[1]) * 1024

    def forget_peak(self):
        """What VmHWM has been so far."""
        with open(f"/proc/{self.service.process.pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")

    def read_cached(self, email):
        """One of each call that does without Storage."""
        self.assertEqual(self.service.get(f"/emails/{email}").status, 200)
        self.assertEqual(self.service.get(f"/emails/{email}/raw").status, 200)
        self.assertEqual(self.service.get("/emails?limit=5").status, 200)

    # --- Reading goes on, and everything converges

    def test_every_fault(self):
        for n in range(60):
            self.storage.add(recipient=f"u{n % 4}@example.com", subject=f"Early {n}")
        self.service.start()
        self.fetched()
        known = self.service.emails(limit=1)[0]["id"]
        faults = [("reset_before", {}), ("reset_while", {}), ("reset_after", {}), ("reset_late", {}), ("garbage", {}),
                  ("not_json", {}), ("truncated", {}), ("status", {"status": 500}), ("status", {"status": 503}),
                  ("redirect", {}), ("close", {}), ("hang", {}), ("status_done", {"status": 500})]
        for number, (mode, more) in enumerate(faults):
            with self.subTest(mode=mode):
                self.storage.add(recipient="u1@example.com", subject=f"Amid {mode} {number}")
                # Each request is hit with an even chance, so that some of the work is done.
                self.storage.fault(mode, times=4, skip=number % 3, **more)
                self.service.send(recipient="u2@example.com", subject=f"Out {mode} {number}")
                self.service.post("/fetch")
                self.assertEqual(self.service.get(f"/emails/{known}").status, 200)
                self.assertEqual(self.service.get("/emails?limit=10").status, 200)
                self.storage.well()
                self.fetched()
                self.told()
        self.fetched()
        self.assert_same()

    def test_a_store_that_is_reset(self):
        """Before, while and after it is answered: it ends as one document."""
        self.service.start()
        self.fetched()
        for mode in ("reset_before", "reset_while", "reset_after", "reset_late"):
            for number in range(3):
                with self.subTest(mode=mode, number=number):
                    before = len(self.storage.documents())
                    self.storage.fault(mode, match="^POST", times=1)
                    one = self.service.send(subject=f"{mode} {number}", recipient="a@example.com")
                    self.told()
                    self.storage.well()
                    documents = [k for k, d in self.storage.documents().items() if d["subject"] == f"{mode} {number}"]
                    self.assertEqual(len(documents), 1)
                    self.assertEqual(len(self.storage.documents()), before + 1)
                    self.fetched()
                    self.assertEqual(self.service.get(f"/emails/{documents[0]}").json()["id"], one)
        self.assert_same()

    def test_hanging_storage_keeps_nobody_waiting(self):
        self.storage.add(subject="Here")
        self.service.start()
        self.fetched()
        known = self.service.emails(limit=1)[0]["id"]
        self.storage.fault("hang")
        answers = []
        unknown = [threading.Thread(target=lambda n=n: answers.append(
            self.service.get(f"/emails/{n:024x}"))) for n in range(20)]
        for thread in unknown:
            thread.start()
        for _ in range(50):
            self.assertEqual(self.service.get(f"/emails/{known}").status, 200)
            self.assertEqual(self.service.get("/emails?limit=5").json()["count"], 1)
        for thread in unknown:
            thread.join()
        codes = {answer.json()["code"] for answer in answers}
        self.assertLessEqual(codes, {"storage_timeout", "storage_unavailable", "connection_limit", "timeout"})
        self.assertIn("connection_limit", codes)
        answer = self.service.post("/fetch")
        self.assertIn((answer.status, answer.json()["code"]),
                      [(504, "storage_timeout"), (503, "storage_unavailable")])
        self.storage.well()
        self.fetched()

    def test_slow_storage(self):
        self.storage.do("generate", count=40, users=4)
        self.service.env["IMAP_TIMEOUT"] = "30"
        known = self.storage.add(subject="Known")
        self.service.start()
        self.fetched()
        self.storage.do("generate", count=40, users=4)
        self.storage.fault("slow", delay=2)
        reading = threading.Thread(target=self.fetched)
        reading.start()
        count = 0
        while reading.is_alive():
            # Far less than one answer of Storage's, each; whoever waited for it would not come to so many.
            self.read_cached(known)
            self.assertLess(self.storage.stats()["open"], 11)
            count += 1
        reading.join()
        self.assertGreater(count, 10)
        self.storage.well()
        self.told()
        self.assertEqual(len(self.service.all_emails()), 81)
        self.assert_same()

    def test_a_million_announced(self):
        """Of which none is ours: they pass by, in no more memory than a few."""
        known = self.storage.add(subject="Known")
        self.service.env |= {"IMAP_LOCAL_DOMAINS": "example.com", "IMAP_TIMEOUT": "300"}
        self.service.start()
        self.fetched()
        self.storage.do("announce", count=1_000_000, size=50, recipient="x@elsewhere.example")
        self.forget_peak()
        before = self.memory()
        job = self.service.post("/api/storage/sync", {"whole": True}).json()["id"]
        count = 0
        while not (ended := self.service.get(f"/api/jobs/{job}").json())["finished_at"]:
            self.read_cached(known)
            count += 1
        self.assertEqual(ended["state"], "done", ended)
        self.assertGreater(count, 100)
        self.assertGreaterEqual(self.state()["sync"]["documents_listed"], 1_000_000)
        grown = self.memory() - before
        print(f"{self.form}: grown by {grown >> 20} MiB, read {count} times meanwhile")
        if not SANITIZED:
            self.assertLess(grown, 128 << 20)
        self.storage.do("announce", count=0)
        self.fetched()
        self.assert_same()

    def test_away_and_back(self):
        for n in range(30):
            self.storage.add(subject=f"Before {n}")
        self.service.start()
        self.fetched()
        ids = [e["id"] for e in self.service.all_emails()]
        documents = list(self.storage.documents())
        self.storage.do("pause")
        self.storage.do("close_idle")
        self.storage.fault("reset_before")
        stop = threading.Event()
        wrong, reads = [], collections.Counter()

        def read(number):
            while not stop.is_set():
                for path in (f"/emails/{ids[20 + number]}", f"/emails/{ids[20 + number]}/raw", "/emails?limit=10",
                             "/emails?text=before&limit=3"):
                    answer = self.service.get(path)
                    reads[number] += 1
                    if answer.status != 200:
                        wrong.append(answer)

        readers = [threading.Thread(target=read, args=(number,)) for number in range(3)]
        for thread in readers:
            thread.start()
        self.addCleanup(stop.set)
        for n, email in enumerate(ids[:10]):
            self.assertEqual(self.service.patch(f"/emails/{email}", {"flags": {"add": ["seen"]}}).status, 200)
        for email in ids[10:15]:
            self.assertEqual(self.service.delete(f"/emails/{email}?permanent=true").status, 200)
        for n in range(5):
            self.service.send(subject=f"Meanwhile {n}", recipient="a@example.com")
        self.assertEqual(len(self.service.all_emails()), 30)
        wait_for(lambda: not self.state()["reachable"], "Storage to be missed")
        self.assertGreaterEqual(self.state()["outbox"]["pending"], 10)
        time.sleep(OUTAGE)  # How long it lasts is what is tried.
        self.assertEqual(self.service.get("/api/health").json()["status"], "degraded")
        self.assertEqual(self.service.get("/api/health/ready").status, 200)
        stop.set()
        for thread in readers:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertGreater(min(reads.values()), 10)
        # Said once, however often it was tried.
        self.assertEqual(len(re.findall("Storage cannot be reached", self.service.log_until_now())), 1)
        self.assertEqual(self.service.restart(), 0)
        self.assertGreaterEqual(self.state()["outbox"]["pending"], 10)
        self.storage.well()
        self.storage.do("go_on")
        wait_for(lambda: self.state()["reachable"], "Storage to be found")
        self.fetched()
        self.told()
        self.assert_same()
        self.assertEqual(len(re.findall("Storage answers", self.service.log_until_now())), 2)
        self.assertEqual(len(self.storage.documents()), 30)
        if self.form == "deployed":
            read = [d for d in documents if self.storage.documents().get(d, {}).get("read")]
            self.assertEqual(len(read), 10)

    def test_large_documents(self):
        self.service.env["IMAP_TIMEOUT"] = "60"
        self.service.start()
        self.storage.add(subject="Large", body="Žluťoučký kůň\n" * 600_000)
        for n in range(6):
            self.storage.add(subject=f"The largest {n}", body="x" * (16 * 1024 * 1024))
        self.storage.add(subject="y" * 3_000_000, body="Its subject is large.")
        self.storage.do("raw", json='{"_id":"%s","email_id":"%s","subject":"too large","recipient":"a@example.com",'
                                    '"sender":"b@example.com","body":"%s"}' % ("f" * 24, "f" * 24, "x" * 20_000_000))
        self.storage.do("raw", json='{"subject": "no id"}')
        self.storage.do("raw", json='7')
        self.fetched(120)
        found = {e["subject"]: e["id"] for e in self.service.all_emails(fields="id,subject")}
        self.assertIn("Large", found)
        self.assertEqual(len(found), 8)
        self.assertEqual(self.service.get(f"/emails/{found['Large']}/raw").status, 200)
        self.assertGreater(len(self.service.get(f"/emails/{found['The largest 3']}/raw").body), 16 * 1024 * 1024)
        print(f"{self.form}: at most {self.memory() >> 20} MiB")
        if not SANITIZED:
            self.assertLess(self.memory(), 768 << 20)

    # --- Bounds

    def test_pool_is_kept(self):
        self.storage.do("generate", count=120, users=30)
        self.service.env |= {"IMAP_POOL_SIZE": "1", "IMAP_TIMEOUT": "60", "IMAP_MAX_WORKERS": "256",
                             "IMAP_MAX_CONNECTIONS": "500"}
        self.service.start()
        self.storage.fault("slow", delay=0.1)
        for size in (1, 10, 64, 3):
            with self.subTest(pool_size=size):
                self.assertEqual(self.service.put("/api/config", {"pool_size": size}).status, 200)
                wait_for(lambda: self.storage.stats()["open"] <= size, "connections too many to go")
                self.storage.do("reset_peak")
                self.service.post("/api/storage/sync", {"whole": True})
                askers = [threading.Thread(target=lambda n=n: self.service.get(f"/emails/{n:024x}"))
                          for n in range(size + 10)]
                for thread in askers:
                    thread.start()
                self.fetched()
                for thread in askers:
                    thread.join()
                self.assertEqual(self.storage.stats()["peak"], size)

    # --- Death

    def test_killed_amid_sync(self):
        self.storage.do("generate", count=300, users=12, size=300)
        for _ in range(KILLS):
            self.storage.do("generate", count=100, users=12, size=300)
            self.service.start()
            reading = threading.Thread(target=self.fetch_or_die)
            reading.start()
            time.sleep(random.uniform(0.02, 0.35))
            self.service.kill()
            reading.join()
        self.service.start()
        self.fetched()
        self.assert_same()
        self.assertEqual(len(self.service.all_emails()), 300 + 100 * KILLS)
        check = digidig.run("check", state=self.service.state)
        self.assertEqual(check.returncode, 0, check.stdout)
        with digidig.Service({**self.storage.env, **self.env}) as undisturbed:
            self.assertEqual(undisturbed.post("/fetch").status, 200)
            self.assertEqual(self.contents(self.service), self.contents(undisturbed))

    def fetch_or_die(self):
        try:
            self.service.post("/fetch")
        except OSError:
            pass
        except Exception as error:  # http.client's own, of an answer cut short
            if "http" not in type(error).__module__:
                raise

    def test_killed_amid_telling(self):
        for n in range(40):
            self.storage.add(subject=f"There {n}")
        self.service.start()
        self.fetched()
        gone, sent = set(), 0
        for _ in range(KILLS):
            ids = [e["id"] for e in self.service.all_emails()]
            deleted = random.choice(ids)
            subject = self.service.get(f"/emails/{deleted}").json()["subject"]
            self.service.delete(f"/emails/{deleted}?permanent=true")
            gone.add(subject)
            for email in random.sample([i for i in ids if i != deleted], 5):
                self.service.patch(f"/emails/{email}", {"flags": {"add": ["seen"]}})
            for _ in range(3):
                self.service.send(subject=f"Sent {sent}", recipient="a@example.com")
                sent += 1
            time.sleep(random.uniform(0, 0.05))
            self.service.kill()
            self.service.start()
        self.told()
        self.fetched()
        self.assert_same()
        subjects = {d["subject"] for d in self.storage.documents().values()}
        expected = {f"There {n}" for n in range(40)} | {f"Sent {n}" for n in range(sent)}
        self.assertEqual(subjects, expected - gone)
        if self.form == "deployed":
            there = {d["subject"]: d["read"] for d in self.storage.documents().values()}
            here = {e["subject"]: "\\Seen" in e["flags"] for e in self.service.all_emails()}
            self.assertEqual(here, there)


class Deployed(Base, unittest.TestCase):
    form = "deployed"


class Documented(Base, unittest.TestCase):
    form = "documented"


if __name__ == "__main__":
    unittest.main()
