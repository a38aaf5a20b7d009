# SPDX-License-Identifier: GPL-3.0-or-later
"""/api/logs: the last lines of the log, to be searched; never a secret among them."""

import time
import urllib.parse

import digidig
import imapclient
import lmtp
import sse

TOKEN = "an-administrator-token-of-tests"
STRANGER = {"Host": "mail.example.org"}


class Logs(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN}

    def logs(self, **query):
        answer = self.service.get("/api/logs?" + urllib.parse.urlencode(query))
        self.assertEqual(answer.status, 200, answer)
        page = answer.json()
        self.assertEqual(page["count"], len(page["logs"]))
        return page

    def test_lines(self):
        self.service.get("/api/health/a-path-to-find")
        line = self.logs(text="A-PATH-to-find")["logs"][-1]
        self.assertEqual(line["level"], "info")
        self.assertEqual(line["category"], "digidig.access")
        self.assertIn('"GET /api/health/a-path-to-find" 404', line["message"])
        self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")

    def test_filters(self):
        self.assertTrue(self.logs(category="digidig.app")["logs"])
        self.assertEqual({line["category"] for line in self.logs(category="digidig.app")["logs"]}, {"digidig.app"})
        self.assertTrue(all(line["level"] in ("warning", "error") for line in self.logs(level="warning")["logs"]))
        self.assertEqual(self.logs(since=time.time() + 100)["logs"], [])
        self.assertTrue(self.logs(since="2020-01-01T00:00:00Z")["logs"])

    def test_pages(self):
        for number in range(30):
            self.service.get(f"/api/health/page-{number}")
        found, query = [], {"text": "/api/health/page-", "limit": 7}
        while True:
            page = self.logs(**query)
            found += page["logs"]
            if "next_cursor" not in page:
                break
            self.service.get("/api/health/page-in-between")  # Newer lines do not shift the pages.
            query["cursor"] = page["next_cursor"]
        numbers = [int(line["message"].split("page-")[1].split('"')[0]) for line in found]
        self.assertEqual(numbers, list(range(29, -1, -1)))

    def test_wrong_parameters(self):
        for query, field in (("level=loud", "level"), ("since=yesterday", "since"), ("since=-1", "since"),
                             ("limit=0", "limit"), ("limit=501", "limit"), ("cursor=x", "cursor")):
            self.problem(self.service.get(f"/api/logs?{query}"), 422, "validation_failed", field)

    def test_no_secrets(self):
        secret = "a-secret-that-nobody-may-read"
        made = self.service.post("/api/tokens", {"name": "to be read", "scope": "read"}).json()["token"]
        for token in (TOKEN, made, secret):
            self.service.get(f"/api/config?token={token}", Authorization=f"Bearer {token}", **STRANGER)
        self.service.send(subject=secret, body=secret)
        self.service.put("/api/config", {"admin_token": secret})
        self.service.get("/emails?text=" + secret)
        query = {"limit": 500}
        while True:
            answer = self.service.get("/api/logs?" + urllib.parse.urlencode(query))
            for token in (TOKEN, made, secret):
                self.assertNotIn(token.encode(), answer.body)
            page = answer.json()
            if "next_cursor" not in page:
                break
            query["cursor"] = page["next_cursor"]

    def test_events(self):
        reader = sse.Reader(self.service, "types=log").ready()
        self.addCleanup(reader.close)
        self.service.get("/api/health/told-at-once")
        told = lambda r: [e for e in r.events if "told-at-once" in e.data["message"]]
        reader.wait(told, "the line")
        event = told(reader)[0]
        self.assertEqual((event.kind, event.type), ("log", "record"))
        self.assertEqual(event.data["category"], "digidig.access")
        self.assertEqual(event.data["level"], "info")
        listed = self.service.get("/api/logs?text=told-at-once").json()["logs"]
        self.assertEqual([event.data["id"]], [record["id"] for record in listed])

    def test_by_default_events_are_without_the_log(self):
        reader = sse.Reader(self.service).ready()
        self.addCleanup(reader.close)
        self.service.get("/api/health/not-told")
        message = self.service.send()
        reader.wait(lambda r: any(e.data.get("id") == message for e in r.events), "the delivery")
        self.assertEqual(reader.of("log"), [])


class Concerned(digidig.ServiceTest):
    """Records say which connection and which e-mail they are about, as far as that is known."""

    env = {"IMAP_PROTOCOL_PORT": "0", "IMAP_LMTP_LISTEN": "127.0.0.1:0", "IMAP_AUTH_DELAY": "0"}

    def record(self, **query):
        found = digidig.wait_for(lambda: self.service.get("/api/logs?" + urllib.parse.urlencode(query)).json()["logs"],
                                 f"a record of {query}")
        return found[0]

    def connection(self, protocol):
        """The id of the one that is open."""
        listed = self.service.get("/api/imap/connections").json()["active_connections"]
        (one,) = [each["id"] for each in listed if each["protocol"] == protocol]
        return one

    def test_requests(self):
        message = self.service.send()
        self.service.get(f"/emails/{message}/raw")
        line = self.record(text=f"/emails/{message}/raw")
        self.assertEqual(line["email"], message)
        self.assertRegex(line["session"], r"^[1-9]\d*$")
        self.service.get("/api/health/about-no-e-mail")
        line = self.record(text="about-no-e-mail")
        self.assertNotIn("email", line)
        self.assertIn("session", line)

    def test_events(self):
        message = self.service.send()
        reader = sse.Reader(self.service, "types=log").ready()
        self.addCleanup(reader.close)
        self.service.get(f"/emails/{message}/structure")
        told = lambda r: [e for e in r.events if f"/emails/{message}/structure" in e.data["message"]]
        reader.wait(told, "the line")
        self.assertEqual(told(reader)[0].data["email"], message)
        self.assertIn("session", told(reader)[0].data)

    def test_imap(self):
        with imapclient.Connection(self.service.ports["imap"]) as client:
            self.assertEqual(client.do("LOGIN nobody@example.org wrong").status, "NO")
            line = self.record(category="digidig.auth")
            self.assertEqual(line["session"], self.connection("imap"))

    def test_lmtp(self):
        client = lmtp.Lmtp(self.service.ports["lmtp"])
        client.deliver(lmtp.MESSAGE % b"concerned", "adam@example.cz")
        line = self.record(category="digidig.lmtp", text="stored for 1")
        self.assertEqual(line["session"], self.connection("lmtp"))
        email = self.service.get(f"/emails/{line['email']}").json()
        self.assertEqual(email["subject"], "concerned")

    def test_what_belongs_to_nobody(self):
        line = self.record(category="digidig.app")
        self.assertNotIn("session", line)
        self.assertNotIn("email", line)


class Bounded(digidig.ServiceTest):
    env = {"IMAP_LOG_BUFFER_BYTES": "20000"}

    def test_the_oldest_go_first(self):
        for number in range(300):
            self.service.get(f"/api/health/line-{number}")
        lines = self.service.get("/api/logs?limit=500&text=line-").json()["logs"]
        self.assertLess(len(lines), 150)
        self.assertIn("line-299", lines[0]["message"])
        self.service.put("/api/config", {"log_buffer_bytes": 0})
        self.assertEqual(self.service.get("/api/logs").json()["logs"], [])


if __name__ == "__main__":
    digidig.main()
