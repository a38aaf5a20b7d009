# SPDX-License-Identifier: GPL-3.0-or-later
"""What all lists have in common: pages that hold each row once, whatever comes and goes, and a choice of members."""

import urllib.parse

import digidig
from operations import CONTRACT, JANA, Operations, operations, parameters

# Lists whose rows are made by the looking at them.
RESTLESS = {"/api/logs", "/api/imap/connections", "/api/imap/sessions"}
OWN = f"/api/accounts/{JANA}"


def lists():
    """(path, name of the rows, parameters) of every operation that has pages."""
    for method, path, operation in operations():
        names = {parameter["name"] for parameter in parameters(operation, "query")}
        if method == "GET" and "limit" in names:
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
            members = CONTRACT["components"]["schemas"][schema]["properties"]
            yield path, next(name for name, member in members.items() if member.get("type") == "array"), names


class Lists(Operations):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        made = cls()
        for number in range(5):
            made.an_email()
            cls.service.send(recipient=JANA, subject=f"Conversation {number}")
            made.deleted()
            made.made(OWN + "/app-passwords", {"name": f"phone {number}"})
            made.made(OWN + "/searches", {"name": f"search {number}", "q": "is:unread"})
            made.made(OWN + "/mailboxes", {"name": f"Žluté {number}"})
            made.made("/api/accounts", {"address": f"account{number}@example.org"})
            made.made("/api/tokens", {"name": f"token {number}", "scope": "read"})
            made.a_webhook()
            assert cls.service.put("/api/config", {"max_workers": 5 + number}).status == 200
        for _ in range(3):
            made.a_backup()

    def runTest(self):
        """So that one can be made for its functions alone."""

    def a_webhook(self):
        return self.made("/api/webhooks", {"url": "http://127.0.0.1:1/", "types": ["config"], "enabled": False})

    def page(self, path, **query):
        path = self.target(path, {"account": JANA})
        answer = self.service.get(path + "?" + urllib.parse.urlencode(query))
        self.assertEqual(answer.status, 200, answer)
        return answer.json()

    def pages(self, path, name, limit, between=lambda: None, **query):
        """All rows, page by page."""
        rows = []
        while True:
            page = self.page(path, limit=limit, **query)
            self.assertEqual(page["count"], len(page[name]), page)
            self.assertLessEqual(page["count"], limit, page)
            rows += page[name]
            if "next_cursor" not in page:
                return rows
            query["cursor"] = page["next_cursor"]
            between()

    def test_every_list_is_one(self):
        """Each operation that answers a list is tested here."""
        paged = {path for path, _, _ in lists()}
        for method, path, operation in operations():
            schema = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
            name = schema.get("$ref", "").split("/")[-1]
            members = CONTRACT["components"]["schemas"].get(name, {}).get("properties", {})
            if method == "GET" and "count" in members and not path.endswith(("/threads/{id}", "/transcript")):
                self.assertIn(path, paged)

    def test_pages_hold_each_row_once(self):
        for path, name, _ in lists():
            if path in RESTLESS or path.endswith("/changes"):
                continue
            with self.subTest(path=path):
                whole = self.page(path, limit=500)
                if path not in ("/api/bans",):
                    self.assertGreaterEqual(whole["count"], 3, whole)
                for limit in (1, 2, 3):
                    self.assertEqual(self.pages(path, name, limit), whole[name])
                self.assertEqual(whole.get("total", whole["count"]), whole["count"])

    def test_fields(self):
        for path, name, parameters_ in lists():
            with self.subTest(path=path):
                self.assertIn("fields", parameters_)
                query = {"since": "0"} if path.endswith("/changes") else {}
                rows = self.page(path, limit=5, **query)[name]
                if not rows:
                    continue
                wanted = sorted(rows[0])[:2]
                always = {"type", "id", "modseq"} if path.endswith("/changes") else set()
                for row in self.page(path, limit=5, fields=",".join(wanted), **query)[name]:
                    self.assertEqual(set(row) - always, set(wanted) - always)
                for row in self.page(path, limit=5, fields="nothing_of_this_name", **query)[name]:
                    self.assertEqual(set(row), always)

    def test_wrong_pages(self):
        for path, _, names in lists():
            target = self.target(path, {"account": JANA})
            for limit in ("0", "501", "-1", "x", "", "1.5", "99999999999999999999"):
                with self.subTest(path=path, limit=limit):
                    self.problem(self.service.get(f"{target}?limit={limit}"), 422, "validation_failed", "limit")
            if "cursor" not in names or path in ("/api/jobs", "/api/audit"):  # There it is an id.
                continue
            for cursor in ("%3F", "a%20b", "x" * 5000, "%C5%BE"):
                with self.subTest(path=path, cursor=cursor):
                    self.problem(self.service.get(f"{target}?cursor={cursor}"), 422, "validation_failed", "cursor")

    def test_what_comes_and_goes_between_pages(self):
        """Rows that are there all the time are there once, in order."""
        for path, name, make, one in (
                ("/api/tokens", "tokens", lambda n: {"name": f"between {n}", "scope": "read"}, "/api/tokens/"),
                (OWN + "/searches", "searches", lambda n: {"name": f"between {n}", "q": "x"}, OWN + "/searches/"),
                (OWN + "/app-passwords", "app_passwords", lambda n: {"name": f"between {n}"}, OWN + "/app-passwords/"),
                (OWN + "/mailboxes", "mailboxes", lambda n: {"name": f"{n} between"}, OWN + "/mailboxes/"),
                ("/api/webhooks", "webhooks", lambda n: {"url": f"http://127.0.0.1:1/{n}", "types": ["config"], "enabled": False},
                 "/api/webhooks/")):
            with self.subTest(path=path):
                stay = [row["id"] for row in self.page(path, limit=500)[name]]
                passing = [self.made(path, make(number)) for number in range(6)]
                coming = iter(range(100, 1000))

                def between():
                    if passing:
                        self.assertEqual(self.service.delete(one + passing.pop()).status, 200)
                    passing.insert(0, self.made(path, make(next(coming))))

                # Of what a row is, only that it is there matters; what comes later may come behind for ever.
                found = []
                query = {}
                for _ in range(len(stay) + 10):
                    page = self.page(path, limit=2, **query)
                    found += [row["id"] for row in page[name]]
                    if "next_cursor" not in page:
                        break
                    query["cursor"] = page["next_cursor"]
                    between()
                self.assertEqual(len(found), len(set(found)))
                self.assertEqual([row for row in found if row in stay], stay)
                for row in passing:
                    self.service.delete(one + row)


if __name__ == "__main__":
    digidig.main()
