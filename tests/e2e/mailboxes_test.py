# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailboxes, deleted mail and saved searches over REST: made, changed, removed, brought back; by whom."""

import unicodedata
import urllib.parse

import digidig
import roles

TOKEN = "an-administrator-token-of-tests"


class AccountTest(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_LANGUAGE": "en"}

    def account(self, name):
        """A new account; where it is."""
        answer = self.service.post("/api/accounts", {"address": f"{name}@example.com"})
        self.assertEqual(answer.status, 201, answer)
        return f"/api/accounts/{name}@example.com"

    def who_may(self, table, every):
        who = roles.Roles(self.service, TOKEN)
        for method, path, body, expected in table:
            with self.subTest(method=method, path=path):
                self.assertEqual(who.statuses(method, path, every, body), expected)
                self.problem(self.service.request(method, path, body, {"Host": "mail.example.org"}), 401, "unauthorized")


class Mailboxes(AccountTest):
    def boxes(self, account):
        answer = self.service.get(account + "/mailboxes")
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json()["count"], len(answer.json()["mailboxes"]))
        return {box["name"]: box for box in answer.json()["mailboxes"]}

    def make(self, account, name, **members):
        answer = self.service.post(account + "/mailboxes", {"name": name, **members})
        self.assertEqual(answer.status, 201, answer)
        return answer.json()

    def at(self, account, name):
        return f"{account}/mailboxes/{self.boxes(account)[name]['id']}"

    def test_tree(self):
        account = self.account("tree")
        identity = self.service.send(recipient="tree@example.com")
        boxes = self.boxes(account)
        self.assertEqual(set(boxes), {"INBOX", *(f"INBOX/{name}" for name in ("Sent", "Drafts", "Trash", "Archive", "Junk"))})
        inbox = boxes["INBOX"]
        self.assertEqual((inbox["parent"], inbox["children"], inbox["special_use"], inbox["subscribed"]), (None, 5, None, True))
        self.assertEqual((inbox["messages"], inbox["unseen"], inbox["uid_next"]), (1, 1, 2))
        size = self.service.get(f"/emails/{identity}").json()["size"]
        self.assertEqual(inbox["bytes"], size)
        sent = boxes["INBOX/Sent"]
        self.assertEqual((sent["parent"], sent["children"], sent["special_use"]), (inbox["id"], 0, "\\Sent"))
        self.assertEqual(len({box["uid_validity"] for box in boxes.values()}), 6)
        self.service.patch(f"/emails/{identity}", {"flags": {"add": ["\\Seen"]}})
        after = self.service.get(f"{account}/mailboxes/{inbox['id']}").json()
        self.assertEqual((after["unseen"], after["highest_modseq"] > inbox["highest_modseq"]), (0, True))

    def test_made(self):
        account = self.account("made")
        answer = self.service.post(account + "/mailboxes", {"name": unicodedata.normalize("NFD", "Práce/Účty/2025")})
        self.assertEqual(answer.status, 201, answer)
        made = answer.json()
        self.assertEqual(made["name"], "Práce/Účty/2025")
        self.assertTrue(answer.headers["Location"].endswith("/mailboxes/" + made["id"]))
        self.assertEqual(self.service.get(answer.headers["Location"]).json(), made)
        boxes = self.boxes(account)
        self.assertEqual(made["parent"], boxes["Práce/Účty"]["id"])
        self.assertEqual((boxes["Práce"]["children"], boxes["Práce"]["parent"]), (1, None))
        self.problem(self.service.post(account + "/mailboxes", {"name": "Práce/Účty"}), 409, "mailbox_exists")
        self.problem(self.service.post(account + "/mailboxes", {"name": "inbox"}), 409, "mailbox_exists")
        for members in ({}, {"name": ""}, {"name": 1}, {"name": "a//b"}, {"name": "a\nb"}, {"name": "a*"}, {"name": "x" * 1001},
                        {"name": "/a"}, {"name": "a/" * 20 + "a"}):
            self.problem(self.service.post(account + "/mailboxes", members), 422, "validation_failed", "name")
        self.problem(self.service.post(account + "/mailboxes", {"name": "ok", "special_use": "\\Seen"}), 422,
                     "validation_failed", "special_use")
        self.problem(self.service.post(account + "/mailboxes", {"name": "S", "special_use": "\\Sent"}), 409, "special_use_taken")
        self.assertEqual(self.make(account, "Important", special_use="\\Important")["special_use"], "\\Important")

    def test_renamed(self):
        account = self.account("renamed")
        self.make(account, "A/B/C")
        identity = self.service.send(recipient="renamed@example.com", mailbox="A/B/C")
        before, tag = self.boxes(account), self.service.get(f"/emails/{identity}").headers["ETag"]
        answer = self.service.patch(self.at(account, "A/B"), {"name": "X/Y"})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual((answer.json()["id"], answer.json()["name"]), (before["A/B"]["id"], "X/Y"))
        after = self.boxes(account)
        self.assertEqual(set(after) - set(before), {"X", "X/Y", "X/Y/C"})
        for old, new in (("A/B", "X/Y"), ("A/B/C", "X/Y/C")):
            for name in ("id", "uid_validity", "uid_next", "messages"):
                self.assertEqual(after[new][name], before[old][name])
        detail = self.service.get(f"/emails/{identity}", If_None_Match=tag)
        self.assertEqual((detail.status, detail.json()["mailbox"]), (200, "X/Y/C"))
        self.assertEqual(self.service.patch(f"/emails/{identity}", {"flags": {"add": ["\\Seen"]}},
                                            If_Match=detail.headers["ETag"]).status, 200)
        for name, status, code in (("INBOX", 409, "mailbox_exists"), ("A", 409, "mailbox_exists"), ("X/Y/Z", 422, None),
                                   ("", 422, None), ("a//b", 422, None)):
            self.problem(self.service.patch(self.at(account, "X/Y"), {"name": name}), status, code, "name")
        self.problem(self.service.patch(account + "/mailboxes/x", {"name": "q"}), 404, "mailbox_not_found")

    def test_inbox_renamed(self):
        account = self.account("inbox")
        ids = [self.service.send(recipient="inbox@example.com", subject=str(i)) for i in range(5)]
        inbox = self.boxes(account)["INBOX"]
        answer = self.service.patch(f"{account}/mailboxes/{inbox['id']}", {"name": "Old", "subscribed": False})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual((answer.json()["name"], answer.json()["messages"], answer.json()["subscribed"]), ("Old", 5, False))
        self.assertNotEqual(answer.json()["id"], inbox["id"])
        now = self.boxes(account)
        self.assertEqual((now["INBOX"]["id"], now["INBOX"]["messages"], now["INBOX"]["subscribed"]), (inbox["id"], 0, True))
        self.assertEqual({self.service.get(f"/emails/{i}").json()["mailbox"] for i in ids}, {"Old"})
        self.service.send(recipient="inbox@example.com")
        self.assertEqual(self.boxes(account)["INBOX"]["messages"], 1)

    def test_settings_and_tags(self):
        account = self.account("settings")
        path = self.at(account, "INBOX/Trash")
        answer = self.service.get(path)
        tag = answer.headers["ETag"]
        self.assertEqual(self.service.get(path, If_None_Match=tag).status, 304)
        answer = self.service.patch(path, {"subscribed": False, "special_use": None}, If_Match=tag)
        self.assertEqual((answer.json()["subscribed"], answer.json()["special_use"]), (False, None))
        self.problem(self.service.patch(path, {"subscribed": True}, If_Match=tag), 412, "precondition_failed")
        self.problem(self.service.delete(path, If_Match=tag), 412, "precondition_failed")
        for members, field in (({"subscribed": 1}, "subscribed"), ({"special_use": 5}, "special_use"), ({"name": []}, "name")):
            self.problem(self.service.patch(path, members), 422, "validation_failed", field)
        bin_ = self.make(account, "Bin", special_use="\\Trash")
        identity = self.service.send(recipient="settings@example.com")
        self.assertEqual(self.service.delete(f"/emails/{identity}").json()["mailbox"], "Bin")
        self.assertEqual(self.service.get(f"{account}/mailboxes/{bin_['id']}").json()["messages"], 1)

    def test_removed_and_brought_back(self):
        account = self.account("removed")
        self.make(account, "P/Q")
        old = self.boxes(account)["P/Q"]
        ids = [self.service.send(recipient="removed@example.com", mailbox=box, subject=box) for box in ("P", "P/Q", "P/Q")]
        raw = self.service.get(f"/emails/{ids[1]}/raw").body
        self.problem(self.service.delete(self.at(account, "INBOX") + "?recursive=true"), 409, "inbox_not_removable")
        path = self.at(account, "P")
        self.problem(self.service.delete(path), 409, "mailbox_has_children")
        self.problem(self.service.delete(path + "?recursive=maybe"), 422)
        answer = self.service.delete(path + "?recursive=true").json()
        self.assertEqual((answer["status"], answer["mailboxes_deleted"], answer["messages_deleted"]), ("deleted", 2, 3))
        self.problem(self.service.delete(path), 404, "mailbox_not_found")
        for identity in ids:
            self.problem(self.service.get(f"/emails/{identity}"), 404, "email_not_found")

        seen, cursor = [], ""
        while True:
            page = self.service.get(account + "/deleted?" + urllib.parse.urlencode({"limit": 2, "cursor": cursor})).json()
            self.assertEqual((page["count"], page["total"]), (len(page["deleted"]), 3))
            seen += page["deleted"]
            cursor = page.get("next_cursor", "")
            if not cursor:
                break
        self.assertEqual({one["id"] for one in seen}, set(ids))
        for one in seen:
            self.assertEqual(one["mailbox_name"], one["subject"])
            self.assertLess(one["deleted_at"], one["expires_at"])
        for query in ("limit=0", "limit=501", "cursor=x"):
            self.problem(self.service.get(f"{account}/deleted?{query}"), 422, "validation_failed")

        answer = self.service.post(account + "/deleted", {"ids": ids[1:]})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual([(one["id"], one["mailbox"], one["uid"]) for one in answer.json()["restored"]],
                         [(ids[1], "P/Q", 1), (ids[2], "P/Q", 2)])
        self.assertEqual(self.service.get(f"/emails/{ids[1]}/raw").body, raw)
        self.assertGreater(self.boxes(account)["P/Q"]["uid_validity"], old["uid_validity"])
        self.problem(self.service.post(account + "/deleted", {"ids": ids}), 404, "email_not_found")
        self.problem(self.service.post(account + "/deleted", {"ids": ids[:1], "mailbox": "No"}), 404, "mailbox_not_found")
        answer = self.service.post(account + "/deleted", {"ids": ids[:1], "mailbox": "INBOX/Archive"})
        self.assertEqual(answer.json()["restored"][0]["mailbox"], "INBOX/Archive")
        self.assertEqual(self.service.get(account + "/deleted").json(), {"deleted": [], "count": 0, "total": 0})
        for members in ({}, {"ids": []}, {"ids": "x"}, {"ids": [1]}, {"ids": ["x"] * 1001}):
            self.problem(self.service.post(account + "/deleted", members), 422, "validation_failed", "ids")
        self.assertEqual({mail["id"] for mail in self.service.emails(account="removed@example.com", text="Email content")}, set(ids))

    def test_who_may(self):
        own, foreign = self.account("own-box"), self.account("foreign-box")
        box = {account: self.at(account, "INBOX/Sent") for account in (own, foreign)}
        crossed = box[foreign].replace("foreign-box", "own-box")
        every = ("admin", "read", "own-box@example.com")
        self.who_may((("GET", own + "/mailboxes", None, (200, 200, 200)), ("GET", foreign + "/mailboxes", None, (200, 200, 403)),
                      ("GET", box[own], None, (200, 200, 200)), ("GET", crossed, None, (404, 404, 404)),
                      ("PATCH", box[own], {"subscribed": True}, (200, 403, 200)),
                      ("PATCH", box[foreign], {"subscribed": True}, (200, 403, 403)),
                      ("PATCH", crossed, {"subscribed": True}, (404, 403, 404)),
                      ("DELETE", crossed, None, (404, 403, 404)),
                      ("POST", own + "/mailboxes", {"name": "INBOX"}, (409, 403, 409)),
                      ("POST", foreign + "/mailboxes", {"name": "INBOX"}, (409, 403, 403)),
                      ("GET", own + "/deleted", None, (200, 200, 200)), ("GET", foreign + "/deleted", None, (200, 200, 403)),
                      ("POST", own + "/deleted", {"ids": ["x"]}, (404, 403, 404)),
                      ("POST", foreign + "/deleted", {"ids": ["x"]}, (404, 403, 403))), every)

    def test_the_store_is_whole_after_it_all(self):
        account = self.account("whole")
        self.make(account, "A/B")
        self.service.send(recipient="whole@example.com", mailbox="A/B")
        self.service.patch(self.at(account, "A"), {"name": "INBOX/C"})
        self.service.delete(self.at(account, "INBOX/C") + "?recursive=true")
        self.assertEqual(self.service.restart(), 0)
        done = digidig.run("check", "--json", state=self.service.state)
        self.assertEqual(done.returncode, 0, done)


