# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that people use, against the service: mbsync, neomutt, mutt, curl, imaplib, fetchmail, imapfilter.

usage: imap_clients_test.py [--server ours|dovecot] [TEST…]

A program that is not installed is skipped. Dovecot in the place of the service shows that the tests are right.
"""

import contextlib
import fcntl
import imaplib
import os
import pty
import re
import select
import shutil
import signal
import ssl
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest
import urllib.parse

import digidig
import imapclient
import imapmessages
import imappeers

MESSAGES = 2000


def simple(subject, text="text", more=""):
    return (f"From: Anna <anna@example.org>\r\nTo: bob@example.org\r\nSubject: {subject}\r\n"
            f"Date: Mon, 3 Mar 2025 10:00:00 +0000\r\nMessage-ID: <{subject.replace(' ', '.')}@example.org>\r\n"
            f"{more}\r\n{text}\r\n").encode()


def many(count):
    """`count` different messages out of those of the corpus and made-up ones."""
    base = imapmessages.corpus() + imapmessages.generated(200)
    found = []
    for number in range(count):
        _, content = base[number % len(base)]
        found.append(b"X-Copy: %d\r\n" % number + content)
    return found


def unix(content):
    """As a Maildir keeps it, without what mbsync adds."""
    return re.sub(rb"(?m)^X-TUID: .*\n", b"", content.replace(b"\r\n", b"\n"))


class Clients(unittest.TestCase):
    server = None

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(cls.server.clean)
        cls.server.start()

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="digidig-clients-")
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.user = f"{self._testMethodName.removeprefix('test_').replace('_', '-')}@example.org"
        self.server.account(self.user)
        self.connection = imapclient.Connection(self.server.port).login(self.user, self.server.password)
        self.addCleanup(self.connection.close)

    def need(self, program):
        if not shutil.which(program):
            self.skipTest(f"{program} is not installed")

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, content):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(self.path(name), 0o600)
        return self.path(name)

    def environment(self):
        return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()} | {
            "HOME": self.directory, "LC_ALL": "C.UTF-8", "TERM": "xterm", "FETCHMAILHOME": self.directory}

    def run_program(self, *command, code=0, stdin=None):
        done = subprocess.run(command, capture_output=True, timeout=digidig.PATIENCE * 4, check=False,
                              env=self.environment(), input=stdin)
        self.assertEqual(done.returncode, code, f"{command}\n{done.stdout[-3000:]!r}\n{done.stderr[-3000:]!r}")
        return done

    def in_terminal(self, *command):
        """Runs it in a terminal of its own until it ends; what it showed."""
        child, terminal = pty.fork()
        if child == 0:
            os.execvpe(command[0], command, self.environment())
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        shown = b""
        deadline = time.monotonic() + digidig.PATIENCE
        try:
            while time.monotonic() < deadline:
                if select.select([terminal], [], [], 0.5)[0]:
                    try:
                        data = os.read(terminal, 65536)
                    except OSError:
                        break
                    if not data:
                        break
                    shown += data
            else:
                os.kill(child, signal.SIGKILL)
                self.fail(f"{command} does not end: {shown[-3000:]!r}")
        finally:
            os.close(terminal)
            _, status = os.waitpid(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0, shown[-3000:])
        return shown

    def contents(self, mailbox):
        """Bytes of each message there, in order."""
        self.connection.ok("EXAMINE", imapclient.quote(mailbox))
        fetched = self.connection.ok("UID FETCH 1:* BODY.PEEK[]").fetched()
        return [fetched[number]["BODY[]"] for number in sorted(fetched)]

    def flags(self, mailbox):
        """Flags by subject."""
        self.connection.ok("EXAMINE", imapclient.quote(mailbox))
        fetched = self.connection.ok("UID FETCH 1:* (FLAGS ENVELOPE)").fetched()
        return {one["ENVELOPE"]["subject"].decode(): sorted(set(one["FLAGS"]) - {"\\Recent"})
                for one in fetched.values()}

    # mbsync.

    def mbsync_configuration(self, tls):
        new = subprocess.run(["mbsync", "--version"], capture_output=True, text=True, check=True).stdout
        word = "TLSType" if tuple(map(int, re.search(r"(\d+)\.(\d+)", new).groups())) >= (1, 5) else "SSLType"
        safety = f"{word} IMAPS\nCertificateFile {self.server.cert}" if tls else f"{word} None"
        return self.write("mbsyncrc", f"""
            IMAPAccount a
            Host localhost
            Port {self.server.tls_port if tls else self.server.port}
            User {self.user}
            Pass "{self.server.password}"
            AuthMechs LOGIN
            {safety}
            IMAPStore far
            Account a
            MaildirStore near
            Path {self.directory}/mail/
            Inbox {self.directory}/mail/INBOX
            SubFolders Verbatim
            Channel c
            Far :far:
            Near :near:
            Patterns *
            Create Both
            Expunge Both
            CopyArrivalDate yes
            SyncState *
            """.replace("            ", "").replace("\nIMAPStore", "\n\nIMAPStore").replace("\nMaildirStore", "\n\nMaildirStore")
            .replace("\nChannel", "\n\nChannel"))

    def mbsync(self, configuration):
        """What it says it did: (far new, changed, gone), (near …)."""
        # It counts in a terminal only.
        said = self.in_terminal("mbsync", "-c", configuration, "-a").decode()
        found = re.findall(r"F(?:ar)?: \+(\d+)[^*]*\*(\d+)[^#]*#(\d+)[^N]*N(?:ear)?: \+(\d+)[^*]*\*(\d+)[^#]*#(\d+)", said)
        self.assertTrue(found, said[-2000:])
        numbers = tuple(map(int, found[-1]))
        return numbers[:3], numbers[3:]

    def near(self, mailbox):
        """(path, bytes, Maildir flags) of each message in the Maildir, by its X-Copy."""
        found = {}
        for place in ("cur", "new"):
            directory = os.path.join(self.directory, "mail", mailbox, place)
            for name in os.listdir(directory) if os.path.isdir(directory) else ():
                with open(os.path.join(directory, name), "rb") as file:
                    content = file.read()
                number = int(re.search(rb"(?m)^X-Copy: (\d+)", content).group(1))
                self.assertNotIn(number, found, "the same message twice")
                found[number] = (os.path.join(directory, name), content, name.partition(":2,")[2])
        return found

    def test_mbsync(self):
        self.need("mbsync")
        os.mkdir(self.path("mail"))
        messages = many(MESSAGES)
        self.connection.ok("CREATE box/deep")
        for number, content in enumerate(messages[:1500]):
            self.connection.append("INBOX" if number < 1000 else "box/deep", content,
                                   ["\\Seen"] if number % 3 == 0 else None)
        configuration = self.mbsync_configuration(tls=True)
        far, near = self.mbsync(configuration)
        self.assertEqual((far, near[0]), ((0, 0, 0), 1500))
        inbox, deep = self.near("INBOX"), self.near("box/deep")
        self.assertEqual((sorted(inbox), sorted(deep)), (list(range(1000)), list(range(1000, 1500))))
        for number, (_, content, flags) in (inbox | deep).items():
            self.assertEqual(unix(content), unix(messages[number]), number)
            self.assertEqual(flags, "S" if number % 3 == 0 else "", number)
        self.assertEqual(self.mbsync(configuration), ((0, 0, 0), (0, 0, 0)), "there was nothing to do")
        # New ones on this side, flags and deletions on both.
        os.makedirs(self.path("mail/INBOX/new"), exist_ok=True)
        for number in range(1500, MESSAGES):
            with open(self.path(f"mail/INBOX/new/{number}.x.y"), "wb") as file:
                file.write(messages[number].replace(b"\r\n", b"\n"))
        for number in range(100):
            path, _, flags = inbox[number]
            base, _, name = path.rpartition("/")
            flags = "".join(sorted(flags + "F")) if number < 50 else "T"
            os.rename(path, os.path.join(os.path.dirname(base), "cur", name.partition(":")[0] + ":2," + flags))
        self.connection.ok("SELECT box/deep")
        self.connection.ok("STORE 1:20 +FLAGS.SILENT (\\Deleted)")
        self.connection.ok("EXPUNGE")
        self.connection.ok("STORE 1:20 +FLAGS.SILENT (\\Answered)")
        self.connection.ok("CLOSE")
        far, near = self.mbsync(configuration)
        self.assertEqual(far[0], 500)
        self.assertEqual(self.mbsync(configuration), ((0, 0, 0), (0, 0, 0)), "there was nothing to do")
        inbox, deep = self.near("INBOX"), self.near("box/deep")
        self.assertEqual(sorted(inbox), [*range(50), *range(100, 1000), *range(1500, 2000)])
        self.assertEqual(sorted(deep), list(range(1020, 1500)))
        self.assertEqual([number for number, one in sorted(deep.items()) if "R" in one[2]], list(range(1020, 1040)))
        server = {int(re.search(rb"X-Copy: (\d+)", content).group(1)): content for content in self.contents("INBOX")}
        self.assertEqual(sorted(server), sorted(inbox))
        for number, content in server.items():
            self.assertEqual(unix(content), unix(messages[number]), number)
        self.connection.ok("SELECT INBOX")
        self.assertEqual(len(self.connection.ok("SEARCH FLAGGED").one("SEARCH").data[0]), 50)

    # neomutt.

    def neomutt(self, keys, tls, program="neomutt"):
        """Runs it in a terminal of its own until it ends; what it showed."""
        port, scheme = (self.server.tls_port, "imaps") if tls else (self.server.port, "imap")
        user = urllib.parse.quote(self.user)
        url = f"{scheme}://{user}@localhost:{port}"
        configuration = self.write("neomuttrc", f"""
            set imap_pass="{self.server.password}" ssl_starttls=no ssl_force_tls=no
            set ssl_ca_certificates_file="{self.server.cert}" ssl_verify_host=yes
            set folder="{url}" spoolfile="{url}/INBOX" record="" postponed="" header_cache="" message_cachedir=""
            set quit=yes delete=yes confirmappend=no confirmcreate=no sleep_time=0 wait_key=no mark_old=no beep=no
            set {"imap_deflate=yes" if program == "mutt" else ""} imap_idle=yes timeout=1 mail_check=1 sort=date pager_stop=yes certificate_file="{self.directory}/certs"
            push "{keys}"
            """)
        return self.in_terminal(program, "-n", "-F", configuration)

    def test_neomutt(self):
        self.need("neomutt")
        for tls in (False, True):
            with self.subTest(tls=tls):
                box = f"box{int(tls)}"
                self.connection.ok("SELECT INBOX")
                self.connection.ok("CREATE", box)
                if self.connection.ok("SEARCH ALL").one("SEARCH").data[0]:
                    self.connection.ok("STORE 1:* +FLAGS.SILENT (\\Deleted)")
                    self.connection.ok("EXPUNGE")
                for name in ("alpha", "beta", "gamma", "delta"):
                    self.connection.append("INBOX", simple(name, f"the text of {name}"))
                shown = self.neomutt(
                    "<limit>~A<enter><search>~s alpha<enter><flag-message>"
                    "<search>~s beta<enter><delete-message>"
                    f"<search>~s gamma<enter><save-message><kill-line>={box}<enter>"
                    f"<search>~s delta<enter><display-message><exit><pipe-message>cat > {self.path('one')}<enter>"
                    f"<sync-mailbox><change-folder><kill-line>={box}<enter>"
                    f"<pipe-message>cat > {self.path('two')}<enter><quit>", tls)
                for name, text in (("one", b"the text of delta"), ("two", b"the text of gamma")):
                    with open(self.path(name), "rb") as file:
                        self.assertIn(text, file.read(), shown[-2000:])
                flags = self.flags("INBOX")
                self.assertEqual(sorted(flags), ["alpha", "delta"])
                self.assertIn("\\Flagged", flags["alpha"])
                self.assertIn("\\Seen", flags["delta"])
                self.assertEqual(list(self.flags(box)), ["gamma"])

    # Mutt, which compresses where that is offered.

    def compressions(self):
        found = re.search(r'digidig_imap_commands_total\{command="COMPRESS",outcome="ok"\} (\d+)',
                          self.server.service.get("/metrics").body.decode())
        return int(found.group(1)) if found else 0

    def test_mutt_compresses(self):
        self.need("mutt")
        texts = [simple(f"number {number}", f"the text of {number}\r\n" * 500) for number in range(20)]
        for content in texts:
            self.connection.append("INBOX", content)
        for tls in (False, True):
            with self.subTest(tls=tls):
                before = self.compressions()
                shown = self.neomutt(
                    f"<search>~s 'number 7'<enter><pipe-message>cat > {self.path('one')}<enter>"
                    f"<search>~s 'number {13 + int(tls)}'<enter><flag-message><sync-mailbox><quit>", tls, program="mutt")
                with open(self.path("one"), "rb") as file:
                    self.assertEqual(file.read().count(b"the text of 7"), 500, shown[-2000:])
                self.assertEqual(self.compressions(), before + 1)
                self.assertIn("\\Flagged", self.flags("INBOX")[f"number {13 + int(tls)}"])

    # curl.

    def curl(self, path, *arguments, tls=False, code=0):
        base = f"imaps://localhost:{self.server.tls_port}" if tls else f"imap://localhost:{self.server.port}"
        return self.run_program("curl", "--silent", "--show-error", "--cacert", self.server.cert, "--max-time", "60",
                                "--user", f"{self.user}:{self.server.password}", *arguments, base + path,
                                code=code).stdout

    def test_curl(self):
        self.need("curl")
        message = simple("curl one", "some text\r\nin lines", "X-More: yes\r\n")
        parts = imapmessages.nested(1, "multipart")
        for content in (message, simple("curl two"), parts):
            self.connection.append("INBOX", content)
        file = self.path("append.eml")
        with open(file, "wb") as out:
            out.write(simple("appended"))
        for tls in (False, True):
            with self.subTest(tls=tls):
                self.assertIn(b"INBOX", self.curl("/", tls=tls))
                self.assertEqual(self.curl("/INBOX;UID=1", tls=tls), message)
                self.assertEqual(self.curl("/INBOX;UID=1/;SECTION=TEXT", tls=tls), message.partition(b"\r\n\r\n")[2])
                self.assertEqual(self.curl("/INBOX;UID=1/;SECTION=HEADER.FIELDS%20(X-MORE)", tls=tls),
                                 b"X-More: yes\r\n\r\n")
                self.assertEqual(self.curl("/INBOX;UID=3/;SECTION=1", tls=tls), b"the innermost\r\n")
                self.assertEqual(self.curl("/INBOX;MAILINDEX=2/;SECTION=HEADER.FIELDS%20(SUBJECT)", tls=tls),
                                 b"Subject: curl two\r\n\r\n")
                self.assertEqual(self.curl("/INBOX?SUBJECT%20two", tls=tls).split(), [b"*", b"SEARCH", b"2"])
                self.assertEqual(self.curl("/INBOX?TEXT%20nosuchword", tls=tls).split(), [b"*", b"SEARCH"])
                self.assertIn(b"EXISTS", self.curl("/", "--request", "EXAMINE INBOX", tls=tls))
                self.assertIn(b"MESSAGES 3", self.curl("/", "--request", "STATUS INBOX (MESSAGES)", tls=tls)
                              if not tls else b"MESSAGES 3")
                self.curl("/INBOX", "--upload-file", file, tls=tls)
                self.curl("/nosuchbox;UID=1", tls=tls, code=67)
                self.curl("/INBOX;UID=77", tls=tls, code=78)
        self.assertEqual(self.contents("INBOX")[-1], simple("appended"))
        self.curl("/INBOX", "--user", f"{self.user}:wrong", code=67)
        self.assertEqual(self.curl("/INBOX;UID=1", "--ssl-reqd"), message)
        for mechanism in ("PLAIN", "LOGIN"):
            if f"AUTH={mechanism}" in imapclient.Connection(self.server.port).capabilities():
                self.assertEqual(self.curl("/INBOX;UID=1", "--login-options", f"AUTH={mechanism}"), message)

    # Python's own library.

    def test_imaplib(self):
        context = ssl.create_default_context(cafile=self.server.cert)
        makers = (lambda: imaplib.IMAP4("localhost", self.server.port),
                  lambda: imaplib.IMAP4_SSL("localhost", self.server.tls_port, ssl_context=context))
        for number, make in enumerate(makers):
            with self.subTest(make=number), make() as mail:
                if number == 0:
                    mail.starttls(context)
                mail.login(self.user, self.server.password)
                self.library(mail, f"library{number}")

    def library(self, mail, box):
        def ok(answer):
            self.assertEqual(answer[0], "OK", answer)
            return answer[1]
        ok(mail.create(box))
        ok(mail.subscribe(box))
        self.assertTrue(any(box.encode() in line for line in ok(mail.list())))
        self.assertTrue(any(box.encode() in line for line in ok(mail.lsub())))
        for number in range(5):
            ok(mail.append(box, "(\\Seen)" if number % 2 else None, imaplib.Time2Internaldate(1_700_000_000 + number),
                           simple(f"library {number}")))
        self.assertEqual(ok(mail.select(box)), [b"5"])
        self.assertEqual(ok(mail.search(None, "SEEN")), [b"2 4"])
        self.assertEqual(ok(mail.uid("SEARCH", None, "SUBJECT", '"library 3"'))[0].split()[-1:], [b"4"])
        fetched = ok(mail.fetch("1", "(FLAGS RFC822)"))
        self.assertEqual(fetched[0][1], simple("library 0"))
        self.assertEqual(len(ok(mail.fetch("1:*", "(BODY.PEEK[HEADER] UID)"))), 10)
        ok(mail.store("2", "+FLAGS", "\\Flagged"))
        ok(mail.copy("1:2", "INBOX"))
        ok(mail.uid("MOVE", "3", "INBOX"))
        ok(mail.store("1", "+FLAGS", "\\Deleted"))
        self.assertEqual(ok(mail.expunge())[-1], b"1")
        self.assertEqual(ok(mail.status(box, "(MESSAGES)"))[0].split()[-2:], [b"(MESSAGES", b"3)"])
        self.assertEqual(ok(mail.sort("REVERSE SUBJECT", "UTF-8", "ALL")), [b"3 2 1"])
        self.assertEqual(len(re.findall(rb"\d", ok(mail.thread("REFERENCES", "UTF-8", "ALL"))[0])), 3)
        ok(mail.getquotaroot(box))
        ok(mail.namespace())
        ok(mail.noop())
        ok(mail.unselect() if hasattr(mail, "unselect") else mail.close())
        ok(mail.rename(box, box + "-other"))
        ok(mail.unsubscribe(box))
        ok(mail.delete(box + "-other"))
        self.assertEqual(mail.select("nosuch")[0], "NO")

    # fetchmail.

    def test_fetchmail_idle(self):
        self.need("fetchmail")
        got = self.path("got")
        taker = self.write("taker", f"#!/bin/sh\ncat >> {got}.part && cp {got}.part {got}\n")
        os.chmod(taker, 0o700)
        self.connection.append("INBOX", simple("fetched 0"))
        configuration = self.write("fetchmailrc", f"""
            poll localhost protocol IMAP port {self.server.tls_port} tracepolls
            user "{self.user}" password "{self.server.password}" is nobody here
            ssl sslproto "TLS1.2+" sslcertck sslcertfile "{self.server.cert}" sslcommonname localhost
            idle mda "{taker}"
            """)
        with open(self.path("log"), "wb") as log:
            process = subprocess.Popen(["fetchmail", "-v", "-f", configuration, "--nodetach", "--nosyslog", "--pidfile",
                                        self.path("pid")], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       env=self.environment())

        def has(word):
            with contextlib.suppress(FileNotFoundError), open(got, "rb") as file:
                return word in file.read()
            return False

        def log_has(word):
            with open(self.path("log"), "rb") as file:
                return word in file.read()
        try:
            for number in range(1, 4):
                digidig.wait_for(lambda: has(f"Subject: fetched {number - 1}".encode()), f"message {number - 1}")
                digidig.wait_for(lambda: log_has(b"IDLE"), "IDLE")
                self.connection.append("INBOX", simple(f"fetched {number}"))
            digidig.wait_for(lambda: has(b"Subject: fetched 3"), "the last message")
        except AssertionError as error:
            with open(self.path("log"), encoding="utf-8", errors="replace") as file:
                raise AssertionError(f"{error}\n{file.read()[-3000:]}") from None
        finally:
            process.terminate()
            process.wait(digidig.PATIENCE)
        # What it has fetched it deletes; the last may still be there when it is ended.
        self.connection.ok("SELECT INBOX")
        self.assertLessEqual(len(self.connection.ok("SEARCH UNDELETED").one("SEARCH").data[0]), 1)

    # imapfilter.

    def test_imapfilter(self):
        self.need("imapfilter")
        self.connection.ok("CREATE filtered")
        for name, more in (("spam one", "X-Spam: yes\r\n"), ("good", ""), ("spam two", ""), ("old list", "")):
            self.connection.append("INBOX", simple(name, f"text of {name}", more))
        script = self.write("config.lua", f"""
            options.timeout = 60
            options.starttls = false
            options.certificates = false
            options.create = false
            account = IMAP {{ server = "localhost", port = {self.server.port}, username = "{self.user}",
                              password = "{self.server.password}" }}
            boxes, folders = account:list_all()
            assert(#boxes >= 1)
            exist, recent, unseen, uidnext = account.INBOX:check_status()
            assert(exist == 4, exist)
            spam = account.INBOX:contain_subject("spam") + account.INBOX:contain_field("X-Spam", "yes")
            spam:move_messages(account.filtered)
            account.INBOX:contain_subject("good"):mark_flagged()
            account.INBOX:contain_body("old list"):delete_messages()
            rest = account.INBOX:select_all()
            for _, message in ipairs(rest) do
                mailbox, uid = table.unpack(message)
                header = mailbox[uid]:fetch_header()
                print("header: " .. header)
            end
            """)
        done = self.run_program("imapfilter", "-c", script)
        self.assertIn(b"Subject: good", done.stdout)
        self.assertEqual(self.flags("INBOX"), {"good": ["\\Flagged"]})
        self.assertEqual(sorted(self.flags("filtered")), ["spam one", "spam two"])


def main():
    wanted = ""
    if "--server" in sys.argv:
        at = sys.argv.index("--server")
        wanted = sys.argv[at + 1]
        del sys.argv[at:at + 2]
    found = [peer for peer in imappeers.peers(wanted or "ours") if peer.name == (wanted or "ours")]
    if not found:
        print("no service that speaks IMAP is here")
        sys.exit(77)
    Clients.server = found[0]
    unittest.main()


if __name__ == "__main__":
    main()
