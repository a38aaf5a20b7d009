# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers deliver by LMTP: what they are answered, and what is there then."""

import concurrent.futures
import random
import shutil
import smtplib
import subprocess

import digidig
import imapclient
import sse
from lmtp import MESSAGE, TRACE, Lmtp


class LmtpTest(digidig.ServiceTest):
    env = {"IMAP_LMTP_LISTEN": "127.0.0.1:0", "IMAP_AUTO_CREATE_ACCOUNTS": "false", "IMAP_PROTOCOL_PORT": "0",
           "IMAP_MAX_CONNECTIONS": "100"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("adam", "olga", "full", "off"):
            cls.account(name)
        cls.account("adam", aliases=["office@example.cz"])
        cls.account("full", quota_bytes=2000)
        cls.account("off", disabled=True)

    @classmethod
    def account(cls, name, **change):
        address = f"{name}@example.cz"
        if not change:
            answer = cls.service.post("/api/accounts", {"address": address, "password": "heslo-heslo"})
            assert answer.status == 201, answer
        else:
            answer = cls.service.patch(f"/api/accounts/{address}", change)
            assert answer.status == 200, answer

    @property
    def port(self):
        return self.service.ports["lmtp"]

    def lmtp(self, **more):
        client = Lmtp(self.port, **more)
        self.addCleanup(client.close)
        return client

    def found(self, subject, account="adam@example.cz", mailbox=None):
        """The messages of `account` with that subject."""
        query = {"user_id": account, "subject": subject} | ({"mailbox": mailbox} if mailbox else {})
        return self.service.emails(**query)

    def raw(self, subject, account="adam@example.cz"):
        """The trace and the bytes behind it of the one message with that subject."""
        (one,) = self.found(subject, account)
        raw = self.service.get(f"/emails/{one['id']}/raw").body
        trace = TRACE.match(raw)
        self.assertTrue(trace, raw[:600])
        return trace, raw[trace.end():]


class Delivery(LmtpTest):
    def test_the_library_of_python(self):
        with smtplib.LMTP("127.0.0.1", self.port) as client:
            refused = client.sendmail("eva@example.org", ["adam@example.cz", "nobody@example.cz"], MESSAGE % b"smtplib")
        self.assertEqual({name: code for name, (code, _) in refused.items()}, {"nobody@example.cz": 550})
        trace, content = self.raw("smtplib")
        self.assertEqual(content, MESSAGE % b"smtplib")
        self.assertEqual(trace["sender"], b"eva@example.org")
        self.assertEqual(trace["recipient"], b"adam@example.cz")
        self.assertEqual(trace["for"], b"adam@example.cz")
        self.assertEqual(trace["peer"], b"[127.0.0.1]")
        self.assertEqual(trace["with"], b"LMTP")

    def test_what_is_offered(self):
        client = self.lmtp()
        self.assertEqual(client.greeting.code, 220)
        self.assertEqual(set(client.extensions), {"PIPELINING", "SIZE 104857600", "8BITMIME", "SMTPUTF8", "CHUNKING",
                                                  "ENHANCEDSTATUSCODES"})
        self.assertEqual(str(client.ask("EHLO x")), "500 5.5.1")
        self.assertEqual(str(client.ask("QUIT")), "221 2.0.0")
        self.assertTrue(client.closed())

    def test_each_recipient_has_an_answer(self):
        client = self.lmtp()
        self.assertEqual(client.begin("adam@example.cz", "nobody@example.cz", "off@example.cz", "full@example.cz",
                                      "olga@example.cz"),
                         ["250 2.1.5", "550 5.1.1", "550 5.2.1", "250 2.1.5", "250 2.1.5"])
        content = MESSAGE % b"three" + b"x" * 2500 + b"\r\n"
        self.assertEqual(client.data(content, 3), ["250 2.0.0", "552 5.2.2", "250 2.0.0"])
        for name in ("adam", "olga"):
            trace, stored = self.raw("three", f"{name}@example.cz")
            self.assertEqual(stored, content)
            self.assertEqual(trace["recipient"], f"{name}@example.cz".encode())
        self.assertEqual(self.found("three", "full@example.cz"), [])
        # Known from the size, nobody has to send it.
        self.assertEqual(client.begin("full@example.cz", parameters=" SIZE=2500"), ["552 5.2.2"])
        self.assertEqual(str(client.ask("DATA")), "503 5.5.1")

    def test_a_full_mailbox_is_tried_again(self):
        self.account("nearly")
        self.account("nearly", quota_bytes=4000)
        client = self.lmtp()
        self.assertEqual(client.deliver(MESSAGE % b"fills" + b"x" * 3000, "nearly@example.cz"), ["250 2.0.0"])
        self.assertEqual(client.deliver(MESSAGE % b"more" + b"x" * 1000, "nearly@example.cz"), ["452 4.2.2"])
        self.assertEqual(client.begin("nearly@example.cz", parameters=" SIZE=1000"), ["452 4.2.2"])

    def test_bytes_stay(self):
        client = self.lmtp()
        odd = {
            b"dots": b".\r\n..\r\n.a\r\n...b\r\n\r\n.\r\n",
            b"bare": b"one\ntwo\r\n.\nthree\rfour\n.\r\n\n\r\n",
            b"eight": bytes(range(1, 10)) + bytes(range(11, 13)) + bytes(range(14, 256)) + b"\r\n",
            b"nul": b"a\0b\r\n",
            b"long": b"x" * 100_000 + b"\r\n",
            b"large": (b"." * 70 + b"\r\n") * 20_000,
        }
        for name, body in odd.items():
            content = b"Subject: bytes-%s\r\n\r\n%s" % (name, body)
            self.assertEqual(client.deliver(content, "adam@example.cz", parameters=" BODY=8BITMIME"), ["250 2.0.0"])
            self.assertEqual(self.raw(f"bytes-{name.decode()}")[1], content, name)

    def test_chunks(self):
        client = self.lmtp()
        content = b"Subject: chunks\r\n\r\n.\r\n" + bytes(range(256)) * 2000
        self.assertEqual(client.begin("adam@example.cz", "olga@example.cz"), ["250 2.1.5"] * 2)
        for at in range(0, len(content), 100_000):
            piece = content[at:at + 100_000]
            client.send(b"BDAT %d\r\n" % len(piece) + piece)
            self.assertEqual(str(client.answer()), "250 2.0.0")
        self.assertEqual(str(client.ask("BDAT 0 LAST")), "250 2.0.0")
        self.assertEqual(str(client.answer()), "250 2.0.0")
        for name in ("adam", "olga"):
            self.assertEqual(self.raw("chunks", f"{name}@example.cz")[1], content)

    def test_pipelined(self):
        client = self.lmtp(hello=False)
        content = MESSAGE % b"pipelined"
        client.send(b"LHLO x\r\n" + (b"MAIL FROM:<> SIZE=%d\r\nRCPT TO:<olga@example.cz>\r\nRCPT TO:<nobody@example.cz>\r\n"
                    b"BDAT %d LAST\r\n%s" % (len(content), len(content), content)) * 30 + b"QUIT\r\n")
        self.assertEqual(client.answer().code, 250)
        for _ in range(30):
            self.assertEqual([str(client.answer()) for _ in range(4)],
                             ["250 2.1.0", "250 2.1.5", "550 5.1.1", "250 2.0.0"])
        self.assertEqual(str(client.answer()), "221 2.0.0")
        self.assertEqual(len(self.found("pipelined", "olga@example.cz")), 30)

    def test_size(self):
        client = self.lmtp()
        self.assertEqual(str(client.ask("MAIL FROM:<a@b> SIZE=104857601")), "552 5.3.4")
        self.assertEqual(str(client.ask("MAIL FROM:<a@b> SIZE=104857600")), "250 2.1.0")

    def test_addresses_of_the_world(self):
        self.account("žluťoučký")
        client = self.lmtp()
        self.assertEqual(client.begin("žluťoučký@example.cz"), ["553 5.6.7"])
        client.ask("RSET")
        self.assertEqual(client.deliver(MESSAGE % "kůň".encode(), "žluťoučký@example.cz", sender="kůň@example.org",
                                        parameters=" SMTPUTF8 BODY=8BITMIME"), ["250 2.0.0"])
        trace, _ = self.raw("kůň", "žluťoučký@example.cz")
        self.assertEqual(trace["sender"], "kůň@example.org".encode())
        self.assertEqual(trace["recipient"], "žluťoučký@example.cz".encode())
        self.assertEqual(trace["with"], b"UTF8LMTP")

    def test_aliases_and_folders(self):
        for name in ("Lists", "INBOX/Shops"):
            answer = self.service.post("/api/accounts/adam@example.cz/mailboxes", {"name": name})
            self.assertEqual(answer.status, 201, answer)
        client = self.lmtp()
        for recipient, mailbox in (("office@example.cz", "INBOX"), ("adam+lists@example.cz", "Lists"),
                                   ("office+Shops@example.cz", "INBOX/Shops"), ("ADAM+none@Example.CZ", "INBOX"),
                                   ("adam+@example.cz", "INBOX")):
            subject = f"to-{recipient}"
            self.assertEqual(client.deliver(MESSAGE % subject.encode(), recipient), ["250 2.0.0"])
            self.assertEqual(len(self.found(subject, mailbox=mailbox)), 1, recipient)
            self.assertEqual(self.raw(subject)[0]["recipient"], recipient.encode())

    def test_junk(self):
        client = self.lmtp()
        client.deliver(b"X-Spam-Flag: YES\r\n" + MESSAGE % b"spam", "adam@example.cz", "olga@example.cz")
        client.deliver(b"X-Spam-Flag: NO\r\n" + MESSAGE % b"ham", "adam@example.cz")
        self.assertEqual(len(self.found("spam", mailbox="INBOX/Junk")), 1)
        self.assertEqual(len(self.found("ham", mailbox="INBOX")), 1)
        # An account may have a rule of its own, or none.
        for rule, mailbox in (("X-Rating: bad", "INBOX"), ("", "INBOX"), (None, "INBOX/Junk")):
            self.account("adam", junk_header=rule)
            self.assertEqual(self.service.get("/api/accounts/adam@example.cz").json()["junk_header"], rule)
            subject = f"rule-{rule}."
            client.deliver(b"X-Spam-Flag: YES\r\n" + MESSAGE % subject.encode(), "adam@example.cz")
            self.assertEqual(len(self.found(subject, mailbox=mailbox)), 1, rule)
        self.account("adam", junk_header="X-Rating: bad")
        client.deliver(b"x-rating: BAD; really\r\n" + MESSAGE % b"rated", "adam@example.cz")
        self.assertEqual(len(self.found("rated", mailbox="INBOX/Junk")), 1)
        self.account("adam", junk_header=None)
        self.problem(self.service.patch("/api/accounts/adam@example.cz", {"junk_header": "no rule"}), 422, None, "junk_header")
        # Where no folder has the use there is nowhere to put it.
        boxes = self.service.get("/api/accounts/olga@example.cz/mailboxes").json()["mailboxes"]
        (junk,) = [box for box in boxes if box["special_use"] == "\\Junk"]
        answer = self.service.patch(f"/api/accounts/olga@example.cz/mailboxes/{junk['id']}", {"special_use": None})
        self.assertEqual(answer.status, 200, answer)
        client.deliver(b"X-Spam-Flag: YES\r\n" + MESSAGE % b"unsorted", "olga@example.cz")
        self.assertEqual(len(self.found("unsorted", "olga@example.cz", "INBOX")), 1)

    def test_it_is_announced(self):
        with imapclient.Connection(self.service.ports["imap"]) as idle, sse.Reader(self.service, "types=mail") as events:
            idle.login("adam@example.cz", "heslo-heslo")
            idle.ok("SELECT INBOX")
            tag = idle.begin("IDLE")
            idle.continuation(tag)
            events.ready()
            self.assertEqual(self.lmtp().deliver(MESSAGE % b"announced", "adam@example.cz"), ["250 2.0.0"])
            while (news := idle.read()).kind != "EXISTS":
                pass
            self.assertTrue(news.number)
            idle.send(b"DONE\r\n")
            idle.finish(tag)
            (one,) = self.found("announced")
            events.wait(lambda e: any(event.data.get("id") == one["id"] for event in e.of("mail", "delivered")),
                        "the event of the delivery")

    def test_it_is_shown(self):
        client = self.lmtp()
        client.deliver(MESSAGE % b"shown", "adam@example.cz")
        connections = self.service.get("/api/imap/connections").json()
        (one,) = [c for c in connections["active_connections"] if c["protocol"] == "lmtp"
                  and c["peer"] == "127.0.0.1:%d" % client.socket.getsockname()[1]]
        self.assertEqual((one["user"], one["client"], one["state"], one["tls"]), (None, "client.example", "idle", False))
        self.assertGreater(one["bytes_in"], 100)
        answer = self.service.delete(f"/api/imap/connections/{one['id']}")
        self.assertLess(answer.status, 300, answer)
        self.assertEqual(str(client.answer()), "421 4.3.2")
        self.assertTrue(client.closed())
        metrics = self.service.get("/metrics").body.decode()
        self.assertRegex(metrics, r'digidig_imap_lmtp_recipients_total\{result="stored"\} [1-9]')
        self.assertRegex(metrics, r"digidig_imap_lmtp_messages_total [1-9]")
        health = self.service.get("/api/health").json()
        self.assertEqual(health["details"]["lmtp"]["status"], "ok", health)

    def test_what_the_log_says(self):
        client = self.lmtp()
        client.deliver(MESSAGE % b"secret-subject", "adam@example.cz", "nobody@example.cz")
        log = self.service.log_until_now()
        self.assertRegex(log, r"unknown recipient from 127\.0\.0\.1")
        self.assertRegex(log, r"message \w+ of \d+ bytes from 127\.0\.0\.1:\d+: stored for 1 of 1 recipients")
        self.assertNotIn("secret-subject", log)

    def test_hostile(self):
        generator = random.Random(7)
        for _ in range(30):
            with Lmtp(self.port, hello=None) as client:
                try:
                    client.send(bytes(generator.randrange(256) for _ in range(5000)) + b"\r\nLHLO x\r\nDATA\r\n")
                    client.send(b"A" * 200_000 + b"\r\nBDAT x\r\n")
                except ConnectionError:
                    pass
        client = self.lmtp()
        self.assertEqual(str(client.ask("x" * 100_000)), "500 5.5.2")
        self.assertEqual(client.begin(), [])
        client.send(b"RCPT TO:<adam@example.cz>\r\n" * 1001)
        answers = [str(client.answer()) for _ in range(1001)]
        self.assertEqual(answers, ["250 2.1.5"] * 1000 + ["452 4.5.3"])
        self.assertEqual(str(client.ask("RSET")), "250 2.0.0")
        self.assertEqual(client.deliver(MESSAGE % b"survivor", "adam@example.cz"), ["250 2.0.0"])

    def test_many_at_once(self):
        def deliver(number):
            with Lmtp(self.port) as client:
                return [client.deliver(MESSAGE % b"many-%d-%d" % (number, i), "olga@example.cz", "adam@example.cz")
                        for i in range(20)]

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            for answers in pool.map(deliver, range(20)):
                self.assertEqual(answers, [["250 2.0.0"] * 2] * 20)
        self.assertEqual(len(self.service.all_emails(user_id="olga@example.cz", subject="many-")), 400)

    def test_swaks(self):
        if not shutil.which("swaks"):
            self.skipTest("swaks is not installed")
        done = subprocess.run(["swaks", "--protocol", "LMTP", "--server", "127.0.0.1", "--port", str(self.port),
                               "--from", "eva@example.org", "--to", "adam@example.cz", "--header", "Subject: by-swaks",
                               "--body", ".dot\n..dots"], capture_output=True, text=True, timeout=digidig.PATIENCE,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(b".dot\r\n..dots\r\n", self.raw("by-swaks")[1])


if __name__ == "__main__":
    digidig.main()
