# SPDX-License-Identifier: GPL-3.0-or-later
"""Delivering, listing, reading, changing and deleting mail over REST."""

import concurrent.futures
import gzip
import json
import random
import threading
import urllib.parse
import uuid
from email.message import EmailMessage
from email.policy import SMTP

import digidig

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 20 + b"\n%%EOF\n"


def sample(subject="Sample", recipient="mime@example.com"):
    """A message with a text, an HTML alternative, a PDF and a nested message."""
    inner = EmailMessage(policy=SMTP)
    inner["From"], inner["To"], inner["Subject"] = "inner@example.net", "x@example.net", "Vnitřní zpráva"
    inner.set_content("inner text\n")
    message = EmailMessage(policy=SMTP)
    message["From"] = "Žofie Malá <zofie@example.com>"
    message["To"] = f"{recipient}, other@example.net"
    message["Subject"] = subject
    message["Date"] = "Thu, 23 Oct 2025 10:30:00 +0000"
    message["Message-ID"] = f"<{uuid.uuid4()}@example.com>"
    message.set_content("Dobrý den, příloha v příloze.\n")
    message.add_alternative("<p>Dobrý <b>den</b>, příloha v příloze.</p>\n", subtype="html")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="Smlouva č. 1.pdf")
    message.add_attachment(inner)
    return message.as_bytes()


