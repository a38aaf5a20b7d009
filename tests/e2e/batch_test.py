# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /emails/batch: one operation over many e-mails, at once or as a job that survives kill -9."""

import contextlib
import http.client
import os
import threading

import digidig
import roles

TOKEN = "an-administrator-token-of-tests"


def tally(changed=0, unchanged=0, failed=0):
    return {"matched": changed + unchanged + failed, "changed": changed, "unchanged": unchanged, "failed": failed}


class BatchTest(digidig.ServiceTest):
    def batch(self, **body):
        return self.service.post("/emails/batch", body)

    def done(self, **body):
        """What became of a batch that is done at once: the counts and the errors."""
        answer = self.batch(**body)
        self.assertEqual(answer.status, 200, answer)
        result = answer.json()
        self.assertEqual(result.pop("status"), "done")
        return result, result.pop("errors")

    def finished(self, identity, state="done"):
        def end():
            job = self.service.get(f"/api/jobs/{identity}").json()
            return job["finished_at"] and job

        job = digidig.wait_for(end, f"the end of job {identity}", 120)
        self.assertEqual(job["state"], state, job)
        return job


class AtOnce(BatchTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = roles.Roles(cls.service, TOKEN)

    def some(self, count, name):
        """E-mails of a new account, which nobody else has."""
        address = f"{name}@example.org"
        return address, [self.service.send(recipient=address, subject=f"{name} {i}") for i in range(count)]

    def test_flags_of_ids(self):
        address, ids = self.some(3, "flags")
        result, errors = self.done(ids=ids[:2] + ["none"], operation="flags", flags={"add": ["seen", "work"]})
        self.assertEqual(result, tally(changed=2, failed=1))
        self.assertEqual([(e["id"], e["code"]) for e in errors], [("none", "email_not_found")])
        self.assertTrue(errors[0]["detail"])
        self.assertEqual([e["id"] for e in self.service.emails(account=address, unread="true")], ids[2:])
        result, errors = self.done(ids=ids, operation="flags", flags={"set": ["seen", "work"]})
        self.assertEqual((result, errors), (tally(changed=1, unchanged=2), []))
        result, _ = self.done(ids=ids, operation="flags", flags={"remove": ["seen"]})
        self.assertEqual(result, tally(changed=3))

    def test_the_same_id_twice_is_one(self):
        _, ids = self.some(1, "twice")
        self.assertEqual(self.done(ids=ids * 3, operation="flags", flags={"add": ["flagged"]})[0], tally(changed=1))

    def test_move_by_filter(self):
        address, ids = self.some(4, "move")
        self.service.patch(f"/emails/{ids[1]}", {"flags": {"add": ["flagged"]}})
        result, _ = self.done(filter={"account": address, "flagged": True}, operation="move",
                              mailbox="INBOX/Archive")
        self.assertEqual(result, tally(changed=1))
        self.assertEqual(self.service.get(f"/emails/{ids[1]}").json()["mailbox"], "INBOX/Archive")
        result, _ = self.done(filter={"account": address, "q": "in:INBOX -subject:\"move 0\""}, operation="move",
                              mailbox="INBOX/Archive")
        self.assertEqual(result, tally(changed=2))
        self.problem(self.batch(filter={"account": address}, operation="move", mailbox="Nowhere"), 404,
                     "mailbox_not_found")

    def test_delete(self):
        address, ids = self.some(4, "delete")
        self.assertEqual(self.done(ids=ids[:3], operation="delete")[0], tally(changed=3))
        trash = {"account": address, "mailbox": "INBOX/Trash"}
        self.assertEqual(len(self.service.emails(**trash)), 3)
        self.assertEqual(self.done(ids=ids[:3], operation="delete")[0], tally(unchanged=3))
        self.assertEqual(self.done(filter=trash, operation="delete", permanent=True)[0], tally(changed=3))
        self.assertEqual([e["id"] for e in self.service.emails(account=address)], ids[3:])
        restored = self.service.post(f"/api/accounts/{address}/deleted", {"ids": ids[:3]})
        self.assertEqual(restored.status, 200, restored)

    def test_dry_run(self):
        address, ids = self.some(12, "dry")
        answer = self.batch(filter={"account": address}, operation="delete", permanent=True, dry_run=True).json()
        self.assertEqual((answer["dry_run"], answer["matched"], answer["as_job"]), (True, 12, False))
        self.assertEqual(answer["sample"], ids[:10])
        answer = self.batch(ids=ids[:2] + ["none"], operation="delete", dry_run=True).json()
        self.assertEqual((answer["matched"], answer["failed"], answer["sample"]), (3, 1, ids[:2]))
        query = self.service.post("/emails/batch?dry_run=true", {"ids": ids, "operation": "delete"}).json()
        self.assertEqual((query["dry_run"], query["matched"]), (True, 12))
        self.assertEqual(len(self.service.emails(account=address, mailbox="INBOX")), 12)
        self.assertEqual(self.noted(ids[0]), [])

    def noted(self, identity):
        """The batches that the audit log has of an e-mail."""
        entries = self.service.get(f"/api/audit?object={identity}").json()["entries"]
        return [entry for entry in entries if entry["route"] == "/emails/batch"]

    def test_audit_names_what_was_changed(self):
        address, ids = self.some(2, "audited")
        self.done(ids=ids, operation="flags", flags={"add": ["seen"]})
        self.assertEqual(len(self.noted(ids[1])), 1)
        self.done(filter={"account": address}, operation="delete")
        entry = self.service.get("/api/audit?what=POST /emails/batch".replace(" ", "%20")).json()["entries"][0]
        self.assertIn(f'{{"account":"{address}"}}', entry["objects"])

    def test_wrong_requests(self):
        _, ids = self.some(1, "wrong")
        flags = {"operation": "flags", "flags": {"add": ["seen"]}}
        for body, field in (({}, "operation"), ({"operation": "burn", "ids": ids}, "operation"),
                            ({"operation": "flags", "ids": ids}, "flags"),
                            ({"operation": "flags", "ids": ids, "flags": {}}, "flags"),
                            ({"operation": "flags", "ids": ids, "flags": {"add": "seen"}}, "flags.add"),
                            ({"operation": "move", "ids": ids}, "mailbox"),
                            ({"operation": "delete", "ids": ids, "permanent": "yes"}, "permanent"),
                            ({**flags, "ids": ids, "mailbox": "INBOX"}, "mailbox"), ({**flags}, "ids"), ({**flags, "ids": []}, "ids"), ({**flags, "ids": "all"}, "ids"),
                            ({**flags, "ids": [1]}, "ids"), ({**flags, "ids": ["x"] * 10001}, "ids"),
                            ({**flags, "ids": ids, "filter": {"unread": True}}, "ids"),
                            ({**flags, "filter": {}}, "filter"), ({**flags, "filter": []}, "filter"),
                            ({**flags, "filter": {"sender": "x"}}, "filter.sender"),
                            ({**flags, "filter": {"from": ["x"]}}, "filter.from"),
                            ({**flags, "filter": {"from": ""}}, "filter.from"),
                            ({**flags, "filter": {"unread": "maybe"}}, "unread"),
                            # What would match everything without saying so.
                            ({**flags, "filter": {"q": "  "}}, "filter.q"), ({**flags, "filter": {"q": "\u200b"}}, "filter.q"),
                            ({**flags, "filter": {"subject": " "}}, "filter.subject"),
                            ({**flags, "filter": {"q": "()"}}, "q"), ({**flags, "filter": {"q": "from:(a OR b)"}}, "q"),
                            ({**flags, "ids": ids, "dry_run": "perhaps"}, "dry_run")):
            with self.subTest(body=str(body)[:100]):
                self.problem(self.batch(**body), 422, "validation_failed", field)
        self.problem(self.batch(**flags, filter={"account": "nobody@example.org"}), 404, "account_not_found")
        self.problem(self.batch(**flags, filter={"q": "from:"}), 422)
        self.assertEqual(self.service.get(f"/emails/{ids[0]}").json()["flags"], [])

    def test_roles(self):
        alice, own = self.some(2, "alice")
        bob, foreign = self.some(1, "bob")
        body = {"operation": "flags", "flags": {"add": ["seen"]}}
        for path in ("/emails/batch", "/api/emails/batch"):
            self.assertEqual(self.roles.statuses("POST", path, ("read",), {**body, "ids": own}), (403,))
        answer = self.roles.request(alice, "POST", "/emails/batch", {**body, "ids": own + foreign})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json()["changed"], 2)
        self.assertEqual([(e["id"], e["code"]) for e in answer.json()["errors"]], [(foreign[0], "email_not_found")])
        self.assertEqual(self.service.get(f"/emails/{foreign[0]}").json()["flags"], [])
        answer = self.roles.request(alice, "POST", "/emails/batch", {**body, "filter": {"account": bob}})
        self.problem(answer, 403, "forbidden")
        answer = self.roles.request(alice, "POST", "/emails/batch", {
            "operation": "delete", "filter": {"q": "-subject:nothing"}})
        self.assertEqual(answer.json()["changed"], 2)  # All that it may see.
        self.assertEqual(len(self.service.emails(account=bob, mailbox="INBOX")), 1)


