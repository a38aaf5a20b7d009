# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS on the REST port: certificates that are renewed, clients that are silent, old or too many."""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest

import digidig

TOKEN = "an-administrator-token-of-tests"


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=digidig.PATIENCE)


class Certificates:
    """A certificate of its own for localhost, and others to take its place."""

    def __init__(self, directory):
        self.directory = directory
        self.cert, self.key = self.path("cert.pem"), self.path("key.pem")

    def path(self, name):
        return os.path.join(self.directory, name)

    def make(self, name, kind=("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")):
        openssl("req", "-x509", "-newkey", *kind, "-nodes", "-days", "2", "-subj", f"/CN={name}",
                "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.crt"))

    def use(self, name):
        """Puts it in place as renewal programs do: each file by a rename."""
        for suffix, place in ((".crt", self.cert), (".key", self.key)):
            shutil.copy(self.path(name + suffix), place + ".new")
            os.rename(place + ".new", place)


class Https(unittest.TestCase):
    env = {}

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp(prefix="digidig-tls-")
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        cls.certificates = Certificates(cls.directory)
        cls.certificates.make("first")
        cls.certificates.make("second", ("rsa:2048",))

    def setUp(self):
        self.certificates.use("first")
        self.service = digidig.Service({"IMAP_REST_TLS": "on", "IMAP_TLS_CERT": self.certificates.cert,
                                        "IMAP_TLS_KEY": self.certificates.key, "IMAP_ADMIN_TOKEN": TOKEN} | self.env)
        self.addCleanup(self.service.clean)
        self.service.start()

    def context(self, name="first"):
        return ssl.create_default_context(cafile=self.certificates.path(f"{name}.crt"))

    def connect(self, name="first"):
        connection = http.client.HTTPSConnection("localhost", self.service.port, timeout=digidig.PATIENCE,
                                                 context=self.context(name))
        connection.connect()
        return connection

    def ask(self, connection, path="/api/health", method="GET", body=None, headers=None):
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return digidig.Answer(answer.status, answer.headers, answer.read())

    def name_shown(self):
        with socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE) as plain:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            with context.wrap_socket(plain) as peer:
                der = peer.getpeercert(binary_form=True)
        for name in ("first", "second"):
            with open(self.certificates.path(f"{name}.crt"), encoding="ascii") as file:
                if ssl.PEM_cert_to_DER_cert(file.read()) == der:
                    return name
        return None


