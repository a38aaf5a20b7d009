# SPDX-License-Identifier: GPL-3.0-or-later
"""Every path with curl, as each role: what is allowed answers as the contract has it, what is not is refused and does
nothing."""

import email.parser
import json
import os
import subprocess
import urllib.parse

import digidig
from operations import JANA, TOKEN, Operations, bodies, operations, success

PETR = "petr@example.org"
# Who may, by `x-access`; `other` holds the token of an account that has nothing to do with it.
MAY = {"open": ("anonymous", "other", "account", "read", "admin"), "read": ("read", "admin"),
       "metrics": ("read", "admin"), "own-read": ("account", "read", "admin"), "own-write": ("account", "admin"),
       "admin": ("admin",)}
ROLES = MAY["open"]


def curl(port, method, target, body=None, headers=(), until_head=False):
    """What curl is answered; `until_head`: it is ended when the answer begins, since that has no end."""
    command = ["curl", "-sS", "-i", "-N", "--http1.1", "--noproxy", "*", "--max-time", str(digidig.PATIENCE), "-X", method]
    for name, value in headers:
        command += ["-H", f"{name}: {value}"]
    if body is not None:
        command += ["--data-binary", "@-"]
    command.append(f"http://127.0.0.1:{port}{target}")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        if until_head:
            got = b""
            while not got.endswith(b"\r\n\r\n"):
                line = process.stdout.readline()
                if not line:
                    raise AssertionError(f"curl ended: {process.stderr.read()!r}")
                got += line
            process.kill()
            process.communicate()
        else:
            got, errors = process.communicate(body, digidig.PATIENCE * 2)
            if process.returncode:
                raise AssertionError(f"curl ended with {process.returncode}: {errors!r}")
    head, _, content = got.partition(b"\r\n\r\n")
    status, _, fields = head.partition(b"\r\n")
    return digidig.Answer(int(status.split()[1]), email.parser.BytesParser().parsebytes(fields + b"\r\n\r\n"), content)


class EveryPath(Operations):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        assert cls.service.post("/api/accounts", {"address": PETR}).status == 201
        cls.tokens = {"admin": TOKEN}
        for role, scope in (("read", {"scope": "read"}), ("account", {"scope": "account", "account": JANA}),
                            ("other", {"scope": "account", "account": PETR})):
            answer = cls.service.post("/api/tokens", {"name": f"of {role}", **scope})
            assert answer.status == 201, answer
            cls.tokens[role] = answer.json()["token"]

    def setUp(self):
        super().setUp()
        self.role = "admin"

    def credentials(self, role):
        return {"Authorization": f"Bearer {self.tokens[role]}"} if role in self.tokens else {}

    def a_job(self):
        """One that the role may see: a token of one account sees its own alone."""
        return self.an_export() if self.role == "account" else super().a_job()

    def an_export(self, **headers):
        return super().an_export(**(self.credentials("account") | {"Host": "mail.example.org"}
                                    if self.role == "account" else headers))

    def perform(self, role, method, target, body, headers, allowed=False):
        """The request from elsewhere, where nothing but the token speaks for it."""
        fields = {"Host": "mail.example.org", **headers, **self.credentials(role)}
        if isinstance(body, dict):
            body = json.dumps(body).encode()
            fields["Content-Type"] = "application/json"
        elif body is None and method in ("POST", "PUT", "PATCH"):
            body = b""
        endless = allowed and method == "GET" and target == "/api/events"
        answer = curl(self.service.port, method, target, body, fields.items(), endless)
        if not endless:
            digidig.JUDGE.exchange(method, target, fields, body, answer)
        return answer

    def request_of(self, method, path, body):
        """Target, content and fields of one that must succeed, with everything that it needs made."""
        if path.startswith("/api/config"):
            self.ask("POST", "/api/config/confirm")  # Of a request that was refused.
        if body and "name" in body:
            body = {**body, "name": f"{body['name']} {os.urandom(4).hex()}"}
        values, query, body, headers = self.prepared(method, path, body)
        return self.target(path, values, query), body, headers

    def test_as_each_role(self):
        for method, path, operation in operations():
            for name, body in bodies(operation)[:1] or [("", None)]:
                allowed = MAY[operation["x-access"]]
                with self.subTest(operation=operation["operationId"], example=name):
                    self.refused(method, path, body, [role for role in ROLES if role not in allowed],
                                 operation["x-access"].startswith("own"))
                for role in allowed:
                    with self.subTest(operation=operation["operationId"], example=name, role=role):
                        self.role = role
                        target, content, headers = self.request_of(method, path, body)
                        answer = self.perform(role, method, target, content, headers, allowed=True)
                        self.assertEqual(str(answer.status), success(operation), answer)
                        if method != "GET":
                            self.audited(answer, method, path, "done")
                self.role = "admin"

    def audited(self, answer, method, path, outcome):
        """The audit log tells who did it, or was not let, when, and from where."""
        entries = self.service.get(f"/api/audit?what={method}%20{urllib.parse.quote(path)}&limit=20").json()["entries"]
        entry = next((e for e in entries if e["request_id"] == answer.headers["X-Request-Id"]), None)
        self.assertIsNotNone(entry, entries)
        self.assertEqual((entry["method"], entry["route"], entry["outcome"], entry["status"], entry["from"]),
                         (method, path, outcome, answer.status, "127.0.0.1"))
        self.assertTrue(entry["who"].startswith("token:"), entry)
        self.assertRegex(entry["at"], r"^20\d\d-\d\d-\d\dT")

    def refused(self, method, path, body, others, own):
        """Nobody of `others` gets through, and what the request is about stays: then the right one does."""
        if not others:
            return
        target, content, headers = self.request_of(method, path, body)
        before = self.seen(target)
        for role in others:
            answer = self.perform(role, method, target, content, headers, allowed=own and role == "other")
            with self.subTest(role=role):
                if role == "anonymous":
                    self.problem(answer, 401, "unauthorized")
                    self.assertEqual(answer.headers["WWW-Authenticate"].split()[0], "Bearer")
                elif role == "other" and own:
                    self.not_mine(answer, method, path)
                else:
                    self.problem(answer, 403, "forbidden")
                if role != "anonymous" and method != "GET" and answer.status == 403:
                    self.audited(answer, method, path, "refused")
        self.assertEqual(self.seen(target), before)

    def not_mine(self, answer, method, path):
        """What a token of another account is answered: no, or that which is its own."""
        if "{account}" in path or method == "POST" and path not in ("/fetch", "/emails/batch"):
            self.problem(answer, 403, "forbidden")
        elif "{" in path:
            self.problem(answer, 404)
        elif answer.status >= 400:
            self.problem(answer, 403, "forbidden")
        else:
            self.assertNotIn(JANA.encode(), answer.body)

    def seen(self, target):
        """What the administrator sees there, for a comparison; its figures change by themselves."""
        path = target.split("?")[0]
        if not path.startswith(("/emails/", "/api/accounts/", "/api/tokens/", "/api/webhooks/", "/api/backups/")):
            return None
        answer = self.service.get(path)
        return answer.status, answer.headers["ETag"]


if __name__ == "__main__":
    digidig.main()
