# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of the platform's Identity service: who they are here, how long that holds, and what goes on while it is down."""

import concurrent.futures
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import digidig
import fakeidentity
from fakeidentity import jwt

TOKEN = "an-administrator-token-of-tests"
SECRET = "a-secret-of-identity-in-the-tests"
FAKE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fakeidentity.py")


class Fake:
    """fakeidentity.py, running."""

    def __init__(self, form=fakeidentity.DEPLOYED, port=0):
        self.process = subprocess.Popen(
            [sys.executable, "-B", FAKE, "--form", form, "--port", str(port), "--secret", SECRET],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = json.loads(self.process.stdout.readline())["port"]
        self.url = f"http://127.0.0.1:{self.port}"

    def order(self, do, **more):
        self.process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def token(self, username, roles=("user",), expires_in=3600):
        return self.order("token", username=username, roles=list(roles), expires_in=expires_in)["token"]

    def fault(self, mode=None, **more):
        self.order("fault", **({"mode": mode} if mode else {}), **more)

    def asked(self, path="verify"):
        return sum(count for name, count in self.order("requests").items() if name.endswith(f"/{path}"))

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)


class IdentityTest(digidig.ServiceTest):
    """One fake and one service for all tests of the class."""

    form = fakeidentity.DEPLOYED
    more = {}

    @classmethod
    def setUpClass(cls):
        cls.fake = Fake(cls.form)
        cls.addClassCleanup(cls.fake.end)
        cls.env = {"IMAP_ADMIN_TOKEN": TOKEN, "IDENTITY_URL": cls.fake.url, "IMAP_AUTH_FAILURES": "0", **cls.more}
        super().setUpClass()
        for address in ("jana@example.org", "petr@example.org", "eva@example.org", "eva@example.com"):
            assert cls.service.post("/api/accounts", {"address": address}).status == 201
        cls.mail = {name: cls.service.send(recipient=f"{name}@example.org", subject=f"Mail of {name}")
                    for name in ("jana", "petr")}

    def setUp(self):
        self.fake.fault()
        self.set_cache(60)
        digidig.wait_for(lambda: self.state()["status"] == "ok", "Identity")

    def set_cache(self, seconds):
        self.assertEqual(self.service.put("/api/config", {"identity_cache_seconds": seconds}).status, 200)

    def state(self):
        return self.service.get("/api/health").json()["details"]["identity"]

    def ask(self, token, path="/emails", method="GET", body=None, **headers):
        """From elsewhere, so that nothing but the token speaks for the request."""
        return self.service.request(method, path, body, {
            "Host": "mail.example.org", "Authorization": f"Bearer {token}", **headers})

    def lose(self, mode="down", **more):
        """Until the service has noticed."""
        self.fake.fault(mode, **more)
        self.set_cache(0)
        stranger = self.fake.token("petr")
        digidig.wait_for(lambda: self.ask(stranger) and self.state()["status"] == "degraded", "the loss of Identity")
        self.set_cache(60)


