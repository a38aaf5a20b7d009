# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks that fill up, refuse, fail, and lie: what was acknowledged stays, and work goes on when the disk does."""

import base64
import concurrent.futures
import contextlib
import hashlib
import mmap
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

import digidig

SHIM = os.environ.get("DIGIDIG_FAULTSHIM", "")
ROUNDS = int(os.environ.get("DIGIDIG_ROUNDS", "2"))
MEBI = 1024 * 1024


class Ledger:
    """Delivers messages of known bytes, and remembers those that were acknowledged."""

    def __init__(self, service, seed):
        self.service = service
        self.random = random.Random(seed)
        self.stored = {}  # id → hash of the bytes
        self.flagged = set()
        self.deleted = set()
        self.refused = []

    def message(self, size):
        number = self.random.getrandbits(64)
        head = f"From: a@example.com\r\nSubject: fault {number}\r\nMessage-ID: <{number}@fault>\r\n\r\n"
        lines = (self.random.randbytes(35).hex() for _ in range(size // 72))
        return (head + "\r\n".join(lines) + "\r\n").encode()

    def deliver(self, size=4000):
        """The answer to one POST."""
        return self.note(*self.post(self.message(size)))

    def post(self, raw):
        return raw, self.service.post("/emails?recipient=to@example.com", raw, Content_Type="message/rfc822")

    def note(self, raw, answer):
        if answer.status == 201:
            self.stored[answer.json()["id"]] = hashlib.sha256(raw).hexdigest()
        else:
            self.refused.append(answer)
        return answer

    def deliver_many(self, count, size=4000, threads=6):
        """Answers to POSTs sent side by side."""
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            done = pool.map(self.post, [self.message(size) for _ in range(count)])
            return [self.note(raw, answer) for raw, answer in done]

    def change(self, test):
        """Flags one message and deletes another, and remembers what was acknowledged."""
        free = [i for i in self.stored if i not in self.flagged and i not in self.deleted]
        flagged, deleted = self.random.sample(sorted(free), 2)
        answer = self.service.patch(f"/emails/{flagged}", {"flags": {"add": ["\\Flagged"]}})
        if answer.status == 200:
            self.flagged.add(flagged)
        else:
            self.refused.append(answer)
        answer = self.service.delete(f"/emails/{deleted}?permanent=true")
        if answer.status == 200:
            self.deleted.add(deleted)
            del self.stored[deleted]
        else:
            self.refused.append(answer)
        test.assertIn(answer.status, (200, 503, 507), answer)

    def hold(self, test):
        """Everything acknowledged is there, once, with its bytes; nothing deleted came back."""
        listed = [entry["id"] for entry in self.service.all_emails(fields="id")]
        test.assertEqual(len(listed), len(set(listed)))
        test.assertEqual(set(self.stored) - set(listed), set(), "acknowledged, but lost")
        test.assertEqual(self.deleted & set(listed), set(), "deleted, and back again")
        now = {entry["id"] for entry in self.service.all_emails(fields="id", flagged="true")}
        test.assertEqual((self.flagged & set(self.stored)) - now, set(), "acknowledged flags are gone")
        for identity, digest in self.stored.items():
            answer = self.service.get(f"/emails/{identity}/raw")
            test.assertEqual(answer.status, 200, answer)
            test.assertEqual(hashlib.sha256(answer.body).hexdigest(), digest, identity)


class Faults(unittest.TestCase):
    def setUp(self):
        self.aside = tempfile.mkdtemp(prefix="digidig-e2e-")
        self.addCleanup(shutil.rmtree, self.aside, True)

    def problem(self, answer, codes):
        self.assertIn((answer.status, answer.json()["code"]), codes, answer)
        self.assertTrue(answer.json()["detail"])

    def check(self, service, code=0):
        done = digidig.run("check", "--json", state=service.state)
        self.assertEqual(done.returncode, code, done)
        return done.stdout.decode()


class SmallDisk(Faults):
    """A state directory on a tmpfs."""

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.skipTest("mounting needs root")
        self.state = os.path.join(self.aside, "state")
        os.mkdir(self.state, 0o700)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m,mode=700", "tmpfs", self.state],
                              capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest(f"no tmpfs can be mounted here: {done.stderr.decode().strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", self.state], check=False)
        self.service = digidig.Service(state=self.state, aside=self.aside)
        self.addCleanup(self.service.clean)
        self.ledger = Ledger(self.service, 1)

    def ballast(self, size, name="ballast"):
        path = os.path.join(self.state, name)
        with contextlib.suppress(OSError), open(path, "wb", 0) as file:
            for _ in range(size // 4096):
                file.write(b"x" * 4096)
        return path

    def fill(self):
        for _ in range(400):
            for answer in self.ledger.deliver_many(6, 150_000):
                if answer.status != 201:
                    self.problem(answer, [(507, "store_full")])
                    return
        self.fail("the disk never filled up")

    def test_full(self):
        self.service.start()
        self.ledger.deliver_many(20)
        self.ballast(12 * MEBI)
        # What is filled up stays: there is room for a few rounds only.
        for size in (8 * MEBI, 4 * MEBI, MEBI)[:ROUNDS]:
            self.fill()
            # Refused again, not half accepted; and who only reads need not care.
            for large in (300_000, 2_000_000):
                self.problem(self.ledger.deliver(large), [(507, "store_full")])
            self.ledger.change(self)
            self.ledger.hold(self)
            self.assertEqual(self.service.get("/emails?text=fault").status, 200)
            self.assertEqual(self.service.get("/api/stats").status, 200)
            pid = self.service.process.pid
            os.unlink(os.path.join(self.state, "ballast"))
            for answer in self.ledger.deliver_many(6):
                self.assertEqual(answer.status, 201, answer)
            self.assertEqual(self.service.process.pid, pid)
            self.assertIsNone(self.service.process.poll())
            self.ledger.hold(self)
            self.ballast(size)
        os.unlink(os.path.join(self.state, "ballast"))
        self.assertEqual(self.service.stop(), 0)
        self.check(self.service)
        self.service.start()
        self.ledger.hold(self)

    def test_killed_and_started_while_full(self):
        self.service.start()
        path = self.ballast(2 * MEBI)
        self.fill()
        self.ballast(64 * MEBI, "more")  # every last page
        self.service.kill()
        self.service.start()
        self.ledger.hold(self)
        self.problem(self.ledger.deliver(900_000), [(507, "store_full")])
        os.unlink(path)
        self.assertEqual(self.ledger.deliver().status, 201)
        self.assertEqual(self.service.stop(), 0)
        self.check(self.service)

    def test_start_on_a_read_only_disk(self):
        self.service.start()
        self.ledger.deliver_many(5)
        self.assertEqual(self.service.stop(), 0)
        subprocess.run(["mount", "-o", "remount,ro", self.state], check=True)
        done = subprocess.run([digidig.BINARY, "serve"], env=digidig.environment(self.state), timeout=digidig.PATIENCE,
                              capture_output=True, check=False)
        self.assertIn(done.returncode, (69, 73, 74), done)
        self.assertTrue(done.stderr.strip(), done)
        subprocess.run(["mount", "-o", "remount,rw", self.state], check=True)
        self.service.start()
        self.ledger.hold(self)


class Failing(Faults):
    """System calls on the mail store fail, by a preloaded library."""

    def setUp(self):
        super().setUp()
        if not SHIM:
            self.skipTest("DIGIDIG_FAULTSHIM does not name the library that makes faults")
        path = os.path.join(self.aside, "fault")
        with open(path, "wb") as file:
            file.write(bytes(4096))
        with open(path, "r+b") as file:
            self.control = mmap.mmap(file.fileno(), 4096)
        self.addCleanup(self.control.close)
        # AddressSanitizer wants to be the first library, for no reason that matters to ours.
        sanitizer = (os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0").lstrip(":")
        self.service = digidig.Service({"LD_PRELOAD": SHIM, "DIGIDIG_FAULT": path, "ASAN_OPTIONS": sanitizer},
                                       aside=self.aside)
        self.addCleanup(self.service.clean)
        self.ledger = Ledger(self.service, 2)
        self.service.start()
        self.ledger.deliver_many(20)
        self.ledger.change(self)
        self.assertEqual(self.ledger.refused, [])

    def faults(self):
        return int.from_bytes(self.control[8:16], "little")

    @contextlib.contextmanager
    def fault(self, kind):
        before = self.faults()
        self.control[0] = ord(kind)
        try:
            yield
        finally:
            self.control[0] = 0
        self.assertGreater(self.faults(), before, "the fault was never met")

    def alive(self, pid):
        self.assertIsNone(self.service.process.poll(), self.service.log_tail())
        self.assertEqual(self.service.process.pid, pid)

    def suffer(self, kind, codes):
        """Writes are refused while the fault lasts, reading goes on, and afterwards all is as before."""
        pid = self.service.process.pid
        for _ in range(ROUNDS):
            with self.fault(kind):
                self.ledger.refused.clear()
                for answer in self.ledger.deliver_many(12):
                    self.assertNotEqual(answer.status, 201, answer)
                self.ledger.change(self)
                for answer in self.ledger.refused:
                    self.problem(answer, codes)
                self.assertEqual(self.service.get("/emails?limit=5").status, 200)
                self.assertEqual(self.service.get("/api/health/live").status, 200)
            self.alive(pid)
            for answer in self.ledger.deliver_many(12):
                self.assertEqual(answer.status, 201, answer)
            self.ledger.refused.clear()
            self.ledger.change(self)
            self.assertEqual(self.ledger.refused, [])
            self.ledger.hold(self)
        self.alive(pid)
        self.finish(kind)

    def finish(self, kind):
        """Power goes while the fault is there; the next start finds everything."""
        self.control[0] = ord(kind)
        self.ledger.deliver_many(12)
        self.service.kill()
        self.control[0] = 0
        self.check(self.service)
        self.service.start()
        self.ledger.hold(self)
        self.assertEqual(self.ledger.deliver().status, 201)
        self.assertEqual(self.service.stop(), 0)
        self.check(self.service)

    def test_writing_fails(self):
        self.suffer("w", [(507, "store_full"), (503, "unavailable")])

    def test_no_space(self):
        self.suffer("n", [(507, "store_full")])

    def test_read_only(self):
        self.suffer("o", [(507, "store_full"), (503, "unavailable")])

    def test_torn_writes(self):
        self.suffer("t", [(507, "store_full"), (503, "unavailable")])

    def test_sync_fails(self):
        self.suffer("f", [(503, "unavailable"), (507, "store_full")])

    def test_short_writes(self):
        with self.fault("s"):
            for answer in self.ledger.deliver_many(40, 30_000):
                self.assertEqual(answer.status, 201, answer)
            self.ledger.change(self)
        self.assertEqual(self.ledger.refused, [])
        self.ledger.hold(self)
        self.finish("s")

    def test_reading_fails(self):
        pid = self.service.process.pid
        for _ in range(ROUNDS):
            # More than the caches of SQLite hold.
            self.ledger.deliver_many(40, 400_000)
            with self.fault("r"):
                for identity in list(self.ledger.stored):
                    answer = self.service.get(f"/emails/{identity}/raw")
                    if answer.status != 200:
                        self.problem(answer, [(503, "unavailable"), (500, "corrupt")])
                for answer in self.ledger.deliver_many(12):
                    if answer.status != 201:
                        self.problem(answer, [(503, "unavailable"), (500, "corrupt")])
                # Another program writes meanwhile; the service notices, and cannot read what.
                known = self.service.log().count("another program's writes")
                done = digidig.run("import", "--account", "to@example.com", "-", state=self.service.state,
                                   stdin=self.ledger.message(500))
                self.assertEqual(done.returncode, 0, done)
                digidig.wait_for(lambda: self.service.process.poll() is not None
                                 or self.service.log().count("another program's writes") > known, "the log line", 10)
            self.alive(pid)
            self.ledger.hold(self)
        self.assertEqual(self.service.stop(), 0)
        self.check(self.service)

    def test_faults_amid_work(self):
        """Faults of all kinds come and go while many write."""
        pid = self.service.process.pid
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            for number in range(10 * ROUNDS):
                work = pool.submit(self.ledger.deliver_many, 40)
                while not work.done():
                    self.control[0] = ord("wnotf"[number % 5])
                    concurrent.futures.wait([work], 0.005)
                    self.control[0] = 0
                    concurrent.futures.wait([work], 0.01)
                for answer in work.result():
                    if answer.status != 201:
                        self.problem(answer, [(507, "store_full"), (503, "unavailable")])
        self.alive(pid)
        self.assertTrue(self.ledger.refused)
        self.assertEqual(self.ledger.deliver().status, 201)
        self.ledger.hold(self)
        self.service.kill()
        self.check(self.service)
        self.service.start()
        self.ledger.hold(self)


class Damage(Faults):
    """Bytes that changed on the disk."""

    def setUp(self):
        super().setUp()
        self.service = digidig.Service(aside=self.aside)
        self.addCleanup(self.service.clean)
        self.service.start()
        self.ids = [self.service.send(subject=f"message {n}", body="".join(
            random.Random(n * 100 + k).choice("abcdefgh \r\n") for k in range(3000))) for n in range(10)]

    def blob(self, sql, identity):
        with contextlib.closing(sqlite3.connect(os.path.join(self.service.state, "mail.db"))) as db:
            key = bytes.fromhex(identity.replace("-", ""))
            content, = db.execute("SELECT content FROM message WHERE public_id=?", (key,)).fetchone()
            blob, = db.execute(sql, (content,)).fetchone()
        return content, bytes(blob)

    def flip(self, blob):
        """Changes one byte of the one place in the database file where @p blob lies."""
        path = os.path.join(self.service.state, "mail.db")
        with open(path, "r+b") as file:
            data = file.read()
            part = blob[len(blob) // 3:len(blob) // 3 + 200]
            self.assertEqual(data.count(part), 1)
            at = data.index(part) + 100
            file.seek(at)
            file.write(bytes([data[at] ^ 0x10]))

    def damage(self, sql, identity):
        self.assertEqual(self.service.stop(), 0)
        content, blob = self.blob(sql, identity)
        self.flip(blob)
        self.service.start()
        return content

    def corrupt(self, answer):
        self.problem(answer, [(500, "corrupt")])

    def others_work(self, damaged):
        for identity in self.ids:
            if identity != damaged:
                self.assertEqual(self.service.get(f"/emails/{identity}").status, 200)
                self.assertEqual(self.service.get(f"/emails/{identity}/raw").status, 200)
        self.assertEqual(self.service.post("/emails", {
            "sender": "a@example.com", "recipient": "to@example.com", "subject": "new", "body": "x"}).status, 201)

    def test_content(self):
        damaged = self.ids[4]
        content = self.damage("SELECT data FROM content_chunk WHERE id=? << 20", damaged)
        # Its text is a piece of these bytes.
        for entry in self.service.emails():
            self.assertEqual(entry.get("damaged", False), entry["id"] == damaged)
        self.assertEqual([entry["id"] for entry in self.service.emails()], self.ids[::-1])
        self.corrupt(self.service.get(f"/emails/{damaged}/raw"))
        self.corrupt(self.service.get(f"/emails/{damaged}"))
        self.corrupt(self.service.get(f"/emails/{damaged}/raw", Range="bytes=10-20"))
        self.service.logged(rf"WARNING.*content {content}\b")
        self.others_work(damaged)
        self.assertEqual(self.service.stop(), 0)
        report = self.check(self.service, 65)
        self.assertIn(damaged, report)
        for identity in self.ids:
            self.assertEqual(identity in report, identity == damaged, report)

    def test_page(self):
        """A whole page of the database is lost: what lay on it is one message's."""
        random_hex = random.Random(3).randbytes(40_000).hex().encode()
        damaged = self.service.send_raw(b"Subject: pages\r\n\r\n" + random_hex)
        self.ids.append(damaged)
        self.assertEqual(self.service.stop(), 0)
        _, blob = self.blob("SELECT data FROM content_chunk WHERE id=? << 20", damaged)
        path = os.path.join(self.service.state, "mail.db")
        with contextlib.closing(sqlite3.connect(path)) as db:
            size, = db.execute("PRAGMA page_size").fetchone()
        with open(path, "r+b") as file:
            data = file.read()
            # Bytes of the page's own middle: the page is one of the chain that holds the rest of the blob.
            part = blob[2 * size:2 * size + 64]
            self.assertEqual(data.count(part), 1)
            page = data.index(part) // size
            file.seek(page * size)
            file.write(random.Random(4).randbytes(size))
        self.service.start()
        self.assertEqual([entry["id"] for entry in self.service.emails()], self.ids[::-1])
        answer = self.service.get(f"/emails/{damaged}/raw")
        self.corrupt(answer)
        self.others_work(damaged)
        self.assertEqual(self.service.stop(), 0)
        self.assertIn(damaged, self.check(self.service, 65))

    def test_large_content(self):
        raw = (b"Subject: large\r\n\r\n" + random.Random(1).randbytes(700_000).hex().encode())
        damaged = self.service.send_raw(raw)
        self.ids.append(damaged)
        self.damage("SELECT data FROM content_chunk WHERE id=(? << 20) + 2", damaged)
        # It has begun when the damage is met: then it must not look whole.
        with self.assertRaises(Exception):
            self.service.get(f"/emails/{damaged}/raw")
        self.assertIn(damaged, [entry["id"] for entry in self.service.emails()])
        self.others_work(damaged)

    def test_text(self):
        letters = random.Random(7)
        text = "".join(letters.choice("abcdefgh \n") for _ in range(3000))
        damaged = self.service.send_raw(b"Subject: message\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                                        + base64.encodebytes(text.encode()))
        self.ids.append(damaged)
        content = self.damage("SELECT text FROM content WHERE id=?", damaged)
        page = self.service.emails()
        self.assertEqual([entry["id"] for entry in page], self.ids[::-1])
        for entry in page:
            self.assertEqual(entry["body"] == "", entry["id"] == damaged, entry)
            self.assertEqual(entry.get("damaged", False), entry["id"] == damaged)
        self.service.logged(rf"WARNING.*damaged.*{damaged}")
        self.corrupt(self.service.get(f"/emails/{damaged}"))
        self.service.logged(rf"WARNING.*content {content}\b.*{damaged}")
        for query in ("text=abc", "sort=subject", "sort=size", "mailbox=INBOX", "subject=message"):
            self.assertEqual(self.service.get(f"/emails?{query}").status, 200, query)
        self.others_work(damaged)
        # It can be got rid of.
        self.assertEqual(self.service.delete(f"/emails/{damaged}").status, 200)
        self.assertEqual(self.service.stop(), 0)
        self.assertIn(damaged, self.check(self.service, 65))

    def test_headers(self):
        damaged = self.ids[4]
        self.damage("SELECT headers FROM content WHERE id=?", damaged)
        self.assertEqual([entry["id"] for entry in self.service.emails()], self.ids[::-1])
        self.corrupt(self.service.get(f"/emails/{damaged}"))
        self.others_work(damaged)


if __name__ == "__main__":
    digidig.main()
