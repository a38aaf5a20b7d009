# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes of an account since a token: followed by a mirror while others write, and forgotten in time."""

import os
import random
import tempfile
import threading
import unittest
import urllib.parse

import digidig
import roles

TOKEN = "an-administrator-token-of-tests"


class Mirror:
    """A client that knows the mail of one account by following its changes."""

    def __init__(self, service, account, since="0", messages=()):
        self.service, self.path = service, f"/api/accounts/{account}/changes"
        self.token, self.messages = since, dict(messages)

    def follow(self, limit=50):
        """One page; whether there is more."""
        answer = self.service.get(f"{self.path}?since={self.token}&limit={limit}")
        assert answer.status == 200, answer
        page = answer.json()
        assert page["count"] == len(page["changes"]) <= limit, page
        assert [row["modseq"] for row in page["changes"]] == sorted(row["modseq"] for row in page["changes"])
        for row in page["changes"]:
            assert row["type"] in ("changed", "deleted"), row
            if row["type"] == "changed":
                self.messages[row["id"]] = known(row)
            else:
                self.messages.pop(row["id"], None)
        self.token = page["token"]
        return page["more"]


def known(email):
    return {name: email[name] for name in ("mailbox", "uid", "flags", "modseq", "thread_id")}


class ChangesTest(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_LANGUAGE": "en"}

    def changes(self, account, since=None, **query):
        if since is not None:
            query["since"] = since
        answer = self.service.get(f"/api/accounts/{account}/changes?" + urllib.parse.urlencode(query))
        self.assertEqual(answer.status, 200, answer)
        return answer.json()

    def listed(self, account):
        return {email["id"]: known(email) for email in self.service.all_emails(account=account)}


class Changes(ChangesTest):
    def test_rows(self):
        account = "rows@example.com"
        first = self.service.send(recipient=account)
        start = self.changes(account)
        self.assertEqual((start["changes"], start["count"], start["more"]), ([], 0, False))
        self.assertRegex(start["token"], "^[A-Za-z0-9_-]+$")
        second = self.service.send(recipient=account, subject="new")
        self.service.patch(f"/emails/{first}", {"mailbox": "INBOX/Archive", "flags": {"add": ["\\Seen"]}})
        page = self.changes(account, start["token"])
        self.assertEqual([(row["type"], row["id"]) for row in page["changes"]], [("changed", second), ("changed", first)])
        row = page["changes"][1]
        self.assertEqual((row["mailbox"], row["flags"], row["uid"], row["read"]), ("INBOX/Archive", ["\\Seen"], 1, True))
        boxes = self.service.get(f"/api/accounts/{account}/mailboxes").json()["mailboxes"]
        self.assertEqual(row["mailbox_id"], next(box["id"] for box in boxes if box["name"] == "INBOX/Archive"))
        self.assertNotIn("body", row)
        self.assertFalse(page["more"])
        self.assertEqual(self.service.delete(f"/emails/{second}?permanent=true").status, 200)
        self.assertEqual(self.service.delete(f"/emails/{first}").status, 200)
        page = self.changes(account, page["token"], fields="mailbox,uid")
        gone, moved = page["changes"]
        self.assertEqual((gone["type"], gone["id"], set(gone)), ("deleted", second, {"type", "id", "modseq"}))
        self.assertEqual((moved["type"], moved["id"], moved["mailbox"], set(moved)),
                         ("changed", first, "INBOX/Trash", {"type", "id", "modseq", "mailbox", "uid"}))
        restored = self.service.post(f"/api/accounts/{account}/deleted", {"ids": [second]})
        self.assertEqual(restored.status, 200, restored)
        self.assertEqual([(row["type"], row["id"]) for row in self.changes(account, page["token"])["changes"]],
                         [("changed", second)])
        self.assertEqual({row["id"] for row in self.changes(account, "0")["changes"]}, {first, second})

    def test_errors(self):
        self.service.send(recipient="errors@example.com")
        self.service.send(recipient="else@example.com")
        path = "/api/accounts/errors@example.com/changes"
        token, foreign = self.changes("errors@example.com")["token"], self.changes("else@example.com")["token"]
        for since in ("", "1", "x", token[:-2], token + "A", foreign, "A" * 5000, "%2B", "%C3%A1", token[:20] + "!" + token[20:]):
            with self.subTest(since=since):
                self.problem(self.service.get(f"{path}?since={since}"), 422, "validation_failed", "since")
        for limit in ("0", "501", "-1", "x", ""):
            self.problem(self.service.get(f"{path}?since={token}&limit={limit}"), 422, "validation_failed", "limit")
        self.problem(self.service.get("/api/accounts/nobody@example.com/changes"), 404, "account_not_found")
        self.assertEqual(self.service.request("HEAD", path).status, 200)

    def test_mirrors_while_others_write(self):
        account, errors, done = "busy@example.com", [], threading.Event()
        for _ in range(5):
            self.service.send(recipient=account)

        def write(seed):
            chance = random.Random(seed)
            try:
                own = []
                for i in range(60):
                    what = chance.randrange(6) if own else 0
                    if what < 2:
                        own.append(self.service.send(recipient=account, subject=f"{seed}-{i}"))
                    elif what == 2:
                        self.service.patch(f"/emails/{chance.choice(own)}", {"flags": {"add": [f"k{i}"]}})
                    elif what == 3:
                        self.service.patch(f"/emails/{chance.choice(own)}",
                                           {"mailbox": chance.choice(["INBOX", "INBOX/Archive", "INBOX/Junk"])})
                    else:
                        self.service.delete(f"/emails/{own.pop(chance.randrange(len(own)))}"
                                            + ("?permanent=true" if what == 5 else ""))
            except Exception as error:  # pylint: disable=broad-except
                errors.append(error)

        writers = [threading.Thread(target=write, args=(seed,)) for seed in range(3)]
        for writer in writers:
            writer.start()
        threading.Thread(target=lambda: ([writer.join() for writer in writers], done.set()), daemon=True).start()
        mirrors, chance = [Mirror(self.service, account)], random.Random(9)
        while not done.is_set():
            for mirror in mirrors:
                mirror.follow(chance.randrange(1, 9))
            if len(mirrors) < 4:  # One that has the list and goes on from there.
                token = self.changes(account)["token"]
                mirrors.append(Mirror(self.service, account, token, self.listed(account)))
        self.assertEqual(errors, [])
        expected = self.listed(account)
        self.assertGreater(len(expected), 10)
        for mirror in mirrors:
            while mirror.follow(5):
                pass
            self.assertEqual(mirror.messages, expected)

    def test_who_may(self):
        for account in ("own@example.com", "foreign@example.com"):
            self.service.send(recipient=account)
        who, every = roles.Roles(self.service, TOKEN), ("admin", "read", "own@example.com", "foreign@example.com")
        for path in ("/api/accounts/own@example.com/changes", "/api/accounts/own@example.com/changes?since=0"):
            self.assertEqual(who.statuses("GET", path, every), (200, 200, 200, 403))
            self.problem(self.service.request("GET", path, None, {"Host": "mail.example.org"}), 401, "unauthorized")


class Horizon(ChangesTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_LANGUAGE": "en", "IMAP_CHANGES_ENTRIES": "100"}

    def test_what_is_forgotten_is_gone(self):
        """Old tokens get 410 exactly from the change on that is forgotten, also after a restart."""
        account = "old@example.com"
        identity = self.service.send(recipient=account)
        tokens = []
        for i in range(103):
            tokens.append(self.changes(account)["token"])
            self.service.patch(f"/emails/{identity}", {"mailbox": ("INBOX/Archive", "INBOX")[i % 2]})
        tokens.append(self.changes(account)["token"])
        self.assertEqual(self.changes(account, tokens[0])["changes"][0]["id"], identity)
        for _ in range(2):  # The store forgets when the service starts.
            self.service.restart()
            path = f"/api/accounts/{account}/changes?since="
            digidig.wait_for(lambda: self.service.get(path + tokens[2]).status == 410, "what is too much to be forgotten")
            for token in tokens[:3]:
                self.problem(self.service.get(path + token), 410, "cursor_expired")
            for token in tokens[3:-1]:
                self.assertEqual([row["id"] for row in self.changes(account, token)["changes"]], [identity])
            self.assertEqual(self.changes(account, tokens[-1])["changes"], [])
        mirror = Mirror(self.service, account)
        while mirror.follow():
            pass
        self.assertEqual(mirror.messages, self.listed(account))

    @unittest.skipIf(digidig.STORAGE, "the other service's Storage is empty, and so would be its mail")
    def test_a_store_from_a_backup_knows_no_older_tokens(self):
        """A client may have what came after the backup."""
        account = "back@example.com"
        for _ in range(3):
            self.service.send(recipient=account)
        old = self.changes(account)["token"]
        with tempfile.TemporaryDirectory(prefix="digidig-changes-") as directory:
            backups, state = os.path.join(directory, "backups"), os.path.join(directory, "state")
            for arguments, where in ((("backup", "--to", backups), self.service.state),
                                     (("restore", "--from", backups), state)):
                done = digidig.run(*arguments, state=where)
                self.assertEqual(done.returncode, 0, done)
            self.service.send(recipient=account)
            new = self.changes(account)["token"]
            with digidig.Service(self.env, state=state) as other:
                for token in (old, new):
                    self.problem(other.get(f"/api/accounts/{account}/changes?since={token}"), 410, "cursor_expired")
                mirror = Mirror(other, account)
                while mirror.follow(2):
                    pass
                self.assertEqual(len(mirror.messages), 3)
                other.send(recipient=account)
                self.assertFalse(mirror.follow())
                self.assertEqual(len(mirror.messages), 4)
                other.stop()
            done = digidig.run("check", state=state)
            self.assertEqual(done.returncode, 0, done)


if __name__ == "__main__":
    digidig.main()