class Users(IdentityTest):
    def test_a_user_has_the_own_account(self):
        token = self.fake.token("jana")
        answer = self.ask(token)
        self.assertEqual(answer.status, 200, answer)
        mails = {mail["id"]: mail["account"] for mail in answer.json()["emails"]}
        self.assertIn(self.mail["jana"], mails)
        self.assertEqual(set(mails.values()), {"jana@example.org"})
        self.assertEqual(self.ask(token, f"/emails/{self.mail['jana']}").status, 200)
        self.assertEqual(self.ask(token, "/emails?account=jana@example.org").status, 200)
        self.assertEqual(self.ask(token, "/api/accounts/jana@example.org/mailboxes").status, 200)

    def test_and_no_other(self):
        token = self.fake.token("jana")
        self.problem(self.ask(token, f"/emails/{self.mail['petr']}"), 404, "email_not_found")
        self.problem(self.ask(token, "/emails?account=petr@example.org"), 403, "forbidden")
        self.problem(self.ask(token, "/api/accounts/petr@example.org/mailboxes"), 403, "forbidden")
        for path in ("/api/config", "/api/stats", "/api/tokens", "/api/imap/connections"):
            self.problem(self.ask(token, path), 403, "forbidden")

    def test_an_administrator(self):
        token = self.fake.token("root-of-all", ["user", "admin"])
        self.assertEqual(self.ask(token, "/api/config").status, 200)
        self.assertEqual(self.ask(token, f"/emails/{self.mail['petr']}").status, 200)
        self.assertEqual(self.ask(token, "/api/config", "PUT", {"log_level": "info"}).status, 200)
        self.assertEqual(self.service.get("/api/audit?who=identity:root-of-all").status, 200)
        entries = self.service.get("/api/audit").json()["entries"]
        self.assertIn("identity:root-of-all", [entry["who"] for entry in entries])

    def test_roles_are_exact(self):
        for roles in ([], ["Admin"], ["administrator"], ["user", "admins"]):
            self.problem(self.ask(self.fake.token("jana", roles), "/api/config"), 403, "forbidden")

    def test_names_without_an_account_or_with_several(self):
        for name in ("nobody", "eva", "jana@elsewhere.example", "@", "jana@", "@example.org"):
            for path in ("/emails", "/api/config"):
                self.problem(self.ask(self.fake.token(name), path), 403, "forbidden")
        self.assertEqual(self.ask(self.fake.token("eva@example.com")).status, 200)
        self.assertEqual(self.ask(self.fake.token("Jana@Example.ORG")).status, 200)

    def test_a_second_domain_makes_a_name_ambiguous_at_once(self):
        token = self.fake.token("novy")
        self.problem(self.ask(token), 403, "forbidden")
        self.assertEqual(self.service.post("/api/accounts", {"address": "novy@example.org"}).status, 201)
        self.assertEqual(self.ask(token).status, 200)
        self.assertEqual(self.service.post("/api/accounts", {"address": "novy@example.com"}).status, 201)
        self.problem(self.ask(token), 403, "forbidden")
        self.assertIn(self.service.delete("/api/accounts/novy@example.com?confirm=novy@example.com").status, (200, 202, 204))
        digidig.wait_for(lambda: self.ask(token).status == 200, "the name to be of one account again")

    def test_wrong_tokens(self):
        good = self.fake.token("jana")
        header, payload, signature = good.split(".")
        told = fakeidentity.claims("jana", ["admin"])
        for token in (jwt(told, "another secret"), f"{header}.{payload}.{signature[:-2]}AA",
                      f"{header}.{fakeidentity.part(told)}.{signature}",
                      jwt(fakeidentity.claims("jana", expires_in=-5), SECRET), "a.b.c",
                      f"{header}.{payload}", f"{good}.x", good + "=", good[:-1], "." + good, "x" * 9000 + "." + good):
            self.problem(self.ask(token), 401, "unauthorized")
        self.assertEqual(self.ask(good).status, 200)

    def test_a_refusal_comes_before_the_content(self):
        """What a stranger uploads is not read while Identity is asked."""
        self.fake.fault("slow", delay=1)
        body = b'{"recipient": "jana@example.org", "sender": "a@b.example", "subject": "Big", "body": "' \
            + b"x" * 5_000_000 + b'"}'
        self.refused_at_once(jwt(fakeidentity.claims("jana"), "wrong"), 100_000_000)
        answer = self.ask(self.fake.token("root", ["admin"]), "/emails", "POST", body,
                          **{"Content-Type": "application/json"})
        self.assertEqual(answer.status, 201, answer)

    def refused_at_once(self, token, length):
        """The refusal comes though content of that length is only announced."""
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=digidig.PATIENCE) as client:
            client.sendall(f"POST /emails HTTP/1.1\r\nHost: mail.example.org\r\nAuthorization: Bearer {token}\r\n"
                           f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode())
            client.sendall(b"x" * 100_000)
            self.assertTrue(client.recv(100).startswith(b"HTTP/1.1 401 "))

    def test_requests_on_one_connection(self):
        """The next request waits until it is known who has sent the one before."""
        self.fake.fault("slow", delay=0.5)
        good, wrong = self.fake.token("jana"), jwt(fakeidentity.claims("jana"), "wrong")
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=digidig.PATIENCE) as client:
            for token, close in ((good, "keep-alive"), (wrong, "keep-alive"), (good, "keep-alive"), (wrong, "close")):
                client.sendall(f"GET /emails?limit=1 HTTP/1.1\r\nHost: mail.example.org\r\nConnection: {close}\r\n"
                               f"Authorization: Bearer {token}\r\n\r\n".encode())
            received = b""
            while chunk := client.recv(65536):
                received += chunk
        self.assertEqual(re.findall(rb"HTTP/1.1 (\d+) ", received), [b"200", b"401", b"200", b"401"])

    def test_others_go_on_while_identity_is_slow(self):
        self.fake.fault("slow", delay=25)
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            slow = [pool.submit(self.ask, self.fake.token("jana")) for _ in range(8)]
            digidig.wait_for(lambda: self.service.get("/api/stats").json()["identity"]["waiting"], "questions under way")
            for _ in range(20):
                self.assertEqual(self.service.get("/emails").status, 200)
            self.assertFalse(any(answer.done() for answer in slow))
            self.fake.fault()
            self.assertEqual([answer.result().status for answer in slow], [200] * 8)

    def test_equal_questions_are_one(self):
        self.fake.fault("slow", delay=1)
        token = self.fake.token("jana")
        before = self.fake.asked()
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: self.ask(token).status, range(20)))
        self.assertEqual(answers, [200] * 20)
        self.assertEqual(self.fake.asked() - before, 1)

    def test_answers_are_kept(self):
        token = self.fake.token("jana")
        before = self.fake.asked()
        for _ in range(10):
            self.assertEqual(self.ask(token).status, 200)
        self.assertEqual(self.fake.asked() - before, 1)
        self.set_cache(0)
        for _ in range(3):
            self.assertEqual(self.ask(token).status, 200)
        self.assertEqual(self.fake.asked() - before, 4)

    def test_revocation(self):
        token = self.fake.token("jana")
        self.set_cache(2)
        self.assertEqual(self.ask(token).status, 200)
        begun = time.monotonic()
        self.fake.order("revoke", token=token)
        digidig.wait_for(lambda: self.ask(token).status == 401, "the revocation", 10)
        self.assertLess(time.monotonic() - begun, 4)
        self.set_cache(60)
        self.problem(self.ask(token), 401, "unauthorized")

    def test_an_answer_does_not_outlive_its_token(self):
        token = self.fake.token("jana", expires_in=2)
        self.assertEqual(self.ask(token).status, 200)
        digidig.wait_for(lambda: self.ask(token).status == 401, "the end of the token", 10)

    def test_disabled_and_removed_accounts(self):
        self.assertEqual(self.service.post("/api/accounts", {"address": "docasny@example.org"}).status, 201)
        token = self.fake.token("docasny")
        self.assertEqual(self.ask(token).status, 200)
        path = "/api/accounts/docasny@example.org"
        self.assertEqual(self.service.patch(path, {"disabled": True}).status, 200)
        digidig.wait_for(lambda: self.ask(token).status == 403, "the end of its access")
        self.assertEqual(self.service.patch(path, {"disabled": False}).status, 200)
        digidig.wait_for(lambda: self.ask(token).status == 200, "its return")
        self.assertIn(self.service.delete(f"{path}?confirm=docasny@example.org").status, (200, 202, 204))
        self.problem(self.ask(token), 403, "forbidden")

    def test_other_credentials_go_on_as_before(self):
        self.fake.fault("hang")
        self.assertEqual(self.ask(TOKEN, "/api/config").status, 200)
        made = self.service.post("/api/tokens", {"name": "of-petr", "scope": "account", "account": "petr@example.org"})
        self.assertEqual(self.ask(made.json()["token"]).status, 200)
        self.problem(self.ask("a-wrong-token-of-no-form"), 401, "unauthorized")
        self.problem(self.ask("digidig_" + "x" * 43), 401, "unauthorized")

    def test_figures(self):
        self.ask(self.fake.token("jana"))
        stats = self.service.get("/api/stats").json()["identity"]
        self.assertEqual((stats["reachable"], stats["form"]), (True, self.form))
        self.assertGreater(stats["requests"], 0)
        metrics = self.service.get("/metrics").body.decode()
        self.assertIn("digidig_imap_identity_up 1", metrics)
        self.assertIn("digidig_imap_identity_requests_total", metrics)

    def test_secrets_are_nowhere(self):
        token = self.fake.token("jana")
        self.assertEqual(self.ask(token).status, 200)
        signature = token.rpartition(".")[2]
        for path in ("/api/config", "/api/config/history", "/api/stats", "/metrics", "/api/health"):
            for secret in (SECRET, signature):
                self.assertNotIn(secret, self.service.get(path).body.decode(), path)
        log = self.service.log_until_now()
        self.assertIn("identity:jana", log)
        for secret in (SECRET, signature, token):
            self.assertNotIn(secret, log)


