# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits as a client meets them: raised and lowered while the service works, without a restart."""

import base64
import concurrent.futures
import contextlib
import os
import random
import select
import socket
import sqlite3
import threading
import time

import digidig

HEAD = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n"


class Raw:
    """A connection, byte by byte."""

    def __init__(self, port, data=b"", source="127.0.0.1"):
        self.began = time.monotonic()
        self.socket = socket.create_connection(("127.0.0.1", port), digidig.PATIENCE, (source, 0))
        self.send(data)

    def send(self, data):
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def status(self):
        """The status of the next answer, read to its end; 0: closed without a word."""
        received = b""
        while b"\r\n\r\n" not in received:
            piece = self.socket.recv(65536)
            if not piece:
                return 0
            received += piece
        head, content = received.split(b"\r\n\r\n", 1)
        self.head = head.decode().lower()
        length = int(self.head.split("content-length:")[1].split("\r\n")[0])
        while len(content) < length:
            content += self.socket.recv(65536)
        self.content = content.decode()
        return int(head.split()[1])

    def ask(self):
        self.send(HEAD + "\r\n")
        return self.status()

    def lives(self):
        """Whether the service still keeps the connection, without using it."""
        if not select.select([self.socket], [], [], 0)[0]:
            return True
        try:
            return self.socket.recv(1, socket.MSG_PEEK) != b""
        except OSError:
            return False

    def ended_after(self):
        """Seconds from the beginning to the end of the connection."""
        with contextlib.suppress(ConnectionResetError):
            while self.socket.recv(65536):
                pass
        return time.monotonic() - self.began

    def close(self):
        self.socket.close()


