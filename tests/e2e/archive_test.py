# SPDX-License-Identifier: GPL-3.0-or-later
"""`export`, `backup` and `restore`: what comes back is what was there, byte for byte."""

import collections
import contextlib
import hashlib
import json
import mailbox
import os
import random
import shutil
import sqlite3
import tempfile
import threading
import unittest
import urllib.parse

import digidig

ACCOUNT = "mia@example.org"

# What an mbox gets wrong most easily.
ODD = [
    b"Subject: no end",
    b"Subject: a\n\nFrom here on\n>From there\n>>From nowhere\nFrom",
    b"From the first line\nSubject: b\n\nbody",
    b"Subject: c\r\n\r\nlines\r\nFrom x Thu Oct 23 10:30:00 2025\r\nSubject: d\n\nmixed\r",
    b"Subject: e\n\n\n\n\n",
    b"Subject: f\r\n\r\n\r\n\r\n",
    b"\n",
    b"Subject: g\n\n\x00\xff\nFrom \n",
    b"X-DIGiDIG-Archive: 1 lines=0 size=1 received=1 flags=S sha256=" + b"0" * 64 + b"\nSubject: h\n\nx\n",
    b"Status: RO\nX-Status: D\nSubject: i\n\nFrom \n",
]


def digest(data):
    return hashlib.sha256(data).hexdigest()


def corpus():
    for folder, _, names in sorted(os.walk(digidig.CORPUS)):
        for name in sorted(names):
            if name.endswith(".eml"):
                with open(os.path.join(folder, name), "rb") as file:
                    yield file.read()