class Delivery(digidig.ServiceTest):
    def test_one_recipient(self):
        answer = self.service.post("/emails", {"sender": "a@example.com", "recipient": "one@example.com",
                                               "subject": "Jedna", "body": "text"})
        self.assertEqual(answer.status, 201, answer)
        body = answer.json()
        self.assertEqual(body["status"], "stored")
        self.assertEqual(body["ids"], [body["id"]])
        detail = self.service.get(f"/emails/{body['id']}").json()
        self.assertEqual((detail["sender"], detail["recipient"], detail["subject"]),
                         ("a@example.com", "one@example.com", "Jedna"))

    def test_list_of_recipients(self):
        answer = self.service.post("/emails", {"sender": "a@example.com", "subject": "Dva", "body": "text",
                                               "recipient": ["two@example.com", "three@example.com"]})
        self.assertEqual(answer.status, 201, answer)
        ids = answer.json()["ids"]
        self.assertEqual(len(set(ids)), 2)
        self.assertEqual([self.service.get(f"/emails/{i}").json()["recipient"] for i in ids],
                         ["two@example.com", "three@example.com"])

    def test_all_members(self):
        identity = self.service.send(headers={"X-Project": "Ještěrka", "Reply-To": "reply@example.com"},
                                     received_at="2024-02-29T23:59:59Z", mailbox="INBOX/Archive",
                                     flags=["\\Seen", "$Work"], subject="🦎 Ještěrka")
        detail = self.service.get(f"/emails/{identity}").json()
        self.assertEqual(detail["received_at"], "2024-02-29T23:59:59Z")
        self.assertEqual(detail["mailbox"], "INBOX/Archive")
        self.assertEqual(set(detail["flags"]), {"\\Seen", "$Work"})
        self.assertEqual(detail["subject"], "🦎 Ještěrka")
        headers = {name.lower(): value for name, value in detail["headers"].items()}
        self.assertEqual(headers["x-project"], "Ještěrka")
        self.assertEqual(headers["reply-to"], "reply@example.com")

    def test_rfc822(self):
        raw = sample()
        answer = self.service.post("/emails?" + urllib.parse.urlencode(
            {"recipient": ["raw1@example.com", "raw2@example.com"], "mailbox": "INBOX", "flags": "\\Flagged",
             "received_at": "2025-01-02T03:04:05Z"}, doseq=True), raw, Content_Type="message/rfc822")
        self.assertEqual(answer.status, 201, answer)
        for identity, recipient in zip(answer.json()["ids"], ("raw1@example.com", "raw2@example.com")):
            self.assertEqual(self.service.get(f"/emails/{identity}/raw").body, raw)
            detail = self.service.get(f"/emails/{identity}").json()
            self.assertEqual((detail["recipient"], detail["flags"], detail["received_at"]),
                             (recipient, ["\\Flagged"], "2025-01-02T03:04:05Z"))

    def test_header_injection_is_refused(self):
        for fields in ({"subject": "a\r\nBcc: evil@example.com"}, {"headers": {"X-A": "b\nBcc: e@example.com"}},
                       {"headers": {"X A": "b"}}, {"sender": "a@example.com\r\nX: y"}):
            answer = self.service.post("/emails", {"sender": "a@example.com", "recipient": "inj@example.com",
                                                   "subject": "s", "body": "b"} | fields)
            if answer.status == 201:
                raw = self.service.get(f"/emails/{answer.json()['id']}/raw").body
                head = raw.split(b"\r\n\r\n")[0].lower()
                self.assertNotIn(b"\r\nbcc:", head, fields)
                self.assertNotIn(b"\nx: y", head, fields)
            else:
                self.problem(answer, 422, "validation_failed")

    def test_wrong_input(self):
        good = {"sender": "a@example.com", "recipient": "b@example.com", "subject": "s", "body": "b"}
        for name, value in (("recipient", None), ("recipient", []), ("recipient", 7), ("recipient", "no address"),
                            ("sender", 1), ("sender", "no address"), ("sender", "petr@"), ("sender", "<petr>"), ("subject", {}), ("body", []), ("received_at", "yesterday"),
                            ("headers", "x"), ("flags", "x y"), ("flags", ["\\Recent"])):
            with self.subTest(name=name, value=value):
                answer = self.service.post("/emails", good | {name: value})
                self.assertEqual(answer.status, 422, answer)
                body = self.problem(answer, 422, "validation_failed")
                self.assertTrue(any(name in error["field"] for error in body["errors"]), body)
        answer = self.service.post("/emails?recipient=b@example.com&sender=no+address", b"Subject: s\r\n\r\nb",
                                   Content_Type="message/rfc822")
        self.problem(answer, 422, "validation_failed", "sender")
        without = {name: value for name, value in good.items() if name != "recipient"}
        self.problem(self.service.post("/emails", without), 422, "validation_failed", "recipient")

    def test_senders(self):
        """An address, with a name or without; nobody, as of a notification."""
        for sender in ("petr@example.com", "Petr Novák <petr@example.com>", '"a b"@example.com', "<petr@[192.0.2.1]>", "ž@příklad.example", ""):
            with self.subTest(sender=sender):
                self.service.send(sender=sender)
                answer = self.service.post("/emails?" + urllib.parse.urlencode({"recipient": "b@example.com", "sender": sender}),
                                           b"Subject: s\r\n\r\nb", Content_Type="message/rfc822")
                self.assertEqual(answer.status, 201, answer)

    def test_unreadable_input(self):
        for text in ("{", "", "[1,2", '{"a":', "\xff", "[" * 100000):
            answer = self.service.post("/emails", text, Content_Type="application/json")
            self.problem(answer, 400, "invalid_json")
        for text in ("[]", "7", '"x"', "null"):
            answer = self.service.post("/emails", text, Content_Type="application/json")
            self.assertIn(answer.status, (400, 422), answer)
        self.problem(self.service.post("/emails", "x", Content_Type="text/plain"), 415)

    def test_times_of_delivery(self):
        """RFC 3339, or Unix seconds; null is as if it were not there."""
        for value, expected in (("2025-10-23T10:30:00Z", "2025-10-23T10:30:00Z"), (1761215400, "2025-10-23T10:30:00Z"),
                                (1761215400.25, "2025-10-23T10:30:00.250Z"), ("2025-10-23T12:30:00+02:00", "2025-10-23T10:30:00Z")):
            for name in ("received_at", "timestamp"):
                identity = self.service.send(**{name: value})
                self.assertEqual(self.service.get(f"/emails/{identity}").json()["received_at"], expected)
        self.service.send(received_at=None, subject=None, body=None, headers=None, flags=None, mailbox=None)
        for value in (-1, 0, 1e30, "soon", True, [], {}):
            answer = self.service.post("/emails", {"sender": "a@b.example", "recipient": "c@example.com", "received_at": value})
            self.problem(answer, 422, "validation_failed", "received_at")

    def test_unknown_members_are_ignored(self):
        self.service.send(surprise={"a": [1, 2]})

    def test_idempotency_key(self):
        message = {"sender": "a@example.com", "recipient": "idem@example.com", "subject": "once", "body": "b"}
        key = str(uuid.uuid4())
        first = self.service.post("/emails", message, Idempotency_Key=key)
        again = self.service.post("/emails", message, Idempotency_Key=key)
        self.assertEqual(first.status, 201, first)
        self.assertIn(again.status, (200, 201), again)
        self.assertEqual(first.json()["id"], again.json()["id"])
        self.assertEqual(len(self.service.emails(account="idem@example.com")), 1)
        other = self.service.post("/emails", message | {"subject": "twice"}, Idempotency_Key=key)
        self.problem(other, 409)
        self.assertEqual(len(self.service.emails(account="idem@example.com")), 1)

    def test_idempotency_key_of_many_at_once(self):
        message = {"sender": "a@example.com", "recipient": "race@example.com", "subject": "once", "body": "b"}
        key = str(uuid.uuid4())
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: self.service.post("/emails", message, Idempotency_Key=key), range(16)))
        stored = {answer.json()["id"] for answer in answers if answer.status in (200, 201)}
        self.assertEqual(len(stored), 1, answers)
        self.assertEqual(len(self.service.emails(account="race@example.com")), 1)


