# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what, how many may come at once, and what a web page or a proxy must not inherit."""

import os
import socket
import subprocess
import unittest

import digidig

TOKEN = "an-administrator-token-of-tests"


class WhoMay(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_AUTH_FAILURES": "0"}

    def test_this_machine_is_the_administrator(self):
        for host in ("localhost", "127.0.0.1", f"localhost:{self.service.port}", "[::1]:8003", "LOCALHOST"):
            self.assertEqual(self.service.get("/api/config", Host=host).status, 200, host)

    def refused(self, **headers):
        for method, path in (("GET", "/api/config"), ("GET", "/emails"), ("POST", "/fetch"), ("GET", "/api/stats"),
                             ("GET", "/api/imap/connections"), ("GET", "/metrics"), ("PUT", "/api/config")):
            answer = self.service.request(method, path, b"{}" if method == "PUT" else None,
                                          {name.replace("_", "-"): value for name, value in headers.items()}
                                          | ({"Content-Type": "application/json"} if method == "PUT" else {}))
            self.assertIn(answer.status, (401, 403, 421), (method, path, headers, answer))
            self.problem(answer, answer.status)
            if answer.status == 401:
                self.assertTrue(answer.headers["WWW-Authenticate"].lower().startswith("bearer"), answer)

    def test_foreign_host(self):
        for host in ("mail.example.org", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1"):
            self.refused(Host=host)

    def test_foreign_origin(self):
        for origin in ("https://evil.example", "null", "http://localhost.evil.example", "file://"):
            self.refused(Origin=origin)
        self.problem(self.service.get("/emails", Origin="https://evil.example"), 403, "foreign_origin")

    def test_forwarded(self):
        for name, value in (("X_Forwarded_For", "192.0.2.7"), ("Forwarded", "for=192.0.2.7"), ("X_Real_IP", "192.0.2.7"),
                            ("Via", "1.1 proxy"), ("X_Forwarded_Host", "mail.example.org"),
                            ("X_Forwarded_Proto", "https"), ("X_Forwarded_For", "127.0.0.1")):
            self.refused(**{name: value})

    def test_token(self):
        bearer = f"Bearer {TOKEN}"
        for headers in ({"Host": "mail.example.org"}, {"X_Forwarded_For": "192.0.2.7"}):
            answer = self.service.get("/api/config", Authorization=bearer, **headers)
            self.assertEqual(answer.status, 200, (headers, answer))
        self.assertEqual(self.service.get("/api/config", Authorization="bearer " + TOKEN, Via="x").status, 200)

    def test_wrong_token(self):
        for value in ("Bearer wrong-token-of-an-attacker", "Bearer ", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}",
                      f"Basic {TOKEN}", TOKEN):
            answer = self.service.get("/api/config", Authorization=value, Host="mail.example.org")
            self.problem(answer, 401, "unauthorized")
        # Not even from this machine: a credential that is shown counts.
        self.problem(self.service.get("/api/config", Authorization="Bearer wrong-token-of-x"), 401, "unauthorized")

    def test_a_valid_token_passes_after_many_wrong_ones(self):
        self.service.put("/api/config", {"auth_failures": 5})
        self.addCleanup(self.service.delete, "/api/config/auth_failures")
        for _ in range(30):
            self.service.get("/api/config", Authorization="Bearer guess-guess-guess-guess", Host="mail.example.org")
        answer = self.service.get("/api/config", Authorization=f"Bearer {TOKEN}", Host="mail.example.org")
        self.assertEqual(answer.status, 200, answer)

    def test_strangers_see_the_status_alone(self):
        for path in ("/api/health", "/health"):
            answer = self.service.get(path, Host="mail.example.org")
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.json()["status"], "healthy")
            for name in ("details", "active_connections", "uptime_seconds"):
                self.assertNotIn(name, answer.json(), path)
        for path in ("/api/health/live", "/api/health/ready"):
            self.assertEqual(self.service.get(path, Host="mail.example.org").status, 200, path)

    def test_unknown_paths_tell_strangers_nothing(self):
        self.assertIn(self.service.get("/emails/x", Host="mail.example.org").status, (401, 403))

    def test_secrets_are_nowhere(self):
        for path in ("/api/config", "/api/config/history", "/api/config/schema", "/api/stats", "/metrics"):
            self.assertNotIn(TOKEN, self.service.get(path).body.decode(), path)
        self.assertNotIn(TOKEN, self.service.log_until_now())

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become another user")
    def test_another_local_user(self):
        done = subprocess.run(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}",
                               f"http://localhost:{self.service.port}/api/config"],
                              capture_output=True, user=65534, group=65534, extra_groups=[], cwd="/",
                              env={"PATH": os.environ["PATH"], "NO_PROXY": "*"}, timeout=60, check=False)
        self.assertIn(done.stdout, (b"401", b"403"), done)