class DocumentedUsers(Users):
    form = fakeidentity.DOCUMENTED


class UsersWithSecret(Users):
    more = {"IMAP_IDENTITY_JWT_SECRET": SECRET}

    def test_wrong_tokens_are_refused_unasked(self):
        before = self.fake.asked()
        told = fakeidentity.claims("jana", ["admin"])
        unsigned = f"{fakeidentity.part({'alg': 'none'})}.{fakeidentity.part(told)}."
        for token in (jwt(told, "another secret"), jwt(told, SECRET, {"alg": "HS512"}),
                      jwt(told, SECRET, {"alg": "none"}), jwt(told, SECRET, {"alg": "hs256"}), unsigned, unsigned + "AA",
                      jwt(told, SECRET, {"typ": "JWT"}), jwt(told, SECRET, {"alg": "HS256", "crit": ["exp"]}),
                      jwt(fakeidentity.claims("jana", expires_in=-1), SECRET),
                      jwt({"username": "jana", "roles": ["admin"]}, SECRET),
                      jwt(told | {"exp": str(told["exp"])}, SECRET), jwt(told | {"exp": None}, SECRET),
                      jwt(told | {"username": 1}, SECRET), jwt(told | {"roles": "admin"}, SECRET),
                      jwt(told | {"roles": [["admin"]]}, SECRET), jwt(told | {"jti": {}}, SECRET),
                      jwt(told | {"nbf": time.time() + 1000}, SECRET), jwt([told], SECRET)):
            self.problem(self.ask(token), 401, "unauthorized")
        self.assertEqual(self.fake.asked(), before)

    def test_a_right_one_is_checked_for_revocation(self):
        token = self.fake.token("jana")
        self.fake.order("revoke", token=token)
        self.problem(self.ask(token), 401, "unauthorized")


