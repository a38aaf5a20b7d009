# SPDX-License-Identifier: GPL-3.0-or-later
"""Every curl line of the specification, as it is written there, and every field it shows."""

import json
import os
import re
import subprocess
import tempfile

import digidig

RFC3339 = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
NUMBER = (int, float)


class Spec(digidig.ServiceTest):
    # The lines name port 8003 of localhost; curl is told where that is.
    env = {"IMAP_HOSTNAME": None}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        home = tempfile.TemporaryDirectory()
        cls.addClassCleanup(home.cleanup)
        with open(os.path.join(home.name, ".curlrc"), "w", encoding="utf-8") as file:
            file.write(f'connect-to = "localhost:8003:127.0.0.1:{cls.service.port}"\nsilent\nshow-error\nfail-with-body\n')
        cls.curl_home = home.name
        cls.id = cls.service.send(received_at="2025-10-23T10:30:00Z")

    def curl(self, line):
        """The JSON that `line`, run by a shell, prints."""
        done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=digidig.PATIENCE,
                              env={**os.environ, "CURL_HOME": self.curl_home, "NO_PROXY": "*"}, check=False)
        self.assertEqual(done.returncode, 0, (line, done.stdout, done.stderr, self.service.log_tail()))
        return json.loads(done.stdout)

    def has(self, value, **fields):
        """`value` has each of the fields, of that type (bool is no number)."""
        for name, kind in fields.items():
            self.assertIn(name, value)
            self.assertIsInstance(value[name], kind, name)
            if kind is not bool:
                self.assertNotIsInstance(value[name], bool, name)

    def test_health(self):
        health = self.curl("curl http://localhost:8003/api/health")
        self.has(health, status=str, uptime_seconds=float, active_connections=int)
        self.assertEqual(health["status"], "healthy")
        self.assertGreaterEqual(health["active_connections"], 1)

    def test_health_of_the_platform(self):
        for path in ("/health", "/api/health"):
            health = self.curl(f"curl http://localhost:8003{path}")
            self.assertEqual(health["status"], "healthy", path)
            self.assertEqual(health["service_name"], "imap")
            self.has(health, timestamp=(str, int, float), details=dict)
            self.has(health["details"], enabled=bool, active_connections=int, active_sessions=int)
        for path in ("/api/health/live", "/api/health/ready"):
            self.assertEqual(self.service.get(path).status, 200, path)

    def email(self, value):
        self.has(value, id=str, sender=str, recipient=str, subject=str, body=str, received_at=str)
        self.assertRegex(value["received_at"], RFC3339)

    def test_get_emails(self):
        page = self.curl("curl http://localhost:8003/emails")
        self.has(page, emails=list, count=int)
        self.assertEqual(page["count"], len(page["emails"]))
        for value in page["emails"]:
            self.email(value)
        mine = next(value for value in page["emails"] if value["id"] == self.id)
        self.assertEqual({name: mine[name] for name in ("sender", "recipient", "subject", "received_at")},
                         {"sender": "from@example.com", "recipient": "to@example.com",
                          "subject": "Test Subject", "received_at": "2025-10-23T10:30:00Z"})
        self.assertEqual(mine["body"].strip(), "Email content")

    def test_get_email_by_id(self):
        value = self.curl(f"curl http://localhost:8003/emails/{self.id}")
        self.email(value)
        self.has(value, headers=dict)
        self.assertEqual(value["id"], self.id)
        self.assertEqual(value["subject"], "Test Subject")
        self.assertEqual(value["body"].strip(), "Email content")
        self.assertEqual(value["received_at"], "2025-10-23T10:30:00Z")

    def fetched(self, value):
        self.has(value, status=str, emails_fetched=int, message=str)
        self.assertEqual(value["status"], "success")
        self.assertEqual(value["message"], "E-maily úspěšně staženy")

    def test_fetch_of_one_user(self):
        self.fetched(self.curl("""curl -X POST http://localhost:8003/fetch \\
  -H "Content-Type: application/json" \\
  -d '{"user_id": "to@example.com"}'"""))

    def test_fetch_of_an_unknown_user(self):
        answer = self.service.post("/fetch", {"user_id": "nobody-here@example.com"})
        self.problem(answer, 404, "account_not_found")

    def test_fetch_of_all(self):
        self.fetched(self.curl("curl -X POST http://localhost:8003/fetch"))

    def test_message_follows_the_language(self):
        czech = self.service.post("/fetch", Accept_Language="cs").json()["message"]
        english = self.service.post("/fetch", Accept_Language="en").json()["message"]
        self.assertEqual(czech, "E-maily úspěšně staženy")
        self.assertNotEqual(english, czech)
        self.assertTrue(english.isascii(), english)

    def test_stats(self):
        stats = self.curl("curl http://localhost:8003/api/stats")
        self.has(stats, emails_fetched=int, active_connections=int, uptime_seconds=float, requests_total=int,
                 requests_successful=int, requests_failed=int, last_request_time=float, active_sessions=int)
        self.assertEqual(stats["requests_total"], stats["requests_successful"] + stats["requests_failed"])
        self.assertEqual(stats["service_name"], "imap")
        self.has(stats["custom_stats"], active_connections=int, active_sessions=int, max_connections=int,
                 max_workers=int)

    def test_runtime_configuration(self):
        changed = self.curl("""curl -X PUT http://localhost:8003/api/config \\
  -H "Content-Type: application/json" \\
  -d '{
    "max_workers": 8,
    "pool_size": 20,
    "timeout": 60,
    "max_connections": 100
  }'""")
        self.assertEqual(changed["status"], "success")
        self.has(changed, message=str, config=dict)
        for config in (changed["config"], self.curl("curl http://localhost:8003/api/config")["config"]):
            self.assertEqual([config[k] for k in ("max_workers", "pool_size", "timeout", "max_connections")],
                             [8, 20, 60, 100])

    def test_configurable_parameters(self):
        answer = self.curl("curl http://localhost:8003/api/config")
        self.assertEqual(answer["service_name"], "imap")
        self.has(answer["config"], hostname=str, port=int, protocol_port=(int, str), max_workers=int,
                 pool_size=int, enabled=bool, timeout=NUMBER, max_connections=int, idle_timeout=NUMBER)
        self.assertEqual(answer["config"]["hostname"], "0.0.0.0")
        self.assertEqual(answer["config"]["idle_timeout"], 300)

    def test_same_under_api(self):
        self.assertEqual(self.service.get(f"/api/emails/{self.id}").json()["id"], self.id)
        self.assertEqual(self.service.get("/api/emails").status, 200)
        self.fetched(self.service.post("/api/fetch").json())

    def test_deployed_callers(self):
        page = self.service.get("/api/emails?user_id=to%40example.com").json()
        self.assertIn(self.id, [value["id"] for value in page["emails"]])
        self.problem(self.service.get("/api/emails?user_id=nobody%40example.com"), 404, "account_not_found")


class Defaults(digidig.ServiceTest):
    def test_they_are_those_of_the_specification(self):
        config = self.service.get("/api/config").json()["config"]
        wanted = {"max_workers": 4, "pool_size": 10, "timeout": 30, "max_connections": 50,
                  "idle_timeout": 300, "enabled": True}
        self.assertEqual({name: config[name] for name in wanted}, wanted)


class Disabled(digidig.ServiceTest):
    env = {"IMAP_ENABLED": "false"}

    def test_disabled(self):
        self.assertEqual(self.service.get("/api/health").json()["status"], "unhealthy")
        answer = self.service.get("/emails")
        self.problem(answer, 503, "service_disabled")
        self.assertTrue(answer.headers["Retry-After"])
        for path in ("/api/stats", "/api/config", "/metrics"):
            self.assertEqual(self.service.get(path).status, 200, path)
        self.assertEqual(self.service.put("/api/config", {"enabled": True}).status, 200)
        self.assertEqual(self.service.get("/emails").status, 200)
        self.assertEqual(self.service.get("/api/health").json()["status"], "healthy")


if __name__ == "__main__":
    digidig.main()
