# SPDX-License-Identifier: GPL-3.0-or-later
"""`import imap://`: moving in from a real Dovecot, again and again, killed in the middle, and over bad connections."""

import contextlib
import datetime
import email.utils
import imaplib
import json
import os
import re
import signal
import socket
import socketserver
import sqlite3
import subprocess
import sys
import threading

import digidig
import dovecot
import imapmoving
from imapmoving import ACCOUNT, proof, small

# Where each folder of fill() belongs.
PLACES = {"INBOX": "INBOX", "INBOX/Sent": "INBOX/Sent", "INBOX/Drafts": "INBOX/Drafts", "INBOX/Trash": "INBOX/Trash",
          "Pr&AOE-ce/2024": "Práce/2024", "a &- b": "a & b", "&ZeVnLIqe-": "日本語", "Spam": "INBOX/Junk",
          "Spam/old": "INBOX/Junk/old", "Empty": "Empty"}
FLAGS = [[], ["\\Seen"], ["\\Seen", "\\Answered"], ["\\Flagged", "work"], ["\\Draft"], ["\\Deleted", "\\Seen"],
         ["$Forwarded", "\\Seen", "other"]]


def corpus():
    for folder, _, names in sorted(os.walk(digidig.CORPUS)):
        for name in sorted(names):
            if name.endswith(".eml"):
                with open(os.path.join(folder, name), "rb") as file:
                    yield file.read()


def internal_date(seconds):
    at = datetime.datetime.fromtimestamp(seconds, datetime.timezone(datetime.timedelta(hours=-7)))
    return imaplib.Time2Internaldate(at)


class Old:
    """A user of the old server, as imaplib sees it."""

    def __init__(self, port, user="jana", password=dovecot.PASSWORD):
        self.client = imaplib.IMAP4("127.0.0.1", port)
        self.client.login(user, password)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.client.logout()

    def do(self, answer):
        assert answer[0] == "OK", answer
        return answer[1]

    def fill(self):
        """The corpus in all folders, with flags and times; some messages twice."""
        for folder in PLACES:
            self.client.create(f'"{folder}"')
            if folder != "a &- b":
                self.client.subscribe(f'"{folder}"')
        folders = [folder for folder in PLACES if folder != "Empty"]
        for number, raw in enumerate(list(corpus()) + [small(1), small(1), small(2)] * 3):
            flags = " ".join(FLAGS[number % len(FLAGS)])
            self.do(self.client.append(f'"{folders[number % len(folders)]}"', f"({flags})",
                                       internal_date(1000000000 + number * 1000), raw))

    def many(self, folder, messages):
        for raw in messages:
            self.do(self.client.append(f'"{folder}"', "", internal_date(1000000000), raw))

    def seen(self, folder):
        """(raw, flags, time) of each message."""
        found = []
        if self.do(self.client.select(f'"{folder}"', readonly=True)) == [b"0"]:
            return found
        for part in self.do(self.client.fetch("1:*", "(FLAGS INTERNALDATE BODY.PEEK[])")):
            if isinstance(part, tuple):
                flags = re.search(rb"FLAGS \(([^)]*)\)", part[0])[1].decode().split()
                at = re.search(rb'INTERNALDATE "([^"]*)"', part[0])[1].decode()
                at = email.utils.parsedate_to_datetime(at.strip().replace("-", " ", 2)).timestamp()
                found.append((part[1], tuple(sorted(set(flags) - {"\\Recent"})), at))
        return found


class Cutting:
    """Passes bytes on to `target`, and cuts each connection after `most` of the server's."""

    def __init__(self, target, most, once=False, host="127.0.0.1"):
        outer = self
        self.most, self.once, self.refuse, self.cuts = most, once, False, 0

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                if outer.refuse:
                    return
                with socket.create_connection(("127.0.0.1", target), digidig.PATIENCE) as server:
                    forth = threading.Thread(target=self.forth, args=(server,), daemon=True)
                    forth.start()
                    passed = 0
                    with contextlib.suppress(OSError):
                        while piece := server.recv(16384):
                            self.request.sendall(piece)
                            passed += len(piece)
                            if passed > outer.most:
                                outer.cuts += 1
                                outer.refuse = outer.once
                                break
                    for side in (server, self.request):
                        with contextlib.suppress(OSError):
                            side.shutdown(socket.SHUT_RDWR)
                    forth.join()

            def forth(self, server):
                with contextlib.suppress(OSError):
                    while piece := self.request.recv(16384):
                        server.sendall(piece)
                    server.shutdown(socket.SHUT_WR)

        self.server = imapmoving.Server((host, 0), Handler)
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind, value, trace):
        self.server.shutdown()
        self.server.server_close()


