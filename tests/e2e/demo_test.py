# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration mailbox: all of it there, once, and worth looking at."""

import json
import os

import digidig

DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "service", "app", "demo")


class Demo(digidig.ServiceTest):
    arguments = ["--demo"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(os.path.join(DEMO, "manifest.json"), encoding="utf-8") as file:
            cls.manifest = json.load(file)
        cls.account = cls.manifest["account"]

    def emails(self, **query):
        return self.service.all_emails(account=self.account, **query)

    def test_manifest_names_every_file(self):
        files = {name for name in os.listdir(DEMO) if name.endswith(".eml")}
        self.assertEqual({entry["file"] for entry in self.manifest["messages"]}, files)
        with open(os.path.join(DEMO, "demo.qrc"), encoding="utf-8") as file:
            text = file.read()
        self.assertEqual([name for name in files if f"<file>{name}</file>" not in text], [])

    def test_everything_is_there(self):
        self.assertEqual(len(self.emails()), len(self.manifest["messages"]))
        for mailbox in {entry["mailbox"] for entry in self.manifest["messages"]}:
            wanted = sum(entry["mailbox"] == mailbox for entry in self.manifest["messages"])
            self.assertEqual(len(self.emails(mailbox=mailbox)), wanted, mailbox)

    def test_newest_is_new(self):
        found = self.emails()
        self.assertEqual(found, sorted(found, key=lambda entry: entry["received_at"].rstrip("Z"), reverse=True))
        self.assertEqual(found[0]["subject"], "Oběd? 🍜")

    def test_search(self):
        self.assertEqual(len(self.emails(text="zlutoucky kun")), 1)
        self.assertGreaterEqual(len(self.emails(subject="strechy")), 3)
        self.assertGreaterEqual(len(self.emails(text="打ち合わせ")), 2)
        self.assertEqual(len(self.emails(text="الخط العربي")), 1)
        self.assertEqual(len(self.emails(text="školení")), 1)

    def test_thread(self):
        roof = self.emails(subject="nabidka")[0]
        thread = self.service.get(f"/emails/{roof['id']}").json()["thread_id"]
        self.assertEqual(len(self.emails(thread=thread)), 6)

    def test_attachments(self):
        names = set()
        for entry in self.emails(has_attachment="true"):
            for attachment in self.service.get(f"/emails/{entry['id']}").json()["attachments"]:
                names.add(attachment["filename"])
        for name in ("Nabídka střecha č. 31.pdf", "open-points.csv", "会議室の地図.png", "Львів-1.png"):
            self.assertIn(name, names)

    def test_a_second_start_adds_nothing(self):
        before = {entry["id"] for entry in self.emails()}
        self.assertEqual(self.service.restart(), 0)
        self.assertEqual({entry["id"] for entry in self.emails()}, before)


if __name__ == "__main__":
    digidig.main()
