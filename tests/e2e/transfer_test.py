# SPDX-License-Identifier: GPL-3.0-or-later
"""Export and import over REST: what comes back is what was there, through restarts, and nothing else gets in."""

import collections
import contextlib
import gzip
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import unittest
import urllib.parse

import archive_test
import digidig
import roles

TOKEN = "an-administrator-token-of-tests"
ACCOUNT = archive_test.ACCOUNT
ALICE, BOB = "alice@example.org", "bob@example.org"
STATE = {"IMAP_ADMIN_TOKEN": TOKEN}


def finished(service, answer, state="done"):
    """The job that an answer began, at its end."""
    assert answer.status == 202, answer
    path = answer.headers["Location"]
    job = digidig.wait_for(lambda: (j := service.get(path).json())["finished_at"] and j, f"the end of {path}")
    assert job["state"] == state, job
    return job


def exported(service, **wanted):
    return finished(service, service.post("/api/export", wanted))


def upload(service, content, kind="x-tar", **query):
    """The answer to an import of `content`."""
    query.setdefault("account", ALICE)
    media = "message/rfc822" if kind == "eml" else "application/" + kind
    return service.post("/api/import?" + urllib.parse.urlencode(query), content, Content_Type=media)


def imported(service, content, kind="x-tar", **query):
    return finished(service, upload(service, content, kind, **query))["result"]


def counts(result):
    return tuple(result[name] for name in ("imported", "skipped", "failed", "ignored"))