class Searches(AccountTest):
    def test_kept(self):
        account = self.account("search")
        path = account + "/searches"
        self.assertEqual(self.service.get(path).json(), {"searches": [], "count": 0, "total": 0})
        answer = self.service.post(path, {"name": "Účty", "q": "subject:faktura is:unread"})
        self.assertEqual(answer.status, 201, answer)
        made = answer.json()
        self.assertEqual(self.service.get(answer.headers["Location"]).json(), made)
        self.assertEqual((made["name"], made["q"]), ("Účty", "subject:faktura is:unread"))
        self.problem(self.service.post(path, {"name": "účty", "q": "x"}), 409, "search_exists", "name")
        changed = self.service.patch(f"{path}/{made['id']}", {"q": "is:flagged"}).json()
        self.assertEqual(changed, made | {"q": "is:flagged"})
        self.assertEqual(self.service.restart(), 0)
        self.assertEqual(self.service.get(path).json(), {"searches": [changed], "count": 1, "total": 1})
        for members, field in (({}, "name"), ({"name": "x"}, "q"), ({"name": "x", "q": ""}, "q"), ({"name": 1, "q": "x"}, "name"),
                               ({"name": "x", "q": "y" * 1001}, "q"), ({"name": "x", "q": "from:("}, "q"), ({"name": "x" * 101, "q": "y"}, "name")):
            self.problem(self.service.post(path, members), 422, "validation_failed", field)
        self.problem(self.service.patch(f"{path}/{made['id']}", {"name": None}), 422, "validation_failed", "name")
        self.assertEqual(self.service.delete(f"{path}/{made['id']}").json(), {"status": "deleted", "id": made["id"]})
        for method in ("GET", "DELETE"):
            self.problem(self.service.request(method, f"{path}/{made['id']}"), 404, "search_not_found")

    def test_tags(self):
        path = self.account("search-tags") + "/searches"
        answer = self.service.post(path, {"name": "first", "q": "x"})
        one, tag = answer.headers["Location"], answer.headers["ETag"]
        self.assertEqual(self.service.get(one).headers["ETag"], tag)
        self.assertEqual(self.service.get(one, If_None_Match=tag).status, 304)
        changed = self.service.patch(one, {"q": "y"}, If_Match=tag)
        self.assertEqual(changed.status, 200, changed)
        self.assertNotEqual(changed.headers["ETag"], tag)
        self.problem(self.service.patch(one, {"q": "z"}, If_Match=tag), 412, "precondition_failed")
        self.problem(self.service.delete(one, If_Match=tag), 412, "precondition_failed")
        self.assertEqual(self.service.get(one).json()["q"], "y")
        self.assertEqual(self.service.delete(one, If_Match=changed.headers["ETag"]).status, 200)

    def test_bounded(self):
        path = self.account("many") + "/searches"
        for i in range(100):
            self.assertEqual(self.service.post(path, {"name": f"s{i}", "q": "x"}).status, 201)
        self.problem(self.service.post(path, {"name": "more", "q": "x"}), 409, "too_many_searches")
        self.assertEqual(self.service.get(path).json()["total"], 100)

    def test_who_may(self):
        own, foreign = self.account("own-search"), self.account("foreign-search")
        identity = self.service.post(foreign + "/searches", {"name": "f", "q": "f"}).json()["id"]
        body = {"name": "", "q": ""}
        self.who_may((("GET", own + "/searches", None, (200, 200, 200)), ("GET", foreign + "/searches", None, (200, 200, 403)),
                      ("POST", own + "/searches", body, (422, 403, 422)), ("POST", foreign + "/searches", body, (422, 403, 403)),
                      ("GET", f"{own}/searches/{identity}", None, (404, 404, 404)),
                      ("GET", f"{foreign}/searches/{identity}", None, (200, 200, 403)),
                      ("PATCH", f"{own}/searches/{identity}", {}, (404, 403, 404)),
                      ("PATCH", f"{foreign}/searches/{identity}", {}, (200, 403, 403)),
                      ("DELETE", f"{own}/searches/{identity}", None, (404, 403, 404)),
                      ("DELETE", f"{foreign}/searches/x", None, (404, 403, 403))),
                     ("admin", "read", "own-search@example.com"))


if __name__ == "__main__":
    digidig.main()
