# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks: events come signed, in order, once each, whatever the receiver and the service go through."""

import hashlib
import hmac
import http.server
import json
import threading
import time

import digidig

SECRET = "a secret between the two"


class Receiver:
    """An HTTP server that answers what the test wants."""

    def __init__(self):
        self.status = 204
        self.calls = []
        self.taken = []
        self.hold = None  # An event to wait for before answering.
        self.changed = threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.hold:
                    receiver.hold.wait(digidig.PATIENCE)
                status = receiver.status
                with receiver.changed:
                    receiver.calls.append((self.headers, body))
                    if 200 <= status < 300:
                        receiver.taken.append(json.loads(body))
                    receiver.changed.notify_all()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self):
                with receiver.changed:
                    receiver.calls.append(({}, b"GET"))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, condition, what):
        with self.changed:
            if not self.changed.wait_for(condition, digidig.PATIENCE):
                raise AssertionError(f"waited in vain for {what}: {self.calls[-3:]}")

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Webhooks(digidig.ServiceTest):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)

    def hook(self, **fields):
        answer = self.service.post("/api/webhooks", {"url": self.receiver.url, "types": ["mail"],
                                                     "secret": SECRET} | fields)
        self.assertEqual(answer.status, 201, answer)
        hook = answer.json()
        self.addCleanup(lambda: self.service.process and self.service.delete(f"/api/webhooks/{hook['id']}"))
        return hook

    def shown(self, hook):
        return self.service.get(f"/api/webhooks/{hook['id']}").json()

    def state(self, hook, condition, what):
        return digidig.wait_for(lambda: (s := self.shown(hook)) and condition(s) and s, what)

    def test_delivery_is_signed(self):
        hook = self.hook()
        message = self.service.send()
        self.receiver.wait(lambda: self.receiver.taken, "the event")
        headers, body = self.receiver.calls[0]
        event = json.loads(body)
        self.assertEqual((event["event"], event["type"], event["id"]), ("mail", "delivered", message))
        self.assertEqual(headers["X-DIGiDIG-Event"], "mail")
        self.assertEqual(headers["X-DIGiDIG-Delivery"], event["event_id"])
        parts = dict(part.split("=") for part in headers["X-DIGiDIG-Signature"].split(","))
        self.assertLess(abs(int(parts["t"]) - time.time()), 60)
        expected = hmac.new(SECRET.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256).hexdigest()
        self.assertEqual(parts["v1"], expected)
        state = self.state(hook, lambda s: s["delivered"] == 1 and s["pending"] == 0, "the result")
        self.assertEqual((state["state"], state["pending"], state["last_status"], state["last_error"]),
                         ("idle", 0, 204, None))

    def test_crud(self):
        made = self.service.post("/api/webhooks", {"url": self.receiver.url, "types": ["mail.delivered"]})
        self.assertEqual(made.status, 201)
        hook = made.json()
        self.assertEqual(len(hook["secret"]), 64)
        self.assertEqual(made.headers["Location"], f"/api/webhooks/{hook['id']}")
        self.assertEqual(self.shown(hook)["secret"], "********")
        self.assertIn(hook["id"], [one["id"] for one in self.service.get("/api/webhooks").json()["webhooks"]])
        changed = self.service.patch(f"/api/webhooks/{hook['id']}", {"enabled": False, "secret": "********"})
        self.assertEqual((changed.status, changed.json()["state"]), (200, "disabled"))
        for field, value in (("url", "ftp://x/"), ("url", "http://u:p@x/"), ("url", 7), ("types", []),
                             ("types", ["weather"]), ("secret", "short"), ("enabled", "yes")):
            good = {"url": self.receiver.url, "types": ["mail"]}
            self.problem(self.service.post("/api/webhooks", good | {field: value}), 422, "validation_failed", field)
            self.problem(self.service.patch(f"/api/webhooks/{hook['id']}", {field: value}), 422,
                         "validation_failed", field)
        self.assertEqual(self.service.delete(f"/api/webhooks/{hook['id']}").status, 200)
        for method in ("GET", "PATCH", "DELETE"):
            answer = self.service.request(method, f"/api/webhooks/{hook['id']}", {} if method == "PATCH" else None)
            self.problem(answer, 404, "webhook_not_found")

    def test_tags(self):
        """What happens to it is no change of its settings."""
        hook = self.hook()
        one = f"/api/webhooks/{hook['id']}"
        tag = self.service.get(one).headers["ETag"]
        self.assertEqual(self.service.get(one, If_None_Match=tag).status, 304)
        self.service.send()
        self.state(hook, lambda s: s["delivered"] == 1 and s["pending"] == 0, "the result")
        self.assertEqual(self.service.get(one, If_None_Match=tag).status, 200)
        self.assertEqual(self.service.patch(one, {"types": ["mail", "config"]}, If_Match=tag).status, 200)
        self.problem(self.service.patch(one, {"types": ["mail"]}, If_Match=tag), 412, "precondition_failed")
        self.problem(self.service.delete(one, If_Match=tag), 412, "precondition_failed")
        self.assertEqual(self.shown(hook)["types"], ["mail", "config"])

    def test_types_and_switch(self):
        narrow = self.hook(types=["mail.deleted", "config"])
        message = self.service.send()
        self.service.delete(f"/emails/{message}?permanent=true")
        self.service.put("/api/config", {"max_workers": 7})
        self.receiver.wait(lambda: len(self.receiver.taken) == 2, "two events")
        self.assertEqual([(e["event"], e["type"]) for e in self.receiver.taken],
                         [("mail", "deleted"), ("config", "changed")])
        self.service.patch(f"/api/webhooks/{narrow['id']}", {"enabled": False})
        self.service.put("/api/config", {"max_workers": 8})
        self.service.patch(f"/api/webhooks/{narrow['id']}", {"enabled": True})
        self.service.put("/api/config", {"max_workers": 9})
        self.receiver.wait(lambda: len(self.receiver.taken) == 3, "the third event")
        self.state(narrow, lambda s: s["delivered"] == 3 and s["pending"] == 0, "nothing more")

    def test_a_receiver_that_fails_and_recovers(self):
        hook = self.hook()
        self.receiver.status = 500
        messages = [self.service.send(subject=str(number)) for number in range(20)]
        state = self.state(hook, lambda s: s["attempts"] >= 2 and s["pending"] == 20, "two attempts")
        self.assertEqual((state["state"], state["last_status"], state["last_error"]),
                         ("retrying", 500, "answered 500"))
        self.assertTrue(state["next_attempt_at"])
        self.assertIn("digidig_imap_webhooks_pending 20\n", self.service.get("/metrics").body.decode())
        # All attempts were for the first: nothing overtakes it.
        self.assertEqual({json.loads(body)["id"] for _, body in self.receiver.calls}, {messages[0]})
        self.receiver.status = 200
        self.receiver.wait(lambda: len(self.receiver.taken) == 20, "all events")
        self.assertEqual([event["id"] for event in self.receiver.taken], messages)
        self.state(hook, lambda s: s["state"] == "idle" and s["delivered"] == 20, "the end")

    def test_redirects_are_not_followed(self):
        hook = self.hook()
        self.receiver.status = 302
        self.service.send()
        state = self.state(hook, lambda s: s["attempts"] >= 1, "the attempt")
        self.assertEqual(state["last_status"], 302)
        self.assertNotIn(b"GET", [body for _, body in self.receiver.calls])

    def test_nobody_listens(self):
        hook = self.hook(url="http://127.0.0.1:1/hook")
        self.service.send()
        state = self.state(hook, lambda s: s["attempts"] >= 1, "the attempt")
        self.assertEqual((state["last_status"], state["pending"]), (None, 1))
        self.assertTrue(state["last_error"])

    def test_over_a_restart(self):
        hook = self.hook()
        self.receiver.status = 503
        messages = [self.service.send(subject=str(number)) for number in range(10)]
        self.state(hook, lambda s: s["pending"] == 10 and s["attempts"] >= 1, "the queue")
        self.assertEqual(self.service.restart(), 0)
        state = self.shown(hook)
        self.assertEqual((state["pending"], state["url"], state["types"]), (10, self.receiver.url, ["mail"]))
        self.receiver.status = 200
        messages.append(self.service.send(subject="after"))
        self.receiver.wait(lambda: len(self.receiver.taken) >= 11, "all events")
        self.assertEqual([event["id"] for event in self.receiver.taken], messages)
        self.state(hook, lambda s: s["state"] == "idle", "the end of it")
        self.service.kill()
        self.receiver.status = 503
        self.service.start()
        last = self.service.send(subject="last")
        self.state(hook, lambda s: s["pending"] == 1, "the queue")
        self.service.kill()  # What was queued is on the disk.
        self.receiver.status = 200
        self.service.start()
        self.receiver.wait(lambda: self.receiver.taken[-1]["id"] == last, "the last event")

    def test_what_is_acknowledged_is_told_whatever_ends_the_service(self):
        """Power off right after an answer, again and again: each event comes, once, in order."""
        hook = self.hook(types=["mail.delivered"])
        sent = []
        for turn in range(12):
            client = digidig.Client(self.service.port)
            for number in range(1 + turn % 4):
                answer = client.request("POST", "/emails", {"sender": "a@example.com", "recipient": "kill@example.com",
                                                            "subject": f"{turn} {number}", "body": "."})
                self.assertEqual(answer.status, 201, answer)
                sent.append(answer.json()["id"])
            self.service.kill()
            client.close()
            self.service.start()
        self.receiver.wait(lambda: {e["id"] for e in self.receiver.taken} >= set(sent), "all events")
        self.state(hook, lambda s: s["pending"] == 0, "nothing more")
        first = {}
        for event in self.receiver.taken:
            # What was posted when the power went may be posted again, as the same delivery.
            self.assertEqual(first.setdefault(event["id"], event["event_id"]), event["event_id"])
        self.assertEqual(list(first), sent)

    def test_a_receiver_that_hangs_holds_nobody_up(self):
        self.receiver.hold = threading.Event()
        self.addCleanup(self.receiver.hold.set)
        slow = self.hook()
        other = Receiver()
        self.addCleanup(other.close)
        self.hook(url=other.url)
        message = self.service.send()
        other.wait(lambda: other.taken, "the event at the other")
        self.assertEqual(other.taken[0]["id"], message)
        state = self.state(slow, lambda s: s["attempts"] >= 1, "the deadline")
        self.assertEqual((state["last_status"], state["pending"]), (None, 1))


if __name__ == "__main__":
    digidig.main()
