# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of the contract, and for each a request that must succeed, with the things that it needs."""

import json
import os
import socket
import urllib.parse

import digidig
from storage import Storage

TOKEN = "an-administrator-token-of-tests"
JANA = "jana@example.org"
NOBODY = "0199aaaa-0000-7000-8000-000000000000"
MAIL = b"""From: petr@example.com
To: jana@example.org
Subject: With a list
Message-ID: <list@example.com>
Date: Thu, 23 Oct 2025 10:30:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>Here it is.</p>
--b
Content-Type: text/plain; name=list.txt
Content-Disposition: attachment; filename=list.txt

one
two
--b--
"""

with open(digidig.CONTRACT, encoding="utf-8") as contract:
    CONTRACT = json.load(contract)


def resolved(value):
    reference = value.get("$ref")
    if not reference:
        return value
    found = CONTRACT
    for step in reference[2:].split("/"):
        found = found[step]
    return found


def operations():
    for path, methods in CONTRACT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def parameters(operation, where):
    return [parameter for parameter in map(resolved, operation.get("parameters", [])) if parameter["in"] == where]


def success(operation):
    return next(status for status in operation["responses"] if status.startswith("2"))


def codes(operation, status):
    return set(resolved(operation["responses"][status]).get("x-codes", []))


def bodies(operation):
    """(name, value) of the documented JSON contents."""
    media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return [(name, example["value"]) for name, example in media.get("examples", {}).items()]


