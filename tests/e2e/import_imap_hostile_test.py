# SPDX-License-Identifier: GPL-3.0-or-later
"""`import imap://` from servers that are broken, or want to do harm."""

import contextlib
import socketserver
import threading

import digidig
import imapmoving
from imapmoving import small

CAPABILITIES = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"


class Fake:
    """A server that answers each command with what `answers` has for its name: bytes, in which TAG is the command's
    tag, or an endless generator of bytes."""

    greeting = b"* OK hello\r\n"

    def __init__(self, answers, greeting=None):
        outer = self
        self.commands = []
        self.answers = {"CAPABILITY": CAPABILITIES + b"TAG OK\r\n", "LOGOUT": b"* BYE\r\nTAG OK\r\n",
                        "LIST": b'* LIST () "/" INBOX\r\nTAG OK\r\n', "LSUB": b"TAG OK\r\n",
                        "EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 9] ok\r\nTAG OK\r\n"} | answers

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                with contextlib.suppress(OSError):
                    self.say(outer.greeting if greeting is None else greeting, b"")
                    for line in self.rfile:
                        tag, _, rest = line.strip().partition(b" ")
                        outer.commands.append(rest)
                        name = rest.split()[0].decode().upper()
                        if name == "AUTHENTICATE":
                            self.say(b"+ \r\n", tag)
                            self.rfile.readline()
                        if name == "UID":
                            name = "BODY" if b"BODY" in rest else "UID"
                        self.say(outer.answers.get(name, b"TAG OK\r\n"), tag)

            def say(self, answer, tag):
                for piece in [answer] if isinstance(answer, bytes) else answer():
                    self.wfile.write(piece.replace(b"TAG", tag))

        self.server = imapmoving.Server(("127.0.0.1", 0), Handler)
        self.url = f"imap://jana@127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind, value, trace):
        self.server.shutdown()
        self.server.server_close()


def endless(piece):
    def pieces():
        while True:
            yield piece * 1000
    return pieces


def fetched(raw, uid=1, more=b""):
    return b"* 1 FETCH (UID %d RFC822.SIZE 5 %sBODY[] {%d}\r\n%s)\r\nTAG OK\r\n" % (uid, more, len(raw), raw)


LISTED = b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\nTAG OK\r\n"


