# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts over REST: made, listed, changed, removed; aliases, quotas, passwords; by whom."""

import json
import subprocess
import urllib.parse

import digidig
import roles

TOKEN = "an-administrator-token-of-tests"
SECRET = "correct horse battery staple"


class Accounts(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_LANGUAGE": "en"}

    def make(self, address, **members):
        answer = self.service.post("/api/accounts", {"address": address, **members})
        self.assertEqual(answer.status, 201, answer)
        return answer.json()

    def test_made_and_read(self):
        answer = self.service.post("/api/accounts", {"address": "New@Example.COM", "password": SECRET,
                                                     "quota_bytes": 5000000, "surprise": 1})
        self.assertEqual(answer.status, 201, answer)
        made = answer.json()
        self.assertEqual(made["address"], "new@example.com")
        self.assertEqual((made["quota_bytes"], made["used_bytes"], made["messages"]), (5000000, 0, 0))
        self.assertEqual((made["disabled"], made["has_password"], made["aliases"]), (False, True, []))
        self.assertRegex(made["created_at"], r"^20\d\d-\d\d-\d\dT[\d:.]+Z$")
        self.assertEqual(answer.headers["Location"], f"/api/accounts/{made['id']}")
        for name in (made["id"], "new@example.com", "NEW%40example.com"):
            self.assertEqual(self.service.get(f"/api/accounts/{name}").json(), made, name)

    def test_with_curl(self):
        base = f"http://localhost:{self.service.port}/api/accounts"

        def curl(*arguments):
            done = subprocess.run(["curl", "--silent", "--show-error", "--noproxy", "*", *arguments],
                                  capture_output=True, timeout=60, check=True)
            return json.loads(done.stdout)

        made = curl("-H", "Content-Type: application/json", "-d", '{"address":"curl@example.com"}', base)
        self.assertEqual(made["address"], "curl@example.com")
        self.assertFalse(made["has_password"])
        changed = curl("-X", "PATCH", "-H", "Content-Type: application/json",
                       "-d", '{"aliases":["wget@example.com"],"quota_bytes":77}', f"{base}/curl@example.com")
        self.assertEqual((changed["aliases"], changed["quota_bytes"]), (["wget@example.com"], 77))
        gone = curl("-X", "DELETE", f"{base}/{made['id']}?confirm=curl@example.com")
        self.assertEqual(gone, {"status": "deleted", "id": made["id"], "address": "curl@example.com"})
        self.problem(self.service.get(f"/api/accounts/{made['id']}"), 404, "account_not_found")

    def test_wrong_input(self):
        for members, field in (({}, "address"), ({"address": 7}, "address"), ({"address": "nobody"}, "address"),
                               ({"address": "a@b@c"}, "address"), ({"address": "x@y.cz", "password": "short"}, "password"),
                               ({"address": "x@y.cz", "password": 12345678}, "password"),
                               ({"address": "x@y.cz", "password": "x" * 2000}, "password"),
                               ({"address": "x@y.cz", "quota_bytes": -1}, "quota_bytes"),
                               ({"address": "x@y.cz", "quota_bytes": 1.5}, "quota_bytes"),
                               ({"address": "x@y.cz", "quota_bytes": 1e300}, "quota_bytes"),
                               ({"address": "x@y.cz", "quota_bytes": "1"}, "quota_bytes")):
            with self.subTest(members=members):
                self.problem(self.service.post("/api/accounts", members), 422, "validation_failed", field)
        self.problem(self.service.post("/api/accounts", "{", Content_Type="application/json"), 400, "invalid_json")
        self.problem(self.service.get("/api/accounts/x@y.cz"), 404, "account_not_found")
        for query in ("limit=0", "limit=501", "limit=x", "cursor=%3F", "cursor=AAAA"):
            self.problem(self.service.get("/api/accounts?" + query), 422, "validation_failed")
        self.assertEqual(self.service.request("PUT", "/api/accounts", b"").status, 405)

    def test_an_address_is_given_once(self):
        self.make("once@example.com")
        self.problem(self.service.post("/api/accounts", {"address": "ONCE@example.com"}), 409, "account_exists")
        self.make("other@example.com")
        self.service.patch("/api/accounts/once@example.com", {"aliases": ["twice@example.com"]})
        for address in ("once@example.com", "twice@example.com"):
            self.problem(self.service.post("/api/accounts", {"address": address}), 409, "account_exists")
            self.problem(self.service.patch("/api/accounts/other@example.com", {"aliases": [address]}), 409,
                         "account_exists", "aliases")

    def test_password_is_never_told(self):
        made = self.make("secret@example.com", password=SECRET)
        answers = [self.service.get("/api/accounts/secret@example.com"), self.service.get("/api/accounts"),
                   self.service.patch("/api/accounts/secret@example.com", {"password": SECRET + "!"})]
        for answer in answers:
            self.assertEqual(answer.status, 200)
            self.assertNotIn(SECRET, answer.body.decode())
            self.assertNotIn("argon2", answer.body.decode())
        self.assertNotIn(SECRET, self.service.log_until_now())
        self.assertTrue(made["has_password"])
        answer = self.service.patch("/api/accounts/secret@example.com", {"password": None})
        self.assertFalse(answer.json()["has_password"])
        self.problem(self.service.patch("/api/accounts/secret@example.com", {"password": ""}), 422,
                     "validation_failed", "password")

    def test_list(self):
        addresses = [f"list{i:02}@list.example" for i in range(7)]
        for address in addresses:
            self.make(address)
        seen, cursor = [], ""
        while True:
            page = self.service.get("/api/accounts?" + urllib.parse.urlencode(
                {"address": "LIST", "limit": 3, **({"cursor": cursor} if cursor else {})})).json()
            self.assertEqual((page["count"], page["total"]), (len(page["accounts"]), 7))
            seen += [account["address"] for account in page["accounts"]]
            cursor = page.get("next_cursor", "")
            if not cursor:
                break
            self.make(f"lisa{len(seen)}@list.example")  # What comes and goes meanwhile shifts nothing.
        self.assertEqual(seen, addresses)

    def test_tags(self):
        self.make("tag@example.com")
        path = "/api/accounts/tag@example.com"
        tag = self.service.get(path).headers["ETag"]
        self.assertEqual(self.service.get(path, If_None_Match=tag).status, 304)
        self.service.send(recipient="tag@example.com")
        answer = self.service.get(path, If_None_Match=tag)
        self.assertEqual((answer.status, answer.json()["messages"]), (200, 1))
        # Mail that came in between does not spoil a change of the settings; another change does.
        self.assertEqual(self.service.patch(path, {"quota_bytes": 10 ** 6}, If_Match=tag).status, 200)
        self.problem(self.service.patch(path, {"quota_bytes": 1}, If_Match=tag), 412, "precondition_failed")
        self.problem(self.service.patch(path, {"quota_bytes": 1}, If_Match='"?"'), 412, "precondition_failed")
        self.problem(self.service.delete(path + "?confirm=tag@example.com", If_Match=tag), 412, "precondition_failed")
        self.assertEqual(self.service.patch(path, {"quota_bytes": 2}, If_Match="*").json()["quota_bytes"], 2)

    def test_change(self):
        self.make("change@example.com")
        path = "/api/accounts/change@example.com"
        for members, field in (({"quota_bytes": True}, "quota_bytes"), ({"disabled": 1}, "disabled"),
                               ({"aliases": "x@y.cz"}, "aliases"), ({"aliases": ["x@y.cz", 1]}, "aliases"),
                               ({"aliases": ["nobody"]}, "aliases"), ({"aliases": ["x@y.cz"] * 201}, "aliases"),
                               ({"address": "else@example.com"}, "address")):
            with self.subTest(members=members):
                self.problem(self.service.patch(path, members), 422, "validation_failed", field)
        before = self.service.get(path).json()
        self.assertEqual(before["aliases"], [])
        self.assertEqual(self.service.patch(path, {"address": "Change@example.com"}).json(), before)

    def test_mail_to_aliases(self):
        account = self.make("main@alias.example")
        self.service.patch("/api/accounts/main@alias.example", {"aliases": ["Info@alias.example", "büro@alias.example"]})
        sent = [self.service.send(recipient=recipient) for recipient in ("info@alias.example", "Büro@alias.example")]
        raw = self.service.send_raw(b"From: a@b.example\r\nSubject: raw\r\n\r\ntext\r\n", recipient="INFO@ALIAS.example")
        listed = self.service.emails(account="main@alias.example")
        self.assertEqual({mail["id"] for mail in listed}, {*sent, raw})
        self.assertEqual({mail["account"] for mail in listed}, {"main@alias.example"})
        self.assertEqual({mail["recipient"] for mail in listed}, {"info@alias.example", "büro@alias.example"})
        usage = self.service.get(f"/api/accounts/{account['id']}").json()
        self.assertEqual((usage["messages"], usage["used_bytes"]), (3, sum(mail["size"] for mail in listed)))

    def test_disabled_account_takes_no_mail(self):
        self.make("off@example.com")
        self.service.patch("/api/accounts/off@example.com", {"disabled": True, "aliases": ["off2@example.com"]})
        for recipient in ("off@example.com", "off2@example.com"):
            answer = self.service.post("/emails", {"sender": "a@example.com", "recipient": recipient, "body": "b"})
            self.problem(answer, 403, "account_disabled")
        self.service.patch("/api/accounts/off@example.com", {"disabled": False})
        self.service.send(recipient="off2@example.com")

    def test_disabled_account_has_no_tokens(self):
        self.make("locked@example.com")
        who = roles.Roles(self.service, TOKEN)
        path = "/api/accounts/locked@example.com"

        def status():
            return who.request("locked@example.com", "GET", path).status

        self.assertEqual(status(), 200)
        for disabled, expected in ((True, (401, 403)), (False, (200,))):
            self.service.patch(path, {"disabled": disabled})
            digidig.wait_for(lambda: status() in expected, f"{expected}")

    def test_quota(self):
        self.make("small@example.com", quota_bytes=600)
        mail = {"sender": "a@example.com", "recipient": "small@example.com", "body": "x" * 300}
        self.assertEqual(self.service.post("/emails", mail).status, 201)
        self.problem(self.service.post("/emails", mail), 507, "quota_exceeded")
        self.service.patch("/api/accounts/small@example.com", {"quota_bytes": 0})
        self.assertEqual(self.service.post("/emails", mail).status, 201)

    def test_removal_takes_everything(self):
        account = self.make("gone@example.com")
        self.service.patch("/api/accounts/gone@example.com", {"aliases": ["gone2@example.com"]})
        ids = [self.service.send(recipient="gone@example.com", subject=f"s{i}") for i in range(20)]
        for query in ("", "?confirm=", "?confirm=else@example.com", f"?confirm={account['id']}"):
            self.problem(self.service.delete("/api/accounts/gone@example.com" + query), 422, "validation_failed", "confirm")
        self.assertEqual(self.service.get(f"/emails/{ids[0]}").status, 200)
        answer = self.service.delete(f"/api/accounts/{account['id']}?confirm=Gone@example.com")
        self.assertEqual(answer.status, 200, answer)
        for identity in ids:
            self.problem(self.service.get(f"/emails/{identity}"), 404, "email_not_found")
        again = self.make("gone2@example.com")
        self.assertNotEqual(again["id"], account["id"])
        self.assertEqual(self.service.emails(account="gone2@example.com"), [])

    def test_who_may(self):
        self.make("own@who.example")
        self.make("foreign@who.example")
        who = roles.Roles(self.service, TOKEN)
        every = ("admin", "read", "own@who.example")
        for method, path, body, expected in (
                ("GET", "/api/accounts", None, (200, 200, 403)),
                ("GET", "/api/accounts/own@who.example", None, (200, 200, 200)),
                ("GET", "/api/accounts/foreign@who.example", None, (200, 200, 403)),
                ("GET", "/api/accounts/nobody@who.example", None, (404, 404, 403)),
                ("POST", "/api/accounts", {"address": "made@who.example"}, (201, 403, 403)),
                ("PATCH", "/api/accounts/own@who.example", {"quota_bytes": 0}, (200, 403, 403)),
                ("DELETE", "/api/accounts/made@who.example?confirm=made@who.example", None, (200, 403, 403))):
            with self.subTest(method=method, path=path):
                self.assertEqual(who.statuses(method, path, every, body), expected)
                self.problem(self.service.request(method, path, body, {"Host": "mail.example.org"}), 401, "unauthorized")

    def test_app_passwords(self):
        account = self.make("app@example.com")
        path = "/api/accounts/app@example.com/app-passwords"
        self.assertEqual(self.service.get(path).json(), {"app_passwords": [], "count": 0, "total": 0})
        answer = self.service.post(path, {"name": " Telefon "})
        self.assertEqual((answer.status, answer.headers["Cache-Control"]), (201, "no-store"), answer)
        made = answer.json()
        self.assertRegex(made["password"], r"^([a-z2-9]{4}-){4}[a-z2-9]{4}$")
        self.assertEqual((made["name"], made["last_used_at"]), ("Telefon", None))
        other = self.service.post(path, {"name": "Telefon"}).json()
        self.assertNotEqual(made["password"], other["password"])
        listed = self.service.get(f"/api/accounts/{account['id']}/app-passwords")
        self.assertEqual([one["id"] for one in listed.json()["app_passwords"]], [made["id"], other["id"]])
        self.assertNotIn("password", listed.json()["app_passwords"][0])
        for text in (listed.body.decode(), self.service.log_until_now()):
            self.assertNotIn(made["password"], text)
        for members in ({}, {"name": ""}, {"name": "  "}, {"name": 1}, {"name": "x" * 101}, {"name": "a\nb"}):
            self.problem(self.service.post(path, members), 422, "validation_failed", "name")
        self.assertEqual(self.service.delete(f"{path}/{made['id']}").json(), {"status": "deleted", "id": made["id"]})
        for identity in (made["id"], "x"):
            self.problem(self.service.delete(f"{path}/{identity}"), 404, "app_password_not_found")
        self.make("app2@example.com")
        self.problem(self.service.delete(f"/api/accounts/app2@example.com/app-passwords/{other['id']}"), 404)
        self.problem(self.service.get("/api/accounts/nobody@example.com/app-passwords"), 404, "account_not_found")

    def test_who_may_make_app_passwords(self):
        self.make("own@app.example")
        self.make("foreign@app.example")
        who = roles.Roles(self.service, TOKEN)
        every = ("admin", "read", "own@app.example")
        own, foreign = (f"/api/accounts/{name}@app.example/app-passwords" for name in ("own", "foreign"))
        identity = self.service.post(foreign, {"name": "x"}).json()["id"]
        for method, path, body, expected in (("GET", own, None, (200, 200, 200)), ("GET", foreign, None, (200, 200, 403)),
                                             ("POST", own, {"name": "x"}, (201, 403, 201)),
                                             ("POST", foreign, {"name": "x"}, (201, 403, 403)),
                                             ("DELETE", f"{own}/{identity}", None, (404, 403, 404)),
                                             ("DELETE", f"{foreign}/x", None, (404, 403, 403))):
            with self.subTest(method=method, path=path):
                self.assertEqual(who.statuses(method, path, every, body), expected)
                self.problem(self.service.request(method, path, body, {"Host": "mail.example.org"}), 401, "unauthorized")

    def command(self, *words, code=0):
        done = digidig.run("account", *words, "--json", state=self.service.state)
        self.assertEqual(done.returncode, code, (words, done))
        return json.loads(done.stdout) if code == 0 else None

    def test_command_line_beside_the_service(self):
        made = self.make("cli@example.com")
        path = "/api/accounts/cli@example.com"
        self.assertEqual(self.command("alias", "add", "cli@example.com", "CLI2@example.com")["aliases"], ["cli2@example.com"])
        self.command("alias", "add", made["id"], "cli3@example.com")
        self.command("alias", "remove", "cli@example.com", "cli2@example.com")
        self.command("quota", "cli@example.com", "4711")
        self.command("disable", "cli@example.com")
        now = self.service.get(path).json()
        self.assertEqual((now["aliases"], now["quota_bytes"], now["disabled"]), (["cli3@example.com"], 4711, True))
        self.command("enable", "cli@example.com")
        self.assertFalse(self.service.get(path).json()["disabled"])
        for words, code in ((("alias", "add", "cli@example.com", "cli@example.com"), 73),
                            (("alias", "remove", "cli@example.com", "none@example.com"), 66),
                            (("alias", "drop", "cli@example.com", "x@example.com"), 64), (("alias", "add", "cli@example.com"), 64),
                            (("quota", "cli@example.com", "much"), 65), (("quota", "cli@example.com"), 64),
                            (("disable", "nobody@example.com"), 67), (("disable",), 64), (("burn", "cli@example.com"), 64)):
            with self.subTest(words=words):
                self.command(*words, code=code)

    def test_kept_across_a_restart(self):
        self.make("kept@example.com", quota_bytes=12345)
        self.service.patch("/api/accounts/kept@example.com", {"aliases": ["kept2@example.com"], "disabled": True})
        before = self.service.get("/api/accounts/kept@example.com").json()
        self.assertEqual(self.service.restart(), 0)
        self.assertEqual(self.service.get("/api/accounts/kept@example.com").json(), before)
        done = digidig.run("check", "--json", state=self.service.state)
        self.assertEqual(done.returncode, 0, done)


if __name__ == "__main__":
    digidig.main()