class Required(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_AUTH": "required"}

    def test_this_machine_needs_a_token_too(self):
        self.problem(self.service.get("/emails"), 401, "unauthorized")
        self.assertEqual(self.service.get("/emails", Authorization=f"Bearer {TOKEN}").status, 200)


class TokenFile(unittest.TestCase):
    def test_token_file(self):
        service = digidig.Service()
        self.addCleanup(service.clean)
        path = os.path.join(service.state, "token")
        with open(path, "w", encoding="utf-8") as file:
            file.write(TOKEN + "\n")
        os.chmod(path, 0o600)
        service.env = {"IMAP_ADMIN_TOKEN_FILE": path}
        service.start()
        self.assertEqual(service.get("/emails", Authorization=f"Bearer {TOKEN}", Host="mail.example.org").status, 200)


class Cors(digidig.ServiceTest):
    env = {"IMAP_CORS_ORIGINS": "https://admin.example.org", "IMAP_ADMIN_TOKEN": TOKEN}

    def test_allowed_origin(self):
        answer = self.service.request("OPTIONS", "/emails", headers={
            "Origin": "https://admin.example.org", "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type"})
        self.assertIn(answer.status, (200, 204), answer)
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "https://admin.example.org")
        answer = self.service.get("/emails", Origin="https://admin.example.org", Authorization=f"Bearer {TOKEN}",
                                  Host="mail.example.org")
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "https://admin.example.org")

    def test_other_origin(self):
        answer = self.service.request("OPTIONS", "/emails", headers={
            "Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
        self.assertIsNone(answer.headers["Access-Control-Allow-Origin"])


class Connections(digidig.ServiceTest):
    env = {"IMAP_MAX_CONNECTIONS": "6"}

    def connections(self):
        return self.service.get("/api/imap/connections").json()

    def test_sessions(self):
        self.assertEqual(self.service.get("/api/imap/sessions").json(), {"active_sessions": [], "count": 0, "total": 0})

    def test_connections(self):
        client = digidig.Client(self.service.port)
        client.request("GET", "/api/health")
        own = client.connection.sock.getsockname()
        answer = self.connections()
        self.assertEqual(answer["count"], len(answer["active_connections"]))
        self.assertEqual(answer["max_connections"], 6)
        mine = next(c for c in answer["active_connections"] if c["peer"].endswith(f":{own[1]}"))
        for name in ("id", "protocol", "peer", "user", "tls", "since", "idle_seconds", "bytes_in", "bytes_out", "state"):
            self.assertIn(name, mine)
        self.assertEqual((mine["protocol"], mine["tls"]), ("http", False))
        self.assertGreater(mine["bytes_in"], 0)
        self.assertGreater(mine["bytes_out"], 0)

        answer = self.service.delete(f"/api/imap/connections/{mine['id']}")
        self.assertIn(answer.status, (200, 204), answer)
        client.connection.sock.settimeout(digidig.PATIENCE)
        self.assertEqual(client.connection.sock.recv(1), b"")
        client.close()
        self.problem(self.service.delete(f"/api/imap/connections/{mine['id']}"), 404)

    def test_limit(self):
        held = []
        try:
            while len(held) < 6:
                client = digidig.Client(self.service.port)
                answer = client.request("GET", "/api/health")
                if answer.status == 503:  # one of an earlier test is just closing
                    client.close()
                    continue
                held.append(client)
            answer = self.service.get("/api/health")
            self.problem(answer, 503, "connection_limit")
            self.assertTrue(answer.headers["Retry-After"])
            self.assertEqual(held[0].request("GET", "/api/health").status, 200)
            held.pop().close()
            digidig.wait_for(lambda: self.service.get("/api/health").status == 200, "a free place")
        finally:
            for client in held:
                client.close()

    def test_garbage_does_no_harm(self):
        for garbage in (b"\0" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                        b"POST /emails HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        b"POST /emails HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                        b"POST /emails HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                        b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE) as peer:
                peer.sendall(garbage)
                peer.shutdown(socket.SHUT_WR)
                answer = b""
                while chunk := peer.recv(65536):
                    answer += chunk
                if answer:
                    self.assertRegex(answer, rb"^HTTP/1\.[01] (4|5)\d\d ", garbage)
        digidig.wait_for(lambda: self.service.get("/api/health").status == 200, "an answer")


class HalfRequests(digidig.ServiceTest):
    env = {"IMAP_HEADER_TIMEOUT": "1", "IMAP_IDLE_TIMEOUT": "1", "IMAP_BODY_TIMEOUT": "1"}

    def test_slow_clients_are_let_go(self):
        for start in (b"", b"GET /api/health HTTP/1.1\r\nHost: loc",
                      b"POST /fetch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"):
            with socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE) as peer:
                peer.sendall(start)
                answer = b""
                while chunk := peer.recv(65536):
                    answer += chunk
                if answer:
                    self.assertRegex(answer, rb"^HTTP/1\.1 408 ", start)


if __name__ == "__main__":
    digidig.main()
