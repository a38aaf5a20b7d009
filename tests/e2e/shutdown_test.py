# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals: the end, the hurried end, reload; and the log lines that tell of it."""

import json
import os
import re
import signal
import socket
import time
import unittest

import digidig

LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - (DEBUG|INFO|WARNING|ERROR|CRITICAL) - \S.*$")
HEAD = ("POST /emails?recipient=to%40example.com HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\n"
        "Content-Length: {}\r\n\r\n")


class Signals(unittest.TestCase):
    def setUp(self):
        self.service = digidig.Service()
        self.addCleanup(self.service.clean)

    def connect(self):
        peer = socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE)
        self.addCleanup(peer.close)
        return peer

    def read_all(self, peer):
        data = b""
        while chunk := peer.recv(1 << 16):
            data += chunk
        return data

    def begun(self, peer, body):
        """Sends half of a delivery; returns when the service has read it."""
        head = HEAD.format(len(body)).encode()
        peer.sendall(head + body[:len(body) // 2])
        port = peer.getsockname()[1]

        def arrived():
            return any(c["peer"].endswith(f":{port}") and c["bytes_in"] >= len(head) + len(body) // 2
                       for c in self.service.get("/api/imap/connections").json()["active_connections"])

        digidig.wait_for(arrived, "the first half of the request to arrive")

    def refuses(self):
        try:
            socket.create_connection(("127.0.0.1", self.service.port), 5).close()
            return False
        except OSError:
            return True

    def test_a_running_request_is_finished(self):
        self.service.env = {"IMAP_SHUTDOWN_TIMEOUT": "300"}
        self.service.start()
        body = b"Subject: slow\r\n\r\n" + b"x" * 5000
        peer = self.connect()
        self.begun(peer, body)
        self.service.process.send_signal(signal.SIGTERM)
        digidig.wait_for(self.refuses, "new connections to be refused")
        self.assertIsNone(self.service.process.poll())
        peer.sendall(body[len(body) // 2:])
        answer = self.read_all(peer)
        self.assertTrue(answer.startswith(b"HTTP/1.1 201 "), answer)
        identity = json.loads(answer.split(b"\r\n\r\n", 1)[1])["id"]
        self.assertEqual(self.service.process.wait(digidig.PATIENCE), 0, self.service.log_tail())
        self.service.start()
        self.assertEqual(self.service.get(f"/emails/{identity}/raw").body, body)

    def test_a_running_answer_is_finished(self):
        self.service.env = {"IMAP_SHUTDOWN_TIMEOUT": "300"}  # on a busy machine the answer takes its time
        self.service.start()
        raw = b"Subject: big\r\n\r\n" + os.urandom(3 << 20).hex().encode() * 5
        identity = self.service.send_raw(raw)
        peer = self.connect()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        peer.sendall(f"GET /emails/{identity}/raw HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        start = peer.recv(1000)
        self.service.process.send_signal(signal.SIGTERM)
        digidig.wait_for(self.refuses, "new connections to be refused")
        answer = start + self.read_all(peer)
        self.assertEqual(answer.split(b"\r\n\r\n", 1)[1], raw)
        self.assertEqual(self.service.process.wait(digidig.PATIENCE), 0, self.service.log_tail())

    def test_idle_connections_do_not_hold_it_up(self):
        self.service.start()
        clients = [digidig.Client(self.service.port) for _ in range(10)]
        for client in clients:
            client.request("GET", "/api/health")
        silent = self.connect()
        digidig.wait_for(lambda: self.service.get("/api/health").json()["active_connections"] > len(clients) + 1,
                         "the silent one to be accepted")
        began = time.monotonic()
        self.assertEqual(self.service.stop(), 0)
        self.assertLess(time.monotonic() - began, 8)
        self.assertEqual(silent.recv(1), b"")
        for client in clients:
            client.close()

    def test_sigint(self):
        self.service.start()
        self.assertEqual(self.service.stop(signal.SIGINT), 0)

    def test_the_second_signal_hurries(self):
        self.service.env = {"IMAP_SHUTDOWN_TIMEOUT": "300", "IMAP_BODY_TIMEOUT": "300"}
        self.service.start()
        peer = self.connect()
        self.begun(peer, b"Subject: never\r\n\r\n" + b"x" * 5000)
        self.service.process.send_signal(signal.SIGTERM)
        digidig.wait_for(self.refuses, "new connections to be refused")
        self.assertIsNone(self.service.process.poll())
        self.service.process.send_signal(signal.SIGTERM)
        self.service.process.wait(10)
        done = digidig.run("check", state=self.service.state)
        self.assertEqual(done.returncode, 0, done)

    def test_shutdown_timeout(self):
        self.service.env = {"IMAP_SHUTDOWN_TIMEOUT": "1"}
        self.service.start()
        peer = self.connect()
        self.begun(peer, b"Subject: never\r\n\r\n" + b"x" * 5000)
        began = time.monotonic()
        self.service.stop()
        self.assertLess(time.monotonic() - began, 15)

    def test_reload(self):
        path = os.path.join(self.service.state, "imapd.conf")

        def write(text):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

        def timeout():
            return self.service.get("/api/config").json()["config"]["timeout"]

        write("timeout = 41\n")
        self.service.env = {"IMAP_CONFIG": path}
        self.service.start()
        self.assertEqual(timeout(), 41)
        write("timeout = 42\n")
        self.service.process.send_signal(signal.SIGHUP)
        digidig.wait_for(lambda: timeout() == 42, "the new value")
        write("timeout = many\n")
        self.service.process.send_signal(signal.SIGHUP)
        self.service.logged(r" - (ERROR|WARNING) - .*timeout")
        self.assertEqual(timeout(), 42)
        self.assertEqual(self.service.stop(), 0)

    def test_log_lines(self):
        self.service.start()
        self.service.send(subject="top secret subject", body="top secret body")
        self.service.get("/emails/x%0aFORGED%0d")
        self.service.stop()
        lines = self.service.log().splitlines()
        self.assertGreaterEqual(len(lines), 2)
        for line in lines:
            self.assertRegex(line, LINE)
        self.assertTrue(any(" - INFO - " in line for line in lines))
        self.assertNotIn("top secret", self.service.log())

    def test_log_as_json(self):
        self.service.env = {"IMAP_LOG_FORMAT": "json", "IMAP_LOG_LEVEL": "debug"}
        self.service.start()
        self.service.send(subject="top secret subject", body="top secret body")
        self.service.stop()
        lines = self.service.log().splitlines()
        self.assertGreaterEqual(len(lines), 2)
        for line in lines:
            record = json.loads(line)
            self.assertTrue({"time", "level", "message"} <= set(record), line)
        self.assertNotIn("top secret", self.service.log())

    def test_start_and_stop_many_times(self):
        for _ in range(5):
            self.service.start()
            self.assertEqual(self.service.stop(), 0, self.service.log_tail())


if __name__ == "__main__":
    digidig.main()
