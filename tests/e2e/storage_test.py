# SPDX-License-Identifier: GPL-3.0-or-later
"""In front of the Storage service, in both of its forms: what it has is here, and what happens here it is told."""

import os
import smtplib
import subprocess
import tempfile
import unittest

import digidig
import sse
from digidig import wait_for
from storage import Storage

QUIET = {"IMAP_SYNC_INTERVAL": "0"}


class Base:
    """The tests of one form."""

    form = None
    maxDiff = 4000

    def setUp(self):
        self.storage = Storage(self.form)
        self.addCleanup(self.storage.close)
        self.service = digidig.Service({**self.storage.env, **QUIET})
        self.addCleanup(self.service.clean)

    def start(self):
        self.service.start()

    def fetch(self, status=200, **body):
        answer = self.service.post("/fetch", body)
        self.assertEqual(answer.status, status, answer)
        return answer.json()

    def state(self):
        answer = self.service.get("/api/storage")
        self.assertEqual(answer.status, 200, answer)
        return answer.json()

    def told(self):
        """Waits until Storage knows all."""
        wait_for(lambda: self.state()["outbox"]["pending"] == 0, "the outbox to be empty")

    def read_whole(self):
        """Reads all that Storage has."""
        job = self.service.post("/api/storage/sync", {"whole": True}).json()["id"]
        ended = wait_for(lambda: (j := self.service.get(f"/api/jobs/{job}").json())["finished_at"] and j,
                         "the whole reading", 240)
        self.assertEqual(ended["state"], "done", ended)

    def emails(self, **query):
        return self.service.all_emails(**query)

    # --- In

    def test_what_storage_has_is_here(self):
        ids = [self.storage.add(recipient=f"user{n % 3}@example.com", sender="x@elsewhere.example",
                                subject=f"Číslo {n}", body=f"Tělo {n}\n") for n in range(30)]
        self.start()
        self.assertEqual(self.fetch()["emails_fetched"], 30)
        found = self.emails()
        self.assertEqual(sorted(e["subject"] for e in found), sorted(f"Číslo {n}" for n in range(30)))
        self.assertEqual({e["account"] for e in found}, {f"user{n}@example.com" for n in range(3)})
        before = {e["id"]: (e["uid"], e["modseq"]) for e in found}
        self.assertEqual(self.fetch()["emails_fetched"], 0)
        self.assertEqual({e["id"]: (e["uid"], e["modseq"]) for e in self.emails()}, before)
        # The Storage id is a second key.
        answer = self.service.get(f"/emails/{ids[7]}").json()
        self.assertEqual((answer["subject"], answer["body"]), ("Číslo 7", "Tělo 7\n"))
        self.assertEqual(self.state()["cache"]["documents"], 30)

    def test_a_fresh_start_with_ten_thousand(self):
        """Every call of the specification about e-mails, with the shapes that it shows; and once more: nothing new."""
        self.storage.do("generate", count=10_000, users=50, size=200)
        documents = self.storage.documents()
        self.start()
        patient = digidig.Client(self.service.port)
        self.addCleanup(patient.close)
        patient.connection.timeout = 600
        first = patient.request("POST", "/fetch").json()
        self.assertEqual((first["status"], first["emails_fetched"], first["message"]),
                         ("success", 10_000, "E-maily úspěšně staženy"))
        here = self.emails()
        self.assertEqual(sorted((e["recipient"], e["subject"]) for e in here),
                         sorted((d["recipient"], d["subject"]) for d in documents.values()))
        self.assertEqual(len({e["account"] for e in here}), 50)
        self.assertEqual(len({(e["account"], e["mailbox"], e["uid"]) for e in here}), 10_000)

        page = self.service.get("/emails").json()
        self.assertEqual(page["count"], len(page["emails"]))
        mine = self.service.get("/api/emails?user_id=user7%40example.com&limit=500").json()
        self.assertEqual((mine["count"], {e["recipient"] for e in mine["emails"]}), (200, {"user7@example.com"}))
        shown = {"id", "sender", "recipient", "subject", "body", "received_at"}
        for email in page["emails"] + mine["emails"]:
            self.assertEqual({name: type(email.get(name)) for name in shown}, dict.fromkeys(shown, str))
            self.assertRegex(email["received_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        key, document = next((k, d) for k, d in documents.items() if d["recipient"] == "user7@example.com")
        for identifier in (key, next(e["id"] for e in mine["emails"] if e["subject"] == document["subject"])):
            detail = self.service.get(f"/emails/{identifier}").json()
            self.assertEqual({name: detail[name] for name in ("sender", "recipient", "subject", "body")},
                             {name: document[name] for name in ("sender", "recipient", "subject", "body")})
            self.assertIsInstance(detail["headers"], dict)

        self.assertEqual(self.fetch(user_id="user7@example.com")["emails_fetched"], 0)
        self.assertEqual(self.fetch()["emails_fetched"], 0)
        self.read_whole()
        self.assertEqual({e["id"]: (e["account"], e["mailbox"], e["uid"], e["modseq"]) for e in self.emails()},
                         {e["id"]: (e["account"], e["mailbox"], e["uid"], e["modseq"]) for e in here})
        self.assertEqual(self.storage.documents(), documents)

    def test_the_same_document_is_the_same_bytes(self):
        """Whatever it lacks, whoever asks."""
        for fields in ({"subject": "Příliš žluťoučký 🐎", "sender": "Žofie Černá <z@elsewhere.example>"},
                       {"body": "<p>Jen <b>HTML</b></p>", "subject": ""}, {"body": ""},
                       {"headers": {"X-Mailer": "kůň", "Reply-To": "r@elsewhere.example"}},
                       {"subject": "one\r\nX-Injected: yes"}, {"subject": "\ud800 lone"}, {"sender": ""}):
            self.storage.add(**fields)
        raws = []
        for _ in range(2):
            with digidig.Service({**self.storage.env, **QUIET}) as service:
                self.assertEqual(service.post("/fetch").json()["emails_fetched"], 7)
                raws.append(sorted(service.get(f"/emails/{e['id']}/raw").body for e in service.all_emails()))
        self.assertEqual(raws[0], raws[1])
        self.assertFalse([raw for raw in raws[0] if b"\nX-Injected" in raw])

    def test_mail_from_before(self):
        """A store that held mail before there was a Storage keeps it, and does not send it there."""
        before = digidig.Service(QUIET, state=self.service.state)
        before.start()
        one = before.send(subject="From before", recipient="a@example.com")
        uid = before.get(f"/emails/{one}").json()["uid"]
        self.assertEqual(before.stop(), 0)
        self.storage.add(subject="From there", recipient="a@example.com")
        self.start()
        self.assertEqual(self.fetch()["emails_fetched"], 1)
        self.read_whole()
        self.told()
        self.assertEqual({e["subject"] for e in self.emails()}, {"From before", "From there"})
        self.assertEqual(self.service.get(f"/emails/{one}").json()["uid"], uid)
        self.assertEqual([d["subject"] for d in self.storage.documents().values()], ["From there"])

    def test_whose_addresses_are_ours(self):
        self.service.env["IMAP_LOCAL_DOMAINS"] = "example.com"
        self.storage.add(recipient="a@example.com", sender="stranger@elsewhere.example", subject="In")
        self.storage.add(recipient="stranger@elsewhere.example", sender="mere.sender@example.com", subject="Out")
        self.storage.add(recipient="stranger@elsewhere.example", sender="a@example.com", subject="Sent")
        self.start()
        self.fetch()
        self.assertEqual({(e["account"], e["mailbox"], e["subject"]) for e in self.emails()},
                         {("a@example.com", "INBOX", "In"), ("a@example.com", "INBOX/Sent", "Sent")})
        accounts = self.service.get("/api/accounts").json()["accounts"]
        self.assertEqual([a["address"] for a in accounts], ["a@example.com"])

    def test_on_schedule(self):
        self.service.env["IMAP_SYNC_INTERVAL"] = "1"
        self.storage.add(subject="First")
        self.start()
        wait_for(lambda: len(self.emails()) == 1, "the first reading")
        self.storage.add(subject="Second")
        wait_for(lambda: len(self.emails()) == 2, "another reading")

    def test_what_is_late(self):
        """An e-mail behind all that is known, which only a whole reading finds."""
        for n in range(1200):
            self.storage.add(subject=str(n))
        self.start()
        self.fetch()
        self.storage.add(subject="Late", timestamp="2020-01-01T00:00:00", received_at="2020-01-01T00:00:00Z")
        self.read_whole()
        self.assertEqual(len(self.emails(subject="Late")), 1)

    def test_https(self):
        """Over TLS, with an authority of its own and the certificate of a client."""
        home = tempfile.TemporaryDirectory()
        self.addCleanup(home.cleanup)

        def made(*arguments):
            subprocess.run(["openssl", *arguments], cwd=home.name, check=True, capture_output=True)

        made("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=authority",
             "-keyout", "ca.key", "-out", "ca.pem")
        for name in ("server", "client"):
            with open(os.path.join(home.name, "more"), "w", encoding="ascii") as file:
                file.write("subjectAltName=IP:127.0.0.1\n")
            made("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", f"{name}.key",
                 "-out", f"{name}.csr")
            made("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                 "-days", "2", "-extfile", "more", "-out", f"{name}.pem")
        at = {name: os.path.join(home.name, name) for name in os.listdir(home.name)}
        guarded = Storage(self.form, "--cert", at["server.pem"], "--key", at["server.key"],
                          "--client-ca", at["ca.pem"])
        self.addCleanup(guarded.close)
        guarded.add(subject="Behind TLS")
        env = {**QUIET, "STORAGE_URL": f"https://127.0.0.1:{guarded.port}", "IMAP_STORAGE_CA_FILE": at["ca.pem"],
               "IMAP_STORAGE_CERT": at["client.pem"], "IMAP_STORAGE_KEY": at["client.key"]}
        with digidig.Service(env) as service:
            self.assertEqual(service.post("/fetch").json()["emails_fetched"], 1)
            service.send(subject="Over TLS too")
            wait_for(lambda: len(guarded.documents()) == 2, "it to be stored there")
        for missing in ("IMAP_STORAGE_CA_FILE", "IMAP_STORAGE_CERT"):
            less = {k: v for k, v in env.items() if k != missing and (k, missing) != (
                "IMAP_STORAGE_KEY", "IMAP_STORAGE_CERT")}
            with digidig.Service(less) as service:
                answer = service.post("/fetch")
                self.assertEqual((answer.status, answer.json()["code"]), (503, "storage_unavailable"), missing)

    def test_one_user_and_new_accounts(self):
        self.storage.add(recipient="a@example.com", subject="A")
        self.storage.add(recipient="b@example.com", subject="B")
        self.start()
        self.assertEqual(self.fetch(user_id="a@example.com")["emails_fetched"], 1)
        self.assertEqual([e["subject"] for e in self.emails()], ["A"])
        self.assertEqual(self.service.post("/fetch", {"user_id": "nobody@example.com"}).status, 404)
        self.assertEqual(self.fetch()["emails_fetched"], 1)
        account = self.service.get("/api/accounts/a@example.com").json()
        self.assertEqual(self.fetch(user_id=account["id"])["emails_fetched"], 0)

    def test_what_goes_there_goes_here(self):
        first, second = (self.storage.add(subject=s) for s in ("First", "Second"))
        self.start()
        self.fetch()
        self.storage.do("erase", id=first)
        self.fetch()
        self.assertEqual([e["subject"] for e in self.emails()], ["Second"])
        self.assertEqual(self.service.get(f"/emails/{first}").status, 404)
        self.assertEqual(self.service.get(f"/emails/{second}").status, 200)
        self.assertEqual(self.state()["sync"]["emails_vanished"], 1)

    def test_on_demand(self):
        self.start()
        self.fetch()
        document = self.storage.add(subject="Just now")
        answer = self.service.get(f"/emails/{document}")
        self.assertEqual((answer.status, answer.json()["subject"]), (200, "Just now"))
        unknown = "0" * 24 if self.form == "deployed" else "00000000-0000-4000-8000-000000000000"
        answer = self.service.get(f"/emails/{unknown}")
        self.assertEqual((answer.status, answer.json()["code"]), (404, "email_not_found"))

    def test_sent_mail(self):
        self.storage.add(sender="a@example.com", recipient="b@example.com", subject="Between us")
        self.storage.add(sender="b@example.com", recipient="a@example.com", subject="And back")
        self.storage.add(sender="a@example.com", recipient="a@example.com", subject="To myself")
        self.start()
        self.fetch()
        found = {(e["account"], e["mailbox"], e["subject"]) for e in self.emails()}
        self.assertEqual(found, {
            ("b@example.com", "INBOX", "Between us"), ("a@example.com", "INBOX/Sent", "Between us"),
            ("a@example.com", "INBOX", "And back"), ("b@example.com", "INBOX/Sent", "And back"),
            ("a@example.com", "INBOX", "To myself")})
        self.assertEqual(self.fetch()["emails_fetched"], 0)

    def test_progress_is_told(self):
        for n in range(20):
            self.storage.add(subject=str(n))
        self.start()
        reader = sse.Reader(self.service, "types=storage").ready()
        self.addCleanup(reader.close)
        self.fetch()
        reader.wait(lambda r: [e for e in r.events if e.type == "sync" and e.data["emails_fetched"] == 20
                               and not e.data["syncing"]], "the end of the sync")
        facts = self.service.get("/api/stats").json()
        self.assertEqual((facts["emails_fetched"], facts["storage"]["emails_fetched"]), (20, 20))
        self.assertEqual(facts["storage"]["form"], self.form)
        metrics = self.service.get("/metrics").body.decode()
        self.assertIn("digidig_imap_storage_reachable 1", metrics)

    # --- Out

    def test_permanent_deletion(self):
        document = self.storage.add(subject="Away")
        self.start()
        self.fetch()
        self.assertEqual(self.service.delete(f"/emails/{document}").status, 200)
        self.told()
        self.assertIn(document, self.storage.documents())
        self.assertEqual(self.service.delete(f"/emails/{document}?permanent=true").status, 200)
        wait_for(lambda: document not in self.storage.documents(), "the document to go")
        self.told()
        self.assertEqual(self.fetch()["emails_fetched"], 0)
        self.assertEqual(self.emails(), [])

    def test_last_copy_decides(self):
        document = self.storage.add(sender="a@example.com", recipient="b@example.com")
        self.storage.add(sender="x@elsewhere.example", recipient="a@example.com")
        self.start()
        self.fetch()
        copies = {e["account"]: e["id"] for e in self.emails() if e["sender"] == "a@example.com"}
        self.assertEqual(len(copies), 2)
        self.service.delete(f"/emails/{copies['b@example.com']}?permanent=true")
        self.told()
        self.assertIn(document, self.storage.documents())
        self.assertEqual(self.fetch()["emails_fetched"], 0)
        self.service.delete(f"/emails/{copies['a@example.com']}?permanent=true")
        wait_for(lambda: document not in self.storage.documents(), "the document to go")

    def test_delivered_here_is_stored_there(self):
        self.start()
        one = self.service.send(recipient="new@example.com", subject="Nové", body="Tělo\n")
        self.told()
        documents = list(self.storage.documents().values())
        self.assertEqual([(d["recipient"], d["subject"], d["body"]) for d in documents],
                         [("new@example.com", "Nové", "Tělo\n")])
        self.assertEqual(self.fetch()["emails_fetched"], 0)
        self.assertEqual([e["id"] for e in self.emails()], [one])
        self.assertEqual(self.service.get(f"/emails/{documents[0]['id']}").json()["id"], one)
        self.service.delete(f"/emails/{one}?permanent=true")
        wait_for(lambda: not self.storage.documents(), "the document to go")
        # What is brought back is stored anew.
        answer = self.service.post("/api/accounts/new@example.com/deleted", {"ids": [one]})
        self.assertEqual(answer.status, 200, answer)
        wait_for(lambda: len(self.storage.documents()) == 1, "the document to come back")

    def test_delivered_by_lmtp_is_stored_there(self):
        self.service.env["IMAP_LMTP_LISTEN"] = "127.0.0.1:0"
        self.start()
        with smtplib.LMTP("127.0.0.1", self.service.ports["lmtp"]) as mail_server:
            for who in ("one", "two"):  # smtplib reads one answer to a message.
                self.assertEqual(mail_server.sendmail(
                    "jana@example.org", [f"{who}@example.com"],
                    "From: jana@example.org\r\nSubject: By LMTP\r\n\r\nText\r\n"), {})
        self.told()
        self.assertEqual(sorted((d["sender"], d["recipient"], d["subject"], d["body"].strip())
                                for d in self.storage.documents().values()),
                         [("jana@example.org", f"{who}@example.com", "By LMTP", "Text") for who in ("one", "two")])
        # They are known again, and not taken for others.
        self.assertEqual(self.fetch()["emails_fetched"], 0)
        self.assertEqual(len(self.emails()), 2)

    # --- Faults

    def test_storage_down_at_first(self):
        port = self.storage.port
        self.storage.close()
        self.start()
        wait_for(lambda: not self.state()["reachable"], "Storage to be missed")
        self.assertEqual(self.service.get("/api/health").json()["status"], "degraded")
        self.assertEqual(self.service.get("/health").status, 200)
        here = self.service.send(subject="Meanwhile")
        self.assertEqual(self.service.get(f"/emails/{here}").status, 200)
        answer = self.service.post("/fetch")
        self.assertEqual((answer.status, answer.json()["code"]), (503, "storage_unavailable"))
        self.assertEqual(self.state()["outbox"]["pending"], 1)
        with Storage(self.form, port=port) as back:
            back.add(subject="Waiting there")
            wait_for(lambda: self.state()["reachable"], "Storage to be found")
            self.fetch()
            self.assertEqual(sorted(e["subject"] for e in self.emails()), ["Meanwhile", "Waiting there"])
            self.told()
            self.assertEqual(len(back.documents()), 2)
            wait_for(lambda: self.service.get("/api/health").json()["status"] == "healthy", "health")


class Deployed(Base, unittest.TestCase):
    form = "deployed"

    def test_read_state(self):
        document = self.storage.add(subject="Read me")
        self.start()
        self.fetch()
        self.assertEqual(self.emails()[0]["flags"], [])
        self.service.patch(f"/emails/{document}", {"flags": {"add": ["seen"]}})
        wait_for(lambda: self.storage.documents()[document]["read"], "Storage to know")
        self.told()
        self.storage.do("update", id=document, set={"read": False})
        self.fetch()
        self.assertEqual(self.emails()[0]["flags"], [])
        self.storage.do("update", id=document, set={"read": True})
        self.fetch()
        self.assertEqual(self.emails()[0]["flags"], ["\\Seen"])
        self.told()
        self.assertTrue(self.storage.documents()[document]["read"])

    def test_limits_that_storage_does_not_heed(self):
        self.storage.do("announce", count=2500, size=20)
        self.start()
        self.assertEqual(self.fetch()["emails_fetched"], 2500)
        self.assertEqual(self.fetch()["emails_fetched"], 0)

    def test_a_500_removes_nothing(self):
        documents = [self.storage.add(subject=f"Stays {n}") for n in range(3)]
        self.start()
        self.fetch()
        self.storage.fault("status", status=500, match="/api/emails/")
        self.read_whole()
        self.assertEqual(len(self.emails()), 3)
        for document in documents:
            self.assertEqual(self.service.get(f"/emails/{document}").status, 200)
        # Nor is it said that there is none while lists fail as well.
        self.storage.fault("status", status=500)
        answer = self.service.get("/emails/" + "0" * 24)
        self.assertEqual((answer.status, answer.json()["code"]), (503, "storage_unavailable"))
        self.assertEqual(len(self.emails()), 3)
        # A deletion that fails is no deletion.
        self.storage.well()
        wait_for(lambda: self.state()["reachable"], "Storage to be found")
        self.storage.fault("status", status=500, match="^DELETE", times=2)
        self.assertEqual(self.service.delete(f"/emails/{documents[0]}?permanent=true").status, 200)
        wait_for(lambda: self.state()["outbox"]["failing"] == 1, "the deletion to fail")
        self.assertIn(documents[0], self.storage.documents())
        wait_for(lambda: documents[0] not in self.storage.documents(), "it to be done all the same")

    def test_errors_in_the_language_of_who_asks(self):
        self.start()
        unknown = f"/emails/{'0' * 24}"
        for language, there_is_none, away in (
                ("cs", "E-mail s daným ID neexistuje", "Storage service nedostupná"),
                ("en", "no such e-mail", "The Storage service is not available")):
            answer = self.service.get(unknown, Accept_Language=language)
            self.assertEqual((answer.status, answer.json()["detail"]), (404, there_is_none))
            self.storage.fault("status", status=500)
            for answer in (self.service.get(unknown, Accept_Language=language),
                           self.service.post("/fetch", Accept_Language=language)):
                self.assertEqual((answer.status, answer.json()["detail"]), (503, away))
            self.storage.well()
            wait_for(lambda: self.state()["reachable"], "Storage to be found")

    def test_pinned_to_the_other_form(self):
        self.service.env["STORAGE_API"] = "documented"
        self.start()
        answer = self.service.post("/fetch")
        self.assertEqual((answer.status, answer.json()["code"]), (503, "storage_unavailable"))
        self.storage.do("form", form="documented")
        self.storage.add(subject="By now")
        wait_for(lambda: self.state()["reachable"], "Storage to be found")
        self.assertEqual(self.fetch()["emails_fetched"], 1)
        self.assertEqual(self.state()["form"], "documented")

    def test_folder_at_first_sight(self):
        for folder in ("INBOX", "Spam", "Archive", "Projects"):
            self.storage.add(subject=folder, folder=folder)
        self.start()
        self.fetch()
        self.assertEqual({e["subject"]: e["mailbox"] for e in self.emails()},
                         {"INBOX": "INBOX", "Spam": "INBOX/Junk", "Archive": "INBOX/Archive",
                          "Projects": "Projects"})
        moved = next(e["id"] for e in self.emails() if e["subject"] == "Spam")
        self.service.patch(f"/emails/{moved}", {"mailbox": "INBOX"})
        self.fetch()
        self.assertEqual(self.service.get(f"/emails/{moved}").json()["mailbox"], "INBOX")


class Documented(Base, unittest.TestCase):
    form = "documented"


if __name__ == "__main__":
    unittest.main()