class FromDovecot(imapmoving.Base):
    def setUp(self):
        super().setUp()
        self.old = dovecot.Dovecot().start()
        self.addCleanup(self.old.clean)
        self.plain = f"imap://jana@127.0.0.1:{self.old.port}"
        self.tls = f"imaps://jana@localhost:{self.old.tls_port}"

    def filled(self):
        with Old(self.old.port) as old:
            old.fill()
            return {PLACES[folder]: old.seen(folder) for folder in PLACES}

    def test_everything(self):
        theirs = self.filled()
        total = sum(len(messages) for messages in theirs.values())
        ca = ("--ca-file", self.old.cert)
        dry = self.run_import(self.tls, *ca, "--dry-run")
        self.assertEqual(self.counts(dry), (total, 0, 0))
        self.assertEqual({folder["mailbox"]: folder["messages"] for folder in dry["folders"]},
                         {name: len(messages) for name, messages in theirs.items()})
        self.assertTrue(all(folder["there"] is None for folder in dry["folders"]))
        accounts = digidig.run("account", "list", "--json", state=self.state)
        self.assertNotIn(ACCOUNT, accounts.stdout.decode())

        answer = self.run_import(self.tls, *ca)
        self.assertEqual(self.counts(answer), (total, 0, 0))
        for folder in answer["folders"]:
            wanted = proof(raw for raw, _, _ in theirs[folder["mailbox"]])
            self.assertEqual((folder["there"], folder["here"], folder["same"]), (wanted, wanted, True), folder)
        boxes = self.compare(theirs)
        self.assertEqual((boxes["INBOX/Junk"]["special_use"], boxes["a & b"]["subscribed"],
                          boxes["日本語"]["subscribed"]), ("\\Junk", False, True))
        self.assertIn("Empty", boxes)

        # Once more over STARTTLS: nothing is fetched, nothing comes twice, and the proof holds.
        again = self.run_import(self.plain, *ca)
        self.assertEqual(sum(folder["taken_before"] for folder in again["folders"]), 0)
        self.assertEqual(self.counts(again), (0, total, 0))
        third = self.run_import(self.tls, *ca, "--connections", "1")
        self.assertEqual(sum(folder["taken_before"] for folder in third["folders"]), total)
        self.assertEqual(self.counts(third), (0, total, 0))
        self.assertTrue(all(folder["same"] for folder in third["folders"]))
        fourth = self.run_import(self.tls, *ca, "--again")
        self.assertEqual(self.counts(fourth), (0, total, 0))
        # What is new there comes alone.
        with Old(self.old.port) as old:
            old.many("Spam/old", [small(77), small(77)])
            theirs["INBOX/Junk/old"] = old.seen("Spam/old")
        self.assertEqual(self.counts(self.run_import(self.tls, *ca)), (2, total, 0))
        self.compare(theirs)
        self.check()
        self.exported(theirs)

    def exported(self, theirs):
        """All of it goes out again, and in elsewhere."""
        out, other = os.path.join(self.dir, "out"), os.path.join(self.dir, "other")
        done = digidig.run("export", ACCOUNT, "--format", "maildir", "--to", out, state=self.state)
        self.assertEqual(done.returncode, 0, done)
        # As the README has it.
        recipe = f"find {out}/cur {out}/new -type f -exec sha256sum {{}} + | cut -c1-64 | LC_ALL=C sort | sha256sum"
        done = subprocess.run(recipe, shell=True, capture_output=True, check=True)
        self.assertEqual(done.stdout.split()[0].decode(), proof(raw for raw, _, _ in theirs["INBOX"])["sha256"])
        done = digidig.run("import", "--account", ACCOUNT, "--create-account", out, state=other)
        self.assertEqual(done.returncode, 0, done)
        self.state = other
        self.compare(theirs)

    def test_parts_of_it(self):
        theirs = self.filled()
        url = self.plain
        one = self.run_import(url + "/Spam/", "--no-tls")
        self.assertEqual({folder["folder"] for folder in one["folders"]}, {"Spam", "Spam/old"})
        work = self.run_import(url + "/Pr%C3%A1ce/2024", "--no-tls", "--mailbox", "Old")
        self.assertEqual([folder["mailbox"] for folder in work["folders"]], ["Old/Práce/2024"])
        rest = self.run_import(url, "--no-tls", "--exclude", "Spam", "--exclude", "Práce", "--exclude", "INBOX/Sent")
        self.assertEqual({folder["folder"] for folder in rest["folders"]},
                         {"INBOX", "INBOX/Drafts", "INBOX/Trash", "a & b", "日本語", "Empty"})
        wanted = dict(theirs)
        wanted["Old/Práce/2024"] = wanted.pop("Práce/2024")
        wanted["INBOX/Sent"] = []
        self.compare(wanted)
        self.refused(url + "/Nowhere", "--no-tls", code=66, slug="folder_not_found")

    def test_who_is_let_in(self):
        ca = ("--ca-file", self.old.cert)
        message = self.refused(self.tls, *ca, password="wrong", code=77, slug="unauthorized")
        self.assertIn("jana", message)
        for url in (self.tls, self.plain):
            self.refused(url, code=69, slug="untrusted_certificate")
        # The certificate is of localhost and 127.0.0.1.
        with Cutting(self.old.tls_port, 1 << 40, host="127.0.0.2") as other:
            self.refused(f"imaps://jana@127.0.0.2:{other.port}", *ca, code=69, slug="untrusted_certificate")
        self.refused(f"imaps://jana@localhost:{self.old.port}", *ca, code=69, slug="unavailable")
        self.refused(f"imap://jana@127.0.0.1:{dovecot.free_port()}", *ca, code=69, slug="unavailable")
        self.assertEqual(self.counts(self.run_import(self.tls, *ca)), (0, 0, 0))

    def test_passwords(self):
        """From a file and a credential, and never from the command line; odd ones, too."""
        file = os.path.join(self.dir, "import_password")
        with open(file, "w", encoding="utf-8") as out:
            out.write("secret\n")
        base = ["import", "--account", ACCOUNT, "--create-account", "--no-tls"]
        for arguments, env, code in ((["--password-file", file, self.plain], None, 0),
                                     ([self.plain], {"CREDENTIALS_DIRECTORY": self.dir}, 0),
                                     (["--password-file", file + "x", self.plain], None, 66),
                                     ([self.plain], None, 64),
                                     (["--password-stdin", self.plain.replace("jana", "jana:secret")], None, 64),
                                     (["--password-stdin", self.plain, "x.mbox"], None, 64),
                                     (["--password-stdin", self.tls], None, 64),
                                     (["--password-stdin", "--connections", "17", self.plain], None, 64)):
            done = digidig.run(*base, *arguments, state=self.state, env=env, stdin=b"secret\n")
            self.assertEqual(done.returncode, code, (arguments, done))

    def test_kill(self):
        """Killed again and again once it has remembered some: each message is there once."""
        total = 3000
        messages = [small(number % 2900, "x" * (number % 2900 % 700)) for number in range(total)]
        with Old(self.old.port) as old:
            old.client.create("More")
            old.many("More", messages[:1000])
            old.many("INBOX", messages[1000:] + messages[:10] * 3)
            theirs = {"INBOX": old.seen("INBOX"), "More": old.seen("More")}
        command = [digidig.BINARY, *self.command(self.plain, "--no-tls")]
        remembered = 0
        for _ in range(3):
            process = subprocess.Popen(command, env=digidig.environment(self.state), stdin=subprocess.PIPE,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            process.stdin.write(b"secret\n")
            process.stdin.close()
            before = remembered

            def more():
                nonlocal remembered
                remembered = self.taken()
                return remembered > before or process.poll() is not None
            digidig.wait_for(more, "messages that are remembered")
            process.kill()
            self.assertEqual(process.wait(digidig.PATIENCE), -signal.SIGKILL, "it ended before it was killed")
        self.assertLess(remembered, total)
        answer = self.run_import(self.plain, "--no-tls")
        self.assertEqual(answer["imported"] + answer["skipped"], total + 30)
        before = sum(folder["taken_before"] for folder in answer["folders"])
        self.assertGreaterEqual(before, remembered)
        self.assertTrue(all(folder["same"] for folder in answer["folders"]), answer)
        self.compare(theirs)
        self.check()

    def taken(self):
        with contextlib.suppress(sqlite3.OperationalError):
            with contextlib.closing(sqlite3.connect(
                    f"file:{self.state}/service.db?mode=ro", uri=True, timeout=10)) as db:
                return db.execute("SELECT count(*) FROM record WHERE kind='taken'").fetchone()[0]
        return 0

    def test_stop(self):
        with Old(self.old.port) as old:
            old.many("INBOX", [small(number) for number in range(1500)])
        process = subprocess.Popen([digidig.BINARY, *self.command(self.plain, "--no-tls")],
                                   env=digidig.environment(self.state), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdin.write(b"secret\n")
        process.stdin.flush()
        digidig.wait_for(lambda: self.taken() > 0 or process.poll() is not None, "messages that are remembered")
        process.send_signal(signal.SIGINT)
        answer = json.loads(process.communicate(timeout=digidig.PATIENCE)[0])
        self.assertEqual((process.returncode, answer["stopped"], answer["ended"]), (75, True, None), answer)
        rest = self.run_import(self.plain, "--no-tls")
        # What it said to have taken it does not fetch again.
        self.assertEqual(rest["skipped"], answer["imported"])
        self.assertEqual((rest["imported"] + rest["skipped"], rest["failed"]), (1500, 0))

    def test_bad_connections(self):
        """Each connection is cut after some bytes; yet all of it comes, once."""
        theirs = self.filled()
        with Cutting(self.old.port, 45_000) as cutting:
            answer = self.run_import(f"imap://jana@127.0.0.1:{cutting.port}", "--no-tls", "--connections", "3")
        self.assertGreater(cutting.cuts, 2)
        self.assertEqual(answer["failed"], 0, answer)
        self.compare(theirs)

    def test_it_goes_away(self):
        """The old server dies in the middle: what was taken stays, and the same command goes on."""
        with Old(self.old.port) as old:
            old.many("INBOX", [small(number, "x" * 1000) for number in range(600)])
            theirs = {"INBOX": old.seen("INBOX")}
        with Cutting(self.old.port, 300_000, once=True) as cutting:
            answer = self.run_import(f"imap://jana@127.0.0.1:{cutting.port}", "--no-tls", "--connections", "1", code=75)
            self.assertEqual((answer["stopped"], answer["ended"]["code"]), (False, "unavailable"))
            self.assertGreater(answer["imported"], 0)
            cutting.refuse = False
            cutting.most = 1 << 40
            rest = self.run_import(f"imap://jana@127.0.0.1:{cutting.port}", "--no-tls")
        self.assertEqual(rest["imported"], 600 - answer["imported"])
        self.compare(theirs)

    def test_what_is_too_large(self):
        with Old(self.old.port) as old:
            old.many("INBOX", [small(1), small(2, "x" * 5000), small(3)])
        answer = self.run_import(self.plain, "--no-tls", "--set", "max_message_bytes=4096", code=65)
        self.assertEqual(self.counts(answer), (2, 0, 1))
        self.assertEqual([(one["code"], one["folder"], one["uid"]) for one in answer["failures"]],
                         [("too_large", "INBOX", 2)])
        inbox = next(folder for folder in answer["folders"] if folder["folder"] == "INBOX")
        self.assertEqual((inbox["same"], inbox["messages"], inbox["here"]["messages"]), (False, 3, 2))


if __name__ == "__main__":
    if not dovecot.installed():
        print("Dovecot is not installed")
        sys.exit(77)
    digidig.main()