def tar_of(*members):
    """An archive of (name, content) and TarInfo."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for member in members:
            if isinstance(member, tuple):
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                tar.addfile(info, io.BytesIO(member[1]))
            else:
                tar.addfile(member)
    return buffer.getvalue()


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def mail(number, size=100):
    return b"Subject: n%d\r\n\r\n" % number + b"x" * size + b"\r\n"


def mbox(numbers, size=100):
    return b"".join(b"From a@example.com Thu Oct 23 10:30:00 2025\n" + mail(number, size).replace(b"\r", b"") + b"\n"
                    for number in numbers)


def names(state, kind):
    """What is left of exports or imports on the disk."""
    try:
        return sorted(os.listdir(os.path.join(state, kind)))
    except FileNotFoundError:
        return []


class Export(digidig.ServiceTest):
    env = STATE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = roles.Roles(cls.service, TOKEN)
        for number in range(30):
            cls.service.send(recipient=ALICE, subject=f"a{number}", body="words " * 1000)
        cls.service.send(recipient=BOB, subject="b")

    def test_download(self):
        job = exported(self.service, account=ALICE)
        result = job["result"]
        self.assertEqual((job["kind"], job["progress"]), ("export", {"done": 30, "total": 30, "unit": "messages"}))
        self.assertEqual((result["account"], result["format"], result["exported"], result["failed"], result["failures"]),
                         (ALICE, "mbox", 30, 0, []))
        self.assertEqual(result["download"], f"/api/export/{job['id']}")
        self.assertEqual(names(self.service.state, f"exports/{job['id']}"), ["export.tar"])
        for path in (f"exports/{job['id']}", f"exports/{job['id']}/export.tar"):
            self.assertEqual(os.stat(os.path.join(self.service.state, path)).st_mode & 0o77, 0, path)
        answer = self.service.get(result["download"])
        self.assertEqual((answer.status, answer.type, len(answer.body)), (200, "application/x-tar", result["size"]))
        self.assertRegex(answer.headers["Content-Disposition"], r'^attachment; filename="alice@example\.org-[0-9-]+\.tar"$')
        with tarfile.open(fileobj=io.BytesIO(answer.body)) as tar:
            self.assertEqual({member.name.split("/")[0] for member in tar}, {"mail"})
            self.assertTrue(all(member.isfile() or member.isdir() for member in tar))
            manifest = json.load(tar.extractfile("mail/digidig-archive.json"))
            self.assertEqual(manifest["account"], ALICE)
            self.assertIn(b"Subject: a29", tar.extractfile("mail/INBOX.mbox").read())
        # In pieces, and again, and not when it is there already.
        part = self.service.get(result["download"], Range="bytes=1000-60000")
        self.assertEqual((part.status, part.body), (206, answer.body[1000:60001]))
        tail = self.service.get(result["download"], Range="bytes=-100", If_Range=answer.headers["ETag"])
        self.assertEqual((tail.status, tail.body), (206, answer.body[-100:]))
        self.assertEqual(self.service.get(result["download"], If_None_Match=answer.headers["ETag"]).status, 304)
        head = self.service.request("HEAD", result["download"])
        self.assertEqual((head.status, int(head.headers["Content-Length"])), (200, result["size"]))
        self.problem(self.service.get(result["download"], Range="bytes=99999999999-"), 416, "range_not_satisfiable")
        # It is there after a restart, until it is removed.
        self.assertEqual(self.service.restart(), 0)
        self.assertEqual(self.service.get(result["download"]).body, answer.body)
        self.assertEqual(self.service.delete(result["download"]).json(), {"status": "removed", "id": job["id"]})
        for method in ("GET", "DELETE"):
            self.problem(self.service.request(method, result["download"]), 404, "export_not_found")
        self.assertNotIn(job["id"], names(self.service.state, "exports"))
        self.assertEqual(self.service.get(f"/api/jobs/{job['id']}").json(), job)

    def test_one_mailbox_as_maildir(self):
        answer = self.service.post(f"/api/accounts/{ALICE}/mailboxes", {"name": "Work/Řeka"})
        self.assertEqual(answer.status, 201, answer)
        self.service.send_raw(b"Subject: river\r\n\r\nx\r\n", recipient=ALICE, mailbox="Work/Řeka")
        job = exported(self.service, account=ALICE, mailbox="Work/Řeka", format="maildir")
        self.assertEqual((job["result"]["exported"], job["result"]["mailboxes"]), (1, 1))
        with tarfile.open(fileobj=io.BytesIO(self.service.get(job["result"]["download"]).body)) as tar:
            mails = [tar.extractfile(member).read() for member in tar if "/cur/" in member.name and member.isfile()]
        self.assertEqual(mails, [b"Subject: river\r\n\r\nx\r\n"])
        for wrong, status, code in (({"account": ALICE, "mailbox": "Nowhere"}, 404, "mailbox_not_found"),
                                    ({"account": "nobody@example.org"}, 404, "account_not_found"),
                                    ({"account": ALICE, "format": "pst"}, 422, "validation_failed"),
                                    ({"account": ALICE, "mailbox": "a//b"}, 422, "validation_failed"),
                                    ({}, 422, "validation_failed")):
            self.problem(self.service.post("/api/export", wrong), status, code)

    def test_who_may(self):
        ask = self.roles.request
        self.assertEqual(self.roles.statuses("POST", "/api/export", ("read", BOB), {"account": ALICE}), (403, 403))
        self.assertEqual(ask(BOB, "POST", "/api/export", {"account": "nobody@example.org"}).status, 403)
        admins = exported(self.service, account=BOB)
        own = ask(BOB, "POST", "/api/export", {"account": BOB})
        job = finished(self.service, own)
        self.assertEqual((job["account"], admins["account"]), (BOB, None))
        path = job["result"]["download"]
        self.assertEqual(self.roles.statuses("GET", path, ("admin", "read", BOB)), (200, 200, 200))
        for method in ("GET", "DELETE"):
            self.problem(ask(ALICE, method, path), 404, "export_not_found")
            self.problem(ask(BOB, method, admins["result"]["download"]), 404, "export_not_found")
        self.assertEqual(ask("read", "DELETE", path).status, 403)
        self.assertEqual([one["id"] for one in ask(BOB, "GET", "/api/jobs?kind=export").json()["jobs"]], [job["id"]])
        self.assertEqual(ask(BOB, "DELETE", path).status, 200)
        entries = ask("admin", "GET", f"/api/audit?object={job['id']}").json()["entries"]
        self.assertEqual([(one["method"], one["route"]) for one in entries if one["outcome"] == "done"],
                         [("DELETE", "/api/export/{job}"), ("POST", "/api/export")])
        # Another kind of job is no export.
        other = finished(self.service, self.service.post("/api/jobs", {"kind": "reindex"}))
        self.problem(self.service.get(f"/api/export/{other['id']}"), 404, "export_not_found")
        self.service.put("/api/config", {"enabled": False})
        self.assertEqual(self.service.post("/api/export", {"account": ALICE}).status, 503)
        self.assertEqual(self.service.get(admins["result"]["download"]).status, 503)
        self.service.put("/api/config", {"enabled": True})

    def test_what_is_kept(self):
        self.service.put("/api/config", {"exports_kept": 2})
        jobs = [exported(self.service, account=ALICE) for _ in range(3)]
        bobs = exported(self.service, account=BOB)
        there = [self.service.get(job["result"]["download"]).status for job in jobs + [bobs]]
        self.assertEqual(there, [404, 200, 200, 200])
        # Whoever forgets the job forgets its file.
        self.assertEqual(self.service.delete(f"/api/jobs/{jobs[1]['id']}").status, 200)
        self.assertNotIn(jobs[1]["id"], names(self.service.state, "exports"))
        # What has expired, and what nobody knows, goes at the next start.
        self.service.put("/api/config", {"export_keep": 0})
        forever = exported(self.service, account=ALICE)
        self.assertIsNone(forever["result"]["expires_at"])
        self.service.stop()
        with sqlite3.connect(os.path.join(self.service.state, "service.db")) as db:
            value, = db.execute("SELECT value FROM record WHERE kind='job' AND id=?", (jobs[2]["id"],)).fetchone()
            record = json.loads(value)
            record["result"]["expires_at"] = digidig.rfc3339(-1)
            db.execute("UPDATE record SET value=? WHERE kind='job' AND id=?", (json.dumps(record).encode(), jobs[2]["id"]))
        db.close()
        os.makedirs(os.path.join(self.service.state, "exports", "nobody-knows", "mail"))
        self.service.start()
        digidig.wait_for(lambda: "nobody-knows" not in names(self.service.state, "exports")
                         and jobs[2]["id"] not in names(self.service.state, "exports"), "the sweep")
        self.problem(self.service.get(jobs[2]["result"]["download"]), 404, "export_not_found")
        self.assertEqual(self.service.get(forever["result"]["download"]).status, 200)
        self.assertEqual(self.service.get(bobs["result"]["download"]).status, 200)


class Interrupted(unittest.TestCase):
    def fill(self, service, count):
        client = digidig.Client(service.port)
        for number in range(count):
            answer = client.request("POST", f"/emails?recipient={ALICE}", b"Subject: n%d\r\n\r\n" % number + b"x" * 60000,
                                    {"Content-Type": "message/rfc822"})
            assert answer.status == 201, answer
        client.close()

    def test_an_export_through_crashes_and_cancelled(self):
        with digidig.Service({**STATE, "IMAP_JOB_WORKERS": "1"}) as service:
            self.fill(service, 400)
            for state in ("progress", "begun"):
                answer = service.post("/api/export", {"account": ALICE, "format": "maildir"})
                path = answer.headers["Location"]
                if state == "progress":
                    digidig.wait_for(lambda p=path: names(service.state, "exports/" + p.split("/")[-1]), "files")
                service.kill()
                service.start()
                job = finished(service, answer)
                self.assertEqual((job["result"]["exported"], job["result"]["failed"]), (400, 0))
                with tarfile.open(fileobj=io.BytesIO(service.get(job["result"]["download"]).body)) as tar:
                    mails = sum("/cur/" in member.name and member.isfile() for member in tar)
                self.assertEqual(mails, 400)
            # Cancelled ones leave nothing, begun or not.
            before = names(service.state, "exports")
            answers = [service.post("/api/export", {"account": ALICE, "format": "maildir"}) for _ in range(3)]
            job = answers[0].headers["Location"].split("/")[-1]
            early = service.get(f"/api/export/{job}")
            if early.status != 200:
                self.assertEqual((early.status, early.json()["code"]), (409, "job_not_finished"))
            for answer in reversed(answers):
                stopped = service.delete("/api/export/" + answer.headers["Location"].split("/")[-1])
                self.assertIn(stopped.status, (200, 202), stopped)
            for answer in answers[1:]:
                finished(service, answer, "cancelled")
            digidig.wait_for(lambda: service.get(answers[0].headers["Location"]).json()["finished_at"], "the end")
            digidig.wait_for(lambda: names(service.state, "exports") == before, "the files to go")


class Import(digidig.ServiceTest):
    env = {**STATE, "IMAP_JOB_WORKERS": "1"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = roles.Roles(cls.service, TOKEN)
        for account in (ALICE, BOB):
            assert cls.service.post("/api/accounts", {"address": account}).status == 201

    def subjects(self, mailbox, account=ALICE):
        return collections.Counter(entry["subject"] for entry in self.service.all_emails(account=account, mailbox=mailbox))

    def nothing_left(self):
        digidig.wait_for(lambda: not names(self.service.state, "imports"), "uploads to go")

    def test_one_message(self):
        raw = b"Subject: alone\r\nDate: Thu, 23 Oct 2025 10:30:00 +0000\r\n\r\nFrom me\r\n"
        looked = imported(self.service, raw, "eml", mailbox="One", dry_run="true")
        self.assertEqual((counts(looked), looked["dry_run"]), ((1, 0, 0, 0), True))
        self.assertEqual(self.service.get(f"/emails?account={ALICE}&mailbox=One").status, 404)
        result = imported(self.service, raw, "eml", mailbox="One")
        self.assertEqual(result, {"account": ALICE, "mailbox": "One", "dry_run": False, "imported": 1, "skipped": 0,
                                  "failed": 0, "ignored": 0, "bytes": len(raw), "failures": []})
        self.assertEqual(counts(imported(self.service, raw, "eml", mailbox="One")), (0, 1, 0, 0))
        entry, = self.service.emails(account=ALICE, mailbox="One")
        self.assertEqual(entry["received_at"], "2025-10-23T10:30:00Z")
        self.assertEqual(self.service.get(f"/emails/{entry['id']}/raw").body, raw)
        self.nothing_left()

    def test_mbox(self):
        answer = upload(self.service, mbox(range(50)), "mbox", mailbox="Box")
        job = finished(self.service, answer)
        self.assertEqual((job["kind"], counts(job["result"])), ("import", (50, 0, 0, 0)))
        self.assertEqual(job["progress"]["unit"], "bytes")
        self.assertEqual(job["progress"]["done"], job["progress"]["total"])
        self.assertEqual(self.subjects("Box"), {f"n{number}": 1 for number in range(50)})

    def test_archives(self):
        tree = tar_of(("deep/er/a.eml", mail(1)), ("b.EML", mail(2)), ("c.mbox", mbox([3, 4])), ("./d.eml", mail(5)),
                      ("empty.eml", b""), ("notes.txt", b"x"))
        result = imported(self.service, tree, mailbox="Tree")
        self.assertEqual(counts(result), (5, 0, 1, 1))
        self.assertEqual([(one["file"], one["code"]) for one in result["failures"]], [("empty.eml", "validation_failed")])
        self.assertNotIn(self.service.state, json.dumps(result))
        maildir = tar_of(("Maildir/cur/1600000000.M1P1.host:2,FS", mail(6)), ("Maildir/new/1600000001.x", mail(7)),
                         special("Maildir/tmp", tarfile.DIRTYPE), ("Maildir/.Sub/cur/1.x:2,", mail(8)),
                         special("Maildir/.Sub/new", tarfile.DIRTYPE))
        self.assertEqual(counts(imported(self.service, gzip.compress(maildir), mailbox="Dir")), (3, 0, 0, 0))
        self.assertEqual(self.subjects("Dir/Sub"), {"n8": 1})
        entry, = self.service.emails(account=ALICE, mailbox="Dir", subject="n6")
        self.assertEqual((sorted(entry["flags"]), entry["received_at"]), (["\\Flagged", "\\Seen"], "2020-09-13T12:26:40Z"))
        self.nothing_left()

    def test_hostile_archives(self):
        zeros = io.BytesIO()
        with gzip.GzipFile(fileobj=zeros, mode="wb") as out:
            info = tarfile.TarInfo("zeros.eml")
            info.size = 300 << 20
            out.write(info.tobuf())
            for _ in range(300):
                out.write(bytes(1 << 20))
            out.write(bytes(1024))
        sparse = tarfile.TarInfo("huge.eml")
        sparse.size = 1 << 50
        whole = tar_of(("a.eml", mail(1, 3000)), ("b.eml", mail(2, 3000)))
        outside = tempfile.mkdtemp(prefix="digidig-outside-")
        self.addCleanup(os.rmdir, outside)
        invalid = {
            "upwards": tar_of(("../evil.eml", mail(1))),
            "upwards inside": tar_of(("a/../../../evil.eml", mail(1))),
            "absolute": tar_of((outside + "/evil.eml", mail(1))),
            "symbolic link": tar_of(special("link", tarfile.SYMTYPE, outside), ("link/evil.eml", mail(1))),
            "hard link": tar_of(special("evil.eml", tarfile.LNKTYPE, "/etc/passwd")),
            "device": tar_of(special("null.eml", tarfile.CHRTYPE)),
            "pipe": tar_of(special("pipe.eml", tarfile.FIFOTYPE)),
            "twice": tar_of(("a.eml", mail(1)), ("a.eml", mail(2))),
            "cut in a file": whole[:2000], "cut between files": whole[:512 + 3584],
            "random": random.Random(20251123).randbytes(100_000), "random gzip": b"\x1f\x8b\x08" + os.urandom(1000),
            "random zstd": b"\x28\xb5\x2f\xfd" + os.urandom(1000), "empty": b"", "a message": mail(1),
        }
        large = {"bomb": zeros.getvalue(), "more than a disk": tar_of() and sparse.tobuf() + bytes(10240)}
        before = names(self.service.state, "")
        for code, archives in (("invalid_archive", invalid), ("archive_too_large", large)):
            for name, content in archives.items():
                with self.subTest(archive=name):
                    job = finished(self.service, upload(self.service, content, mailbox="Hostile"), "failed")
                    self.assertEqual(job["error"]["code"], code, job)
                    self.assertTrue(job["error"]["detail"])
                    self.assertNotIn(self.service.state, json.dumps(job))
        self.assertEqual(os.listdir(outside), [])
        self.nothing_left()
        self.assertEqual(set(names(self.service.state, "")) - set(before), {"imports"} - set(before))
        self.assertEqual(self.service.get(f"/emails?account={ALICE}&mailbox=Hostile").status, 404)

    def test_size(self):
        content = mbox(range(300, 330), 100_000)
        self.service.put("/api/config", {"max_body_bytes": 1 << 20, "max_import_size": len(content)})
        try:
            # It may be larger than other requests.
            self.assertEqual(counts(imported(self.service, content, "mbox", mailbox="Size")), (30, 0, 0, 0))
            self.problem(upload(self.service, content + b"\n", "mbox", mailbox="Size"), 413, "payload_too_large")
            # Without a length it shows on the way.
            client = digidig.Client(self.service.port)
            client.connection.putrequest("POST", f"/api/import?account={ALICE}")
            client.connection.putheader("Content-Type", "application/mbox")
            client.connection.putheader("Transfer-Encoding", "chunked")
            client.connection.endheaders()
            with contextlib.suppress(OSError):
                for _ in range(len(content) // 65536 + 2):
                    client.connection.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            self.assertEqual(client.connection.getresponse().status, 413)
            client.close()
            # A stranger sends nothing.
            stranger = self.service.request("POST", f"/api/import?account={ALICE}", b"x" * 100_000,
                                            {"Host": "mail.example.org", "Content-Type": "application/mbox"})
            self.problem(stranger, 401, "unauthorized")
        finally:
            for key in ("max_body_bytes", "max_import_size"):
                self.service.delete(f"/api/config/{key}")
        self.nothing_left()

    def test_who_may(self):
        def ask(role, account):
            return self.roles.request(role, "POST", f"/api/import?account={account}&mailbox=Who", mail(9),
                                      Content_Type="message/rfc822")

        self.assertEqual([ask(*one).status for one in (("read", ALICE), (BOB, ALICE), (BOB, "nobody@example.org"))], [403] * 3)
        self.problem(ask("admin", "nobody@example.org"), 404, "account_not_found")
        self.problem(ask("admin", ""), 422, "validation_failed", "account")
        job = finished(self.service, ask(BOB, BOB))
        self.assertEqual((job["account"], counts(job["result"])), (BOB, (1, 0, 0, 0)))
        self.assertEqual(self.roles.statuses("GET", f"/api/jobs/{job['id']}", ("admin", "read", BOB, ALICE)), (200, 200, 200, 404))
        entries = self.roles.request("admin", "GET", f"/api/audit?object={job['id']}").json()["entries"]
        self.assertEqual([(one["method"], one["route"], one["status"]) for one in entries], [("POST", "/api/import", 202)])
        self.problem(upload(self.service, mail(1), "eml", mailbox="a//b"), 422, "validation_failed", "mailbox")
        self.problem(upload(self.service, mail(1), "eml", dry_run="perhaps"), 422, "validation_failed", "dry_run")
        self.problem(upload(self.service, mail(1), "zip"), 415, "unsupported_media_type")
        self.service.put("/api/config", {"enabled": False})
        self.assertEqual(upload(self.service, mail(1), "eml").status, 503)
        self.service.put("/api/config", {"enabled": True})
        self.nothing_left()

    def test_cancel(self):
        answers = [upload(self.service, mbox(range(20_000), 200), "mbox", mailbox=f"Cancel{n}") for n in range(2)]
        self.assertEqual(len(names(self.service.state, "imports")), 2)
        for answer in reversed(answers):
            self.assertIn(self.service.delete(answer.headers["Location"]).status, (200, 202))
        for answer in answers:
            finished(self.service, answer, "cancelled")
        self.nothing_left()

    def test_a_few_at_once(self):
        """An account cannot fill the queue, nor the disk with uploads that wait."""
        blocked = upload(self.service, mbox(range(30_000), 200), "mbox", mailbox="Few")

        def ask():
            return self.roles.request(BOB, "POST", f"/api/import?account={BOB}", mail(10), Content_Type="message/rfc822")

        answers = [ask() for _ in range(3)]
        self.problem(ask(), 503, "job_queue_full")
        self.assertEqual(len(names(self.service.state, "imports")), 4)
        self.service.delete(blocked.headers["Location"])
        for answer in answers:
            finished(self.service, answer)
        self.nothing_left()


class ThroughCrashes(unittest.TestCase):
    def test_an_import_is_whole_and_single(self):
        """Killed while it is unpacked or imported, whatever the upload is."""
        numbers = range(12_000)
        with digidig.Service(STATE) as service:
            for account in (ALICE, BOB):
                assert service.post("/api/accounts", {"address": account}).status == 201
            client = digidig.Client(service.port)
            for number in range(300):  # Some of it twice in one mailbox, as exports may have it.
                client.request("POST", f"/emails?recipient={BOB}", mail(number // 2, 2000), {"Content-Type": "message/rfc822"})
            client.close()
            export = exported(service, account=BOB)["result"]
            assert export["exported"] == 300, export
            tar = service.get(export["download"]).body
            tree = tar_of(*((f"{number}.eml", mail(number)) for number in numbers))
            for kind, content, mailbox, expected in (
                    ("mbox", mbox(numbers), "Mbox", {f"n{number}": 1 for number in numbers}),
                    ("x-tar", tree, "Tree", {f"n{number}": 1 for number in numbers}),
                    ("x-tar", tar, "Export", {f"n{number}": 2 for number in range(150)})):
                with self.subTest(mailbox=mailbox):
                    answer = upload(service, content, kind, mailbox=mailbox)
                    job = answer.headers["Location"]
                    service.kill()  # It is durable by now.
                    service.start()

                    def under_way():
                        page = service.get(f"/emails?account={ALICE}&limit=1&mailbox={mailbox}")
                        return service.get(job).json()["finished_at"] or (page.status == 200 and page.json()["emails"])

                    digidig.wait_for(under_way, "the first messages")
                    early = service.get(job).json()["finished_at"]
                    service.kill()
                    service.start()
                    if mailbox != "Export":
                        self.assertFalse(early, "it was over before it could be killed")
                    result = finished(service, answer)["result"]
                    self.assertEqual(result["failed"], 0, result)
                    found = collections.Counter()
                    for box in archive_test.Archive("test_mbox_round_trip").mailboxes(service, ALICE):
                        if box["name"].split("/")[0] == mailbox:
                            found += collections.Counter(
                                entry["subject"] for entry in service.all_emails(account=ALICE, mailbox=box["name"]))
                    self.assertEqual(found, expected)
            digidig.wait_for(lambda: not names(service.state, "imports"), "uploads to go")
            service.stop()
            self.assertEqual(digidig.run("check", state=service.state).returncode, 0)

    def test_orphans_go_at_the_start(self):
        with digidig.Service(STATE) as service:
            service.stop()
            os.makedirs(os.path.join(service.state, "imports", "nobody", "mail"))
            service.start()
            digidig.wait_for(lambda: not names(service.state, "imports"), "the sweep")


class SmallDisk(unittest.TestCase):
    """A state directory on a tmpfs of 256 MiB, half of which stays free for new mail."""

    MEBI = 1 << 20

    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("mounting needs root")
        aside = tempfile.mkdtemp(prefix="digidig-e2e-")
        self.addCleanup(shutil.rmtree, aside, True)
        self.state = os.path.join(aside, "state")
        os.mkdir(self.state, 0o700)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m,mode=700", "tmpfs", self.state],
                              capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest(f"no tmpfs can be mounted here: {done.stderr.decode().strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", self.state], check=False)
        self.service = digidig.Service(STATE, state=self.state, aside=aside)
        self.addCleanup(self.service.clean)
        self.service.start()
        for number in range(40):
            self.service.send_raw(b"Subject: n%d\r\n\r\n" % number + random.Random(number).randbytes(self.MEBI).hex().encode()[:self.MEBI],
                                  recipient=ALICE)
        # The store's files keep their size from here on.
        self.assertEqual(self.service.restart(), 0)

    def leave(self, free):
        """Takes all but so many bytes of the disk."""
        with open(os.path.join(self.state, "ballast"), "wb") as file:
            os.posix_fallocate(file.fileno(), 0, self.free() - free)

    def free(self):
        disk = os.statvfs(self.state)
        return disk.f_bavail * disk.f_frsize

    def test_export_and_import(self):
        # The mail and its archive are never both there as a whole.
        self.leave(185 * self.MEBI)
        result = exported(self.service, account=ALICE)["result"]
        self.assertEqual((result["exported"], result["failed"]), (40, 0))
        self.assertEqual(len(self.service.get(result["download"]).body), result["size"])
        self.leave(145 * self.MEBI)
        job = finished(self.service, self.service.post("/api/export", {"account": ALICE}), "failed")
        self.assertEqual((job["error"]["status"], job["error"]["code"]), (507, "store_full"))
        self.assertEqual(names(self.state, "exports"), [result["download"].split("/")[-1]])
        # An upload for which there is no room is refused, at the latest while it comes.
        large = mbox(range(30), self.MEBI)
        answer = upload(self.service, large, "mbox")
        self.assertEqual((answer.status, answer.json()["code"]), (507, "store_full"), answer)
        self.leave(80 * self.MEBI)
        answer = None
        with contextlib.suppress(OSError):
            answer = upload(self.service, large * 3, "mbox")
        if answer:
            self.assertEqual((answer.status, answer.json()["code"]), (507, "store_full"), answer)
        self.assertEqual(names(self.state, "imports"), [])
        self.assertGreater(self.free(), 60 * self.MEBI)
        self.service.send(recipient=ALICE, subject="There is room for mail")


class RoundTrip(unittest.TestCase):
    def test_into_an_empty_service(self):
        """The same bytes, flags, times and mailboxes, whatever the format."""
        helper = archive_test.Archive("test_mbox_round_trip")
        with digidig.Service(STATE) as service:
            helper.fill(service)
            before = helper.seen(service)
            tars = {}
            for form in ("mbox", "maildir"):
                result = exported(service, account=ACCOUNT, format=form)["result"]
                self.assertEqual((result["exported"], result["mailboxes"]), (sum(before[1].values()), len(before[0])))
                tars[form] = service.get(result["download"]).body
        tars["compressed"] = gzip.compress(tars["mbox"])
        for form, content in tars.items():
            with self.subTest(format=form), digidig.Service(STATE) as service:
                self.assertEqual(service.post("/api/accounts", {"address": ACCOUNT}).status, 201)
                total = sum(before[1].values())
                self.assertEqual(counts(imported(service, content, account=ACCOUNT)), (total, 0, 0, 0))
                self.assertEqual(counts(imported(service, content, account=ACCOUNT)), (0, total, 0, 0))
                after = helper.seen(service)
                self.assertEqual(before[0], after[0])
                self.assertEqual(before[1] - after[1], collections.Counter())
                self.assertEqual(after[1] - before[1], collections.Counter())


if __name__ == "__main__":
    digidig.main()