class UnknownRecipient(digidig.ServiceTest):
    env = {"IMAP_AUTO_CREATE_ACCOUNTS": "true", "IMAP_LOCAL_DOMAINS": "example.com"}

    def test_outside_of_the_local_domains(self):
        answer = self.service.post("/emails", {"sender": "a@b.example", "recipient": "x@elsewhere.example",
                                               "subject": "s", "body": "b"})
        self.problem(answer, 404, "unknown_recipient")
        self.service.send(recipient="x@example.com", sender="a@b.example")

    def test_all_or_nothing(self):
        answer = self.service.post("/emails", {"sender": "a@b.example", "subject": "s", "body": "b", "recipient":
                                               ["fresh@example.com", "x@elsewhere.example"]})
        self.problem(answer, 404, "unknown_recipient")
        self.problem(self.service.get("/emails?account=fresh%40example.com"), 404, "account_not_found")

    def test_switched_off(self):
        self.assertEqual(self.service.put("/api/config", {"auto_create_accounts": False}).status, 200)
        answer = self.service.post("/emails", {"sender": "a@b.example", "recipient": "new@example.com",
                                               "subject": "s", "body": "b"})
        self.problem(answer, 404, "unknown_recipient")
        self.assertEqual(self.service.put("/api/config", {"auto_create_accounts": True}).status, 200)


