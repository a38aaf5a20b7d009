# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations over REST: lists that stay right while mail arrives, trees, and who may see them."""

import urllib.parse

import digidig
import roles

TOKEN = "an-administrator-token-of-tests"
EVERY = ("admin", "read", "own@example.com", "else@example.com")


class Threads(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_LANGUAGE": "en"}

    def send(self, name, identity, references="", subject="Plan", sender="Alice <alice@example.org>", **query):
        raw = (f"From: {sender}\r\nTo: {name}@example.com\r\nSubject: {subject}\r\nMessage-ID: <{identity}@x>\r\n"
               f"Date: Thu, 23 Oct 2025 10:30:00 +0000\r\n"
               + "".join(f"References: {' '.join(f'<{one}@x>' for one in references.split())}\r\n" for _ in [0] if references)
               + f"\r\n{identity}\r\n")
        return self.service.send_raw(raw.encode(), recipient=f"{name}@example.com", **query)

    def threads(self, name, **query):
        answer = self.service.get(f"/api/accounts/{name}@example.com/threads?" + urllib.parse.urlencode(query))
        self.assertEqual(answer.status, 200, answer)
        page = answer.json()
        self.assertEqual(page["count"], len(page["threads"]))
        return page

    def test_rows(self):
        first = self.send("rows", "a", subject="[team] Re: Plan")
        self.send("rows", "x", subject="Lunch")
        last = self.send("rows", "b", "a", sender="Dana <dana@example.org>", mailbox="INBOX/Sent")
        self.service.patch(f"/emails/{last}", {"flags": {"add": ["\\Seen", "\\Flagged"]}})
        plan, lunch = self.threads("rows")["threads"]
        self.assertEqual(plan["thread_id"], self.service.get(f"/emails/{first}").json()["thread_id"])
        self.assertEqual((plan["subject"], plan["count"], plan["unread"], plan["flagged"], plan["has_attachments"]),
                         ("Plan", 2, 1, True, False))
        self.assertEqual(plan["participants"], ["Dana <dana@example.org>", "Alice <alice@example.org>"])
        self.assertEqual((plan["latest_id"], plan["more_participants"]), (last, False))
        self.assertEqual(plan["last_received_at"], self.service.get(f"/emails/{last}").json()["received_at"])
        self.assertEqual((lunch["subject"], lunch["count"], lunch["flagged"]), ("Lunch", 1, False))
        self.assertNotIn("truncated", plan)
        for query, expected in (({"mailbox": "INBOX/Sent"}, ["Plan"]), ({"mailbox": "INBOX"}, ["Lunch", "Plan"]),
                                ({"unread": "true"}, ["Lunch", "Plan"]), ({"flagged": "true"}, ["Plan"]),
                                ({"q": "from:dana"}, ["Plan"]), ({"q": "in:INBOX subject:lunch"}, ["Lunch"]),
                                ({"account": "else@example.com"}, ["Plan", "Lunch"]), ({"has_attachment": "true"}, [])):
            with self.subTest(query=query):
                self.assertEqual([thread["subject"] for thread in self.threads("rows", **query)["threads"]], expected)
        self.assertEqual(self.threads("rows", fields="subject,count")["threads"][0], {"subject": "Plan", "count": 2})

    def test_pages(self):
        """Each conversation once, in order, while new mail comes to all of them."""
        for i in range(20):
            self.send("pages", f"p{i}")
        expected = [thread["thread_id"] for thread in self.threads("pages")["threads"]]
        found, query = [], {"limit": 3}
        while True:
            page = self.threads("pages", **query)
            found += [thread["thread_id"] for thread in page["threads"]]
            self.send("pages", f"again{len(found)}", "p" + str((7 * len(found)) % 20))
            self.send("pages", f"new{len(found)}", subject="Another")
            if "next_cursor" not in page:
                break
            self.assertRegex(page["next_cursor"], "^[A-Za-z0-9_-]+$")
            query["cursor"] = page["next_cursor"]
        self.assertEqual(found, expected)

    def test_tree(self):
        ids = {name: self.send("tree", name, references)
               for name, references in (("a", ""), ("b", "a"), ("d", "a c"), ("e", "gone"), ("f", "gone"), ("c", "a"))}
        of = lambda name: self.service.get(f"/emails/{ids[name]}").json()["thread_id"]
        base = "/api/accounts/tree@example.com/threads/"
        answer = self.service.get(base + of("a"))
        self.assertEqual(answer.status, 200, answer)
        thread = answer.json()
        self.assertEqual((thread["thread_id"], thread["count"], thread["subject"]), (of("a"), 4, "Plan"))
        self.assertEqual([(place["email"]["id"], place["parent"], place["depth"]) for place in thread["tree"]],
                         [(ids["a"], None, 0), (ids["b"], 0, 1), (ids["c"], 0, 1), (ids["d"], 2, 2)])
        email, known = thread["tree"][1]["email"], self.service.get(f"/emails/{ids['b']}").json()
        inbox = self.service.get("/api/accounts/tree@example.com/mailboxes").json()["mailboxes"][0]
        self.assertEqual(email["mailbox_id"], inbox["id"])
        self.assertNotIn("body", email)
        for member in set(email) - {"mailbox_id"}:
            self.assertEqual(email[member], known[member], member)
        gone = self.service.get(base + of("e") + "?fields=id").json()["tree"]
        self.assertEqual(gone, [{"parent": None, "depth": 0, "email": None, "message_id": "gone@x"},
                                {"parent": 0, "depth": 1, "email": {"id": ids["e"]}},
                                {"parent": 0, "depth": 1, "email": {"id": ids["f"]}}])

    def test_errors(self):
        self.send("errors", "a")
        self.send("errors", "b")
        base = "/api/accounts/errors@example.com/threads"
        cursor = self.threads("errors", limit=1)["next_cursor"]
        for query, field in (("limit=0", "limit"), ("limit=501", "limit"), ("limit=x", "limit"), ("cursor=x", "cursor"),
                             (f"cursor={cursor}&unread=true", "cursor"), (f"cursor={cursor}A", "cursor"),
                             ("q=" + urllib.parse.quote("("), "q"), ("unread=maybe", "unread")):
            with self.subTest(query=query):
                self.problem(self.service.get(f"{base}?{query}"), 422, "validation_failed", field)
        self.problem(self.service.get(base + "?mailbox=Nowhere"), 404, "mailbox_not_found")
        self.problem(self.service.get("/api/accounts/nobody@example.com/threads"), 404, "account_not_found")
        for identity in ("T999999", "T", "x", "T-1", "T99999999999999999999"):
            self.problem(self.service.get(f"{base}/{identity}"), 404, "thread_not_found")
        self.send("else", "z")
        theirs = self.threads("else")["threads"][0]["thread_id"]
        self.problem(self.service.get(f"{base}/{theirs}"), 404, "thread_not_found")
        self.assertEqual(self.service.request("HEAD", base).status, 200)

    def test_who_may(self):
        self.send("own", "a")
        self.send("else", "y")
        who = roles.Roles(self.service, TOKEN)
        path = "/api/accounts/own@example.com/threads"
        for one in (path, path + "/" + self.threads("own")["threads"][0]["thread_id"]):
            self.assertEqual(who.statuses("GET", one, EVERY), (200, 200, 200, 403))
            self.problem(self.service.request("GET", one, None, {"Host": "mail.example.org"}), 401, "unauthorized")


if __name__ == "__main__":
    digidig.main()