class Serving(Https):
    def test_curl(self):
        url = f"https://localhost:{self.service.port}"
        curl = ["curl", "-sS", "--noproxy", "*", "--cacert", self.certificates.path("first.crt")]
        done = subprocess.run([*curl, url + "/api/config"], capture_output=True, timeout=digidig.PATIENCE, check=False)
        self.assertIn(b'"service_name":"imap"', done.stdout, done)  # This machine is the administrator here too.
        done = subprocess.run([*curl, "-H", "Host: mail.example.org", url + "/api/config"], capture_output=True,
                              timeout=digidig.PATIENCE, check=False)
        self.assertIn(b"unauthorized", done.stdout, done)
        done = subprocess.run([*curl, "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", url + "/api/health"],
                              capture_output=True, timeout=digidig.PATIENCE, check=False)
        self.assertNotEqual(done.returncode, 0, done)
        done = subprocess.run(["curl", "-sS", "--noproxy", "*", url + "/api/health"], capture_output=True,
                              timeout=digidig.PATIENCE, check=False)
        self.assertEqual(done.returncode, 60, done)  # Nobody knows that certificate.

    def test_plain_http_is_not_answered(self):
        with socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE) as peer:
            peer.sendall(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try:
                self.assertNotIn(b"HTTP/1", peer.recv(4096))
            except ConnectionResetError:
                pass

    def test_versions(self):
        for version, name in ((ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")):
            context = self.context()
            context.minimum_version = context.maximum_version = version
            context.set_alpn_protocols(["h2", "http/1.1"])
            with socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE) as plain:
                with context.wrap_socket(plain, server_hostname="localhost") as peer:
                    self.assertEqual((peer.version(), peer.selected_alpn_protocol()), (name, "http/1.1"))

    def test_mail_there_and_back(self):
        connection = self.connect()
        self.addCleanup(connection.close)
        raw = b"From: a@example.com\r\nSubject: large\r\n\r\n" + os.urandom(3_000_000).hex().encode() + b"\r\n"
        answer = self.ask(connection, "/emails?recipient=to@example.com", "POST", raw, {"Content-Type": "message/rfc822"})
        self.assertEqual(answer.status, 201, answer)
        answer = self.ask(connection, f"/emails/{answer.json()['id']}/raw")
        self.assertEqual(answer.body, raw)
        listed = self.ask(connection, "/api/imap/connections").json()["active_connections"]
        self.assertEqual([one["tls"] for one in listed], [True])

    def test_silent_and_broken_clients_are_let_go(self):
        connection = self.connect()
        self.addCleanup(connection.close)
        answer = self.ask(connection, "/api/config", "PUT", b'{"header_timeout": 1}', {"Content-Type": "application/json"})
        self.assertEqual(answer.status, 200, answer)
        for start in (b"", b"\x16\x03\x01\x02\x00\x01\x00", b"\x16\x03\x01\x40\x00" + b"\x01" * 40, os.urandom(200)):
            with socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE) as peer:
                peer.sendall(start)
                try:
                    while peer.recv(4096):
                        pass
                except ConnectionResetError:
                    pass
        digidig.wait_for(lambda: self.ask(connection, "/api/imap/connections").json()["count"] == 1, "them to be gone")


class Renewing(Https):
    def renewed(self, trigger):
        old = self.connect()
        self.addCleanup(old.close)
        self.assertEqual(self.ask(old).status, 200)
        self.certificates.use("second")
        trigger()
        digidig.wait_for(lambda: self.name_shown() == "second", "the new certificate")
        self.service.logged("TLS: certificate read again")
        self.assertEqual(self.ask(old).status, 200)  # On the connection that was open all along.
        new = self.connect("second")
        self.addCleanup(new.close)
        self.assertEqual(self.ask(new).status, 200)

    def test_by_itself(self):
        self.renewed(lambda: None)

    def test_by_sighup(self):
        self.renewed(lambda: self.service.process.send_signal(signal.SIGHUP))

    def test_by_configuration(self):
        connection = self.connect()
        self.addCleanup(connection.close)
        body = '{"tls_cert": "%s", "tls_key": "%s"}' % (self.certificates.path("second.crt"),
                                                       self.certificates.path("second.key"))
        answer = self.ask(connection, "/api/config", "PUT", body, {"Content-Type": "application/json"})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json()["restart_needed"], [])
        self.assertEqual(self.name_shown(), "second")

    def test_wrong_files_change_nothing(self):
        for file, content in ((self.certificates.cert, b"no certificate"), (self.certificates.key, b"")):
            with open(file, "wb") as out:
                out.write(content)
            self.service.logged(f"TLS: .*{os.path.basename(file)}.*; the old certificate stays")
            self.assertEqual(self.name_shown(), "first")
            self.certificates.use("first")
        shutil.copy(self.certificates.path("second.key"), self.certificates.key)
        self.service.logged("key.pem: is not the key of the certificate in .*cert.pem; the old|"
                            "key.pem: není klíčem certifikátu .*cert.pem; the old")
        self.assertEqual(self.name_shown(), "first")
        os.unlink(self.certificates.key)
        self.service.process.send_signal(signal.SIGHUP)
        self.assertEqual(self.name_shown(), "first")
        self.certificates.use("second")
        digidig.wait_for(lambda: self.name_shown() == "second", "the new certificate")


class Refusing(Https):
    env = {"IMAP_MAX_CONNECTIONS": "3"}

    def test_too_many(self):
        held = [self.connect() for _ in range(3)]
        for one in held:
            self.addCleanup(one.close)
            self.assertEqual(self.ask(one).status, 200)
        for _ in range(5):
            extra = self.connect()
            answer = self.ask(extra, "/emails?recipient=a@b.example", "POST", b"x" * 1000)
            self.assertEqual((answer.status, answer.json()["code"]), (503, "connection_limit"))
            self.assertTrue(answer.headers["Retry-After"])
            self.assertEqual(answer.headers["Connection"], "close")
            extra.close()
        self.assertEqual(self.ask(held[0]).status, 200)
        held[1].close()

        def free():
            connection = self.connect()
            try:
                return self.ask(connection).status == 200
            finally:
                connection.close()
        digidig.wait_for(free, "a free place")

    def test_stop_with_clients_in_every_state(self):
        held = [self.connect(), self.connect()]
        for one in held:
            self.addCleanup(one.close)
        silent = socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE)
        self.addCleanup(silent.close)
        self.assertEqual(self.ask(held[0]).status, 200)
        self.assertEqual(self.service.stop(), 0)


class NotStarting(unittest.TestCase):
    def test_without_a_certificate_it_does_not_start(self):
        with tempfile.TemporaryDirectory() as state:
            for env, named in (({}, b"tls_cert"), ({"IMAP_TLS_CERT": "/nonexistent/c.pem", "IMAP_TLS_KEY": "/nonexistent/k.pem"},
                                                  b"/nonexistent/c.pem")):
                done = digidig.run("serve", state=state, env={"IMAP_REST_TLS": "on"} | env)
                self.assertEqual(done.returncode, 78, done)
                self.assertIn(named, done.stderr)


if __name__ == "__main__":
    digidig.main()