class AsJob(BatchTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN}
    COUNT = 2500

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = roles.Roles(cls.service, TOKEN)
        path = os.path.join(cls.service.state, "many.mbox")
        with open(path, "w", encoding="utf-8") as file:
            for number in range(cls.COUNT):
                file.write(f"From a@example.com Thu Oct 23 10:30:00 2025\nFrom: a@example.com\n"
                           f"To: many@example.org\nSubject: old {number}\nMessage-ID: <{number}@x>\n\nbody {number}\n\n")
        imported = digidig.run("import", "--account", "many@example.org", "--create-account", path,
                               state=cls.service.state)
        assert imported.returncode == 0, imported

    @contextlib.contextmanager
    def mail_arriving(self):
        """Delivers mail of the same account meanwhile, also over a crash; the ids that were answered."""
        ids, stop = [], threading.Event()

        def send():
            while not stop.wait(0.02):
                with contextlib.suppress(OSError, http.client.HTTPException, AssertionError):
                    ids.append(self.service.send(recipient="many@example.org", subject="new"))

        thread = threading.Thread(target=send)
        thread.start()
        try:
            yield ids
        finally:
            stop.set()
            thread.join()

    def job(self, **body):
        answer = self.batch(**body)
        self.assertEqual(answer.status, 202, answer)
        identity = answer.json()["id"]
        self.assertEqual(answer.headers["Location"], f"/api/jobs/{identity}")
        return identity

    def killed_in_the_middle(self, **body):
        """Starts the job, ends the service while some steps are done and others are not, starts it again."""
        identity = self.job(**body)
        job = digidig.wait_for(
            lambda: (j := self.service.get(f"/api/jobs/{identity}").json())["progress"]["done"] > 0 and j,
            "the first step")
        self.service.kill()
        self.service.start()
        self.assertEqual(job["state"], "running")
        self.assertLess(job["progress"]["done"], self.COUNT)
        return self.finished(identity)

    def check(self):
        self.service.stop()
        checked = digidig.run("check", state=self.service.state)
        self.assertEqual(checked.returncode, 0, checked)
        self.service.start()

    def counts(self, **query):
        return self.service.get("/emails?limit=1&account=many@example.org&" + "&".join(
            f"{name}={value}" for name, value in query.items())).json()["total"]

    def test_filter_job_survives_kill(self):
        # What the operation changes is what the filter asks for.
        with self.mail_arriving() as arrived:
            digidig.wait_for(lambda: arrived, "mail to arrive")
            job = self.killed_in_the_middle(filter={"account": "many@example.org", "subject": "old", "unread": True},
                                            operation="flags", flags={"add": ["seen"]})
            here = len(arrived)
            digidig.wait_for(lambda: len(arrived) > here, "mail to arrive after the crash")
        self.assertEqual({k: v for k, v in job["result"].items() if k != "errors"}, tally(changed=self.COUNT))
        self.assertEqual(job["progress"], {"done": self.COUNT, "total": self.COUNT, "unit": "emails"})
        self.assertEqual(len(self.service.all_emails(account="many@example.org", subject="old", unread="true",
                                                     fields="id")), 0)
        self.assertGreaterEqual(self.counts(unread="true"), len(arrived))
        # All of it back, over ids.
        ids = [e["id"] for e in self.service.all_emails(account="many@example.org", subject="old", fields="id")]
        self.assertEqual(len(ids), self.COUNT)
        with self.mail_arriving() as arrived:
            digidig.wait_for(lambda: arrived, "mail to arrive")
            job = self.killed_in_the_middle(ids=ids, operation="flags", flags={"remove": ["seen"]})
        self.assertEqual(job["result"]["changed"], self.COUNT)
        # To the trash and for good.
        with self.mail_arriving() as arrived:
            digidig.wait_for(lambda: arrived, "mail to arrive")
            job = self.killed_in_the_middle(filter={"account": "many@example.org", "subject": "old"},
                                            operation="delete")
        self.assertEqual(job["result"]["changed"], self.COUNT)
        self.assertEqual(self.counts(mailbox="INBOX/Trash"), self.COUNT)
        with self.mail_arriving() as arrived:
            digidig.wait_for(lambda: arrived, "mail to arrive")
            job = self.killed_in_the_middle(filter={"account": "many@example.org", "mailbox": "INBOX/Trash"},
                                            operation="move", mailbox="INBOX")
        self.assertEqual(job["result"]["changed"], self.COUNT)
        self.assertEqual(self.counts(mailbox="INBOX/Trash"), 0)
        self.check()

    def test_one_account_sees_and_cancels_its_own(self):
        self.service.send(recipient="other@example.org")
        answer = self.roles.request("many@example.org", "POST", "/emails/batch", {
            "operation": "flags", "flags": {"add": ["work"]}, "filter": {"q": "-subject:nothing"}})
        self.assertEqual(answer.status, 202, answer)
        identity = answer.json()["id"]
        self.assertEqual(answer.json()["account"], "many@example.org")
        who = ("many@example.org", "other@example.org", "read")
        self.assertEqual(self.roles.statuses("GET", f"/api/jobs/{identity}", who), (200, 404, 200))
        self.assertEqual(self.roles.statuses("DELETE", f"/api/jobs/{identity}", who[1:]), (404, 403))
        listed = self.roles.request("many@example.org", "GET", "/api/jobs").json()["jobs"]
        self.assertIn(identity, [job["id"] for job in listed])
        self.assertEqual(self.roles.request("other@example.org", "GET", "/api/jobs").json()["jobs"], [])
        cancelled = self.roles.request("many@example.org", "DELETE", f"/api/jobs/{identity}")
        self.assertIn(cancelled.status, (200, 202), cancelled)

    def test_cancel_stops_at_a_step(self):
        with self.mail_arriving() as arrived:
            digidig.wait_for(lambda: arrived, "mail to arrive")
            identity = self.job(filter={"account": "many@example.org", "subject": "old"}, operation="flags",
                                flags={"add": ["cancelled"]})
            digidig.wait_for(lambda: self.service.get(f"/api/jobs/{identity}").json()["progress"]["done"] > 0,
                             "the first step")
            self.assertIn(self.service.delete(f"/api/jobs/{identity}").status, (200, 202))
            job = self.finished(identity, "cancelled")
        changed = len(self.service.all_emails(account="many@example.org", q="keyword:cancelled", fields="id"))
        self.assertEqual(changed % 1000, 0)  # Whole steps.
        self.assertEqual(changed, job["progress"]["done"])
        self.assertLess(changed, self.COUNT)

    def test_dry_run_of_many(self):
        answer = self.batch(filter={"subject": "old"}, operation="delete", dry_run=True)
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual((answer.json()["matched"], answer.json()["as_job"]), (self.COUNT, True))


if __name__ == "__main__":
    digidig.main()
