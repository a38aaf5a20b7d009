# SPDX-License-Identifier: GPL-3.0-or-later
"""IMAP in front of the Storage service, and with users of the Identity service."""

import threading
import unittest

import fakeidentity
import imapclient
import imappeers
from digidig import wait_for
from identity_test import Fake as Identity
from storage import Storage

ANN = "ann@example.org"
BOB = "bob@example.org"
MAIL = b"From: x@elsewhere.example\r\nTo: ann@example.org\r\nSubject: By APPEND\r\n\r\nText\r\n"


class Base:
    """The tests of one form."""

    form = None

    def setUp(self):
        self.storage = Storage(self.form)
        self.addCleanup(self.storage.close)
        self.peer = imappeers.Ours({**self.storage.env, "IMAP_SYNC_INTERVAL": "0", "IMAP_TIMEOUT": "5"})
        self.addCleanup(self.peer.clean)
        self.peer.start()
        self.service = self.peer.service
        self.peer.account(ANN)

    def connected(self):
        connection = imapclient.Connection(self.peer.tls_port, tls=True)
        self.addCleanup(connection.close)
        return connection.login(ANN, self.peer.password)

    def told(self):
        wait_for(lambda: self.service.get("/api/storage").json()["outbox"]["pending"] == 0, "the outbox to be empty")

    def fetch(self):
        answer = self.service.post("/fetch")
        self.assertEqual(answer.status, 200, answer)
        return answer.json()["emails_fetched"]

    def test_append_is_stored_there(self):
        client = self.connected()
        self.assertTrue(client.append("INBOX", MAIL, ["\\Seen"]))
        self.told()
        self.assertEqual([(d["recipient"], d["subject"]) for d in self.storage.documents().values()],
                         [(ANN, "By APPEND")])
        self.assertEqual(self.fetch(), 0)
        self.assertEqual(client.ok("SELECT", "INBOX").one("EXISTS").number, 1)
        body = client.ok("FETCH", "1", "BODY.PEEK[]").fetched()[1]
        self.assertIn(MAIL, body.values())

    def test_what_comes_and_goes_is_announced(self):
        client = self.connected()
        client.ok("SELECT", "INBOX")
        document = self.storage.add(recipient=ANN, subject="New")
        self.assertEqual(self.fetch(), 1)
        self.assertEqual(client.ok("NOOP").all("EXISTS")[-1].number, 1)
        self.storage.do("erase", id=document)
        self.fetch()
        self.assertEqual([expunged.number for expunged in client.ok("NOOP").all("EXPUNGE")], [1])

    def test_flags_and_expunge_are_told(self):
        documents = [self.storage.add(recipient=ANN, subject=subject) for subject in ("First", "Second", "Third")]
        self.fetch()
        client = self.connected()
        client.ok("SELECT", "INBOX")
        for subject, flag in (("First", "\\Seen"), ("Second", "\\Deleted")):
            (number,), _ = client.ok("SEARCH", "SUBJECT", subject).one("SEARCH").data
            client.ok("STORE", str(number), "+FLAGS", f"({flag})")
        client.ok("EXPUNGE")
        wait_for(lambda: len(self.storage.documents()) == 2, "the document to go")
        self.told()
        left = self.storage.documents()
        self.assertEqual(set(left), {documents[0], documents[2]})
        if self.form == "deployed":
            self.assertEqual([left[documents[0]]["read"], left[documents[2]]["read"]], [True, False])
        self.assertEqual(self.fetch(), 0)

    def test_reading_goes_on(self):
        """Storage hangs: what is here is read all the same, by many commands within one of its answers."""
        for n in range(20):
            self.storage.add(recipient=ANN, subject=f"Here {n}")
        self.fetch()
        client = self.connected()
        self.storage.fault("hang")
        asking = threading.Thread(target=lambda: self.service.post("/fetch"))
        asking.start()
        wait_for(lambda: self.storage.stats()["hanging"] > 0, "Storage to hang")
        rounds = 0
        while asking.is_alive():
            self.assertEqual(client.ok("SELECT", "INBOX").one("EXISTS").number, 20)
            self.assertEqual(len(client.ok("FETCH", "1:*", "(FLAGS ENVELOPE BODY.PEEK[])").fetched()), 20)
            client.ok("SEARCH", "SUBJECT", "here")
            rounds += 1
        asking.join()
        self.assertGreater(rounds, 5)
        uid = client.append("INBOX", MAIL)  # Meanwhile it is kept here.
        self.storage.well()
        wait_for(lambda: len(self.storage.documents()) == 21, "it to be stored there")
        self.told()
        self.assertTrue(uid)


class Deployed(Base, unittest.TestCase):
    form = "deployed"


class Documented(Base, unittest.TestCase):
    form = "documented"


class Users(unittest.TestCase):
    """LOGIN with the passwords of the platform."""

    def setUp(self):
        self.identity = Identity(fakeidentity.DEPLOYED)
        self.addCleanup(self.identity.end)
        for address in (ANN, BOB):
            self.identity.order("user", email=address, password="of the platform",
                                username=address.partition("@")[0], roles=["user"])
        self.peer = imappeers.Ours({"IDENTITY_URL": self.identity.url, "IMAP_TIMEOUT": "5"})
        self.addCleanup(self.peer.clean)
        self.peer.start()
        for address in (ANN, BOB):
            self.assertEqual(self.peer.service.post("/api/accounts", {"address": address}).status, 201)

    def logged_in(self, address, password="of the platform"):
        connection = imapclient.Connection(self.peer.tls_port, tls=True)
        self.addCleanup(connection.close)
        return connection, connection.do("LOGIN", imapclient.quote(address), imapclient.quote(password))

    def test_login(self):
        ann, answer = self.logged_in(ANN)
        self.assertEqual(answer.status, "OK", answer)
        _, wrong = self.logged_in(ANN, "something else")
        self.assertEqual((wrong.status, wrong.code), ("NO", ("AUTHENTICATIONFAILED",)))

        # Identity is down: sessions go on, new logins are not possible.
        self.identity.fault("down")
        ann.ok("SELECT", "INBOX")
        wait_for(lambda: self.logged_in(BOB)[1].status == "NO", "an answer")
        _, away = self.logged_in(BOB)
        self.assertEqual((away.status, away.code), ("NO", ("UNAVAILABLE",)))
        _, cached = self.logged_in(ANN)
        self.assertEqual(cached.status, "OK", cached)
        ann.ok("NOOP")
        self.identity.fault()
        wait_for(lambda: self.logged_in(BOB)[1].status == "OK", "Identity to be found")


if __name__ == "__main__":
    unittest.main()
