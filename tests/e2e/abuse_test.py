# SPDX-License-Identifier: GPL-3.0-or-later
"""Who guesses, floods or hurries over IMAP: bans and delays, what the answers tell, how fast an account may go."""

import shutil
import subprocess
import time
import unittest

import digidig
import imapclient
import imappeers

JANA = "jana@example.org"
PASSWORD = imappeers.PASSWORD


class AbuseTest(unittest.TestCase):
    env = {}

    def setUp(self):
        self.ours = imappeers.Ours(self.env)
        self.addCleanup(self.ours.clean)
        self.ours.start()
        self.service = self.ours.service
        self.ours.account(JANA)

    def connect(self):
        connection = imapclient.Connection(self.ours.port)
        self.addCleanup(connection.close)
        return connection

    def logged_in(self, user=JANA):
        return self.connect().login(user, PASSWORD)

    def guess(self, user=JANA, password="wrong", connection=None):
        return (connection or self.connect()).do("LOGIN", imapclient.quote(user), imapclient.quote(password))

    def bans(self):
        return self.service.get("/api/bans").json()["bans"]


class Bans(AbuseTest):
    env = {"IMAP_AUTH_FAILURES": "3", "IMAP_AUTH_BAN": "60", "IMAP_AUTH_DELAY": "0"}

    def ban(self):
        for number in range(3):
            self.assertEqual(self.guess(f"user{number}@example.org").code, ("AUTHENTICATIONFAILED",))

    def test_listed_and_lifted(self):
        self.ban()
        self.assertEqual([(ban["kind"], ban["subject"], ban["reason"], ban["failures"]) for ban in self.bans()],
                         [("address", "127.0.0.1", "wrong_credentials", 3)])
        connection = self.connect()
        answer = self.guess(connection=connection)
        self.assertEqual((answer.status, answer.code), ("NO", ("UNAVAILABLE",)))
        self.assertEqual(connection.closed(), [])
        self.assertEqual(self.service.delete(f"/api/bans/{self.bans()[0]['id']}").status, 200)
        self.assertEqual(self.guess().code, ("AUTHENTICATIONFAILED",))

    def test_of_an_account(self):
        for _ in range(3):
            self.guess()
        self.assertEqual({(ban["kind"], ban["subject"]) for ban in self.bans()},
                         {("account", JANA), ("address", "127.0.0.1")})

    def test_the_right_one_passes(self):
        self.ban()
        self.logged_in()

    def test_outlast_a_restart(self):
        self.ban()
        before = self.bans()
        self.service.restart()
        self.assertEqual(self.bans(), before)
        self.assertEqual(self.guess().code, ("UNAVAILABLE",))
        self.service.delete(f"/api/bans/{before[0]['id']}")
        self.service.restart()
        self.assertEqual(self.bans(), [])

    def test_tokens_and_proofs_count_too(self):
        self.service.post("/api/tokens", {"name": "x", "scope": "account", "account": JANA})
        for _ in range(3):
            connection = self.connect()
            connection.begin("AUTHENTICATE", "OAUTHBEARER", "biwsAWF1dGg9QmVhcmVyIHgBAQ==")
            self.assertEqual(connection.read().tag, "+")
            connection.close()  # Without waiting for the end.
        digidig.wait_for(self.bans, "the ban")

    @unittest.skipUnless(shutil.which("fail2ban-regex"), "needs the package fail2ban")
    def test_fail2ban(self):
        self.ban()
        self.guess()
        self.service.log_until_now()
        done = subprocess.run(
            ["fail2ban-regex", self.service.log_path, r"authentication failed from <HOST>$"],
            capture_output=True, text=True, timeout=digidig.PATIENCE, check=False)
        self.assertIn("4 matched", done.stdout, done)


class Delays(AbuseTest):
    env = {"IMAP_AUTH_FAILURES": "1000", "IMAP_AUTH_DELAY": "1"}

    def test_wrong_ones_wait_and_right_ones_do_not(self):
        """Twice as long each time; the third waits 200 ms at least, the fifth 800."""
        took = []
        for _ in range(5):
            begin = time.monotonic()
            self.guess()
            took.append(time.monotonic() - begin)
        self.assertGreater(took[2], 0.2)
        self.assertGreater(took[4], 0.8)
        self.logged_in()