class FromHostileServers(imapmoving.Base):
    def taken_from(self, answers, greeting=None, code=0, arguments=("--no-tls",)):
        with Fake(answers, greeting) as fake:
            self.fake = fake
            return self.run_import(fake.url, *arguments, code=code)

    def refusal(self, answers, greeting=None, code=69, slug="unavailable", arguments=("--no-tls",)):
        answer = self.taken_from(answers, greeting, code, arguments)
        self.assertEqual(answer["error"]["code"], slug, answer)
        return answer["error"]["message"]

    def test_no_imap(self):
        self.assertIn("IMAP", self.refusal({}, b"220 mail ESMTP\r\n"))
        self.refusal({}, b"* BYE \x1b[2Jgo away\r\n")

    def test_without_end(self):
        self.refusal({}, endless(b"x"), code=65, slug="too_large")
        for name in ("CAPABILITY", "AUTHENTICATE", "LIST", "LSUB", "EXAMINE"):
            for piece in (b"* OK still there\r\n", b"x", b"* 3 EXISTS\r\n"):
                with self.subTest(name=name, piece=piece):
                    self.refusal({name: endless(piece)}, code=65, slug="too_large")
        for piece in (b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n", b"* LIST () {99999999}\r\n"):
            self.refusal({"UID": endless(piece)}, code=65, slug="too_large")

    def test_messages_without_end(self):
        for answer, imported in ((endless(b"* 1 FETCH (UID 1 BODY[] \"x\")\r\n"), 1),
                                 (b"* 1 FETCH (BODY[] {99999999999}\r\n", 0),
                                 (endless(b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n"), 0),
                                 (endless(b"x"), 0)):
            found = self.taken_from({"UID": LISTED, "BODY": answer}, code=0 if imported else 65)
            self.assertEqual(self.counts(found), (imported, 0, 1 - imported), found)

    def test_promises(self):
        """Says that there are messages, and does not give them."""
        answer = self.taken_from({"UID": LISTED}, code=65)
        self.assertEqual([one["code"] for one in answer["failures"]], ["not_given"])
        answer = self.taken_from({"UID": b"TAG OK\r\n"}, code=65)
        self.assertEqual((answer["failed"], "uid" in answer["failures"][0]), (1, False))
        answer = self.taken_from({"UID": LISTED, "BODY": b"TAG NO \x1b[31mbroken\r\n"}, code=65)
        self.assertEqual([one["code"] for one in answer["failures"]], ["refused_by_server"])
        self.assertNotIn("\x1b", answer["failures"][0]["message"])
        self.refusal({"EXAMINE": b"* 4000000000 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\nTAG OK\r\n"}, code=65,
                     slug="too_large")
        answer = self.taken_from({"EXAMINE": b"* 1 EXISTS\r\nTAG OK\r\n"}, code=65)
        self.assertEqual(answer["failures"][0]["folder"], "INBOX")
        answer = self.taken_from({"EXAMINE": b"TAG NO no\r\n"}, code=65)
        self.assertEqual(answer["failures"][0]["code"], "refused_by_server")
        answer = self.taken_from({"LIST": b'* LIST () "/" "x\r\n* LIST () "/" ok\r\nTAG OK\r\n',
                                  "EXAMINE": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\nTAG OK\r\n"}, code=65)
        self.assertEqual([folder["folder"] for folder in answer["folders"]], ["ok"])

    def test_other_messages(self):
        """What was not asked for is not taken."""
        answer = self.taken_from({"UID": LISTED, "BODY": b"* 9 FETCH (UID 9 BODY[] \"no\")\r\n" + fetched(small(1))})
        self.assertEqual(self.counts(answer), (1, 0, 0))

    def test_odd_messages(self):
        raw = b"Subject: \x00\xff\r\n\r\n\x00 no end"
        odd = b"FLAGS (\\Seen \\Strange x[]y " + b" ".join(b"k%d" % n for n in range(200)) + \
            b" " + b"l" * 100 + b") INTERNALDATE \"never\" X-MORE ((1 2) \"a\" {2}\r\n)) NIL) "
        answer = self.taken_from({"UID": LISTED, "BODY": fetched(raw, more=odd)})
        self.assertEqual(self.counts(answer), (1, 0, 0))
        self.assertTrue(answer["folders"][0]["same"])
        (stored, flags, _), = self.stored()[0]["INBOX"]
        self.assertEqual(stored, raw)
        self.assertIn("\\Seen", flags)
        self.assertIn("k0", flags)
        self.assertNotIn("\\Strange", flags)
        self.assertLessEqual(len(flags), 65)

    def test_numbered_anew(self):
        """UIDs of another UIDVALIDITY are other messages, known by their bytes."""
        with Fake({"UID": LISTED, "BODY": fetched(small(1))}) as fake:
            seen = []
            for number in (9, 9, 10):
                fake.answers["EXAMINE"] = b"* 1 EXISTS\r\n* OK [UIDVALIDITY %d] ok\r\nTAG OK\r\n" % number
                answer = self.run_import(fake.url, "--no-tls")
                seen.append((*self.counts(answer), answer["folders"][0]["taken_before"]))
        self.assertEqual(seen, [(1, 0, 0, 0), (0, 1, 0, 1), (0, 1, 0, 0)])

    def test_tls_is_demanded(self):
        """Nobody sees the password without TLS, unless it was said so."""
        self.refusal({}, arguments=(), slug="no_tls")
        self.refusal({}, b"* PREAUTH you are in\r\n", arguments=())
        offering = {"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\nTAG OK\r\n"}
        self.refusal(offering | {"STARTTLS": b"TAG OK now\r\n* CAPABILITY AUTH=PLAIN\r\n"}, arguments=(), code=65,
                     slug="corrupt")
        self.refusal(offering | {"STARTTLS": b"TAG NO not now\r\n"}, arguments=(), code=66, slug="refused_by_server")
        self.assertFalse([line for line in self.fake.commands if line.startswith((b"AUTH", b"LOGIN"))])

    def test_login(self):
        """LOGIN where there is no AUTHENTICATE; neither where the server forbids it."""
        plain = {"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\nTAG OK\r\n", "UID": LISTED, "BODY": fetched(small(1))}
        self.taken_from(plain)
        self.assertIn(b'LOGIN "jana" "secret"', self.fake.commands)
        self.refusal({"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nTAG OK\r\n"})
        self.refusal({"AUTHENTICATE": b"TAG NO [UNAVAILABLE] later\r\n"})
        self.refusal({"AUTHENTICATE": b"TAG NO no\r\n"}, code=77, slug="unauthorized")


if __name__ == "__main__":
    digidig.main()
