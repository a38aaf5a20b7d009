# SPDX-License-Identifier: GPL-3.0-or-later
"""`import`: every kind of source, again and again, and killed in the middle."""

import collections
import contextlib
import hashlib
import json
import mailbox
import os
import pty
import random
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

import digidig

ACCOUNT = "mia@example.org"
ROUNDS = int(os.environ.get("DIGIDIG_CRASH_ROUNDS", "4"))


def digest(data):
    return hashlib.sha256(data).hexdigest()


def message(number, body="text\n"):
    """A message as bytes with LF."""
    return (f"From: sender{number}@example.com\nTo: {ACCOUNT}\nSubject: message {number}\n"
            f"Date: Thu, 23 Oct 2025 10:30:{number % 60:02} +0000\nMessage-ID: <{number}@example.com>\n\n"
            f"{body}").encode()


def mbox(messages):
    return b"".join(b"From a@b Thu Oct 23 10:30:00 2025\n" + raw + b"\n" for raw in messages)


class Import(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="digidig-import-")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.state = os.path.join(self.dir, "state")

    def path(self, name, data=None):
        path = os.path.join(self.dir, name)
        if data is not None:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
        return path

    def run_import(self, *arguments, code=0, stdin=b"", env=None):
        """Runs with --json; the answer."""
        done = digidig.run("import", "--account", ACCOUNT, "--create-account", "--json", *arguments,
                           state=self.state, stdin=stdin, env=env)
        self.assertEqual(done.returncode, code, done)
        return json.loads(done.stdout)

    def counts(self, answer):
        return answer["imported"], answer["skipped"], answer["failed"]

    def check(self):
        done = digidig.run("check", "--json", state=self.state)
        self.assertEqual(done.returncode, 0, done)

    def stored(self, **query):
        """(mailbox, raw, entry) of all that is stored."""
        found = []
        with digidig.Service(state=self.state) as service:
            client = digidig.Client(service.port)
            for entry in service.all_emails(account=ACCOUNT, **query):
                raw = client.request("GET", f"/emails/{entry['id']}/raw")
                self.assertEqual(raw.status, 200, entry)
                found.append((entry["mailbox"], raw.body, entry))
            client.close()
        return found

    def test_corpus_directory(self):
        wanted, files, others = set(), 0, 0
        for folder, _, names in os.walk(digidig.CORPUS):
            for name in names:
                if not name.endswith(".eml"):
                    others += 1
                    continue
                files += 1
                with open(os.path.join(folder, name), "rb") as file:
                    wanted.add(digest(file.read()))
        answer = self.run_import(digidig.CORPUS)
        self.assertEqual(self.counts(answer), (len(wanted), files - len(wanted), 0))
        self.assertEqual(answer["ignored"], others)
        self.assertEqual(answer["found"], files)
        again = self.run_import(digidig.CORPUS)
        self.assertEqual(self.counts(again), (0, files, 0))
        self.check()
        stored = [digest(raw) for _, raw, _ in self.stored()]
        self.assertEqual(collections.Counter(stored), collections.Counter(wanted))

    def test_mbox_of_python(self):
        path = self.path("python.mbox")
        box = mailbox.mbox(path)
        bodies = ["From the start\nFrom a to b\n", "plain\n", "\nFrom a@b Sat Jan  3 01:05:34 1998\nA: b\n\n"]
        for number, body in enumerate(bodies):
            entry = mailbox.mboxMessage(message(number, body))
            entry.set_from("a@b", (2001, 2, 3, 4, 5, 6, 5, 34, 0))
            if number == 1:
                entry.set_flags("RF")
            box.add(entry)
        box.close()
        self.assertEqual(self.counts(self.run_import(path)), (3, 0, 0))
        self.assertEqual(self.counts(self.run_import(path)), (0, 3, 0))
        found = {entry["subject"]: (raw, entry) for _, raw, entry in self.stored()}
        for number, body in enumerate(bodies):
            raw, entry = found[f"message {number}"]
            self.assertEqual(raw.split(b"\n\n", 1)[1], body.encode())
            self.assertEqual(entry["received_at"], "2001-02-03T04:05:06Z")
            self.assertEqual(sorted(entry["flags"]), ["\\Flagged", "\\Seen"] if number == 1 else [])

    def test_maildir_of_python(self):
        path = self.path("maildir")
        root = mailbox.Maildir(path)
        wanted = collections.Counter()
        folders = {None: "INBOX", "Sent": "INBOX/Sent", "trash": "INBOX/Trash",
                   "Work.2024": "INBOX/Work/2024", "Sent.2023": "INBOX/Sent/2023"}
        for count, (folder, name) in enumerate(folders.items()):
            box = root if folder is None else root.add_folder(folder)
            for number in range(3):
                entry = mailbox.MaildirMessage(message(count * 10 + number))
                entry.set_subdir("cur" if number else "new")
                entry.set_flags("" if number == 0 else "FS" if number == 1 else "PRT")
                entry.set_date(1000000000 + number)
                box.add(entry)
                wanted[name, number] += 1
        dry = self.run_import("--dry-run", path)
        self.assertEqual(self.counts(dry), (15, 0, 0))
        self.assertEqual(self.counts(self.run_import(path)), (15, 0, 0))
        self.assertEqual(self.counts(self.run_import("--dry-run", path)), (0, 15, 0))
        self.assertEqual(self.counts(self.run_import("--dry-run", "--mailbox", "inbox", path))[1], 12)
        self.assertEqual(self.counts(self.run_import("--mailbox", "Old", path)), (15, 0, 0))
        flags = {0: [], 1: ["\\Flagged", "\\Seen"], 2: ["$Forwarded", "\\Answered", "\\Deleted"]}
        found = collections.Counter()
        below = collections.Counter()
        for name, raw, entry in self.stored():
            number = int(entry["subject"].split()[1]) % 10
            self.assertEqual(raw, message(int(entry["subject"].split()[1])))
            self.assertEqual(sorted(entry["flags"]), flags[number])
            if name.startswith("Old"):
                below[name] += 1
            else:
                found[name, number] += 1
        self.assertEqual(found, wanted)
        self.assertEqual(below, {"Old": 3, "Old/Sent": 3, "Old/trash": 3, "Old/Work/2024": 3, "Old/Sent/2023": 3})
        self.check()

    def test_stdin(self):
        one = message(1)
        self.assertEqual(self.counts(self.run_import("-", stdin=one)), (1, 0, 0))
        many = [message(n, "x" * 3000 + "\n") for n in range(2, 1500)]
        self.assertEqual(self.counts(self.run_import("-", stdin=mbox([one] + many))), (len(many), 1, 0))
        large = message(9999, "y" * 5000 + "\n")
        answer = self.run_import("-", stdin=mbox([large, message(5000)]), code=65, env={"IMAP_MAX_MESSAGE_BYTES": "4096"})
        self.assertEqual(self.counts(answer), (1, 0, 1))
        self.assertEqual(answer["failures"][0]["number"], 1)
        self.assertEqual(answer["failures"][0]["code"], "too_large")
        self.assertEqual(self.counts(self.run_import("-", stdin=large, code=65, env={"IMAP_MAX_MESSAGE_BYTES": "4096"})), (0, 0, 1))
        self.assertEqual(self.counts(self.run_import("-", code=65)), (0, 0, 1))

    def test_what_cannot_be_taken(self):
        good = self.path("in/good.eml", message(1))
        empty = self.path("in/empty.eml", b"")
        box = self.path("in/box.mbox", b"stray\n\n" + mbox([message(2), b"", message(3)]))
        self.path("in/notes.txt", b"x")
        answer = self.run_import(os.path.dirname(good), code=65)
        self.assertEqual(self.counts(answer), (3, 0, 3))
        self.assertEqual(answer["ignored"], 1)
        self.assertEqual({(f["file"], f.get("number")) for f in answer["failures"]},
                         {(empty, None), (box, None), (box, 2)})
        with open(box, "rb") as file:
            at = next(f["offset"] for f in answer["failures"] if f.get("number") == 2)
            file.seek(at)
            self.assertTrue(file.readline().startswith(b"From a@b"))
        done = digidig.run("import", "--account", ACCOUNT, empty, state=self.state)
        self.assertEqual(done.returncode, 65)
        self.assertIn(empty, done.stdout.decode())

    def test_exit_codes(self):
        path = self.path("one.eml", message(1))
        for code, arguments in ((67, ["--account", "nobody@example.org", path]),
                                (66, ["--account", ACCOUNT, path, path + ".missing"]),
                                (64, ["--account", ACCOUNT]), (64, [path]),
                                (64, ["--account", "no address", path]),
                                (64, ["--account", ACCOUNT, "--format", "pst", path]),
                                (64, ["--account", ACCOUNT, "-", "-"])):
            done = digidig.run("import", *arguments, state=self.state)
            self.assertEqual(done.returncode, code, done)
        # A dry run makes no account.
        self.assertEqual(self.counts(self.run_import("--dry-run", path)), (1, 0, 0))
        accounts = digidig.run("account", "list", "--json", state=self.state)
        self.assertNotIn(ACCOUNT, accounts.stdout.decode())

    def test_beside_a_running_service(self):
        path = self.path("box", mbox(message(n) for n in range(200)))
        os.makedirs(self.state)
        with digidig.Service(state=self.state) as service:
            done = subprocess.Popen([digidig.BINARY, "import", "--account", ACCOUNT, "--create-account", "--json", path],
                                    env=digidig.environment(self.state), stdout=subprocess.PIPE)
            for number in range(30):
                service.send(recipient=ACCOUNT, subject=f"live {number}")
            answer = json.loads(done.communicate(timeout=digidig.PATIENCE)[0])
            self.assertEqual(done.returncode, 0, answer)
            self.assertEqual(self.counts(answer), (200, 0, 0))
            self.assertEqual(len(service.all_emails(account=ACCOUNT)), 230)

    def test_progress_on_a_terminal(self):
        path = self.path("box", mbox(message(n, "x" * 2000 + "\n") for n in range(20_000)))
        command = [digidig.BINARY, "import", "--account", ACCOUNT, "--create-account", path]
        terminal, theirs = pty.openpty()
        process = subprocess.Popen(command, env=digidig.environment(self.state), stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # EIO: nobody writes any more
            while piece := os.read(terminal, 65536):
                shown += piece
        os.close(terminal)
        self.assertEqual(process.wait(digidig.PATIENCE), 0, shown)
        bars = [line for line in shown.decode().split("\r\x1b[K") if "%" in line]
        self.assertGreater(len(bars), 2, shown)
        for bar in bars:
            self.assertRegex(bar, r"[█░]{30}  +\d+ %")
        percents = [int(re.search(r"(\d+) %", bar)[1]) for bar in bars]
        self.assertEqual(percents, sorted(percents))
        self.assertGreater(percents[-1], percents[0])
        # It is wiped at the end, and no program that reads along sees any of it.
        self.assertTrue(shown.decode().endswith("\r\x1b[K"), shown[-80:])
        done = digidig.run(*command[1:], state=self.state)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def interrupted(self, number, least):
        """Imports a large mbox, sends `number` after a while, until an import ends by itself."""
        total = 3000
        messages = [message(n, f"{n} " * (n % 400) + "\n") for n in range(total)]
        path = self.path("large.mbox", mbox(messages))
        generator = random.Random(20251122)
        rounds = 0
        while rounds < ROUNDS:
            process = subprocess.Popen(
                [digidig.BINARY, "import", "--account", ACCOUNT, "--create-account", "--json", path],
                env=digidig.environment(self.state), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            threading.Event().wait(generator.uniform(least, least + 0.3))
            process.send_signal(number)
            output = process.communicate(timeout=digidig.PATIENCE)[0]
            rounds += 1
            yield process.returncode, output
        answer = self.run_import(path)
        self.assertEqual(answer["failed"], 0)
        self.assertEqual(answer["imported"] + answer["skipped"], total)
        self.resumed = answer["skipped"]
        again = self.run_import(path)
        self.assertEqual(self.counts(again), (0, total, 0))
        self.check()
        stored = collections.Counter(digest(raw) for _, raw, _ in self.stored())
        self.assertEqual(stored, collections.Counter(digest(raw) for raw in messages))

    def test_kill(self):
        for code, _ in self.interrupted(signal.SIGKILL, 0.05):
            self.assertIn(code, (-signal.SIGKILL, 0))

    def test_stop(self):
        for code, output in self.interrupted(signal.SIGINT, 0.3):
            # Before the handler stands the signal simply ends it.
            self.assertIn(code, (75, 0, -signal.SIGINT))
            if code == 75:
                self.assertTrue(json.loads(output)["stopped"])


if __name__ == "__main__":
    digidig.main()
