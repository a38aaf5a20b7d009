# SPDX-License-Identifier: GPL-3.0-or-later
"""IMAP clients that are slow, greedy, silent or wrong: the service stays within bounds, and others notice nothing.

usage: imap_hostile_test.py [--server ours|dovecot] [--half-open N] [TEST…]
"""

import contextlib
import hashlib
import os
import random
import resource
import socket
import ssl
import statistics
import sys
import time
import unittest

import digidig
import imapclient
import imapmessages
import imappeers

MB = 1 << 20
# Deep structures are read back by a parser that recurses.
sys.setrecursionlimit(20000)


class Hostile(unittest.TestCase):
    name = "ours"
    half_open = 500
    env = {}

    @classmethod
    def setUpClass(cls):
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        cls.server = next(peer for peer in imappeers.peers(cls.name) if peer.name == cls.name)
        if cls.name == "ours":
            cls.server.service.env |= {"IMAP_MAX_CONNECTIONS": "20000"} | cls.env
        cls.addClassCleanup(cls.server.clean)
        cls.server.start()

    def setUp(self):
        self.user = f"{self._testMethodName.removeprefix('test_').replace('_', '-')}@example.org"
        self.server.account(self.user)
        self.other = self.login()

    def tearDown(self):
        """Whoever was there before is served as before."""
        self.other.ok("NOOP")
        self.login().ok("SELECT INBOX")

    def login(self):
        connection = imapclient.Connection(self.server.port).login(self.user, self.server.password)
        self.addCleanup(connection.close)
        return connection

    def greeted(self):
        connection = imapclient.Connection(self.server.port)
        self.addCleanup(connection.close)
        return connection

    def connections(self):
        return self.server.service.get("/api/stats").json()["active_connections"]

    def anonymous(self):
        """Bytes of anonymous memory of the process; 0 of servers with many."""
        if self.name != "ours":
            return 0
        with open(f"/proc/{self.server.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("RssAnon:"))

    def grows_at_most(self, before, bytes_more):
        """Sanitizers keep freed memory and shadows of it: there, only by order of magnitude."""
        factor = 20 if os.environ.get("ASAN_OPTIONS") or os.environ.get("TSAN_OPTIONS") else 1
        grown = self.anonymous() - before
        self.assertLessEqual(grown, bytes_more * factor, f"{grown / MB:.1f} MB more")

    def others_are_served(self, times=20):
        """Somebody else's commands are answered while it lasts; the median of how long it took."""
        took = []
        for _ in range(times):
            begin = time.monotonic()
            self.other.ok("NOOP")
            self.other.ok("STATUS INBOX (MESSAGES)")
            took.append(time.monotonic() - begin)
        return statistics.median(took)

    def test_slow_reader(self):
        """50 MB are asked for, three times, and not read for a while."""
        line = b"0123456789abcdef" * 4 + b"\r\n"
        content = b"Subject: large\r\n\r\n" + line * (50 * MB // len(line))
        slow = self.login()
        slow.append("INBOX", content)
        slow.ok("SELECT INBOX")
        before = self.anonymous()
        slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 262144)
        slow.send(b"x1 FETCH 1 BODY.PEEK[]\r\nx2 FETCH 1 BODY.PEEK[TEXT]\r\nx3 FETCH 1 RFC822.SIZE\r\nx4 NOOP\r\n")
        digidig.wait_for(lambda: len(slow.socket.recv(1 << 16, socket.MSG_PEEK)) > 30000, "the beginning of the answer")
        self.others_are_served(50)
        self.grows_at_most(before, 80 * MB)
        first = slow.read()
        self.assertEqual(hashlib.sha256(first.data["BODY[]"]).digest(), hashlib.sha256(content).digest())
        self.assertEqual(slow.read().tag, "x1")
        self.assertEqual(slow.read().data["BODY[TEXT]"], content.partition(b"\r\n\r\n")[2])
        self.assertEqual([slow.read().tag for _ in range(4)][-1], "x4")

    def test_many_slow_readers(self):
        """Forty that stop reading in the middle hold what is bounded, not forty messages."""
        content = b"Subject: large\r\n\r\n" + (b"x" * 70 + b"\r\n") * (5 * MB // 72)
        self.other.append("INBOX", content)
        before = self.anonymous()
        slow = [self.login() for _ in range(40)]
        for one in slow:
            one.ok("SELECT INBOX")
            # Less than the loopback's packets makes the kernel slow, not the reader.
            one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 262144)
            one.send(b"x1 FETCH 1 BODY.PEEK[]\r\nx2 FETCH 1 BODY.PEEK[]\r\n")
        for one in slow:
            digidig.wait_for(lambda one=one: len(one.socket.recv(1 << 16, socket.MSG_PEEK)) > 1000, "the beginning")
        self.others_are_served()
        self.grows_at_most(before, 100 * MB)
        for one in slow[:20]:
            one.close()
        for one in slow[20:]:
            self.assertEqual(one.read().data["BODY[]"], content)
            self.assertEqual(one.read().tag, "x1")

    def test_gone_in_the_middle(self):
        """Clients that go away while their answer is made."""
        for number in range(30):
            self.other.append("INBOX", imapmessages.generated(1, number)[0][1])
        for number in range(60):
            one = self.login()
            one.ok("SELECT INBOX")
            one.send([b"x FETCH 1:* (BODY.PEEK[] BODYSTRUCTURE)\r\n", b"x SEARCH TEXT nosuchword\r\n", b"x IDLE\r\n",
                      b"x APPEND INBOX {100000+}\r\nhalf", b"x UID COPY 1:* nosuch\r\n"][number % 5])
            if number % 2:
                one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            one.close()
        self.others_are_served()

    def test_literal_never_sent(self):
        """A hundred announce 40 MB each and send nothing of it."""
        before = self.anonymous()
        waiting = [self.login() for _ in range(100)]
        for one in waiting:
            one.send(b"x APPEND INBOX {40000000}\r\n")
            self.assertEqual(one.read().tag, "+")
            one.send(b"only the beginning")
        self.others_are_served()
        self.grows_at_most(before, 60 * MB)
        for one in waiting:
            one.close()
        self.assertEqual(self.other.ok("STATUS INBOX (MESSAGES)").one("STATUS").data[1]["MESSAGES"], 0)

    def test_literal_too_large(self):
        """What is too large is refused before it is sent, and a size that is no number is an error."""
        one = self.login()
        for size in (b"99999999999", b"4294967296", b"18446744073709551616"):
            one.send(b"x APPEND INBOX {" + size + b"}\r\n")
            answer = one.read()
            self.assertEqual(answer.tag, "x", answer)
            self.assertIn(answer.kind, ("NO", "BAD"), answer)
        one.ok("NOOP")

    def test_literal_before_login(self):
        """Nobody who has not logged in gets room for a literal of size."""
        one = self.greeted()
        one.send(b"x LOGIN {1000000}\r\n")
        answer = one.read()
        self.assertIn(answer.kind, ("NO", "BAD", "BYE"), answer)
        two = self.greeted()
        before = self.anonymous()
        with contextlib.suppress(imapclient.Closed, ConnectionError):
            two.send(b"x LOGIN {30000000+}\r\n" + b"y" * 30000000)
            self.grows_at_most(before, 5 * MB)
            two.send(b" z\r\n")
            answer = two.read()
            self.assertIn(answer.kind, ("NO", "BAD", "BYE"), answer)

    def test_endless_line(self):
        """A line without end is cut, before and after the login."""
        before = self.anonymous()
        for one in (self.greeted(), self.login()):
            with contextlib.suppress(ConnectionError):
                for _ in range(400):
                    one.socket.sendall(b"x" * 65536)
            self.grows_at_most(before, 20 * MB)
            # It may have been thrown away until here, or the connection with it.
            with contextlib.suppress(ConnectionError, imapclient.Closed):
                one.socket.sendall(b"\r\n")
                answer = one.read()
                self.assertIn(answer.kind, ("BYE", "BAD"), answer)
        self.grows_at_most(before, 20 * MB)

    def test_deep_searches(self):
        """Conditions nested without measure are refused, not followed."""
        one = self.login()
        one.append("INBOX", b"Subject: x\r\n\r\nx\r\n")
        one.ok("SELECT INBOX")
        for condition in ("(" * 3000 + "ALL" + ")" * 3000, "NOT " * 3000 + "ALL", "OR ALL " * 2000 + "ALL",
                          "(" * 20000, ")" * 100, "OR (" * 2000):
            answer = one.do("SEARCH " + condition)
            self.assertIn(answer.status, ("OK", "BAD", "NO"), condition[:20])
        answer = one.do("SEARCH " + "(" * 5 + "NOT (OR SEEN (NOT DELETED))" + ")" * 5)
        self.assertEqual(answer.status, "OK")
        self.others_are_served()

    def test_long_sets(self):
        one = self.login()
        one.append("INBOX", b"Subject: x\r\n\r\nx\r\n")
        one.ok("SELECT INBOX")
        for text in (",".join(["1:4294967295"] * 3000), ",".join(str(number) for number in range(1, 8000)),
                     ",".join(f"{number}:{4294967295 - number}" for number in range(1, 1500))):
            answer = one.do(f"UID FETCH {text} FLAGS")
            self.assertIn(answer.status, ("OK", "BAD", "NO"))
            self.assertLessEqual(len(answer.all("FETCH")), 1)
        self.others_are_served()

    def test_deep_messages(self):
        """Messages nested without measure come, and go, as they are; their structure is cut somewhere."""
        one = self.login()
        contents = [imapmessages.nested(depth, kind) for depth in (200, 2000) for kind in ("message", "multipart")]
        for content in contents:
            one.append("INBOX", content)
        one.ok("SELECT INBOX")
        for number, content in enumerate(contents, 1):
            found = one.ok(f"FETCH {number} (BODYSTRUCTURE BODY ENVELOPE BODY.PEEK[])").fetched()[number]
            self.assertEqual(found["BODY[]"], content)
        path = ".".join(["1"] * 1500)
        self.assertIn(one.do(f"FETCH 1 BODY.PEEK[{path}]").status, ("OK", "BAD", "NO"))
        one.ok("SEARCH TEXT innermost")

    def test_starttls_injection(self):
        """What was sent in clear text behind STARTTLS is never a command of the session below TLS."""
        one = self.greeted()
        one.send(b"x STARTTLS\r\ny NOOP\r\nz LOGIN " + self.user.encode() + b" injected\r\n")
        answer = one.read()
        self.assertEqual((answer.tag, answer.kind), ("x", "OK"))
        try:
            one.upgrade()
        except (ssl.SSLError, OSError, AssertionError) as error:
            self.assertNotIn(b"y OK", bytes(one.buffer), error)
            return
        answer = one.ok("NOOP")
        self.assertFalse(answer.untagged, answer)

    def test_no_tls_at_all(self):
        """Garbage, silence and clear text on the port of TLS."""
        for data in (b"a NOOP\r\n" * 10, b"\x16\x03\x01\xff\xff" + b"\0" * 100, os.urandom(1000)):
            with socket.create_connection(("127.0.0.1", self.server.tls_port), 60) as one:
                try:
                    one.sendall(data)
                    one.shutdown(socket.SHUT_WR)
                    while one.recv(65536):
                        pass
                except OSError as error:  # It may have been cut off before all was said.
                    self.assertNotIsInstance(error, TimeoutError)
        with imapclient.Connection(self.server.tls_port, tls=True) as good:
            good.login(self.user, self.server.password)

    def test_many_commands_unread(self):
        """Twenty thousand commands whose answers nobody reads are not all kept."""
        one = self.login()
        one.ok("SELECT INBOX")
        before = self.anonymous()
        one.socket.settimeout(2)
        sent = 0
        data = b"".join(b"n%d NOOP\r\n" % number for number in range(20000))
        with contextlib.suppress(socket.timeout, BlockingIOError):
            while sent < len(data):
                sent += one.socket.send(data[sent:sent + 65536])
        self.others_are_served()
        self.grows_at_most(before, 30 * MB)
        one.socket.settimeout(60)
        complete = data[:sent].count(b"\r\n")
        for number in range(complete):
            answer = one.read()
            self.assertEqual((answer.tag, answer.kind), (f"n{number}", "OK"))

    def test_garbage(self):
        """Octets of chance, before and after the login; whatever is answered is an answer."""
        chance = random.Random(11)
        pieces = [b"a ", b"FETCH ", b"1:*", b" (", b")", b"{5}\r\n", b"{3+}\r\n", b"\r\n", b"\0", b"\xff\xfe", b'"', b"\\",
                  b"BODY[", b"]", b"<0.5>", b"SEARCH ", b"UID ", b"APPEND INBOX ", b"~{2}\r\n", b"\n", b"\r", b"LOGIN x ",
                  b"IDLE\r\n", b"DONE\r\n", b"STORE 1 +FLAGS ", b"NOT ", b"*", b"LIST ", b"AUTHENTICATE PLAIN\r\n", b"$"]
        for number in range(120):
            one = self.login() if number % 2 else self.greeted()
            if number % 4 == 3:
                one.ok("SELECT INBOX")
            one.send(b"".join(chance.choice(pieces) for _ in range(60)) + b"\r\n")
            with contextlib.suppress(OSError):
                one.socket.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionError):
                one.closed()
            one.close()

    def test_half_open_logins(self):
        """Very many that begin a login and stay there; whoever means it comes in."""
        before = self.anonymous()
        open_ones = []
        for number in range(self.half_open):
            # From many addresses, so that neither ports nor what is allowed to one of them end early.
            one = socket.create_connection(("127.0.0.1", self.server.port), 60, (f"127.0.1.{number % 250 + 1}", 0))
            self.addCleanup(one.close)
            one.sendall(b"x AUTHENTICATE PLAIN\r\n" if number % 2 else b"x LOGIN ")
            open_ones.append(one)
        if self.name == "ours":
            digidig.wait_for(lambda: self.connections() >= self.half_open, "all of them to be there at once")
        self.others_are_served()
        self.login().ok("SELECT INBOX")
        self.grows_at_most(before, 20 * MB + self.half_open * 16384)
        for one in open_ones:
            one.close()
        self.others_are_served()