class Limits(digidig.ServiceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Enough text that a search which no index helps takes a while.
        generator = random.Random(5)
        words = ["".join(generator.choices("abcdefgh", k=7)) for _ in range(2000)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda body: cls.service.send(subject="long", body=body),
                          [" ".join(generator.choices(words, k=8000)) for _ in range(200)]))
        cls.defaults = cls.service.get("/api/config").json()["config"]

    def setUp(self):
        self.connections = []
        self.addCleanup(self.restore)

    def restore(self):
        for connection in self.connections:
            connection.close()
        digidig.wait_for(self.reset, "the limits of before")

    def reset(self):
        with contextlib.suppress(OSError):
            changed = ("max_workers", "max_connections", "max_connections_per_address", "idle_timeout", "timeout",
                       "enabled", "log_level", "max_body_bytes", "max_header_bytes", "header_timeout", "body_timeout",
                       "write_queue")
            return self.service.put("/api/config", {key: self.defaults[key] for key in changed}).status == 200
        return False

    def set(self, **values):
        answer = self.service.put("/api/config", values)
        self.assertEqual(answer.status, 200, answer)

    def connect(self, data=b"", source="127.0.0.1"):
        self.connections.append(Raw(self.service.port, data, source))
        return self.connections[-1]

    def busy(self):
        return self.service.get("/api/stats").json()["custom_stats"]["busy_workers"]

    def store(self, client=None):
        return (client or self.service).request("GET", "/api/stats").json()["store"]

    def queued(self, client=None):
        return self.store(client)["queued_writes"]

    @contextlib.contextmanager
    def writing_waits(self):
        """Another program holds the store's write lock, so that what is written waits."""
        path = os.path.join(self.service.state, "mail.db")
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                db.execute("ROLLBACK")

    def delivery(self, subject="limit"):
        content = f"Subject: {subject}\r\n\r\nx\r\n"
        return self.connect("POST /emails?recipient=to@example.com HTTP/1.1\r\nHost: localhost\r\n"
                            f"Content-Type: message/rfc822\r\nContent-Length: {len(content)}\r\n\r\n{content}")

    @contextlib.contextmanager
    def load(self, path, threads=2):
        """Clients that ask for @p path all the time; their statuses."""
        end = threading.Event()
        statuses = []

        def work():
            while not end.is_set():
                statuses.append(self.service.get(path).status)

        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            work = [pool.submit(work) for _ in range(threads)]
            try:
                yield statuses
            finally:
                end.set()
        for one in work:
            one.result()

    def test_max_workers(self):
        self.set(max_workers=2, timeout=600)
        end = threading.Event()

        def search():
            while not end.is_set():
                answer = self.service.get("/emails?text=zz&limit=1")
                self.assertEqual(answer.status, 200, answer)

        def busy_is(workers):
            digidig.wait_for(lambda: self.busy() == workers, f"{workers} busy workers")
            seen = [self.busy() for _ in range(40)]
            self.assertEqual(max(seen), workers, seen)

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            work = [pool.submit(search) for _ in range(16)]
            try:
                for workers in (2, 12, 3, 1, 6):
                    self.set(max_workers=workers)
                    busy_is(workers)
            finally:
                end.set()
        for one in work:
            one.result()

    def test_max_connections(self):
        control = digidig.Client(self.service.port)
        self.connections.append(control)

        def allow(connections):
            answer = control.request("PUT", "/api/config", {"max_connections": connections})
            self.assertEqual(answer.status, 200, answer)

        digidig.wait_for(lambda: control.request("GET", "/api/imap/connections").json()["count"] == 1, "being alone")
        allow(8)
        idle = [self.connect() for _ in range(7)]
        for client in idle[:3]:
            self.assertEqual(client.ask(), 200)
        threading.Event().wait(0.05)  # Who has been idle for longer is told by the millisecond.
        for client in idle[3:]:
            self.assertEqual(client.ask(), 200)
        refused = self.connect(HEAD + "\r\n")
        self.assertEqual(refused.status(), 503)
        self.assertIn('"connection_limit"', refused.content)
        self.assertIn("retry-after:", refused.head)
        self.assertEqual(refused.status(), 0)

        allow(14)
        with self.writing_waits():
            working = [self.delivery() for _ in range(6)]
            digidig.wait_for(lambda: self.queued(control) == 6, "deliveries that wait")
            self.assertEqual(self.connect(HEAD + "\r\n").status(), 503)
            # Fourteen, of which one more than these is the control: the three that were idle for longest go.
            allow(11)
            for client in idle[:3]:
                self.assertEqual(client.status(), 0)
            self.assertTrue(all(client.lives() for client in idle[3:]))
            self.assertTrue(all(client.ask() == 200 for client in idle[3:]))
            # Fewer than work: all idle ones go, and nobody who works.
            allow(2)
            for client in idle[3:]:
                self.assertEqual(client.status(), 0)
            self.assertTrue(all(client.lives() for client in working))
            self.assertEqual(self.connect(HEAD + "\r\n").status(), 503)
        for client in working:
            self.assertEqual(client.status(), 201)
            client.close()
        digidig.wait_for(lambda: self.connect().ask() == 200, "room again")

    def test_max_connections_per_address(self):
        self.set(max_connections_per_address=4)
        # The connection that set it has to be gone.
        digidig.wait_for(lambda: self.service.get("/api/imap/connections").json()["count"] == 1, "being alone")
        digidig.wait_for(lambda: self.fill_address(4), "four connections")
        refused = self.connect(HEAD + "\r\n")
        self.assertEqual(refused.status(), 503)
        self.assertIn('"connection_limit"', refused.content)
        other = digidig.http.client.HTTPConnection("127.0.0.1", self.service.port, source_address=("127.0.0.2", 0))
        self.connections.append(other)
        other.request("PUT", "/api/config", '{"max_connections_per_address": 6}', {"Content-Type": "application/json"})
        self.assertEqual(other.getresponse().status, 200)
        self.assertEqual([self.connect().ask() for _ in range(3)], [200, 200, 503])

    def fill_address(self, count):
        clients = [self.connect() for _ in range(count)]
        if all(client.ask() == 200 for client in clients):
            return True
        for client in clients:
            client.close()
        return False

    def test_idle_timeout(self):
        early = self.connect()
        self.assertEqual(early.ask(), 200)
        self.set(idle_timeout=2)
        for client in (early, self.connect()):  # one that has asked, one that never does
            self.assertGreaterEqual(client.ended_after(), 1.9)
            self.assertLess(time.monotonic() - client.began, 4)
        late = self.connect()
        self.assertEqual(late.ask(), 200)
        self.set(idle_timeout=60)
        threading.Event().wait(2.6)
        self.assertTrue(late.lives())
        self.assertEqual(late.ask(), 200)
        # Lowered below what it has been idle for already: at once.
        threading.Event().wait(1.2)
        self.set(idle_timeout=1)
        before = time.monotonic()
        late.ended_after()
        self.assertLess(time.monotonic() - before, 1)

    def test_idle_timeout_spares_work(self):
        self.set(idle_timeout=1)
        with self.writing_waits():
            client = self.delivery()
            threading.Event().wait(2)
            self.assertTrue(client.lives())
        self.assertEqual(client.status(), 201)

    def test_timeout_of_writing(self):
        with self.writing_waits():
            self.set(timeout=1)
            before = time.monotonic()
            short = self.delivery()
            self.assertEqual(short.status(), 504)
            self.assertIn('"timeout"', short.content)
            took = time.monotonic() - before
            self.assertTrue(0.9 < took < 2.5, took)
            self.set(timeout=20)
            patient = self.delivery()
            threading.Event().wait(1.5)
            self.assertTrue(patient.lives())
        self.assertEqual(patient.status(), 201)

    def test_timeout_of_reading(self):
        self.set(max_workers=1, timeout=1, max_connections=1000)
        with concurrent.futures.ThreadPoolExecutor(320) as pool:
            def search(_):
                before = time.monotonic()
                return self.service.get("/emails?text=zz&sort=size"), time.monotonic() - before
            late = []
            for clients in (20, 80, 320):  # as many as it takes on this machine
                answers = list(pool.map(search, range(clients)))
                late = [answer for answer, _ in answers if answer.status != 200]
                if late:
                    break
            self.assertTrue(late)
            for answer in late:
                self.problem(answer, 504, "timeout")
            self.assertLess(max(took for _, took in answers), 3)
            # What nobody waits for any more holds no worker.
            digidig.wait_for(lambda: self.busy() == 0, "idle workers", 5)
            self.set(timeout=60)
            self.assertEqual({answer.status for answer, _ in pool.map(search, range(4))}, {200})

    def test_slow_clients_hold_no_worker(self):
        """Many who neither read their answer nor send their content, and one worker for all."""
        # An attachment: so much text would never be indexed, and another test waits for the index.
        large = self.service.send_raw(b"Subject: slow\r\nContent-Type: application/octet-stream\r\n"
                                      b"Content-Transfer-Encoding: base64\r\n\r\n"
                                      + base64.encodebytes(random.Random(6).randbytes(6 << 20)))
        self.addCleanup(self.service.delete, f"/emails/{large}?permanent=true")
        self.set(max_workers=1, max_connections=200, timeout=600)
        self.service.get(f"/emails/{large}/raw")
        before = self.memory()
        for _ in range(40):
            slow = self.connect(f"GET /emails/{large}/raw HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertTrue(slow.socket.recv(1))
        for _ in range(40):
            self.connect("POST /emails?recipient=to@example.com HTTP/1.1\r\nHost: localhost\r\n"
                         f"Content-Type: message/rfc822\r\nContent-Length: {8 << 20}\r\n\r\n" + "x" * 300_000)
        digidig.wait_for(lambda: self.busy() == 0, "the worker to be free")
        for _ in range(20):
            self.assertEqual(self.service.get("/emails?limit=5").status, 200)
        self.assertTrue(all(client.lives() for client in self.connections))
        # 40 answers of 6 MB and 40 contents of 0.3 MB are under way.
        if not digidig.SANITIZED:
            self.assertLess(self.memory() - before, 60 << 20)

    def memory(self):
        """Bytes of anonymous memory of the service."""
        with open(f"/proc/{self.service.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("RssAnon:"))

    def test_enabled(self):
        with self.load("/emails?limit=1&fields=id") as statuses:
            for _ in range(3):
                self.set(enabled=False)
                self.problem(self.service.get("/emails"), 503, "service_disabled")
                self.problem(self.service.post("/emails", {}), 503, "service_disabled")
                self.assertEqual(self.service.get("/api/stats").status, 200)
                self.assertEqual(self.service.get("/api/config").json()["config"]["enabled"], False)
                self.set(enabled=True)
                self.assertEqual(self.service.get("/emails?limit=1").status, 200)
                digidig.wait_for(lambda: statuses and statuses[-1] == 200, "clients served again")
        self.assertEqual(set(statuses) - {200, 503}, set())

    def test_log_level(self):
        def ask(marker):
            self.service.get(f"/api/health/{marker}")

        ask("mark-a")
        self.service.logged("mark-a")
        self.set(log_level="warning")
        ask("mark-b")
        self.set(log_level="info")
        ask("mark-c")
        self.service.logged("mark-c")
        # Lines are written in order.
        self.assertNotIn("mark-b", self.service.log())

    def test_max_body_bytes(self):
        client = digidig.Client(self.service.port)
        self.connections.append(client)
        body = {"sender": "a@example.com", "recipient": "to@example.com", "subject": "s", "body": "x" * 5000}
        with self.load("/api/health"):
            for limit, status in ((4096, 413), (8192, 201), (2048, 413), (1 << 20, 201)):
                self.set(max_body_bytes=limit)
                answer = self.service.post("/emails", body)
                self.assertEqual(answer.status, status, (limit, answer))
                if status == 413:
                    self.problem(answer, 413, "payload_too_large")
            self.assertEqual(client.request("POST", "/emails", body).status, 201)

    def test_max_body_bytes_without_a_length(self):
        self.set(max_body_bytes=2048)
        client = self.connect("POST /emails?recipient=to@example.com HTTP/1.1\r\nHost: localhost\r\n"
                              "Content-Type: message/rfc822\r\nTransfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(OSError):
            for _ in range(5):
                client.send("400\r\n" + "x" * 1024 + "\r\n")
        self.assertEqual(client.status(), 413)

    def test_max_header_bytes(self):
        with self.load("/api/health"):
            for limit, status in ((2048, 431), (16384, 200), (1024, 431), (65536, 200)):
                self.set(max_header_bytes=limit)
                answer = self.service.get("/api/health", X_Long="a" * 5000)
                self.assertEqual(answer.status, status, (limit, answer))

    def test_header_timeout(self):
        with self.load("/api/health"):
            self.set(header_timeout=1)
            client = self.connect("GET /api/health HTTP/1.1\r\nHos")
            self.assertEqual(client.status(), 408)
            took = client.ended_after()
            self.assertTrue(0.9 <= took < 3, took)
            self.set(header_timeout=20)
            client = self.connect("GET /api/health HTTP/1.1\r\nHos")
            threading.Event().wait(1.6)
            client.send("t: localhost\r\n\r\n")
            self.assertEqual(client.status(), 200)

    def test_body_timeout(self):
        head = ("POST /emails?recipient=to@example.com HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\n"
                "Content-Length: 20\r\n\r\nSubject: ")
        with self.load("/api/health"):
            self.set(body_timeout=1)
            client = self.connect(head)
            self.assertEqual(client.status(), 408)
            took = client.ended_after()
            self.assertTrue(0.9 <= took < 3, took)
            self.set(body_timeout=20)
            client = self.connect(head)
            threading.Event().wait(1.6)
            client.send("x\r\n\r\nabcdef")
            self.assertEqual(client.status(), 201)

    def test_write_queue(self):
        self.set(write_queue=5)
        # Nor may the writer be indexing: then the first delivery would wait in the queue, too.
        digidig.wait_for(lambda: self.queued() == 0 and self.store()["unindexed"] == 0, "a writer at rest")
        with self.writing_waits():
            # The first is in the writer's hands, five more may wait.
            accepted = [self.delivery("queue 0")]
            digidig.wait_for(lambda: self.queued() == 1, "the first delivery")
            threading.Event().wait(0.2)
            for number in range(1, 6):
                accepted.append(self.delivery(f"queue {number}"))
                digidig.wait_for(lambda: self.queued() == len(accepted), "a delivery that waits")
            for _ in range(4):
                refused = self.delivery("refused")
                self.assertEqual(refused.status(), 503)
                self.assertIn("retry-after:", refused.head)
                self.assertIn('"rate_limited"', refused.content)
            self.set(write_queue=8)
            for number in range(6, 9):
                accepted.append(self.delivery(f"queue {number}"))
                digidig.wait_for(lambda: self.queued() == len(accepted), "a delivery that waits")
            self.assertEqual(self.delivery("refused").status(), 503)
            # Lowered below what waits: that stays.
            self.set(write_queue=1)
            self.assertEqual(self.delivery("refused").status(), 503)
        for client in accepted:
            self.assertEqual(client.status(), 201)
        subjects = [entry["subject"] for entry in self.service.emails(limit=30)]
        self.assertEqual(sorted(s for s in subjects if s.startswith("queue")), [f"queue {n}" for n in range(9)])
        self.assertNotIn("refused", subjects)


if __name__ == "__main__":
    digidig.main()