class Enumeration(AbuseTest):
    """Nothing tells who has an account here, and of what kind it is."""

    env = {"IMAP_LANGUAGE": "en", "IMAP_SCRAM": "all"}

    def users(self):
        self.service.post("/api/accounts", {"address": "nopassword@example.org"})
        self.service.post("/api/accounts", {"address": "app@example.org"})
        made = self.service.post("/api/accounts/app@example.org/app-passwords", {"name": "phone"})
        self.assertEqual(made.status, 201, made)
        self.service.post("/api/accounts", {"address": "disabled@example.org", "password": PASSWORD})
        self.service.patch("/api/accounts/disabled@example.org", {"disabled": True})
        return [JANA, "nopassword@example.org", "app@example.org", "disabled@example.org", "nobody@example.org",
                "no address", JANA + "/abcd"]

    def said(self, *lines):
        """Every byte of the server's, after the greeting."""
        connection = self.connect()
        for line in lines:
            connection.send(line.encode() + b"\r\n")
        connection.send(b"z LOGOUT\r\n")
        received = bytes(connection.buffer)
        while data := connection.socket.recv(65536):
            received += data
        return received

    def hashes(self):
        return int(float(next(line.split()[1] for line in self.service.get("/metrics").body.decode().splitlines()
                              if line.startswith("digidig_imap_password_hashes_total "))))

    def test_answers(self):
        for form in ('a LOGIN "{user}" "wrong"', 'a LOGIN "{user}" "abcd-efgh-jkmn-pqrs-tuvw"', 'a LOGIN "{user}" ""'):
            answers = set()
            for user in self.users():
                before = self.hashes()
                answers.add(self.said(form.format(user=user)))
                self.assertEqual(self.hashes() - before, 1, (form, user))
            self.assertEqual(len(answers), 1, answers)


class Rates(AbuseTest):
    def test_commands(self):
        self.service.put("/api/config", {"imap_commands_per_second": 20})
        one, other = self.logged_in(), self.logged_in()
        self.ours.account("petr@example.org")
        petr = self.logged_in("petr@example.org")
        begin = time.monotonic()
        one.send(b"".join(b"x%d NOOP\r\n" % number for number in range(40)))
        for number in range(40):
            self.assertEqual(one.read().tag, f"x{number}")
        # A second's worth at once, the others in their time: none is refused.
        self.assertGreater(time.monotonic() - begin, 0.9)
        begin = time.monotonic()
        petr.ok("NOOP")
        others = time.monotonic() - begin
        begin = time.monotonic()
        for _ in range(10):
            other.ok("NOOP")
        self.assertGreater(time.monotonic() - begin, max(0.3, others))  # All sessions of an account together.
        self.service.put("/api/config", {"imap_commands_per_second": 0})
        one.send(b"".join(b"y%d NOOP\r\n" % number for number in range(1000)))
        for number in range(1000):
            self.assertEqual(one.read().tag, f"y{number}")

    def test_bytes_out(self):
        one = self.logged_in()
        one.append("INBOX", b"Subject: large\r\n\r\n" + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 10_000)
        one.ok("SELECT", "INBOX")
        self.service.put("/api/config", {"imap_bytes_per_second": 400_000})
        begin = time.monotonic()
        for _ in range(2):
            one.ok("FETCH 1 BODY.PEEK[]")
        one.ok("NOOP")
        self.assertGreater(time.monotonic() - begin, 1.5)

    def test_bytes_in(self):
        one = self.logged_in()
        self.service.put("/api/config", {"imap_bytes_per_second": 400_000})
        begin = time.monotonic()
        one.append("INBOX", b"Subject: large\r\n\r\n" + (b"y" * 70 + b"\r\n") * 15_000)
        one.ok("NOOP")
        self.assertGreater(time.monotonic() - begin, 1.0)

    def test_stop_does_not_wait(self):
        self.service.put("/api/config", {"imap_commands_per_second": 1})
        one = self.logged_in()
        one.send(b"".join(b"x%d NOOP\r\n" % number for number in range(100)))
        one.read()
        self.assertEqual(self.service.stop(), 0)


if __name__ == "__main__":
    digidig.main()
