# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens, and who may do what: every route as every role."""

import glob
import json
import os
import re
import subprocess
import urllib.parse

import digidig

TOKEN = "an-administrator-token-of-tests"
STRANGER = {"Host": "mail.example.org"}
SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "service", "rest", "routes")

OPEN, READ, OWN_READ, OWN_WRITE, ADMIN = "open", "read", "own-read", "own-write", "admin"
MAY = {OPEN: {"anonymous", "account", "read", "admin"}, READ: {"read", "admin"}, "metrics": {"read", "admin"},
       OWN_READ: {"account", "read", "admin"}, OWN_WRITE: {"account", "admin"}, ADMIN: {"admin"}}

# Every operation of the contract, and who may use it.
with open(digidig.CONTRACT, encoding="utf-8") as contract:
    ROUTES = [(method.upper(), path, operation["x-access"])
              for path, methods in json.load(contract)["paths"].items() for method, operation in methods.items()]


def bearer(token, **more):
    return {"Authorization": f"Bearer {token}", **STRANGER, **more}


class Roles(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.service.send(recipient="alice@example.org", subject="to Alice")
        cls.other = cls.service.send(recipient="bob@example.org", subject="to Bob")
        cls.tokens = {}
        for scope, more in (("admin", {}), ("read", {}), ("account", {"account": "alice@example.org"})):
            answer = cls.service.post("/api/tokens", {"name": f"of {scope}", "scope": scope, **more})
            assert answer.status == 201, answer
            cls.tokens[scope] = answer.json()["token"]

    def ask(self, role, method, path, body=None, **headers):
        if role in self.tokens:
            headers |= bearer(self.tokens[role])
        elif role == "wrong":
            headers |= bearer("digidig_" + "A" * 43)
        else:
            headers |= STRANGER
        return self.service.request(method, path, body, headers)

    def test_every_route_as_every_role(self):
        for method, pattern, access in ROUTES:
            path = re.sub(r"\{[^}]*\}", "0199aaaa-0000-7000-8000-000000000000",
                          pattern.replace("{account}", "alice@example.org"))
            if pattern == "/api/events":
                method = "HEAD"  # The answer to GET has no end.
            body = {} if method in ("POST", "PUT", "PATCH") else None
            for role in ("anonymous", "wrong", "account", "read", "admin"):
                answer = self.ask(role, method, path, body)
                what = (role, method, pattern, answer)
                if role in MAY[access]:
                    self.assertNotIn(answer.status, (401, 403, 405), what)
                elif role == "account" and answer.status == 404 and access in (OWN_READ, OWN_WRITE):
                    pass
                else:
                    self.assertIn(answer.status, (401, 429) if role == "wrong" else (401,) if role == "anonymous" else (403,),
                                  what)
                    if answer.status == 401:
                        self.assertEqual(answer.headers["WWW-Authenticate"].split()[0], "Bearer", what)
                self.assertLess(answer.status, 500, what)

    def test_the_table_is_whole(self):
        """Paths are written in the sources as literals: each is in the table, and the table's paths are served."""
        known = {pattern for _, pattern, _ in ROUTES}
        for name in glob.glob(os.path.join(SOURCES, "*.cpp")):
            with open(name, encoding="utf-8") as file:
                for literal in re.findall(r'"(/[a-z][^"?]*)"', file.read()):
                    path = literal.rstrip("/")
                    self.assertTrue(any(route == path or route.endswith(path) or route.startswith(path + "/")
                                        or "/api" + route == path or ("/api" + route).startswith(path + "/")
                                        for route in known),
                                    f"{literal} of {os.path.basename(name)} is missing in the contract")
        for pattern in known:
            allowed = self.service.request("OPTIONS", re.sub(r"\{[^}]*\}", "x", pattern)).headers["Allow"].split(", ")
            expected = {method for method, path, _ in ROUTES if path == pattern}
            self.assertEqual(set(allowed) - {"HEAD", "OPTIONS"}, expected, pattern)

    def test_the_same_below_api(self):
        for path in ("/api/emails", f"/api/emails/{self.own}"):
            self.assertEqual(self.ask("account", "GET", path).status, 200, path)
            self.assertEqual(self.ask("anonymous", "GET", path).status, 401, path)

    def test_health_details_are_not_for_accounts(self):
        self.assertEqual(self.ask("account", "GET", "/api/health").json(), {"status": "healthy"})
        self.assertIn("details", self.ask("read", "GET", "/api/health").json())

    def test_lists_are_confined(self):
        listed = self.ask("account", "GET", "/emails").json()
        self.assertEqual({email["account"] for email in listed["emails"]}, {"alice@example.org"})
        self.assertEqual(listed.get("total", 1), listed["count"])
        for name in ("account", "user_id"):
            for value in ("alice@example.org", "ALICE@example.org"):
                self.assertEqual(self.ask("account", "GET", f"/emails?{name}={value}").status, 200, value)
            for value in ("bob@example.org", "nobody@example.org", "alice", "0199aaaa-0000-7000-8000-000000000000"):
                self.problem(self.ask("account", "GET", f"/emails?{name}={value}"), 403, "forbidden")
        self.assertEqual(self.ask("account", "GET", "/emails?subject=Bob").json()["emails"], [])
        self.assertEqual(self.ask("account", "GET", "/emails?text=Bob").json()["emails"], [])
        thread = self.service.get(f"/emails/{self.other}").json()["thread_id"]
        self.assertEqual(self.ask("account", "GET", f"/emails?thread={thread}").json()["emails"], [])
        # A cursor of somebody else opens nothing.
        for _ in range(2):
            self.service.send(recipient="bob@example.org")
        cursor = self.service.get("/emails?limit=1&account=bob@example.org").json()["next_cursor"]
        answer = self.ask("account", "GET", "/emails?limit=1&cursor=" + urllib.parse.quote(cursor))
        if answer.status == 200:
            self.assertEqual({email["account"] for email in answer.json()["emails"]} - {"alice@example.org"}, set())

    def test_ids_of_others_are_not_there(self):
        self.assertEqual(self.ask("admin", "GET", f"/emails/{self.other}").status, 200)  # It is in the cache now.
        for method, rest, body in (("GET", "", None), ("GET", "/raw", None), ("GET", "/structure", None),
                                   ("GET", "/attachments/1", None), ("GET", "?fields=id", None), ("HEAD", "", None),
                                   ("PATCH", "", {"flags": {"add": ["\\Seen"]}}), ("DELETE", "", None),
                                   ("DELETE", "?permanent=true", None)):
            answer = self.ask("account", method, f"/emails/{self.other}{rest}", body)
            self.assertEqual(answer.status, 404, (method, rest, answer))
            if method != "HEAD":
                told = self.problem(answer, 404, "email_not_found")
                missing = self.ask("account", method, f"/emails/0199aaaa-0000-7000-8000-000000000000{rest}", body).json()
                self.assertEqual({**told, "request_id": ""}, {**missing, "request_id": ""}, (method, rest))
        self.assertEqual(self.service.get(f"/emails/{self.other}").json()["flags"], [])

    def test_its_own_mail(self):
        mine = self.service.send(recipient="alice@example.org", subject="mine")
        for rest in ("", "/raw", "/structure", "?fields=id"):
            for _ in range(2):  # The second time perhaps from the cache.
                self.assertEqual(self.ask("account", "GET", f"/emails/{mine}{rest}").status, 200, rest)
        answer = self.ask("account", "PATCH", f"/emails/{mine}", {"flags": {"add": ["\\Flagged"]}})
        self.assertEqual(answer.json()["flags"], ["\\Flagged"], answer)
        self.assertEqual(self.ask("read", "PATCH", f"/emails/{mine}", {"flags": {"add": ["\\Seen"]}}).status, 403)
        self.assertEqual(self.ask("read", "DELETE", f"/emails/{mine}").status, 403)
        self.assertEqual(self.ask("account", "DELETE", f"/emails/{mine}").status, 200)

    def test_delivery_to_itself_only(self):
        mail = {"sender": "me@example.com", "subject": "note", "body": "…"}
        answer = self.ask("account", "POST", "/emails", mail | {"recipient": "Alice@Example.org"})
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(self.ask("account", "GET", f"/emails/{answer.json()['id']}").status, 200)
        before = self.service.get("/emails?account=bob@example.org").json()["count"]
        for recipient in ("bob@example.org", ["alice@example.org", "bob@example.org"], "new@example.org", "nonsense"):
            self.problem(self.ask("account", "POST", "/emails", mail | {"recipient": recipient}), 403, "forbidden")
        raw = b"From: a@b.example\r\n\r\nx"
        for query, status in (("recipient=alice@example.org", 201), ("recipient=bob@example.org", 403),
                              ("recipient=alice@example.org&recipient=bob@example.org", 403)):
            answer = self.ask("account", "POST", "/emails?" + query, raw, **{"Content-Type": "message/rfc822"})
            self.assertEqual(answer.status, status, (query, answer))
        self.assertEqual(self.service.get("/emails?account=bob@example.org").json()["count"], before)
        self.problem(self.service.get("/emails?account=new@example.org"), 404, "account_not_found")

    def test_idempotency_keys_are_not_shared(self):
        mail = {"sender": "me@example.com", "recipient": "alice@example.org", "subject": "once", "body": "…"}
        first = self.service.request("POST", "/emails", mail, {"Idempotency-Key": "k1"}).json()["id"]
        answer = self.ask("account", "POST", "/emails", mail, **{"Idempotency-Key": "k1"})
        self.assertEqual(answer.status, 201, answer)
        self.assertNotEqual(answer.json()["id"], first)
        again = self.ask("account", "POST", "/emails", mail, **{"Idempotency-Key": "k1"})
        self.assertEqual(again.json()["id"], answer.json()["id"])

    def test_fetch_for_itself_only(self):
        self.assertEqual(self.ask("account", "POST", "/fetch").status, 200)
        self.assertEqual(self.ask("account", "POST", "/fetch", {"user_id": "alice@example.org"}).status, 200)
        for user in ("bob@example.org", "nobody@example.org"):
            self.problem(self.ask("account", "POST", "/fetch", {"user_id": user}), 403, "forbidden")


class FetchOfOne(digidig.ServiceTest):
    def test_a_fetch_takes_its_own_mail_alone(self):
        drop = os.path.join(self.service.state, "drop")
        self.service.send(recipient="alice@example.org")
        for name in ("alice@example.org", "bob@example.org"):
            os.makedirs(os.path.join(drop, name, "new"))
            with open(os.path.join(drop, name, "new", "1"), "w", encoding="utf-8") as file:
                file.write(f"From: x@example.com\nTo: {name}\n\nhello\n")
        self.assertEqual(self.service.put("/api/config", {"fetch_maildir": drop}).status, 200)
        answer = self.service.post("/api/tokens", {"name": "a", "scope": "account", "account": "alice@example.org"})
        token = answer.json()["token"]
        answer = self.service.request("POST", "/fetch", headers=bearer(token))
        self.assertEqual(answer.json()["emails_fetched"], 1, answer)
        self.assertEqual(os.listdir(os.path.join(drop, "alice@example.org", "new")), [])
        self.assertEqual(os.listdir(os.path.join(drop, "bob@example.org", "new")), ["1"])


class Tokens(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_LOG_LEVEL": "debug"}

    def create(self, **fields):
        answer = self.service.post("/api/tokens", {"name": os.urandom(6).hex(), "scope": "read"} | fields)
        self.assertEqual(answer.status, 201, answer)
        return answer.json()

    def status(self, token, path="/emails"):
        return self.service.request("GET", path, headers=bearer(token)).status

    def test_life_of_a_token(self):
        answer = self.service.post("/api/tokens", {"name": "life", "scope": "read"})
        made = answer.json()
        self.assertEqual(answer.headers["Location"], f"/api/tokens/{made['id']}")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertRegex(made["token"], r"^digidig_[A-Za-z0-9_-]{43}$")
        self.assertEqual(self.status(made["token"]), 200)
        listed = self.service.get(f"/api/tokens/{made['id']}").json()
        self.assertEqual({key: listed[key] for key in ("id", "name", "scope", "expires_at", "expired")},
                         {"id": made["id"], "name": "life", "scope": "read", "expires_at": None, "expired": False})
        self.assertTrue(listed["created_by"].startswith("local:"), listed)
        self.assertIsNotNone(listed["last_used_at"])
        self.assertIn(listed, self.service.get("/api/tokens").json()["tokens"])
        answer = self.service.delete(f"/api/tokens/{made['id']}")
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(self.status(made["token"]), 401)
        for method in ("GET", "DELETE"):
            self.problem(self.service.request(method, f"/api/tokens/{made['id']}"), 404, "token_not_found")

    def test_shown_once_and_kept_nowhere(self):
        made = self.create()
        secret = made["token"][len("digidig_"):]
        self.assertEqual(self.status(made["token"]), 200)
        for path in ("/api/tokens", f"/api/tokens/{made['id']}", "/api/config/history", "/metrics"):
            self.assertNotIn(secret, self.service.get(path).body.decode(), path)
        self.assertNotIn(secret, self.service.log_until_now())
        for name in os.listdir(self.service.state):
            with open(os.path.join(self.service.state, name), "rb") as file:
                self.assertNotIn(secret.encode(), file.read(), name)

    def test_wrong_requests(self):
        self.service.send(recipient="alice@example.org")
        for fields, field in (({}, "scope"), ({"scope": "root", "name": "x"}, "scope"), ({"scope": 1, "name": "x"}, "scope"),
                              ({"scope": "read"}, "name"), ({"scope": "read", "name": " "}, "name"),
                              ({"scope": "read", "name": "n" * 201}, "name"),
                              ({"scope": "account", "name": "x"}, "account"),
                              ({"scope": "account", "name": "x", "account": 7}, "account"),
                              ({"scope": "read", "name": "x", "account": "alice@example.org"}, "account"),
                              ({"scope": "read", "name": "x", "expires_at": "soon"}, "expires_at"),
                              ({"scope": "read", "name": "x", "expires_at": 7}, "expires_at"),
                              ({"scope": "read", "name": "x", "expires_at": "2001-01-01T00:00:00Z"}, "expires_at")):
            self.problem(self.service.post("/api/tokens", fields), 422, "validation_failed", field)
        self.problem(self.service.post("/api/tokens", {"scope": "account", "name": "x", "account": "no@example.org"}), 404,
                     "account_not_found")
        self.problem(self.service.post("/api/tokens", b"{", Content_Type="application/json"), 400, "invalid_json")
        self.create(name="twice")
        self.problem(self.service.post("/api/tokens", {"scope": "read", "name": "TWICE"}), 409)

    def test_expiry(self):
        made = self.create(expires_at=digidig.rfc3339(1.5))
        self.assertEqual(self.status(made["token"]), 200)
        digidig.wait_for(lambda: self.status(made["token"]) == 401, "the end of the token")
        self.assertTrue(self.service.get(f"/api/tokens/{made['id']}").json()["expired"])

    def test_restart_keeps_tokens_and_their_use(self):
        made = self.create(scope="admin")
        gone = self.create()
        self.assertEqual(self.status(made["token"], "/api/tokens"), 200)
        self.service.delete(f"/api/tokens/{gone['id']}")
        used = self.service.get(f"/api/tokens/{made['id']}").json()["last_used_at"]
        self.assertEqual(self.service.restart(), 0)
        self.assertEqual(self.service.get(f"/api/tokens/{made['id']}").json()["last_used_at"], used)
        self.assertEqual(self.status(made["token"], "/api/tokens"), 200)
        self.assertEqual(self.status(gone["token"]), 401)

    def test_a_token_dies_with_its_account(self):
        self.service.send(recipient="mortal@example.org")
        made = self.create(scope="account", account="mortal@example.org")
        self.assertEqual(made["account"], "mortal@example.org")
        self.assertEqual(self.status(made["token"]), 200)
        done = digidig.run("account", "remove", "mortal@example.org", state=self.service.state)
        if done.returncode != 0:  # Not while the service has the state directory.
            self.service.stop()
            done = digidig.run("account", "remove", "mortal@example.org", state=self.service.state)
            self.assertEqual(done.returncode, 0, done)
            self.service.start()
        digidig.wait_for(lambda: self.status(made["token"]) == 401, "the end of the token")
        self.service.send(recipient="mortal@example.org")  # A new account of that name is another account.
        self.assertEqual(self.status(made["token"]), 401)
        digidig.wait_for(lambda: self.service.get(f"/api/tokens/{made['id']}").status == 404, "its removal")

    def test_with_curl(self):
        made = self.create()
        url = f"http://127.0.0.1:{self.service.port}/emails"
        done = subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--noproxy", "*",
                               "-H", f"Authorization: Bearer {made['token']}", "-H", "Host: mail.example.org", url],
                              capture_output=True, timeout=digidig.PATIENCE, check=False)
        self.assertEqual(done.stdout, b"200", done)


