# SPDX-License-Identifier: GPL-3.0-or-later
"""Under a service manager: what it is told, sockets that it holds, credentials that it passes, and the command for probes."""

import os
import signal
import socket
import ssl
import sys
import tempfile
import time
import unittest

import digidig
import tls_test

# Runs what follows with the descriptors that the parent left open, as a service manager does.
WRAPPER = """
import os, sys
fds = [int(fd) for fd in sys.argv[1].split(",")]
for place, fd in enumerate(fds, 3):
    os.dup2(fd, place + 100)
for place in range(3, 3 + len(fds)):
    os.dup2(place + 100, place)
    os.close(place + 100)
os.environ |= {"LISTEN_FDS": str(len(fds)), "LISTEN_FDNAMES": sys.argv[2], "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[3], sys.argv[3:])
"""


class Manager:
    """What the service manager hears: a datagram socket and its messages as dictionaries."""

    def __init__(self, directory):
        self.path = os.path.join(directory, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(digidig.PATIENCE)
        self.heard = []

    def next(self):
        message = dict(line.split("=", 1) for line in self.socket.recv(65536).decode().splitlines())
        self.heard.append(message)
        return message

    def until(self, name, value=None):
        """The next message that says `name`, with that value."""
        while True:
            message = self.next()
            if name in message and value in (None, message[name]):
                return message

    def close(self):
        self.socket.close()


class Notified(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="digidig-notify-")
        self.addCleanup(directory.cleanup)
        self.manager = Manager(directory.name)
        self.addCleanup(self.manager.close)
        self.service = digidig.Service({"NOTIFY_SOCKET": self.manager.path})
        self.addCleanup(self.service.clean)

    def test_ready_reload_stop(self):
        self.service.start()
        ready = self.manager.until("READY")
        self.assertEqual(ready["READY"], "1")
        self.assertEqual(ready["STATUS"], "0 IMAP sessions, 0 messages, 0 accounts")
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self.service.process.send_signal(signal.SIGHUP)
        reloading = self.manager.until("RELOADING", "1")
        self.assertGreaterEqual(int(reloading["MONOTONIC_USEC"]), before - 1000)
        self.manager.until("READY", "1")
        self.assertEqual(self.service.stop(), 0)
        stopping = self.manager.until("STOPPING", "1")
        self.assertGreater(int(stopping["EXTEND_TIMEOUT_USEC"]), 10_000_000)

    def test_status_is_measured(self):
        self.service.start()
        self.manager.until("READY")
        self.service.send()
        self.manager.until("STATUS", "0 IMAP sessions, 1 message, 1 account")

    def test_nobody_watches(self):
        self.service.start()
        self.assertEqual(self.service.stop(), 0)
        self.manager.until("STOPPING")
        self.assertFalse([message for message in self.manager.heard if "WATCHDOG" in message])

    def test_watchdog(self):
        self.service.env["WATCHDOG_USEC"] = "400000"
        self.service.start()
        for _ in range(3):
            self.manager.until("WATCHDOG", "1")

    def test_a_main_thread_that_hangs_is_not_alive(self):
        config = self.manager.path + ".conf"
        with open(config, "w", encoding="utf-8"):
            pass
        self.service.env |= {"WATCHDOG_USEC": "400000", "IMAP_CONFIG": config}
        self.service.start()
        self.manager.until("WATCHDOG")
        # Who opens a pipe to read waits for who writes: the reload hangs until then.
        os.unlink(config)
        os.mkfifo(config)
        self.service.process.send_signal(signal.SIGHUP)
        self.manager.until("RELOADING")
        self.assertEqual(self.service.get("/api/health").status, 200, "other threads go on")
        self.manager.socket.settimeout(2)
        self.assertRaises(TimeoutError, self.manager.next)
        self.manager.socket.settimeout(digidig.PATIENCE)
        with open(config, "w", encoding="utf-8"):
            pass
        self.manager.until("READY")
        self.manager.until("WATCHDOG")


class Inheriting(digidig.Service):
    """A service that takes sockets over."""

    def __init__(self, sockets, env=None):
        super().__init__(env)
        self.given = sockets

    def start(self):
        fds = ",".join(str(one.fileno()) for _, one in self.given)
        names = ":".join(name for name, _ in self.given)
        self.pass_fds = [one.fileno() for _, one in self.given]
        self.prefix = [sys.executable, "-c", WRAPPER, fds, names]
        return super().start()


def listener(family=socket.AF_INET, address=("127.0.0.1", 0)):
    one = socket.socket(family, socket.SOCK_STREAM)
    one.bind(address)
    one.listen(64)
    return one


class Inherited(unittest.TestCase):
    def serve(self, **sockets):
        for one in sockets.values():
            self.addCleanup(one.close)
        service = Inheriting(list(sockets.items()))
        self.addCleanup(service.clean)
        return service

    def greeting(self, port, tls=False):
        peer = socket.create_connection(("127.0.0.1", port), digidig.PATIENCE)
        self.addCleanup(peer.close)
        if tls:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            peer = context.wrap_socket(peer)
            self.addCleanup(peer.close)
        return peer.recv(4096)

    def test_each_listener(self):
        with tempfile.TemporaryDirectory(prefix="digidig-lmtp-") as directory:
            path = os.path.join(directory, "lmtp")
            rest, imap, imaps = listener(), listener(), listener()
            lmtp = listener(socket.AF_UNIX, path)
            service = self.serve(lmtp=lmtp, imaps=imaps, rest=rest, imap=imap)
            service.start()
            ports = {name: one.getsockname()[1] for name, one in (("rest", rest), ("imap", imap), ("imaps", imaps))}
            self.assertEqual(service.ports, ports | {"lmtp": path})
            self.assertEqual(service.get("/api/health").status, 200)
            self.assertIn(b"* OK ", self.greeting(ports["imap"]))
            self.assertIn(b"* OK ", self.greeting(ports["imaps"], tls=True))
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
                peer.settimeout(digidig.PATIENCE)
                peer.connect(path)
                self.assertTrue(peer.recv(4096).startswith(b"220 "))
            self.assertEqual(service.stop(), 0)
            self.assertTrue(os.path.exists(path), "the socket is the manager's")

    def test_a_restart_refuses_nobody(self):
        rest, imap = listener(), listener()
        service = self.serve(rest=rest, imap=imap)
        service.start()
        identity = service.send()
        self.assertEqual(service.stop(), 0)
        # They wait until it is there again.
        waiting = socket.create_connection(imap.getsockname(), digidig.PATIENCE)
        self.addCleanup(waiting.close)
        asking = socket.create_connection(rest.getsockname(), digidig.PATIENCE)
        self.addCleanup(asking.close)
        asking.sendall(f"GET /emails/{identity} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        service.start()
        self.assertIn(b"* OK ", waiting.recv(4096))
        self.assertTrue(asking.recv(4096).startswith(b"HTTP/1.1 200 "))

    def test_a_socket_of_both_protocols_of_the_internet(self):
        rest = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        try:
            rest.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            rest.bind(("::", 0))
        except OSError:
            rest.close()
            self.skipTest("there is no IPv6")
        rest.listen(64)
        service = self.serve(rest=rest)
        service.start()
        for host in ("127.0.0.1", "::1"):
            with self.subTest(host=host), socket.create_connection((host, service.port), digidig.PATIENCE) as peer:
                peer.sendall(b"GET /api/accounts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                # Who asks from this machine is the administrator.
                self.assertTrue(peer.recv(4096).startswith(b"HTTP/1.1 200 "))

    def refused(self, words, **sockets):
        service = self.serve(**sockets)
        with self.assertRaises(AssertionError) as failure:
            service.start()
        self.assertIn("ended with 78", str(failure.exception))
        self.assertIn(words, str(failure.exception))

    def test_wrong_names_and_kinds(self):
        self.refused("inherited socket smtp: its name must be one of rest, imap, imaps, lmtp", smtp=listener())
        silent = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.refused("inherited socket imap: it does not listen", imap=silent)

    def test_sockets_of_another_process_are_not_ours(self):
        service = digidig.Service({"LISTEN_FDS": "1", "LISTEN_PID": "1", "LISTEN_FDNAMES": "rest"})
        self.addCleanup(service.clean)
        service.start()
        self.assertEqual(service.get("/api/health").status, 200)


class Credentials(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="digidig-credentials-")
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.service = digidig.Service({"CREDENTIALS_DIRECTORY": self.directory})
        self.addCleanup(self.service.clean)

    def put(self, name, text):
        with open(os.path.join(self.directory, name), "w", encoding="utf-8") as file:
            file.write(text)

    def test_token(self):
        self.put("admin_token", "a-token-of-the-manager\n")
        self.service.env["IMAP_AUTH"] = "required"
        self.service.start()
        self.assertEqual(self.service.get("/api/accounts").status, 401)
        self.assertEqual(self.service.get("/api/accounts", Authorization="Bearer a-token-of-the-manager").status, 200)

    def test_certificate(self):
        certificates = tls_test.Certificates(self.directory)
        certificates.make("of-the-manager")
        for suffix, name in (("crt", "tls_cert"), ("key", "tls_key")):
            os.rename(certificates.path(f"of-the-manager.{suffix}"), os.path.join(self.directory, name))
        self.service.env |= {"IMAP_REST_TLS": "on"}
        self.service.start()
        context = ssl.create_default_context(cafile=os.path.join(self.directory, "tls_cert"))
        with socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE) as plain, \
                context.wrap_socket(plain, server_hostname="localhost") as peer:
            self.assertEqual(peer.getpeercert()["subject"], ((("commonName", "of-the-manager"),),))

    def test_what_is_set_stays(self):
        self.put("cache_password", "of the manager")
        self.put("tls_key", "")
        shown = digidig.run("config", env={"CREDENTIALS_DIRECTORY": self.directory, "IMAP_TLS_KEY": "/mine"})
        self.assertIn(b"tls_key = /mine  # environment", shown.stdout)
        self.assertIn(b"cache_password = ********  # environment", shown.stdout)
        self.assertEqual(shown.stderr, b"")
        os.unlink(os.path.join(self.directory, "cache_password"))
        shown = digidig.run("config", env={"CREDENTIALS_DIRECTORY": self.directory})
        self.assertIn(b"cache_password =   # default", shown.stdout)
        self.assertEqual(shown.stderr, b"", "a credential that is not there is nothing to speak of")


class Probe(unittest.TestCase):
    def setUp(self):
        self.service = digidig.Service()
        self.addCleanup(self.service.clean)

    def probe(self, *arguments, env=None):
        return digidig.run("health", *arguments, env={"IMAP_PORT": str(self.service.port)} | (env or {}))

    def test_well(self):
        self.service.start()
        done = self.probe()
        self.assertEqual((done.returncode, done.stdout), (0, b"healthy\n"), done)
        done = self.probe(env={"IMAP_HOSTNAME": "0.0.0.0", "http_proxy": "http://127.0.0.1:1"})
        self.assertEqual(done.returncode, 0, done)
        done = self.probe("--url", f"http://127.0.0.1:{self.service.port}", "--json", env={"IMAP_PORT": "1"})
        self.assertEqual(done.returncode, 0, done)
        self.assertIn(b'"status":"healthy"', done.stdout)

    def test_degraded_still_serves(self):
        self.service.env["IDENTITY_URL"] = "http://127.0.0.1:1"
        self.service.start()
        digidig.wait_for(lambda: self.service.get("/api/health").json()["status"] == "degraded", "the trouble")
        done = self.probe()
        self.assertEqual((done.returncode, done.stdout), (0, b"degraded; identity: degraded\n"), done)

    def test_off(self):
        self.service.env["IMAP_ENABLED"] = "false"
        self.service.start()
        done = self.probe()
        self.assertEqual((done.returncode, done.stdout), (1, b"unhealthy\n"), done)

    def test_https(self):
        with tempfile.TemporaryDirectory(prefix="digidig-tls-") as directory:
            certificates = tls_test.Certificates(directory)
            certificates.make("elsewhere")
            certificates.use("elsewhere")
            tls = {"IMAP_REST_TLS": "on", "IMAP_TLS_CERT": certificates.cert, "IMAP_TLS_KEY": certificates.key}
            self.service.env |= tls
            self.service.start()
            self.assertEqual(self.probe(env=tls).returncode, 0)
            strict = self.probe("--url", f"https://localhost:{self.service.port}")
            self.assertEqual(strict.returncode, 1, "a certificate that nobody vouches for")

    def test_nobody_is_there(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            port = nobody.getsockname()[1]
            done = self.probe(env={"IMAP_PORT": str(port)})
            self.assertEqual(done.returncode, 1, done)
            self.assertIn(f"http://127.0.0.1:{port} does not answer".encode(), done.stderr)

    def test_somebody_says_nothing(self):
        with listener() as silent:
            done = self.probe("--timeout", "1", env={"IMAP_PORT": str(silent.getsockname()[1])})
            self.assertEqual(done.returncode, 1, done)

    def test_wrong_usage(self):
        for arguments in (["now"], ["--timeout", "0"], ["--url", "ftp://x"]):
            self.assertEqual(self.probe(*arguments).returncode, 64, arguments)


if __name__ == "__main__":
    digidig.main()