class Outage(IdentityTest):
    more = {"IMAP_TIMEOUT": "2"}

    def outage(self, mode, **more):
        known = self.fake.token("jana")
        self.assertEqual(self.ask(known).status, 200)
        other = self.fake.token("jana")
        self.lose(mode, **more)
        self.set_cache(0)
        for _ in range(3):
            self.assertEqual(self.ask(known).status, 200)
            self.problem(self.ask(other), 503, "identity_unavailable")
        self.assertTrue(self.ask(other).headers["Retry-After"])
        # Nobody waits for what is known to be down.
        begun = time.monotonic()
        for _ in range(10):
            self.ask(other)
        self.assertLess(time.monotonic() - begun, 1.5)
        health = self.service.get("/api/health").json()
        self.assertEqual(health["status"], "degraded")
        self.assertEqual(self.service.get("/api/health/ready").status, 200)
        self.assertEqual(health["details"]["identity"]["status"], "degraded")
        self.assertTrue(health["details"]["identity"]["last_error"])
        self.assertIn("digidig_imap_identity_up 0", self.service.get("/metrics").body.decode())
        self.assertEqual(self.ask(TOKEN, "/api/config").status, 200)
        self.fake.fault()
        digidig.wait_for(lambda: self.state()["status"] == "ok", "the return of Identity")
        self.assertEqual(self.ask(other).status, 200)

    def test_down(self):
        self.outage("down")

    def test_garbage(self):
        self.outage("garbage")

    def test_status_500(self):
        self.outage("status", status=500)

    def test_redirect(self):
        self.outage("redirect")

    def test_hang(self):
        self.outage("hang")

    def test_nonsense(self):
        """Each by itself: what comes to a probe still makes sense."""
        for mode in ("nonsense", "huge", "truncated", "status"):
            with self.subTest(mode):
                self.setUp()
                known = self.fake.token("jana")
                self.assertEqual(self.ask(known).status, 200)
                self.fake.fault(mode, status=503)
                self.set_cache(0)
                self.problem(self.ask(self.fake.token("jana")), 503, "identity_unavailable")
                self.assertEqual(self.ask(known).status, 200)

    def test_said_once(self):
        lost = len([line for line in self.service.log_until_now().splitlines() if "cannot be reached" in line])
        self.lose()
        other = self.fake.token("jana")
        for _ in range(20):
            self.ask(other)
        lines = [line for line in self.service.log_until_now().splitlines() if "cannot be reached" in line]
        self.assertEqual(len(lines) - lost, 1)

    def test_revoked_during_an_outage(self):
        """What Identity cannot tell holds until it can."""
        token = self.fake.token("jana")
        self.assertEqual(self.ask(token).status, 200)
        self.lose()
        self.set_cache(0)
        self.fake.order("revoke", token=token)
        self.assertEqual(self.ask(token).status, 200)
        self.fake.fault()
        digidig.wait_for(lambda: self.ask(token).status == 401, "the revocation")

    def test_the_other_form_after_an_outage(self):
        self.assertEqual(self.ask(self.fake.token("jana")).status, 200)
        for form in (fakeidentity.DOCUMENTED, fakeidentity.DEPLOYED):
            self.lose()
            self.fake.order("form", form=form)
            self.fake.fault()
            digidig.wait_for(lambda: self.state()["status"] == "ok", "the return of Identity")
            self.assertEqual(self.ask(self.fake.token("jana")).status, 200)
            self.assertEqual(self.service.get("/api/stats").json()["identity"]["form"], form)