class Throttling(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_AUTH_FAILURES": "3", "IMAP_AUTH_BAN": "2"}

    def guess(self, token="guess-guess-guess-guess", body=None):
        return self.service.request("POST" if body else "GET", "/emails", body, bearer(token))

    def setUp(self):
        self.service.restart()  # It forgets who failed, but not who is banned.
        for ban in self.service.get("/api/bans").json()["bans"]:
            self.assertEqual(self.service.delete(f"/api/bans/{ban['id']}").status, 200)

    def ban(self):
        for _ in range(3):
            self.problem(self.guess(), 401, "unauthorized")
        answer = self.guess()
        self.problem(answer, 429, "rate_limited")
        return answer

    def test_growing_bans(self):
        first = int(self.ban().headers["Retry-After"])
        self.assertIn(first, (1, 2))
        self.problem(self.guess(body={"subject": "before the content is read"}), 429, "rate_limited")
        digidig.wait_for(lambda: self.guess().status == 401, "the end of the ban")
        answer = self.guess()
        self.problem(answer, 429)
        self.assertIn(int(answer.headers["Retry-After"]), (3, 4))
        self.problem(self.service.get("/emails", Authorization="Basic YTpi", **STRANGER), 429, "rate_limited")

    def test_the_right_ones_always_pass(self):
        self.ban()
        self.assertEqual(self.service.get("/emails", Authorization=f"Bearer {TOKEN}", **STRANGER).status, 200)
        made = self.service.post("/api/tokens", {"name": "right", "scope": "read"}).json()
        self.assertEqual(self.service.request("GET", "/emails", headers=bearer(made["token"])).status, 200)
        self.assertEqual(self.service.get("/emails").status, 200)  # This machine, without a credential.
        self.problem(self.service.request("GET", "/emails", headers=STRANGER), 401, "unauthorized")
        self.assertEqual(self.service.request("GET", "/api/health", headers=STRANGER).status, 200)

    def test_no_credential_is_no_failure(self):
        for _ in range(20):
            self.problem(self.service.request("GET", "/emails", headers=STRANGER), 401, "unauthorized")
        self.assertEqual(self.service.get("/api/bans").json(), {"bans": [], "count": 0, "total": 0})

    def test_list_and_lift(self):
        self.ban()
        page = self.service.get("/api/bans").json()
        self.assertEqual((page["count"], page["total"]), (1, 1))
        ban = page["bans"][0]
        self.assertEqual((ban["kind"], ban["subject"], ban["reason"], ban["failures"]),
                         ("address", "127.0.0.1", "wrong_credentials", 3))
        self.assertLess(ban["since"], ban["until"])
        self.assertEqual(self.service.delete(f"/api/bans/{ban['id']}").status, 200)
        self.problem(self.service.delete(f"/api/bans/{ban['id']}"), 404, "ban_not_found")
        self.problem(self.service.delete("/api/bans/x"), 404, "ban_not_found")
        self.problem(self.guess(), 401, "unauthorized")

    def test_beginnings_of_tokens_are_counted(self):
        for i in range(3):
            self.problem(self.guess("digidig_ABCDEF" + str(i) * 37), 401)
        bans = self.service.get("/api/bans").json()["bans"]
        self.assertEqual([(ban["kind"], ban["subject"]) for ban in bans],
                         [("account", "digidig_ABCDEF"), ("address", "127.0.0.1")])
        page = self.service.get("/api/bans?limit=1").json()
        self.assertEqual(page["bans"], bans[:1])
        self.assertEqual(self.service.get(f"/api/bans?cursor={page['next_cursor']}").json()["bans"], bans[1:])

    def test_settings_are_live(self):
        self.assertEqual(self.service.put("/api/config", {"auth_failures": 0}).status, 200)
        try:
            for _ in range(20):
                self.problem(self.guess(), 401)
        finally:
            self.service.put("/api/config", {"auth_failures": 3})

    def test_lines_for_fail2ban(self):
        self.ban()
        self.service.logged(r"(?m)WARNING.*authentication failed from 127\.0\.0\.1$")
        self.service.logged(r"wrong credentials from 127\.0\.0\.1 are refused for 2 s after 3 failures")
        self.assertNotIn("guess-guess", self.service.log_until_now())


class Audit(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN}

    def entries(self, **query):
        answer = self.service.get("/api/audit?" + urllib.parse.urlencode(query))
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json()["count"], len(answer.json()["entries"]))
        return answer.json()["entries"]

    def test_changes_are_noted(self):
        made = self.service.request("POST", "/api/tokens", {"name": "noted", "scope": "read"},
                                    bearer(TOKEN, **{"X-Request-Id": "request-1"})).json()
        entry = self.entries(object=made["id"])[0]
        self.assertEqual({key: value for key, value in entry.items() if key not in ("id", "at")},
                         {"who": "token:admin", "from": "127.0.0.1", "method": "POST", "route": "/api/tokens",
                          "objects": [made["id"]], "status": 201, "outcome": "done", "count": 1,
                          "request_id": "request-1"})
        self.assertRegex(entry["at"], r"^20\d\d-\d\d-\d\dT.*Z$")
        self.assertEqual(self.service.put("/api/config", {"max_workers": 5}).status, 200)
        entry = self.entries(what="PUT /api/config")[0]
        self.assertTrue(entry["who"].startswith("local:"), entry)
        self.service.delete(f"/api/tokens/{made['id']}")
        self.assertEqual([(entry["method"], entry["route"]) for entry in self.entries(object=made["id"])],
                         [("DELETE", "/api/tokens/{id}"), ("POST", "/api/tokens")])

    def test_refused_changes_are_noted(self):
        reader = self.service.post("/api/tokens", {"name": "curious", "scope": "read"}).json()["token"]
        for method, path, body, status in (("PUT", "/api/config", {"max_workers": 6}, 403),
                                           ("DELETE", "/emails/0199aaaa-0000-7000-8000-000000000000", None, 403)):
            self.assertEqual(self.service.request(method, path, body, bearer(reader)).status, status)
        self.assertEqual([(entry["method"], entry["status"], entry["outcome"]) for entry in self.entries(who="curious")],
                         [("DELETE", 403, "refused"), ("PUT", 403, "refused")])
        self.assertEqual(self.service.put("/api/config", {"max_workers": 0}).status, 422)
        self.assertEqual(self.entries(limit=1)[0]["status"], 422)

    def test_what_is_not_noted(self):
        before = len(self.entries(limit=500))
        self.service.get("/emails")
        self.service.request("OPTIONS", "/emails")
        self.service.put("/api/config?dry_run=true", {"max_workers": 7})
        self.service.request("PUT", "/api/config", {"max_workers": 7}, STRANGER)
        self.service.request("PUT", "/api/config", {"max_workers": 7}, bearer("wrong-wrong-wrong-wrong"))
        self.service.delete("/api/nothing")
        self.assertEqual(len(self.entries(limit=500)), before)

    def test_no_secrets_and_no_mail(self):
        made = self.service.post("/api/tokens", {"name": "quiet", "scope": "read"}).json()
        self.service.put("/api/config", {"local_domains": ["secret.example"]})
        self.service.delete("/api/config/local_domains")
        self.service.send(subject="Private matter", body="Private body", recipient="private@example.org")
        text = self.service.get("/api/audit?limit=500").body.decode()
        for secret in (made["token"], TOKEN, "Private", "private@", "secret.example"):
            self.assertNotIn(secret, text)

    def test_mail_is_noted_and_a_flood_joins(self):
        client = digidig.Client(self.service.port)
        ids = [client.request("POST", "/emails", {"sender": "a@b.example", "recipient": "flood@example.org",
                                                  "subject": str(i), "body": "x"}).json()["id"] for i in range(60)]
        client.close()
        entries = self.entries(what="POST /emails", limit=500)
        self.assertEqual([id for id in ids if not any(id in entry["objects"] for entry in entries)], [])
        self.assertLess(len(entries), 60)
        for entry in entries:
            self.assertEqual(entry["count"], len(entry["objects"]))
        self.service.request("PATCH", f"/emails/{ids[0]}", {"flags": {"add": ["\\Seen"]}})
        self.assertEqual(self.entries(object=ids[0], limit=1)[0]["route"], "/emails/{id}")

    def test_pages_and_times(self):
        for value in (5, 6, 7, 8):
            self.service.put("/api/config", {"max_workers": value})
        every = self.entries(limit=500)
        found, cursor = [], ""
        while True:
            page = self.service.get("/api/audit?limit=3&cursor=" + cursor).json()
            found += page["entries"]
            if "next_cursor" not in page:
                break
            cursor = page["next_cursor"]
        self.assertEqual(found, every)
        self.assertEqual(self.entries(since=digidig.rfc3339(3600)), [])
        self.assertEqual(self.entries(before=digidig.rfc3339(-3600)), [])
        self.assertEqual(self.entries(since=digidig.rfc3339(-3600), limit=500), every)
        for name in ("since", "before"):
            self.problem(self.service.get(f"/api/audit?{name}=yesterday"), 422, "validation_failed", name)
        for limit in ("0", "501", "x"):
            self.problem(self.service.get(f"/api/audit?limit={limit}"), 422, "validation_failed", "limit")

    def test_survives_stop_and_start(self):
        made = self.service.post("/api/tokens", {"name": "kept", "scope": "read"}).json()
        self.assertEqual(self.service.restart(), 0)
        self.assertEqual(len(self.entries(object=made["id"])), 1)
        self.service.delete(f"/api/tokens/{made['id']}")
        with open(os.path.join(self.service.state, "service.db"), "rb") as file:
            digidig.wait_for(lambda: file.seek(0) == 0 and b"DELETE" in file.read(), "an entry without being asked for")


if __name__ == "__main__":
    digidig.main()