class Archive(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="digidig-archive-")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.state = self.path("state")
        os.makedirs(self.state)

    def path(self, name):
        return os.path.join(self.dir, name)

    def tool(self, *arguments, code=0, state=None):
        """Runs with --json; the answer."""
        done = digidig.run(*arguments, "--json", state=state or self.state)
        self.assertEqual(done.returncode, code, done)
        return json.loads(done.stdout)

    def check(self, state):
        self.assertTrue(self.tool("check", state=state)["clean"])

    @contextlib.contextmanager
    def running(self, state=None):
        with digidig.Service(state=state or self.state) as service:
            yield service

    def mailboxes(self, service, account=ACCOUNT):
        answer = service.get(f"/api/accounts/{account}/mailboxes")
        self.assertEqual(answer.status, 200, answer)
        return answer.json()["mailboxes"]

    def seen(self, service, account=ACCOUNT):
        """All that an account has: mailboxes, and in each how often which bytes with which flags and time."""
        boxes = {(box["name"], box["special_use"], box["subscribed"]) for box in self.mailboxes(service, account)}
        messages = collections.Counter()
        client = digidig.Client(service.port)
        for entry in service.all_emails(account=account):
            raw = client.request("GET", f"/emails/{entry['id']}/raw")
            self.assertEqual(raw.status, 200, entry)
            messages[entry["mailbox"], digest(raw.body), tuple(sorted(entry["flags"])), entry["received_at"]] += 1
        client.close()
        return boxes, messages

    def fill(self, service):
        """The corpus and worse, in mailboxes of all kinds."""
        self.assertEqual(service.post("/api/accounts", {"address": ACCOUNT}).status, 201)
        names = ["Práce/2024.q1", "a & b", "Sent", "INBOX/.hidden", "~tilde", "x" * 200 + "/" + "ř" * 150,
                 "Empty", "日本/語", "50%", "A.mbox/B.sbd", "A.mbox"]
        for name in names:
            name = name.replace("%", "_")
            answer = service.post(f"/api/accounts/{ACCOUNT}/mailboxes", {"name": name})
            self.assertIn(answer.status, (201, 409), answer)
        boxes = self.mailboxes(service)
        hidden = next(box for box in boxes if box["name"] == "a & b")
        self.assertEqual(service.patch(f"/api/accounts/{ACCOUNT}/mailboxes/{hidden['id']}",
                                       {"subscribed": False}).status, 200)
        names = [box["name"] for box in boxes if box["name"] != "Empty"]
        generator = random.Random(20251122)
        system = ["\\Seen", "\\Answered", "\\Flagged", "\\Draft", "\\Deleted", "$Forwarded"]
        everything = ODD * 2 + list(corpus()) + [bytes(generator.choices(b"From >\n\r: a", k=400)) for _ in range(60)]
        for number, raw in enumerate(everything):
            flags = [flag for flag in system if generator.random() < 0.3]
            # More keywords than there are letters.
            flags += {f"word{generator.randrange(60)}" for _ in range(generator.randrange(4))}
            at = f"2021-03-0{number % 9 + 1}T04:05:{number % 60:02}.{number % 1000:03}Z"
            service.send_raw(raw, recipient=ACCOUNT, mailbox=names[number % len(names)],
                             flags=",".join(flags), received_at=at)
        for raw in ODD[:3] * 2:  # Twice the same in one mailbox.
            service.send_raw(raw, recipient=ACCOUNT, mailbox="A.mbox", received_at="2022-01-01T00:00:00Z")

    def round_trip(self, form):
        target = self.path(form)
        with self.running() as service:
            self.fill(service)
            before = self.seen(service)
            answer = self.tool("export", ACCOUNT, "--format", form, "--to", target)["accounts"][0]
        total = sum(before[1].values())
        self.assertEqual((answer["exported"], answer["failed"]), (total, 0))
        self.assertEqual(answer["mailboxes"], len(before[0]))
        other = self.path("other-" + form)
        imported = self.tool("import", "--account", ACCOUNT, "--create-account", target, state=other)
        self.assertEqual((imported["imported"], imported["skipped"], imported["failed"]), (total, 0, 0))
        again = self.tool("import", "--account", ACCOUNT, target, state=other)
        self.assertEqual((again["imported"], again["skipped"], again["failed"]), (0, total, 0))
        with self.running(other) as service:
            after = self.seen(service)
        self.assertEqual(before[0], after[0])
        self.assertEqual(before[1] - after[1], collections.Counter())
        self.assertEqual(after[1] - before[1], collections.Counter())
        self.check(other)
        return target, before

    def test_mbox_round_trip(self):
        target, before = self.round_trip("mbox")
        with open(os.path.join(target, "digidig-archive.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        # Other programs read it, too.
        for box in manifest["mailboxes"]:
            expected = sum(count for (name, *_), count in before[1].items() if name == box["name"])
            with contextlib.closing(mailbox.mbox(os.path.join(target, box["path"]), create=False)) as read:
                self.assertEqual(len(read), expected, box)
        # One file by itself comes back as exactly.
        inbox = next(box for box in manifest["mailboxes"] if box["name"] == "INBOX")
        alone = self.path("alone")
        self.tool("import", "--account", ACCOUNT, "--create-account", os.path.join(target, inbox["path"]), state=alone)
        with self.running(alone) as service:
            _, after = self.seen(service)
        expected = {key for key in before[1] if key[0] == "INBOX"}
        self.assertEqual(set(after), expected)
        for folder, _, names in os.walk(target):
            self.assertEqual(os.stat(folder).st_mode & 0o77, 0, folder)
            for name in names:
                self.assertEqual(os.stat(os.path.join(folder, name)).st_mode & 0o77, 0, name)

    def test_maildir_round_trip(self):
        target, before = self.round_trip("maildir")
        inbox = mailbox.Maildir(target, create=False)
        expected = collections.Counter(key[1] for key, count in before[1].items() if key[0] == "INBOX" for _ in range(count))
        self.assertEqual(collections.Counter(digest(inbox.get_bytes(key)) for key in inbox.keys()), expected)
        below = self.path("below")
        self.tool("import", "--account", ACCOUNT, "--create-account", "--mailbox", "Old", target, state=below)
        with self.running(below) as service:
            _, after = self.seen(service)
        self.assertEqual(sum(after.values()), sum(before[1].values()))
        self.assertTrue(all(key[0] == "Old" or key[0].startswith("Old/") for key in after))

    def test_all_accounts_and_refusals(self):
        with self.running() as service:
            for account in ("a@example.org", "b@example.org"):
                for number in range(3):
                    service.send(recipient=account, subject=f"{account} {number}")
        target = self.path("all")
        answer = self.tool("export", "--all", "--to", target)
        self.assertEqual([(one["account"], one["exported"]) for one in answer["accounts"]],
                         [("a@example.org", 3), ("b@example.org", 3)])
        self.assertEqual(sorted(os.listdir(target)), ["a@example.org", "b@example.org"])
        for code, arguments in ((73, ["--all", "--to", target]), (73, ["a@example.org", "--to", target]),
                                (64, ["--to", target]), (64, ["--all", "a@example.org", "--to", target]),
                                (64, ["a@example.org"]), (67, ["nobody@example.org", "--to", self.path("x")]),
                                (66, ["a@example.org", "--mailbox", "Nowhere", "--to", self.path("y")]),
                                (64, ["a@example.org", "--format", "pst", "--to", self.path("z")]),
                                (64, ["--all", "--mailbox", "INBOX", "--to", self.path("z")])):
            done = digidig.run("export", *arguments, state=self.state)
            self.assertEqual(done.returncode, code, (arguments, done))
        one = self.tool("export", "a@example.org", "--mailbox", "inbox", "--to", self.path("one"))["accounts"][0]
        self.assertEqual((one["mailboxes"], one["exported"]), (1, 3))

    def test_damaged_message_is_left_out(self):
        with self.running() as service:
            ids = [service.send(recipient=ACCOUNT, subject=f"n{number}", body="x" * 1000 * number) for number in range(5)]
        with contextlib.closing(sqlite3.connect(os.path.join(self.state, "mail.db"))) as db, db:
            uuid = bytes.fromhex(ids[2].replace("-", ""))
            content, = db.execute("SELECT content FROM message WHERE public_id=?", (uuid,)).fetchone()
            data, = db.execute("SELECT data FROM content_chunk WHERE id=?", (content << 20,)).fetchone()
            db.execute("UPDATE content_chunk SET data=? WHERE id=?", (data[:-2] + bytes([data[-2] ^ 1]) + data[-1:], content << 20))
        for form in ("mbox", "maildir"):
            target = self.path(form)
            answer = self.tool("export", ACCOUNT, "--format", form, "--to", target, code=65)["accounts"][0]
            self.assertEqual((answer["exported"], answer["failed"]), (4, 1))
            self.assertEqual([(one["id"], one["mailbox"]) for one in answer["failures"]], [(ids[2], "INBOX")])
            imported = self.tool("import", "--account", ACCOUNT, "--create-account", target, state=self.path("into-" + form))
            self.assertEqual((imported["imported"], imported["failed"]), (4, 0))

    # Backups.

    def test_backup_under_load(self):
        """What was acknowledged before is in it, and all of it is whole."""
        backups = self.path("backups")
        other = self.path("restored")
        stop = threading.Event()
        acknowledged, lock = {}, threading.Lock()

        def send(service, number):
            client = digidig.Client(service.port)
            count = 0
            while not stop.is_set():
                raw = f"Subject: {number} {count}\r\n\r\n{'load ' * (count % 500)}\r\n".encode()
                query = urllib.parse.urlencode({"recipient": f"user{count % 3}@example.org"})
                answer = client.request("POST", "/emails?" + query, raw, {"Content-Type": "message/rfc822"})
                self.assertEqual(answer.status, 201, answer)
                with lock:
                    acknowledged[answer.json()["id"]] = digest(raw)
                count += 1
            client.close()

        with self.running() as service:
            threads = [threading.Thread(target=send, args=(service, number)) for number in range(4)]
            for thread in threads:
                thread.start()
            taken = []
            try:
                for wanted in (300, 600):
                    digidig.wait_for(lambda n=wanted: len(acknowledged) >= n, "mail")
                    token = service.post("/api/tokens", {"name": f"t{wanted}", "scope": "account",
                                                         "account": "user0@example.org"})
                    self.assertEqual(token.status, 201, token)
                    with lock:
                        before = dict(acknowledged)
                    backup = self.tool("backup", "--to", backups)
                    taken.append((backup, before, token.json()))
                    with lock:
                        self.assertGreater(len(acknowledged), len(before))  # Nobody waited for the backup.
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            validity = self.mailboxes(service, "user0@example.org")[0]["uid_validity"]
        for number, (backup, before, token) in enumerate(taken):
            self.assertGreaterEqual(backup["messages"], len(before))
            self.assertLessEqual(backup["added_bytes"], backup["bytes"])
            state = other + str(number)
            self.tool("backup", "verify", backup["id"], "--full", "--to", backups)
            answer = self.tool("restore", "--from", backups, "--backup", backup["id"], state=state)
            self.assertEqual(answer["messages"], backup["messages"])
            self.check(state)
            with self.running(state) as service:
                client = digidig.Client(service.port)
                found = {}
                for entry in service.all_emails():
                    found[entry["id"]] = digest(client.request("GET", f"/emails/{entry['id']}/raw").body)
                client.close()
                self.assertEqual({id for id in before if id not in found}, set())
                self.assertTrue(all(acknowledged.get(id, digest_) == digest_ for id, digest_ in found.items()))
                self.assertEqual(len(found), backup["messages"])
                tokens = service.get("/api/tokens").json()["tokens"]
                self.assertIn(token["id"], [one["id"] for one in tokens])
                # Clients have seen more than this; they must begin anew.
                self.assertGreater(self.mailboxes(service, "user0@example.org")[0]["uid_validity"], validity)
        self.assertLess(taken[1][0]["added_bytes"], taken[1][0]["bytes"])
        done = digidig.run("restore", "--from", backups, state=other + "0")
        self.assertEqual(done.returncode, 73, done)

    def test_incremental_and_removal(self):
        backups = self.path("backups")
        taken = []
        with self.running() as service:
            for number in range(40):
                service.send(recipient=ACCOUNT, subject=str(number), body=random.Random(number).randbytes(40000).hex())
            for number in range(3):
                taken.append(self.tool("backup", "--to", backups))
                service.send(recipient=ACCOUNT, subject=f"more {number}")
        self.assertEqual([one["id"] for one in self.tool("backup", "list", "--to", backups)["backups"]],
                         [one["id"] for one in taken])
        self.assertGreater(taken[0]["added_bytes"], 1_000_000)
        for one in taken[1:]:
            self.assertLess(one["added_bytes"], taken[0]["added_bytes"] / 2)
        self.assertEqual(digidig.run("backup", "remove", taken[0]["id"], "--to", backups, state=self.state).returncode, 0)
        for one in taken[1:]:
            self.tool("backup", "verify", one["id"], "--full", "--to", backups)
        self.tool("backup", "verify", taken[0]["id"], "--to", backups, code=66)
        self.tool("backup", "--to", backups, "--set", "backup_keep=1")
        left = self.tool("backup", "list", "--to", backups)["backups"]
        self.assertEqual(len(left), 1)
        self.tool("backup", "verify", "--full", "--to", backups)
        # One changed byte anywhere is found.
        files = [name for name in os.listdir(backups) if name.startswith(left[0]["id"])]
        self.assertEqual(len(files), 3, os.listdir(backups))
        for name in os.listdir(backups):
            self.assertEqual(os.stat(os.path.join(backups, name)).st_mode & 0o77, 0, name)
        for name in files:
            path = os.path.join(backups, name)
            with open(path, "r+b") as file:
                file.seek(os.path.getsize(path) // 2)
                byte = file.read(1)
                file.seek(-1, os.SEEK_CUR)
                file.write(bytes([byte[0] ^ 1]))
                file.flush()
                self.tool("backup", "verify", "--to", backups, code=65)
                done = digidig.run("restore", "--from", backups, state=self.path("never"))
                self.assertEqual(done.returncode, 65, done)
                self.assertFalse(os.path.exists(os.path.join(self.path("never"), "mail.db")))
                file.seek(-1, os.SEEK_CUR)
                file.write(byte)
        self.tool("backup", "verify", "--to", backups)

    def test_unfinished_jobs_do_not_go_on(self):
        """What they were doing may be why the backup is needed."""
        with self.running() as service:
            service.send(recipient=ACCOUNT)
        with contextlib.closing(sqlite3.connect(os.path.join(self.state, "service.db"))) as db, db:
            for state in ("queued", "running", "done"):
                record = json.dumps({"kind": "reindex", "state": state}).encode()
                db.execute("INSERT INTO record VALUES ('job', ?, ?)", (state, record))
                db.execute("INSERT INTO record VALUES ('job_input', ?, ?)", (state, b"{}"))
        self.tool("backup", "--to", self.path("backups"))
        self.tool("restore", "--from", self.path("backups"), state=self.path("other"))
        with contextlib.closing(sqlite3.connect(os.path.join(self.path("other"), "service.db"))) as db:
            self.assertEqual(db.execute("SELECT kind, id FROM record WHERE kind LIKE 'job%' ORDER BY kind").fetchall(),
                             [("job", "done"), ("job_input", "done")])

    def test_restore_of_parts(self):
        backups = self.path("backups")
        with self.running() as service:
            self.fill(service)
            boxes, before = self.seen(service)
            ids = {entry["id"]: entry for entry in service.all_emails(account=ACCOUNT)}
            self.assertEqual(service.patch(f"/api/accounts/{ACCOUNT}", {"password": "correct horse"}).status, 200)
            self.tool("backup", "--to", backups)
            # One message.
            victim = next(iter(ids))
            self.assertEqual(service.delete(f"/emails/{victim}?permanent=true").status, 200)
            answer = self.tool("restore", "--from", backups, "--account", ACCOUNT, "--message", victim)
            self.assertEqual((answer["undeleted"], answer["added"], answer["present"]), (1, 0, 0))
            self.assertEqual(self.seen(service)[1], before)
            # One mailbox with all that was in it.
            box = next(box for box in self.mailboxes(service) if box["name"] == "Práce/2024.q1")
            self.assertEqual(service.delete(f"/api/accounts/{ACCOUNT}/mailboxes/{box['id']}").status, 200)
            answer = self.tool("restore", "--from", backups, "--account", ACCOUNT, "--mailbox", "Práce/2024.q1")
            self.assertEqual((answer["undeleted"], answer["failed"]), (box["messages"], 0))
            self.assertEqual(self.seen(service)[1], before)
            # What is there stays, wherever it is, and a message that came later too.
            moved = next(id for id, entry in ids.items() if entry["mailbox"] == "A.mbox")
            self.assertEqual(service.patch(f"/emails/{moved}", {"mailbox": "Empty"}).status, 200)
            later = service.send(recipient=ACCOUNT, subject="later")
            answer = self.tool("restore", "--from", backups, "--account", ACCOUNT)
            self.assertEqual((answer["present"], answer["undeleted"], answer["added"]), (len(ids), 0, 0))
            self.assertEqual(service.get(f"/emails/{moved}").json()["mailbox"], "Empty")
            self.assertEqual(service.get(f"/emails/{later}").status, 200)
            # The whole account, gone for good.
            self.assertEqual(service.delete(f"/api/accounts/{ACCOUNT}?confirm={ACCOUNT}").status, 200)
            answer = self.tool("restore", "--from", backups, "--account", ACCOUNT)
            self.assertEqual((answer["added"], answer["failed"], answer["account_made"]), (len(ids), 0, True))
            self.assertEqual(self.seen(service), (boxes, before))
            self.assertEqual({entry["id"] for entry in service.all_emails(account=ACCOUNT)}, set(ids))
            self.assertTrue(service.get(f"/api/accounts/{ACCOUNT}").json()["has_password"])
            answer = self.tool("restore", "--from", backups, "--account", ACCOUNT)
            self.assertEqual((answer["present"], answer["added"]), (len(ids), 0))
            for code, arguments in ((66, ["--account", "nobody@example.org"]), (66, ["--account", ACCOUNT, "--mailbox", "No"]),
                                    (66, ["--account", ACCOUNT, "--message", "x"]), (64, ["--mailbox", "INBOX"]),
                                    (66, ["--backup", "19990101-000000-000", "--account", ACCOUNT])):
                done = digidig.run("restore", "--from", backups, *arguments, state=self.state)
                self.assertEqual(done.returncode, code, (arguments, done))
        self.check(self.state)
        self.assertEqual([name for name in os.listdir(self.state) if name.startswith("restore")], [])


class OverRest(digidig.ServiceTest):
    """The same by jobs of the running service."""

    def finished(self, answer):
        self.assertEqual(answer.status, 202, answer)
        path = answer.headers["Location"]
        digidig.wait_for(lambda: self.service.get(path).json()["finished_at"], "the job's end")
        return self.service.get(path).json()

    def test_back_up_and_bring_back(self):
        ids = [self.service.send(recipient=ACCOUNT, subject=f"n{number}") for number in range(20)]
        job = self.finished(self.service.post("/api/backups"))
        self.assertEqual((job["state"], job["kind"], job["result"]["messages"]), ("done", "backup", 20), job)
        backup = self.service.get(f"/api/backups/{job['result']['backup']}").json()
        self.assertEqual(self.service.get("/api/backups").json()["backups"][0], backup)
        self.assertEqual(self.service.delete(f"/emails/{ids[0]}?permanent=true").status, 200)
        path = f"/api/backups/{backup['id']}/restore"
        job = self.finished(self.service.post(path, {"account": ACCOUNT, "message": ids[0]}))
        self.assertEqual((job["state"], job["result"]["undeleted"]), ("done", 1), job)
        self.assertEqual(self.service.get(f"/emails/{ids[0]}").status, 200)
        self.assertEqual(self.service.delete(f"/api/accounts/{ACCOUNT}?confirm={ACCOUNT}").status, 200)
        job = self.finished(self.service.post(path, {"account": ACCOUNT}))
        self.assertEqual((job["result"]["added"], job["result"]["failed"]), (20, 0), job)
        self.assertEqual({entry["id"] for entry in self.service.all_emails(account=ACCOUNT)}, set(ids))
        job = self.finished(self.service.post(path, {"account": "nobody@example.org"}))
        self.assertEqual((job["state"], job["error"]["code"]), ("failed", "account_not_found"), job)
        self.problem(self.service.post(path, {}), 422, "validation_failed", "account")
        self.problem(self.service.post("/api/backups/none/restore", {"account": ACCOUNT}), 404, "backup_not_found")
        # As many as backup_keep says.
        self.assertEqual(self.service.put("/api/config", {"backup_keep": 2}).status, 200)
        for _ in range(3):
            self.assertEqual(self.finished(self.service.post("/api/backups"))["state"], "done")
        left = self.service.get("/api/backups").json()
        self.assertEqual(left["count"], 2)
        self.problem(self.service.get(f"/api/backups/{backup['id']}"), 404, "backup_not_found")
        self.assertEqual(self.service.delete(f"/api/backups/{left['backups'][1]['id']}").status, 200)
        self.assertEqual(self.service.get("/api/backups").json()["count"], 1)
        done = digidig.run("backup", "verify", "--full", "--json", state=self.service.state)
        self.assertEqual(done.returncode, 0, done)


if __name__ == "__main__":
    digidig.main()
