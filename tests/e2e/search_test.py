# SPDX-License-Identifier: GPL-3.0-or-later
"""The search language in `q`, through real requests."""

import json
import unittest
import urllib.parse

import digidig


class Search(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = digidig.Service()
        cls.addClassCleanup(cls.service.clean)
        cls.service.start()
        cls.invoice = cls.service.send(sender="anna@example.com", subject="Faktura za říjen",
                                       body="Posíláme fakturu číslo 12345.")
        cls.meeting = cls.service.send(sender="bob@example.com", subject="Schůzka v pátek",
                                       body="Sejdeme se v deset. Faktura přijde potom.", flags=["\\Seen"])
        cls.large = cls.service.send(sender="anna@example.com", subject="Velká zpráva", body="slovo " * 4000,
                                     mailbox="INBOX/Sent", flags=["\\Flagged"])

    def ask(self, query, **more):
        return self.service.get("/emails?" + urllib.parse.urlencode({"q": query, **more}))

    def found(self, query, **more):
        answer = self.ask(query, **more)
        self.assertEqual(answer.status, 200, answer)
        return {email["id"] for email in answer.json()["emails"]}

    def test_conditions(self):
        for query, wanted in (
                ("", {self.invoice, self.meeting, self.large}),
                ("faktur", {self.invoice, self.meeting}),
                ("FAKTURA", {self.invoice, self.meeting}),
                ("subject:faktura", {self.invoice}),
                ("body:faktura", {self.meeting}),
                ("faktura -from:bob", {self.invoice}),
                ("from:anna (faktura OR is:flagged)", {self.invoice, self.large}),
                ("\"Faktura přijde\"", {self.meeting}),
                ("schuzka", {self.meeting}),
                ("schůzka", {self.meeting}),
                ("schúzka", set()),
                ("is:unread", {self.invoice, self.large}),
                ("is:read OR larger:10K", {self.meeting, self.large}),
                ("in:INBOX/Sent", {self.large}),
                ("-in:INBOX", {self.large}),
                ("has:attachment", set()),
                ("after:1d", {self.invoice, self.meeting, self.large}),
                ("before:1d", set()),
                ("12345", {self.invoice}),
                ("NOT faktura", {self.large})):
            self.assertEqual(self.found(query), wanted, query)

    def test_with_other_parameters(self):
        self.assertEqual(self.found("faktura", unread="true"), {self.invoice})
        self.assertEqual(self.found("faktura", subject="schůzka"), {self.meeting})
        self.assertEqual(self.ask("faktura", account="nobody@example.com").status, 404)

    def test_pages(self):
        first = self.ask("-is:draft", limit=2).json()
        self.assertEqual(first["count"], 2)
        rest = self.ask("-is:draft", limit=2, cursor=first["next_cursor"]).json()
        self.assertEqual(rest["count"], 1)
        self.assertNotIn("next_cursor", rest)
        other = self.ask("-is:answered", limit=2, cursor=first["next_cursor"])
        self.assertEqual(other.status, 422)

    def test_errors_point_at_the_character(self):
        for query, character in (("faktura (x", 9), ("is:happy", 4), ("a OR", 5), ("from:", 1), ("http://x", 1)):
            answer = self.ask(query)
            self.assertEqual(answer.status, 422, query)
            self.assertEqual(answer.json()["code"], "validation_failed")
            error, = answer.json()["errors"]
            self.assertEqual(error["field"], "q")
            self.assertRegex(error["message"], rf"znak {character}\b")
        english = self.service.get("/emails?q=is:happy", Accept_Language="en").json()
        self.assertIn("character 4", english["errors"][0]["message"])

    def test_explain(self):
        digidig.wait_for(lambda: self.service.get("/api/stats").json()["store"]["unindexed"] == 0, "the text index")
        explain = self.ask("sejdeme se", explain="true").json()["explain"]
        self.assertEqual(explain["query"], '"sejdeme" "se"')
        self.assertEqual(explain["index"], "text_index")
        self.assertEqual(explain["rows_examined"], 1)
        self.assertEqual(explain["texts_read"], 1)
        self.assertGreaterEqual(explain["milliseconds"], 0)
        walked = self.ask("is:flagged", explain="true").json()["explain"]
        self.assertEqual(walked["index"], "message_flagged")
        self.assertEqual(walked["texts_read"], 0)
        self.assertNotIn("explain", self.ask("is:flagged").json())

    def command(self, *arguments, code=0):
        done = digidig.run("search", *arguments, state=self.service.state)
        self.assertEqual(done.returncode, code, done)
        return done.stdout.decode()

    def test_on_the_command_line(self):
        """Beside the running service, with the same parser."""
        lines = self.command("from:anna").splitlines()
        self.assertEqual([line.split()[0] for line in lines], [self.large, self.invoice])
        self.assertIn("Faktura za říjen", lines[1])
        self.assertEqual(len(self.command("from:anna", "--limit", "1").splitlines()), 1)
        found = json.loads(self.command("--json", "--", "-from:anna", "faktura"))
        self.assertEqual((found["count"], found["emails"][0]["id"]), (1, self.meeting))
        self.assertEqual(self.command("--account", "to@example.com", '"v pátek"').split()[0], self.meeting)
        self.assertIn("Nothing found", self.command("nikde", code=1))
        for wrong in (("is:happy",), (), ("x", "--limit", "0"), ("x", "--account", "no@example.com")):
            done = digidig.run("search", *wrong, state=self.service.state)
            self.assertGreater(done.returncode, 0, done)
            self.assertLessEqual(len(done.stderr.splitlines()), 2, done)
        self.assertIn("character 4", digidig.run("search", "is:happy", state=self.service.state).stderr.decode())

    def test_strangers_do_not_reach_the_terminal(self):
        self.service.send(subject="evil \x1b]0;title\x07 subject")
        self.assertNotIn("\x1b", self.command("evil"))


if __name__ == "__main__":
    digidig.main()