class Listing(digidig.ServiceTest):
    ACCOUNT = "list@example.com"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        send = lambda **fields: cls.service.send(recipient=cls.ACCOUNT, **fields)
        cls.ids = {
            "apple": send(subject="Jablko zelené", body="Příliš žluťoučký kůň", sender="anna@example.com",
                          received_at="2025-01-01T00:00:00Z"),
            "pear": send(subject="Hruška", body="úpěl ďábelské ódy " * 500, sender="bob@example.com",
                         received_at="2025-02-01T00:00:00Z", flags=["\\Seen"]),
            "plum": send(subject="Švestka", body="日本語のテキスト", sender="cyril@example.com",
                         received_at="2025-03-01T00:00:00Z", flags=["\\Flagged"], mailbox="INBOX/Archive"),
        }
        cls.ids["mime"] = cls.service.send_raw(sample(), recipient=cls.ACCOUNT, received_at="2025-04-01T00:00:00Z")
        reply = EmailMessage(policy=SMTP)
        parent = cls.service.get(f"/emails/{cls.ids['mime']}").json()
        reply["From"], reply["To"], reply["Subject"] = "dora@example.com", cls.ACCOUNT, "Re: Sample"
        headers = {name.lower(): value for name, value in parent["headers"].items()}
        reply["In-Reply-To"] = reply["References"] = headers["message-id"]
        reply.set_content("answer\n")
        cls.ids["reply"] = cls.service.send_raw(reply.as_bytes(), recipient=cls.ACCOUNT,
                                                received_at="2025-05-01T00:00:00Z")
        cls.names = {identity: name for name, identity in cls.ids.items()}
        cls.service.send(recipient="foreign@example.com", subject="Jablko zelené")

    def found(self, **query):
        return [self.names.get(email["id"], "foreign")
                for email in self.service.emails(**({"account": self.ACCOUNT} | query))]

    def test_newest_first(self):
        self.assertEqual(self.found(), ["reply", "mime", "plum", "pear", "apple"])

    def test_filters(self):
        for query, wanted in (
                ({"user_id": self.ACCOUNT}, ["reply", "mime", "plum", "pear", "apple"]),
                ({"mailbox": "INBOX"}, ["reply", "mime", "pear", "apple"]),
                ({"mailbox": "INBOX/Archive"}, ["plum"]),
                ({"from": "anna"}, ["apple"]),
                ({"from": "zofie@example.com"}, ["mime"]),
                ({"from": "žofie"}, ["mime"]),
                ({"to": "other@example.net"}, ["mime"]),
                ({"to": self.ACCOUNT}, ["reply", "mime", "plum", "pear", "apple"]),
                ({"subject": "hruska"}, ["pear"]),
                ({"subject": "JABLKO"}, ["apple"]),
                ({"text": "zlutoucky kun"}, ["apple"]),
                ({"text": "žluťoučký"}, ["apple"]),
                ({"text": "žlutoučký"}, []),
                ({"text": "dabelske"}, ["pear"]),
                ({"text": "日本語"}, ["plum"]),
                ({"text": "本"}, ["plum"]),
                ({"text": "Smlouva č. 1.pdf"}, ["mime"]),
                ({"text": "no such words"}, []),
                ({"since": "2025-02-01T00:00:00Z"}, ["reply", "mime", "plum", "pear"]),
                ({"before": "2025-02-01T00:00:00Z"}, ["apple"]),
                ({"since": "2025-02-01T00:00:00Z", "before": "2025-03-01T00:00:00Z"}, ["pear"]),
                ({"unread": "false"}, ["pear"]),
                ({"unread": "true"}, ["reply", "mime", "plum", "apple"]),
                ({"flagged": "true"}, ["plum"]),
                ({"flagged": "false"}, ["reply", "mime", "pear", "apple"]),
                ({"has_attachment": "true"}, ["mime"]),
                ({"has_attachment": "false"}, ["reply", "plum", "pear", "apple"]),
                ({"larger": "5000"}, ["mime", "pear"]),
                ({"smaller": "5000"}, ["reply", "plum", "apple"]),
                ({"unread": "true", "mailbox": "INBOX", "from": "anna"}, ["apple"])):
            with self.subTest(**query):
                self.assertEqual(self.found(**query), wanted)

    def test_bounds_of_size_are_exclusive(self):
        size = self.service.get(f"/emails/{self.ids['mime']}").json()["size"]
        self.assertNotIn("mime", self.found(larger=size))
        self.assertNotIn("mime", self.found(smaller=size))
        self.assertIn("mime", self.found(larger=size - 1, smaller=size + 1))

    def test_thread(self):
        detail = {name: self.service.get(f"/emails/{identity}").json() for name, identity in self.ids.items()}
        self.assertEqual(detail["mime"]["thread_id"], detail["reply"]["thread_id"])
        self.assertNotEqual(detail["mime"]["thread_id"], detail["apple"]["thread_id"])
        self.assertEqual(self.found(thread=detail["mime"]["thread_id"]), ["reply", "mime"])

    def test_sort(self):
        self.assertEqual(self.found(sort="received_at"), ["apple", "pear", "plum", "mime", "reply"])
        self.assertEqual(self.found(sort="-received_at"), ["reply", "mime", "plum", "pear", "apple"])
        by_size = [email["id"] for email in sorted(
            (self.service.get(f"/emails/{identity}").json() for identity in self.ids.values()),
            key=lambda email: email["size"])]
        self.assertEqual(self.found(sort="size"), [self.names[identity] for identity in by_size])
        self.assertEqual(self.found(sort="-size"), [self.names[identity] for identity in reversed(by_size)])
        self.assertEqual(self.found(sort="from")[:3], ["apple", "pear", "plum"])
        self.assertEqual(set(self.found(sort="subject")), set(self.ids))
        self.problem(self.service.get("/emails?sort=colour"), 422, "validation_failed", "sort")

    def test_total(self):
        page = self.service.get(f"/emails?account={self.ACCOUNT}&limit=2").json()
        self.assertEqual((page["count"], page["total"]), (2, 5))

    def test_offset(self):
        self.assertEqual(self.found(limit=2, offset=1), ["mime", "plum"])
        self.assertEqual(self.found(offset=5), [])
        self.assertEqual(self.found(offset=100000), [])

    def test_cursor(self):
        for sort in ("-received_at", "received_at", "size", "-size", "subject", "-subject", "from", "-from"):
            whole = [email["id"] for email in self.service.emails(account=self.ACCOUNT, sort=sort)]
            paged = self.service.all_emails(account=self.ACCOUNT, sort=sort, limit=2)
            self.assertEqual([email["id"] for email in paged], whole, sort)

    def test_cursor_of_something_else(self):
        cursor = self.service.get(f"/emails?account={self.ACCOUNT}&limit=2").json()["next_cursor"]
        self.assertRegex(cursor, r"^[A-Za-z0-9_.~-]+$")
        for text in ("x", "AAAA", "", cursor[:-3] + "AAA", "%00%ff"):
            if text == "":
                continue
            answer = self.service.get(f"/emails?account={self.ACCOUNT}&limit=2&cursor={text}")
            self.assertIn(answer.status, (400, 422), (text, answer))
            self.problem(answer, answer.status)
        self.assertIn(self.service.get(f"/emails?sort=size&limit=2&cursor={cursor}").status, (400, 422))

    def test_wrong_parameters(self):
        for name, value in (("limit", "501"), ("limit", "0"), ("limit", "-1"), ("limit", "x"), ("limit", "9" * 30),
                            ("offset", "-1"), ("since", "soon"), ("unread", "perhaps"), ("larger", "big")):
            with self.subTest(name=name, value=value):
                answer = self.service.get(f"/emails?{name}={value}")
                self.problem(answer, 422, "validation_failed", name)
        self.assertEqual(self.service.get("/emails?limit=500").status, 200)
        self.assertEqual(self.service.get("/emails?no_such_parameter=1").status, 200)
        self.problem(self.service.get("/emails?account=nobody%40example.com"), 404, "account_not_found")
        self.problem(self.service.get(f"/emails?account={self.ACCOUNT}&mailbox=Nowhere"), 404, "mailbox_not_found")

    def test_fields(self):
        page = self.service.get(f"/emails?account={self.ACCOUNT}&fields=id,subject").json()
        self.assertEqual({frozenset(email) for email in page["emails"]}, {frozenset({"id", "subject"})})
        self.assertEqual(page["count"], 5)
        detail = self.service.get(f"/emails/{self.ids['apple']}?fields=id,size").json()
        self.assertEqual(set(detail), {"id", "size"})