class Operations(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_AUTH_FAILURES": "3", "IMAP_AUTH_BAN": "600", "IMAP_PROTOCOL_PORT": "0"}

    @classmethod
    def setUpClass(cls):
        storage = Storage()  # In front of one, the service shows all that it has.
        cls.addClassCleanup(storage.close)
        cls.env = {**cls.env, **storage.env}
        super().setUpClass()
        cls.kept = None
        assert cls.service.post("/api/accounts", {"address": JANA, "password": "secret words"}).status == 201

    def setUp(self):
        self.addCleanup(self.tidy)

    def tidy(self):
        if self.kept:
            self.kept.close()
            type(self).kept = None

    def ask(self, method, target, body=None, **headers):
        return self.service.request(method, target, body, {k.replace("_", "-"): v for k, v in headers.items()})

    # A thing for each id in a path.

    def an_email(self):
        answer = self.ask("POST", f"/emails?recipient={JANA}", MAIL, Content_Type="message/rfc822")
        self.assertEqual(answer.status, 201, answer)
        return answer.json()["id"]

    def made(self, path, body):
        answer = self.ask("POST", path, body)
        self.assertEqual(answer.status, 201, answer)
        return answer.json()["id"]

    def a_connection(self):
        type(self).kept = digidig.Client(self.service.port)
        self.kept.request("GET", "/api/health/live")
        port = self.kept.connection.sock.getsockname()[1]
        listed = self.service.get("/api/imap/connections").json()["active_connections"]
        return next(one["id"] for one in listed if one["peer"].endswith(f":{port}"))

    def a_session(self):
        client = socket.create_connection(("127.0.0.1", self.service.ports["imap"]), digidig.PATIENCE)
        self.addCleanup(client.close)
        client.recv(1000)  # It greets.
        port = client.getsockname()[1]
        listed = self.service.get("/api/imap/sessions").json()["active_sessions"]
        return next(one["id"] for one in listed if one["peer"].endswith(f":{port}"))

    def a_ban(self):
        wrong = {"Authorization": "Bearer digidig_" + "A" * 43, "Host": "mail.example.org"}
        for _ in range(50):
            if self.service.request("GET", "/emails", headers=wrong).status == 429:
                break
        return self.service.get("/api/bans").json()["bans"][0]["id"]

    def a_job(self):
        """One that is finished."""
        answer = self.ask("POST", "/api/jobs", {"kind": "reindex"})
        self.assertEqual(answer.status, 202, answer)
        path = f"/api/jobs/{answer.json()['id']}"
        digidig.wait_for(lambda: self.service.get(path).json()["state"] == "done", "the job's end")
        return answer.json()["id"]

    def a_backup(self):
        job = self.ask("POST", "/api/backups")
        self.assertEqual(job.status, 202, job)
        path = f"/api/jobs/{job.json()['id']}"
        digidig.wait_for(lambda: self.service.get(path).json()["state"] == "done", "the backup")
        return self.service.get(path).json()["result"]["backup"]

    def an_export(self, **headers):
        job = self.ask("POST", "/api/export", {"account": JANA}, **headers)
        self.assertEqual(job.status, 202, job)
        path = f"/api/jobs/{job.json()['id']}"
        digidig.wait_for(lambda: self.service.get(path).json()["state"] == "done", "the export")
        return job.json()["id"]

    def deleted(self):
        email = self.an_email()
        self.assertEqual(self.ask("DELETE", f"/emails/{email}?permanent=true").status, 200)
        return email

    def values(self, path):
        """Values for the parameters of the path, of things that are there."""
        own = f"/api/accounts/{JANA}"
        unique = os.urandom(4).hex()
        makers = {
            "/emails/": self.an_email,
            "/api/accounts/{account}/mailboxes/": lambda: self.made(own + "/mailboxes", {"name": f"Box {unique}"}),
            "/api/accounts/{account}/searches/":
                lambda: self.made(own + "/searches", {"name": f"Search {unique}", "q": "is:unread"}),
            "/api/accounts/{account}/app-passwords/": lambda: self.made(own + "/app-passwords", {"name": unique}),
            "/api/tokens/": lambda: self.made("/api/tokens", {"name": unique, "scope": "read"}),
            "/api/webhooks/":
                lambda: self.made("/api/webhooks", {"url": "http://127.0.0.1:1/", "types": ["config"], "enabled": False}),
            "/api/imap/connections/": self.a_connection,
            "/api/imap/sessions/": self.a_session,
            "/api/bans/": self.a_ban,
            "/api/jobs/": self.a_job,
            "/api/backups/": self.a_backup,
            "/api/accounts/{account}/threads/":
                lambda: self.service.get(f"/emails/{self.an_email()}").json()["thread_id"],
        }
        values = {"account": JANA, "n": "1", "key": "max_workers", "version": "0"}
        if "{id}" in path:
            values["id"] = makers[path[:path.index("{id}")]]()
        if "{job}" in path:
            values["job"] = self.an_export()
        return values

    def target(self, path, values, query=()):
        for name, value in values.items():
            path = path.replace("{" + name + "}", urllib.parse.quote(str(value), safe="@"))
        return path + ("?" + urllib.parse.urlencode(query) if query else "")

    def prepared(self, method, path, body=None):
        """A request to the operation that must succeed: target, content, fields."""
        query, headers = {}, {}
        values = self.values(path)
        if (method, path) == ("DELETE", "/api/accounts/{account}"):
            values["account"] = query["confirm"] = f"{os.urandom(4).hex()}@example.org"
            self.made("/api/accounts", {"address": query["confirm"]})
        if (method, path) == ("POST", "/api/accounts/{account}/deleted"):
            if body in [value for _, value in bodies(CONTRACT["paths"][path]["post"])]:
                body = {**body, "ids": [self.deleted()]}
        if (method, path) == ("POST", "/api/accounts") and body:
            self.ask("DELETE", f"/api/accounts/{body['address']}?confirm={body['address']}")
        if (method, path) in (("DELETE", "/api/config/{key}"), ("POST", "/api/config/rollback/{version}")):
            history = self.service.put("/api/config", {"max_workers": 7}).json()
            values["version"] = history["version"]
        if path == "/api/config/confirm":
            answer = self.service.put("/api/config?confirm_within=600", {"timeout": 31 + os.urandom(1)[0]})
            self.assertEqual(answer.json()["unconfirmed"]["revert_to"], answer.json()["version"] - 1, answer)
        if path == "/api/import":
            query["account"], body, headers["Content-Type"] = JANA, MAIL, "message/rfc822"
        if path == "/metrics" or path == "/docs":
            headers["Accept"] = "*/*"
        return values, query, body, headers

    def do(self, method, path, body=None, query=(), **headers):
        values, more, body, fields = self.prepared(method, path, body)
        # The answer of /api/events has no end.
        method = "HEAD" if path == "/api/events" else method
        return self.ask(method, self.target(path, values, {**more, **dict(query)}), body, **fields, **headers)

    def fill(self):
        """Something in every list, so that its shape shows."""
        own = f"/api/accounts/{JANA}"
        self.deleted()
        self.an_email()
        self.a_ban()
        self.made(own + "/app-passwords", {"name": "tablet"})
        self.made(own + "/searches", {"name": "unread", "q": "is:unread"})
        self.made("/api/tokens", {"name": "reader", "scope": "read"})
        self.made("/api/webhooks", {"url": "http://127.0.0.1:1/", "types": ["config"], "enabled": False})
        self.a_backup()
        self.a_job()
        self.service.put("/api/config", {"max_workers": 9})

    def a_body(self, operation):
        examples = bodies(operation)
        return examples[0][1] if examples else None