class Limits(unittest.TestCase):
    """What the service's own settings bound."""

    def server(self, **env):
        one = imappeers.Ours({"IMAP_" + key.upper(): str(value) for key, value in env.items()})
        self.addCleanup(one.clean)
        one.start()
        one.account("limits@example.org")
        return one

    def test_too_many(self):
        server = self.server(max_connections=5)
        open_ones = [imapclient.Connection(server.port).login("limits@example.org", server.password) for _ in range(5)]
        one = imapclient.Connection(server.port)
        self.assertEqual(one.greeting.kind, "BYE", one.greeting)
        self.assertTrue(one.greeting.code, one.greeting)
        self.assertEqual(one.closed(), [])
        open_ones.pop().ok("LOGOUT")

        def again():
            two = imapclient.Connection(server.port)
            return two.greeting.kind == "OK"
        digidig.wait_for(again, "a place for the next")
        open_ones[0].ok("NOOP")

    def test_silent_before_login(self):
        server = self.server(idle_timeout=1)
        for data in (b"", b"x LOGIN ", b"x AUTHENTICATE PLAIN\r\n"):
            one = imapclient.Connection(server.port)
            one.send(data)
            rest = one.closed()
            self.assertEqual([answer.kind for answer in rest if answer.kind == "BYE"], ["BYE"], rest)

    def test_silent_after_login(self):
        server = self.server(imap_idle_timeout=1)
        one = imapclient.Connection(server.port).login("limits@example.org", server.password)
        self.assertEqual([answer.kind for answer in one.closed()], ["BYE"])

    def test_wrong_passwords(self):
        """After some wrong ones, more are refused unheard; the right one passes."""
        server = self.server(auth_failures=3)
        for _ in range(6):
            one = imapclient.Connection(server.port)
            # After some, it is not even asked.
            with contextlib.suppress(imapclient.Closed):
                self.assertEqual(one.do("LOGIN limits@example.org guessed-at").status, "NO")
        one = imapclient.Connection(server.port).login("limits@example.org", server.password)
        one.ok("SELECT INBOX")
        self.assertNotIn("guessed-at", server.log())
        self.assertNotIn(server.password, server.log())

    def test_switched_off(self):
        server = self.server()
        one = imapclient.Connection(server.port).login("limits@example.org", server.password)
        answer = server.service.put("/api/config", {"enabled": False})
        self.assertEqual(answer.status, 200, answer)
        two = imapclient.Connection(server.port)
        self.assertEqual(two.greeting.kind, "BYE", two.greeting)
        with contextlib.suppress(imapclient.Closed, ConnectionError):
            self.assertNotEqual(one.do("SELECT INBOX").status, "OK")


def main():
    options = {"--server": "ours", "--half-open": "500"}
    for name in options:
        if name in sys.argv:
            at = sys.argv.index(name)
            options[name] = sys.argv[at + 1]
            del sys.argv[at:at + 2]
    Hostile.name, Hostile.half_open = options["--server"], int(options["--half-open"])
    if not [peer for peer in imappeers.peers(Hostile.name) if peer.name == Hostile.name]:
        print("no service that speaks IMAP is here")
        sys.exit(77)
    if Hostile.name != "ours":
        Limits.__unittest_skip__, Limits.__unittest_skip_why__ = True, "settings of the service"
    unittest.main()


if __name__ == "__main__":
    main()