class ManyPages(digidig.ServiceTest):
    def test_paging_is_complete_while_mail_arrives(self):
        sent = []
        for number in range(60):
            sent += self.service.post("/emails", {
                "sender": "a@example.com", "recipient": [f"p{i}@example.com" for i in range(10)],
                "subject": f"Page {number}", "body": "x", "received_at": f"2025-01-01T00:{number % 7:02d}:00Z"}).json()["ids"]
        seen, cursor = [], None
        while True:
            page = self.service.get("/emails?limit=37" + (f"&cursor={cursor}" if cursor else "")).json()
            seen += [email["id"] for email in page["emails"]]
            cursor = page.get("next_cursor")
            if not cursor:
                break
            self.service.send(recipient="p0@example.com", subject="new")
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(set(sent) - set(seen), set())

    def test_cursors_while_mail_comes_and_goes(self):
        """In every order and with filters: what is there all the time is on exactly one page."""
        account = "paging@example.com"

        def send(client, kind, number):
            answer = client.request("POST", "/emails", {
                "sender": f"{'abc'[number % 3]}@example.com", "recipient": account, "subject": f"{kind} {number % 5}",
                "body": "x" * (number % 4), "received_at": f"2025-01-01T00:00:{number % 9:02d}Z"})
            self.assertEqual(answer.status, 201, answer)
            return answer.json()["id"]

        client = digidig.Client(self.service.port)
        self.addCleanup(client.close)
        stay = [send(client, "stays", number) for number in range(150)]
        passing = [send(client, "goes", number) for number in range(60)]
        stop, failures = threading.Event(), []

        def disturb():
            other = digidig.Client(self.service.port)
            turn = 0
            while not stop.is_set():
                passing.append(send(other, "goes", turn))
                gone = passing.pop(turn * 7 % len(passing))
                answers = [other.request("PATCH", f"/emails/{gone}", {"mailbox": "INBOX/Archive"}),
                           other.request("DELETE", f"/emails/{gone}?permanent=true"),
                           other.request("PATCH", f"/emails/{stay[turn % len(stay)]}", {"flags": {"add": [f"k{turn % 50}"]}})]
                failures.extend(answer for answer in answers if answer.status != 200)
                turn += 1
            other.close()

        thread = threading.Thread(target=disturb)
        thread.start()
        try:
            for sort in ("-received_at", "received_at", "size", "-size", "subject", "-subject", "from", "-from"):
                for more in ({}, {"mailbox": "INBOX"}, {"q": "subject:stays OR subject:goes"}, {"unread": "true"}):
                    with self.subTest(sort=sort, filter=more):
                        found = [email["id"] for email in self.service.all_emails(
                            account=account, sort=sort, limit=13, fields="id", **more)]
                        self.assertEqual(len(found), len(set(found)), "some are on two pages")
                        self.assertEqual(set(stay) - set(found), set(), "some are on no page")
        finally:
            stop.set()
            thread.join()
        self.assertEqual(failures, [])

    def test_long_body_is_cut_in_lists(self):
        identity = self.service.send(body="á" * 100_000, recipient="long@example.com")
        listed = self.service.emails(account="long@example.com")[0]
        self.assertTrue(listed["body_truncated"])
        self.assertLessEqual(len(listed["body"].encode()), 64 * 1024 * 2)
        detail = self.service.get(f"/emails/{identity}").json()
        self.assertEqual(detail["body"].strip(), "á" * 100_000)


