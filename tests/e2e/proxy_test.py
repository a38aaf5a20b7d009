# SPDX-License-Identifier: GPL-3.0-or-later
"""Behind HAProxy, by the PROXY protocol: who the client is, what limits and logs make of him, and what nobody inherits."""

import contextlib
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import unittest

import digidig
import dovecot
import imapclient

TOKEN = "an-administrator-token-of-tests"
USER, PASSWORD = "jana@example.org", "secret of the tests"
# HAProxy has an address of its own, so that this machine goes on without it.
PROXY = "127.0.0.9"
CONFIGURATION = """
global
    maxconn 200
defaults
    mode tcp
    timeout connect 10s
    timeout client 120s
    timeout server 120s
"""
LISTENER = """
listen {name}
    bind fd@{descriptor} {bind}
    source {proxy}
    server it 127.0.0.1:{port} {send}
"""


class Haproxy:
    """Listens on free ports of 127.0.0.1, and passes on what comes there."""

    def __init__(self, directory, listeners):
        self.ports = {}
        self.log = os.path.join(directory, "haproxy.log")
        configuration, descriptors = CONFIGURATION, []
        for name, (port, send, bind) in listeners.items():
            listening = socket.create_server(("127.0.0.1", 0), backlog=128)
            descriptors.append(listening)
            self.ports[name] = listening.getsockname()[1]
            configuration += LISTENER.format(name=name, descriptor=listening.fileno(), port=port, send=send, bind=bind,
                                             proxy=PROXY)
        path = os.path.join(directory, "haproxy.cfg")
        with open(path, "w", encoding="utf-8") as file:
            file.write(configuration)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(["haproxy", "-db", "-f", path], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, pass_fds=[one.fileno() for one in descriptors])
        for one in descriptors:
            one.close()

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def http_from(source, port, method="GET", path="/api/health", body=None, headers=None):
    """A request of another address of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=digidig.PATIENCE, source_address=(source, 0))
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return digidig.Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def imap_from(source, port, tls=False):
    return imapclient.Connection(port, tls=tls, source=source)


class Behind(unittest.TestCase):
    env = {}

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp(prefix="digidig-proxy-")
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        dovecot.certificate(cls.directory)
        cert, key = (os.path.join(cls.directory, name) for name in ("cert.pem", "key.pem"))
        with open(os.path.join(cls.directory, "both.pem"), "wb") as both:
            for name in (cert, key):
                with open(name, "rb") as file:
                    both.write(file.read())
        cls.service = digidig.Service({
            "IMAP_PROTOCOL_PORT": "0", "IMAP_S_PROTOCOL_PORT": "0", "IMAP_TLS_CERT": cert, "IMAP_TLS_KEY": key,
            "IMAP_TRUSTED_PROXIES": PROXY, "IMAP_PROXY_PROTOCOL": "rest,imap,imaps,lmtp", "IMAP_LMTP_LISTEN": "127.0.0.1:0", "IMAP_ADMIN_TOKEN": TOKEN,
            "IMAP_LANGUAGE": "en"} | cls.env)
        cls.addClassCleanup(cls.service.clean)
        cls.service.start()
        cls.haproxy = Haproxy(cls.directory, cls.listeners())
        cls.addClassCleanup(cls.haproxy.stop)
        cls.prepare()

    @classmethod
    def prepare(cls):
        answer = cls.service.post("/api/accounts", {"address": USER, "password": PASSWORD})
        assert answer.status == 201, answer

    @classmethod
    def listeners(cls):
        ports = cls.service.ports
        found = {f"{name}{version}": (ports[name], f"send-proxy{version}", "")
                 for name in ("rest", "imap", "imaps", "lmtp") for version in ("", "-v2")}
        found["offload"] = (ports["imap"], "send-proxy-v2-ssl", f"ssl crt {cls.directory}/both.pem")
        return found

    def sessions(self):
        return self.service.get("/api/imap/sessions").json()["active_sessions"]

    def direct(self, source, port, data):
        """What is answered to these bytes, up to the end."""
        with socket.create_connection(("127.0.0.1", port), digidig.PATIENCE, source_address=(source, 0)) as peer:
            peer.sendall(data)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while more := peer.recv(65536):
                    answer += more
            return answer


class Clients(Behind):
    def test_rest(self):
        for version in ("", "-v2"):
            with self.subTest(version=version):
                port = self.haproxy.ports["rest" + version]
                self.assertEqual(http_from("127.0.0.5", port).status, 200)
                self.service.logged(r'127\.0\.0\.5 "GET /api/health')
                # What this machine may without a token, nobody may who comes through a proxy.
                self.assertEqual(self.service.get("/api/config").status, 200)
                for source in ("127.0.0.1", "127.0.0.5", PROXY):
                    answer = http_from(source, port, path="/api/config", headers={"Host": "localhost"})
                    self.assertEqual(answer.status, 401, source)
                held = http.client.HTTPConnection("127.0.0.1", port, source_address=("127.0.0.6", 0))
                held.request("PUT", "/api/config", '{"timeout": 31}',
                             {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"})
                self.assertEqual(held.getresponse().read() and 200, 200)
                peers = [one["peer"].rsplit(":", 1)[0]
                         for one in self.service.get("/api/imap/connections").json()["active_connections"]]
                self.assertIn("127.0.0.6", peers)
                held.close()
                digidig.wait_for(lambda: [one for one in self.service.get("/api/audit").json()["entries"]
                                          if one["from"] == "127.0.0.6"], "the audit log")

    def test_imap(self):
        for version in ("", "-v2"):
            with self.subTest(version=version):
                connection = imap_from("127.0.0.5", self.haproxy.ports["imap" + version])
                self.addCleanup(connection.close)
                # It is no connection of this machine any more: no password in the clear.
                self.assertIn("LOGINDISABLED", connection.capabilities())
                self.assertEqual(connection.do("LOGIN", USER, imapclient.quote(PASSWORD)).status, "NO")
                connection.ok("STARTTLS")
                connection.upgrade()
                connection.login(USER, PASSWORD)
                [session] = [one for one in self.sessions() if one["user"] == USER]
                self.assertTrue(session["peer"].startswith("127.0.0.5:"), session)
                connection.ok("LOGOUT")
                digidig.wait_for(lambda: not self.sessions(), "its end")

    def test_imaps(self):
        for version in ("", "-v2"):
            with self.subTest(version=version):
                with imap_from("127.0.0.7", self.haproxy.ports["imaps" + version], tls=True) as connection:
                    connection.login(USER, PASSWORD)
                    [session] = self.sessions()
                    self.assertTrue(session["peer"].startswith("127.0.0.7:"), session)
                    self.assertTrue(session["tls"])
                    connection.ok("LOGOUT")
                digidig.wait_for(lambda: not self.sessions(), "its end")

    def lmtp(self, port, source):
        with socket.create_connection(("127.0.0.1", port), digidig.PATIENCE, source_address=(source, 0)) as peer:
            return peer.recv(1000)[:3]

    def test_lmtp(self):
        """Who delivers is judged by his own address; behind a proxy nobody is this machine."""
        self.assertEqual(self.lmtp(self.service.ports["lmtp"], "127.0.0.1"), b"220")
        for version in ("", "-v2"):
            self.assertEqual(self.lmtp(self.haproxy.ports["lmtp" + version], "127.0.0.1"), b"554")
        self.assertEqual(self.service.put("/api/config", {"lmtp_trusted_networks": ["127.0.0.5"]}).status, 200)
        self.addCleanup(self.service.delete, "/api/config/lmtp_trusted_networks")
        for version in ("", "-v2"):
            port = self.haproxy.ports["lmtp" + version]
            self.assertEqual([self.lmtp(port, source) for source in ("127.0.0.5", "127.0.0.6")], [b"220", b"554"])

    def test_tls_that_ends_at_the_proxy(self):
        """The client's way is safe, and the proxy says so: passwords are welcome."""
        with imap_from("127.0.0.7", self.haproxy.ports["offload"], tls=True) as connection:
            self.assertNotIn("LOGINDISABLED", connection.capabilities())
            connection.login(USER, PASSWORD)
            [session] = self.sessions()
            self.assertTrue(session["peer"].startswith("127.0.0.7:"), session)
            connection.ok("LOGOUT")

    def test_whoever_is_not_trusted_is_who_he_is(self):
        header = b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n"
        answer = self.direct("127.0.0.5", self.service.port, header + b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
        answer = self.direct("127.0.0.5", self.service.ports["imap"], header + b"a LOGOUT\r\n")
        self.assertIn(b"PROXY BAD", answer)
        self.assertIn(b"a OK", answer)

    def test_the_proxy_has_to_say_it(self):
        for port, words in ((self.service.port, b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                            (self.service.ports["imap"], b"a CAPABILITY\r\n"),
                            (self.service.ports["imaps"], b"\x16\x03\x01\x02\x00\x01"),
                            (self.service.port, b"PROXY TCP4 here there 1 2\r\n")):
            self.assertEqual(self.direct(PROXY, port, words), b"")
            self.service.logged(rf"PROXY header from {PROXY}:\d+: ")

    def test_a_silent_proxy_keeps_nobody_waiting(self):
        silent = [socket.create_connection(("127.0.0.1", port), digidig.PATIENCE, source_address=(PROXY, 0))
                  for port in (self.service.port, self.service.ports["imap"]) for _ in range(5)]
        for one in silent:
            self.addCleanup(one.close)
            one.sendall(b"PROXY TCP4 127.")
        self.assertEqual(self.service.put("/api/config", {"header_timeout": 1}).status, 200)
        late = socket.create_connection(("127.0.0.1", self.service.ports["imap"]), digidig.PATIENCE,
                                        source_address=(PROXY, 0))
        self.addCleanup(late.close)
        self.assertEqual(http_from("127.0.0.5", self.haproxy.ports["rest"]).status, 200)
        self.assertEqual(late.recv(100), b"")
        self.service.logged(rf"PROXY header from {PROXY}:\d+: it did not come in time")
        self.assertEqual(self.service.delete("/api/config/header_timeout").status, 200)

    def test_forwarded_by_http(self):
        """A proxy that does not speak it: who asked stands in a field, of which only the end can be believed."""
        self.assertEqual(self.service.put("/api/config", {"proxy_protocol": []}).status, 200)
        self.addCleanup(self.service.delete, "/api/config/proxy_protocol")
        head = {"X-Forwarded-For": "127.0.0.1, 192.0.2.77", "Host": "localhost"}
        self.assertEqual(http_from(PROXY, self.service.port, path="/api/config?by-field", headers=head).status, 401)
        self.service.logged(r'192\.0\.2\.77 "GET /api/config')
        self.assertEqual(http_from("127.0.0.5", self.service.port, path="/api/config", headers=head).status, 401)
        self.service.logged(r'127\.0\.0\.5 "GET /api/config')

    def test_curl_speaks_it(self):
        url = f"http://127.0.0.1:{self.service.port}/api/health"
        curl = ["curl", "-sS", "--noproxy", "*", "--interface", PROXY]
        done = subprocess.run([*curl, "--haproxy-protocol", url], capture_output=True, timeout=digidig.PATIENCE, check=False)
        self.assertIn(b"healthy", done.stdout, done)
        done = subprocess.run([*curl, url], capture_output=True, timeout=digidig.PATIENCE, check=False)
        self.assertNotEqual(done.returncode, 0, done)


class Limits(Behind):
    env = {"IMAP_MAX_CONNECTIONS_PER_ADDRESS": "2", "IMAP_AUTH_FAILURES": "3", "IMAP_AUTH_BAN": "3600"}

    def test_each_client_has_his_own(self):
        port = self.haproxy.ports["imap"]
        held = [imap_from("127.0.0.5", port) for _ in range(2)]
        for one in held:
            self.addCleanup(one.close)
        with imap_from("127.0.0.5", port) as third:
            self.assertEqual((third.greeting.kind, third.greeting.code[0]), ("BYE", "LIMIT"))
        with imap_from("127.0.0.6", port) as other:
            self.assertEqual(other.greeting.kind, "OK")
        rest = self.haproxy.ports["rest"]
        idle = [http.client.HTTPConnection("127.0.0.1", rest, source_address=("127.0.0.5", 0)) for _ in range(2)]
        for one in idle:
            self.addCleanup(one.close)
            one.request("GET", "/api/health")
            self.assertEqual(one.getresponse().read()[:1], b"{")
        answer = http_from("127.0.0.5", rest)
        self.assertEqual((answer.status, answer.json()["code"]), (503, "connection_limit"))
        self.assertEqual(http_from("127.0.0.6", rest).status, 200)

    def test_bans(self):
        rest = self.haproxy.ports["rest"]
        wrong = {"Authorization": "Bearer this-is-no-token-of-anybody"}
        answers = [http_from("127.0.0.8", rest, path="/emails", headers=wrong).status for _ in range(5)]
        self.assertEqual(answers, [401, 401, 401, 429, 429])
        self.service.logged(r"authentication failed from 127\.0\.0\.8$|from 127\.0\.0\.8")
        self.assertEqual(http_from("127.0.0.10", rest, path="/emails", headers=wrong).status, 401)
        [ban] = self.service.get("/api/bans").json()["bans"]
        self.assertIn("127.0.0.8", str(ban))


class HealthChecks(Behind):
    @classmethod
    def listeners(cls):
        check = "check inter 200ms fall 1 rise 1"
        return {"rest": (cls.service.port, f"send-proxy-v2 check-send-proxy {check}", "\n    option httpchk GET /api/health/live"),
                "imap": (cls.service.ports["imap"], f"send-proxy {check}", "")}

    def test_of_haproxy(self):
        """HAProxy sends the header with its checks, too; they are its own connections."""
        self.service.logged(rf'(?s)({PROXY} "GET /api/health/live.*){{3}}')
        self.assertEqual(http_from("127.0.0.5", self.haproxy.ports["rest"]).status, 200)
        with imap_from("127.0.0.5", self.haproxy.ports["imap"]) as connection:
            self.assertEqual(connection.greeting.kind, "OK")
        self.assertNotIn("is DOWN", self.haproxy.said())


class Https(Behind):
    """The header comes before the handshake, which is the client's own."""

    env = {"IMAP_REST_TLS": "on"}

    @classmethod
    def prepare(cls):
        pass

    @classmethod
    def listeners(cls):
        return {f"rest{version}": (cls.service.port, f"send-proxy{version}", "") for version in ("", "-v2")}

    def get(self, port, source):
        context = ssl.create_default_context(cafile=os.path.join(self.directory, "cert.pem"))
        connection = http.client.HTTPSConnection("localhost", port, timeout=digidig.PATIENCE, context=context,
                                                 source_address=(source, 0))
        connection.request("GET", "/api/imap/connections", headers={"Authorization": f"Bearer {TOKEN}"})
        answer = connection.getresponse()
        found = json.loads(answer.read())
        connection.close()
        return found["active_connections"]

    def test_both_versions(self):
        for version in ("", "-v2"):
            [one] = [one for one in self.get(self.haproxy.ports["rest" + version], "127.0.0.5")
                     if one["peer"].startswith("127.0.0.5:")]
            self.assertTrue(one["tls"])
        # And who comes directly.
        [one] = [one for one in self.get(self.service.port, "127.0.0.6") if one["peer"].startswith("127.0.0.6:")]
        self.assertTrue(one["tls"])


if __name__ == "__main__":
    if not shutil.which("haproxy"):
        print("haproxy is not installed")
        sys.exit(77)
    digidig.main()