class OutageWithSecret(IdentityTest):
    more = {"IMAP_IDENTITY_JWT_SECRET": SECRET, "IMAP_TIMEOUT": "2"}

    def test_signed_tokens_are_good(self):
        revoked = self.fake.token("jana")
        self.fake.order("revoke", token=revoked)
        self.problem(self.ask(revoked), 401, "unauthorized")
        self.lose()
        self.set_cache(0)
        self.assertEqual(self.ask(self.fake.token("jana")).status, 200)
        self.assertEqual(self.ask(self.fake.token("x", ["admin"]), "/api/config").status, 200)
        self.problem(self.ask(jwt(fakeidentity.claims("jana"), "another")), 401, "unauthorized")
        self.problem(self.ask(jwt(fakeidentity.claims("jana", expires_in=-1), SECRET)), 401, "unauthorized")
        # What was refused before stays so.
        self.problem(self.ask(revoked), 401, "unauthorized")
        short = self.fake.token("jana", expires_in=2)
        self.assertEqual(self.ask(short).status, 200)
        digidig.wait_for(lambda: self.ask(short).status == 401, "the end of the token", 10)


class Throttling(IdentityTest):
    more = {"IMAP_AUTH_FAILURES": "5", "IMAP_AUTH_BAN": "3600"}

    def test_wrong_ones_are_throttled_and_right_ones_pass(self):
        statuses = [self.ask(jwt(fakeidentity.claims("jana"), f"secret {n}")).status for n in range(12)]
        self.assertEqual(statuses[0], 401)
        self.assertEqual(statuses[-1], 429)
        self.assertEqual(self.ask(self.fake.token("jana")).status, 200)
        bans = self.service.get("/api/bans").json()["bans"]
        self.assertEqual(len(bans), 1)
        # An outage is nobody's fault.
        self.assertEqual(self.service.delete(f"/api/bans/{bans[0]['id']}").status, 200)
        self.lose()
        for _ in range(12):
            self.problem(self.ask(self.fake.token("jana")), 503, "identity_unavailable")
        self.assertEqual(self.service.get("/api/bans").json()["bans"], [])