class Reading(digidig.ServiceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.raw = sample("Čtení 📖")
        cls.id = cls.service.send_raw(cls.raw, recipient="mime@example.com")

    def test_detail(self):
        detail = self.service.get(f"/emails/{self.id}").json()
        self.assertEqual(detail["id"], self.id)
        self.assertEqual(detail["subject"], "Čtení 📖")
        self.assertEqual(detail["mailbox"], "INBOX")
        self.assertEqual(detail["account"], "mime@example.com")
        self.assertEqual(detail["flags"], [])
        self.assertEqual(detail["size"], len(self.raw))
        self.assertGreaterEqual(detail["uid"], 1)
        self.assertTrue(detail["thread_id"])
        self.assertIn("Dobrý den, příloha v příloze.", detail["text"])
        self.assertIn("Dobrý den, příloha v příloze.", detail["body"])
        self.assertIn("<b>den</b>", detail["html"])
        self.assertIn("zofie@example.com", detail["sender"])

    def test_attachments(self):
        attachments = self.service.get(f"/emails/{self.id}").json()["attachments"]
        self.assertEqual(len(attachments), 2, attachments)
        pdf = next(a for a in attachments if a["content_type"] == "application/pdf")
        self.assertEqual(pdf["filename"], "Smlouva č. 1.pdf")
        self.assertEqual(pdf["size"], len(PDF))
        path = f"/emails/{self.id}/attachments/{pdf['n']}"
        answer = self.service.get(path)
        self.assertEqual((answer.status, answer.type, answer.body), (200, "application/pdf", PDF))
        disposition = answer.headers["Content-Disposition"]
        self.assertTrue(disposition.startswith("attachment"), disposition)
        self.assertIn("filename*=UTF-8''Smlouva%20%C4%8D.%201.pdf", disposition)
        part = self.service.get(path, Range="bytes=10-19")
        self.assertEqual((part.status, part.body), (206, PDF[10:20]))
        self.problem(self.service.get(f"/emails/{self.id}/attachments/99"), 404)
        self.problem(self.service.get(f"/emails/{self.id}/attachments/x"), 404)
        nested = next(a for a in attachments if a["content_type"] == "message/rfc822")
        answer = self.service.get(f"/emails/{self.id}/attachments/{nested['n']}")
        self.assertIn(b"inner text", answer.body)

    def test_active_content_is_not_shown_in_a_browser(self):
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = "x@example.com", "xss@example.com", "html"
        message.set_content("see attachment\n")
        message.add_attachment("<script>alert(1)</script>", subtype="html", filename="page.html")
        identity = self.service.send_raw(message.as_bytes(), recipient="xss@example.com")
        number = self.service.get(f"/emails/{identity}").json()["attachments"][0]["n"]
        answer = self.service.get(f"/emails/{identity}/attachments/{number}")
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")

    def test_raw(self):
        answer = self.service.get(f"/emails/{self.id}/raw")
        self.assertEqual((answer.status, answer.type, answer.body), (200, "message/rfc822", self.raw))
        self.assertEqual(answer.headers["Accept-Ranges"], "bytes")

    def test_ranges(self):
        size = len(self.raw)
        generator = random.Random(3)
        cases = [("0-0", 0, 1), ("0-", 0, size), (f"{size - 1}-", size - 1, size), ("-5", size - 5, size),
                 (f"-{size * 2}", 0, size), (f"0-{size * 9}", 0, size)]
        for _ in range(40):
            first = generator.randrange(size)
            last = generator.randrange(first, size)
            cases.append((f"{first}-{last}", first, last + 1))
        for text, first, end in cases:
            answer = self.service.get(f"/emails/{self.id}/raw", Range=f"bytes={text}")
            self.assertEqual((answer.status, answer.body), (206, self.raw[first:end]), text)
            self.assertEqual(answer.headers["Content-Range"], f"bytes {first}-{end - 1}/{size}")
        for text in (f"{size}-", f"{size + 5}-{size + 9}", "-0"):
            answer = self.service.get(f"/emails/{self.id}/raw", Range=f"bytes={text}")
            self.assertEqual(answer.status, 416, text)
            self.assertEqual(answer.headers["Content-Range"], f"bytes */{size}")
        for text in ("lines=1-2", "bytes=5-2", "bytes=x"):
            answer = self.service.get(f"/emails/{self.id}/raw", Range=text)
            self.assertEqual((answer.status, answer.body), (200, self.raw), text)

    def test_validators(self):
        for path in (f"/emails/{self.id}", f"/emails/{self.id}/raw"):
            tag = self.service.get(path).headers["ETag"]
            self.assertRegex(tag, r'^(W/)?"[^"]+"$')
            for value in (tag, f'"other", {tag}', "*"):
                answer = self.service.get(path, If_None_Match=value)
                self.assertEqual((answer.status, answer.body), (304, b""), (path, value))
                self.assertEqual(answer.headers["ETag"], tag)
            self.assertEqual(self.service.get(path, If_None_Match='"other"').status, 200)
        tag = self.service.get(f"/emails/{self.id}/raw").headers["ETag"]
        answer = self.service.get(f"/emails/{self.id}/raw", Range="bytes=0-3", If_Range=tag)
        self.assertEqual(answer.status, 206)
        answer = self.service.get(f"/emails/{self.id}/raw", Range="bytes=0-3", If_Range='"other"')
        self.assertEqual((answer.status, answer.body), (200, self.raw))

    def test_structure(self):
        tree = self.service.get(f"/emails/{self.id}/structure")
        self.assertEqual(tree.status, 200)
        text = json.dumps(tree.json()).lower()
        for kind in ("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
                     "message/rfc822"):
            self.assertIn(kind, text)

    def test_unknown(self):
        for identity in ("00000000-0000-0000-0000-000000000000", "x", "0123456789abcdef01234567", "%2e%2e", "a" * 3000):
            self.problem(self.service.get(f"/emails/{identity}"), 404, "email_not_found")
        self.problem(self.service.get("/emails/x/raw"), 404, "email_not_found")
        self.problem(self.service.get("/emails/x/attachments/1"), 404, "email_not_found")
        self.problem(self.service.get("/no/such/path"), 404)

    def test_head(self):
        for path in ("/emails", f"/emails/{self.id}", f"/emails/{self.id}/raw", "/api/health", "/metrics"):
            head, get = self.service.request("HEAD", path), self.service.get(path)
            self.assertEqual((head.status, head.body), (200, b""), path)
            self.assertEqual(head.headers["Content-Type"], get.headers["Content-Type"], path)
            if path.endswith("/raw"):
                self.assertEqual(head.headers["Content-Length"], str(len(self.raw)))
        self.assertEqual(self.service.request("HEAD", "/emails/x").status, 404)

    def test_options_and_methods(self):
        wanted = {"/emails": {"GET", "HEAD", "POST", "OPTIONS"},
                  f"/emails/{self.id}": {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"},
                  f"/emails/{self.id}/raw": {"GET", "HEAD", "OPTIONS"},
                  "/api/config": {"GET", "HEAD", "PUT", "OPTIONS"},
                  "/api/health": {"GET", "HEAD", "OPTIONS"},
                  "/fetch": {"POST", "OPTIONS"}}
        for path, methods in wanted.items():
            answer = self.service.request("OPTIONS", path)
            self.assertIn(answer.status, (200, 204), path)
            self.assertEqual({m.strip() for m in answer.headers["Allow"].split(",")}, methods, path)
            answer = self.service.request("TRACE" if "TRACE" not in methods else "PUT", path)
            self.assertIn(answer.status, (405, 501), path)
            for method in ("PUT", "DELETE", "GET"):
                if method not in methods:
                    answer = self.service.request(method, path)
                    self.problem(answer, 405)
                    self.assertEqual({m.strip() for m in answer.headers["Allow"].split(",")}, methods, path)

    def test_not_acceptable(self):
        answer = self.service.get("/emails", Accept="image/png")
        self.assertEqual(answer.headers["X-Request-Id"], self.problem(answer, 406, "not_acceptable")["request_id"])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        for accept in ("application/json", "*/*", "application/*", "text/html, */*;q=0.1"):
            self.assertEqual(self.service.get("/emails", Accept=accept).status, 200, accept)

    def test_gzip(self):
        self.service.send(recipient="zip@example.com", body="compress me " * 2000)
        plain = self.service.get("/emails?account=zip%40example.com")
        self.assertIsNone(plain.headers["Content-Encoding"])
        packed = self.service.get("/emails?account=zip%40example.com", Accept_Encoding="gzip")
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertIn("accept-encoding", packed.headers["Vary"].lower())
        self.assertLess(len(packed.body), len(plain.body) // 4)
        self.assertEqual(json.loads(gzip.decompress(packed.body)), plain.json())
        refused = self.service.get("/emails?account=zip%40example.com", Accept_Encoding="gzip;q=0, identity")
        self.assertIsNone(refused.headers["Content-Encoding"])


class Changing(digidig.ServiceTest):
    def setUp(self):
        self.id = self.service.send(recipient="change@example.com")
        self.path = f"/emails/{self.id}"

    def detail(self):
        return self.service.get(self.path).json()

    def flags(self, **change):
        answer = self.service.patch(self.path, {"flags": change})
        self.assertEqual(answer.status, 200, answer)
        return set(self.detail()["flags"])

    def test_flags(self):
        self.assertEqual(self.flags(add=["\\Seen", "$Work"]), {"\\Seen", "$Work"})
        self.assertEqual(self.flags(add=["\\Flagged"], remove=["$Work", "\\Answered"]), {"\\Seen", "\\Flagged"})
        self.assertEqual(self.flags(set=["\\Draft"]), {"\\Draft"})
        self.assertEqual(self.flags(set=[]), set())

    def test_wrong_changes(self):
        for body in ({"flags": {"add": "\\Seen"}}, {"flags": {"add": ["a b"]}}, {"flags": {"add": ["\\Recent"]}},
                     {"flags": {"add": ["x" * 5000]}}, {"flags": []}, {"mailbox": 7}):
            self.problem(self.service.patch(self.path, body), 422, "validation_failed")
        self.problem(self.service.patch(self.path, {"mailbox": "Nowhere"}), 404, "mailbox_not_found")
        self.problem(self.service.patch("/emails/x", {"flags": {"add": ["\\Seen"]}}), 404, "email_not_found")
        self.problem(self.service.patch(self.path, "{", Content_Type="application/json"), 400, "invalid_json")
        self.assertEqual(self.detail()["flags"], [])

    def test_move_keeps_the_id(self):
        self.flags(add=["\\Flagged"])
        answer = self.service.patch(self.path, {"mailbox": "INBOX/Archive"})
        self.assertEqual(answer.status, 200, answer)
        detail = self.detail()
        self.assertEqual((detail["mailbox"], detail["flags"]), ("INBOX/Archive", ["\\Flagged"]))

    def test_if_match(self):
        tag = self.service.get(self.path).headers["ETag"]
        answer = self.service.patch(self.path, {"flags": {"add": ["\\Seen"]}}, If_Match=tag)
        self.assertEqual(answer.status, 200, answer)
        self.assertNotEqual(self.service.get(self.path).headers["ETag"], tag)
        answer = self.service.patch(self.path, {"flags": {"add": ["\\Flagged"]}}, If_Match=tag)
        self.problem(answer, 412, "precondition_failed")
        self.problem(self.service.delete(self.path, If_Match=tag), 412, "precondition_failed")
        self.assertEqual(self.detail()["flags"], ["\\Seen"])
        # A list (RFC 9110 §13.1.1): one that matches is enough, wherever it stands; a weak one never does.
        now = self.service.get(self.path).headers["ETag"]
        seen = {"flags": {"add": ["\\Seen"]}}
        for field in (f'"x", {now}', f'{now},{tag}', f'{tag} ,"a,b",{now}', "*", f'W/{tag}, {now}'):
            self.assertEqual(self.service.patch(self.path, seen, If_Match=field).status, 200, field)
        for field in (f'W/{now}', f'"x", W/{now}', f'{tag}, "x"', '"x"', now.strip('"'), f'"*", {tag}', '""', ","):
            self.problem(self.service.patch(self.path, seen, If_Match=field), 412, "precondition_failed")
        self.problem(self.service.patch("/emails/nothing", seen, If_Match=f'{tag}, {now}'), 404)

    def test_delete_to_trash_and_for_good(self):
        answer = self.service.delete(self.path)
        self.assertIn(answer.status, (200, 204), answer)
        self.assertEqual(self.detail()["mailbox"], "INBOX/Trash")
        answer = self.service.delete(self.path)
        self.assertIn(answer.status, (200, 204), answer)
        self.problem(self.service.get(self.path), 404, "email_not_found")
        self.problem(self.service.delete(self.path), 404, "email_not_found")

    def test_delete_permanently(self):
        answer = self.service.delete(self.path + "?permanent=true")
        self.assertIn(answer.status, (200, 204), answer)
        for path in (self.path, self.path + "/raw"):
            self.problem(self.service.get(path), 404, "email_not_found")

    def test_same_under_api(self):
        path = "/api" + self.path
        self.assertEqual(self.service.patch(path, {"flags": {"add": ["\\Seen"]}}).status, 200)
        self.assertEqual(self.service.get(path).json()["flags"], ["\\Seen"])
        self.assertEqual(self.service.get(path + "/raw").body, self.service.get(self.path + "/raw").body)
        self.assertEqual(self.service.get(path + "/structure").status, 200)
        self.assertIn(self.service.delete(path + "?permanent=true").status, (200, 204))
        self.problem(self.service.get(path), 404, "email_not_found")


class Limits(digidig.ServiceTest):
    env = {"IMAP_MAX_MESSAGE_BYTES": str(1024 * 1024)}

    def test_large_message(self):
        identity = self.service.send_raw(b"Subject: big\r\n\r\n" + b"x" * 1000_000)
        self.assertEqual(self.service.get(f"/emails/{identity}").json()["size"], 16 + 1000_000)

    def test_too_large(self):
        answer = self.service.post("/emails?recipient=to%40example.com", b"Subject: big\r\n\r\n" + b"x" * 1100_000,
                                   Content_Type="message/rfc822")
        self.problem(answer, 413, "payload_too_large")

    def test_head_too_large(self):
        answer = self.service.get("/api/health", X_Long="x" * 200_000)
        self.assertIn(answer.status, (431, 413), answer)


if __name__ == "__main__":
    digidig.main()
