# SPDX-License-Identifier: GPL-3.0-or-later
"""COMPRESS=DEFLATE (RFC 4978): the same conversation in fewer bytes, with a client of its own (Mutt is among imap_clients_test.py)."""

import random
import unittest
import zlib

import deflated
import digidig
import imapclient
import imapmessages
import imappeers


def text(seed, size):
    chooser = random.Random(seed)
    lines = (" ".join(chooser.choice(("some", "words", "of", "mail", "again")) for _ in range(12)) for _ in range(size // 60))
    return b"From: a@example.com\r\nSubject: %d\r\n\r\n" % seed + "\r\n".join(lines).encode() + b"\r\n"


class Compress(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = imappeers.Ours()
        cls.addClassCleanup(cls.server.clean)
        cls.server.start()

    def setUp(self):
        self.user = f"{self._testMethodName.removeprefix('test_').replace('_', '-')}@example.org"
        self.server.account(self.user)

    def compressed(self, tls=False):
        connection = imapclient.Connection(self.server.tls_port if tls else self.server.port, tls=tls)
        self.addCleanup(connection.close)
        connection.login(self.user, self.server.password)
        self.assertIn("COMPRESS=DEFLATE", connection.capabilities())
        connection.ok("COMPRESS DEFLATE")
        connection.deflate()
        return connection

    def session(self):
        [found] = [one for one in self.server.service.get("/api/imap/sessions").json()["active_sessions"]
                   if one["user"] == self.user]
        return found

    def test_mail_there_and_back(self):
        contents = [text(seed, 20_000) for seed in range(20)] + [imapmessages.nested(1, "multipart")]
        contents.append(b"Subject: noise\r\n\r\n" + random.Random(1).randbytes(300_000).hex().encode() + b"\r\n")
        for tls in (False, True):
            with self.subTest(tls=tls):
                connection = self.compressed(tls)
                box = f"box{int(tls)}"
                connection.ok("CREATE", box)
                for number, content in enumerate(contents):
                    connection.append(box, content, sync=number % 2 == 0)
                connection.ok("SELECT", box)
                fetched = connection.ok("FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[])").fetched()
                self.assertEqual([fetched[number]["BODY[]"] for number in sorted(fetched)], contents)
                session = self.session()
                self.assertTrue(session["compressed"])
                total = sum(map(len, contents))
                self.assertGreater(session["uncompressed_in"], total)
                self.assertGreater(session["uncompressed_out"], total)
                self.assertLess(session["bytes_in"], total * 0.7)
                self.assertLess(session["bytes_out"], total * 0.7)
                connection.ok("LOGOUT")
                digidig.wait_for(lambda: not self.server.service.get("/api/imap/sessions").json()["count"], "the end")

    def test_news_come_while_it_idles(self):
        """What is told by itself is flushed like an answer, also after a long silence."""
        connection = self.compressed()
        connection.ok("SELECT INBOX")
        connection.send(b"i IDLE\r\n")
        self.assertEqual(connection.read().tag, "+")
        for count in (1, 2, 3):
            self.server.service.send(recipient=self.user)
            while True:
                told = connection.read()
                if (told.kind, told.number) == ("EXISTS", count):
                    break
        connection.send(b"DONE\r\n")
        self.assertEqual(connection.finish("i").status, "OK")

    def test_commands_that_come_together(self):
        connection = self.compressed()
        tags = [connection.begin("NOOP") for _ in range(500)]
        for tag in tags:
            self.assertEqual(connection.finish(tag).status, "OK")

    def test_a_bomb_stays_small(self):
        """A gigabyte in a megabyte: the session may be lost, memory and others are not."""
        process = self.server.process.pid
        def resident():
            with open(f"/proc/{process}/status", encoding="ascii") as file:
                return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))
        connection = self.compressed()
        before = resident()
        deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
        bomb = deflater.compress(b"x NOOP ") + deflater.flush(zlib.Z_SYNC_FLUSH)
        zeros = bytes(1 << 20)
        for _ in range(1000):
            bomb += deflater.compress(zeros)
        bomb += deflater.flush(zlib.Z_SYNC_FLUSH)
        other = imapclient.Connection(self.server.port).login(self.user, self.server.password)
        self.addCleanup(other.close)
        try:
            connection.socket.inside.sendall(bomb)
        except ConnectionError:
            pass
        for _ in range(20):
            other.ok("NOOP")
        self.assertLess(resident() - before, 30_000)
        with self.assertRaises((imapclient.Closed, ConnectionError)):
            while True:
                connection.read()

    def test_what_is_not_compressed(self):
        for junk in (b"a NOOP\r\n", b"\xff" * 100, b"\x03\x00more"):
            connection = self.compressed()
            connection.socket.inside.sendall(junk)
            with self.assertRaises((imapclient.Closed, ConnectionError)):
                connection.read()

    def test_small_windows(self):
        """A client may have any window up to 32 KiB (RFC 4978 §4)."""
        for window in range(9, 16):
            connection = imapclient.Connection(self.server.port).login(self.user, self.server.password)
            self.addCleanup(connection.close)
            connection.ok("COMPRESS DEFLATE")
            connection.socket = deflated.Socket(connection.socket, window)
            content = text(window, 50_000)
            connection.ok("CREATE", f"w{window}")
            connection.append(f"w{window}", content)
            connection.ok("SELECT", f"w{window}")
            self.assertEqual(connection.ok("FETCH 1 BODY.PEEK[]").fetched()[1]["BODY[]"], content)


if __name__ == "__main__":
    digidig.main()