class Start(unittest.TestCase):
    """Identity that is not there when the service starts, and its domains."""

    def service(self, **env):
        service = digidig.Service({"IMAP_ADMIN_TOKEN": TOKEN, **env})
        self.addCleanup(service.clean)
        return service.start()

    def test_down_at_the_start(self):
        fake = Fake()
        port = fake.port
        fake.end()
        service = self.service(IDENTITY_URL=fake.url)
        service.logged("Identity at .* cannot be reached")
        self.assertEqual(service.get("/emails").status, 200)
        fake = Fake(port=port)
        self.addCleanup(fake.end)
        digidig.wait_for(lambda: service.get("/api/health").json()["details"]["identity"]["status"] == "ok", "Identity")
        service.post("/api/accounts", {"address": "jana@example.org"})
        answer = service.get("/emails", Authorization=f"Bearer {fake.token('jana')}", Host="mail.example.org")
        self.assertEqual(answer.status, 200, answer)

    def test_no_identity_service_at_all(self):
        fake = Fake()
        self.addCleanup(fake.end)
        service = self.service(IDENTITY_URL=fake.url + "/elsewhere")
        service.logged("cannot be reached: this is no Identity service")

    def test_domains(self):
        for form in (fakeidentity.DEPLOYED, fakeidentity.DOCUMENTED):
            with self.subTest(form):
                fake = Fake(form)
                self.addCleanup(fake.end)
                fake.order("domains", domains=["example.org", "Example.NET"])
                descriptor, secret = tempfile.mkstemp()
                self.addCleanup(os.unlink, secret)
                with open(descriptor, "w", encoding="utf-8") as file:
                    file.write(fake.token("imap", ["service"]) + "\n")
                service = self.service(IDENTITY_URL=fake.url, IMAP_IDENTITY_TOKEN_FILE=secret,
                                       IMAP_LOCAL_DOMAINS="example.com")
                digidig.wait_for(
                    lambda s=service: s.get("/api/stats").json()["identity"]["domains"] == 2, "Identity's domains")
                for domain, status in (("example.org", 201), ("example.net", 201), ("example.com", 201),
                                       ("elsewhere.example", 404)):
                    answer = service.post("/emails", {"sender": "a@b.example", "recipient": f"x@{domain}",
                                                      "subject": "x", "body": "x"})
                    self.assertEqual(answer.status, status, (domain, answer))

    def test_no_account_for_just_anybody_while_domains_are_not_known(self):
        fake = Fake()
        self.addCleanup(fake.end)
        fake.fault("down")
        service = self.service(IDENTITY_URL=fake.url, IMAP_IDENTITY_TOKEN=fake.token("imap"))
        message = {"sender": "a@b.example", "recipient": "x@example.org", "subject": "x", "body": "x"}
        self.assertEqual(service.post("/emails", message).status, 404)
        fake.fault()
        digidig.wait_for(lambda: service.post("/emails", message).status == 201, "Identity's domains")


if __name__ == "__main__":
    digidig.main()
