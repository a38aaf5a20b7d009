# SPDX-License-Identifier: GPL-3.0-or-later
"""/api/events: what happens is told, in order, once, also to who is cut off and comes back."""

import random
import socket
import threading
import time

import digidig
import sse

MESSAGES = 10_000
SENDERS = 4
STRANGER = {"Host": "mail.example.org"}


class Events(digidig.ServiceTest):
    def reader(self, query="", **more):
        reader = sse.Reader(self.service, query, **more)
        self.addCleanup(reader.close)
        return reader.ready()

    def test_what_happens_to_a_message(self):
        reader = self.reader("types=mail")
        message = self.service.send(recipient="life@example.com")
        self.service.patch(f"/emails/{message}", {"flags": {"add": ["\\Flagged", "work"]}})
        self.service.patch(f"/emails/{message}", {"mailbox": "INBOX/Archive"})
        self.service.delete(f"/emails/{message}")
        self.service.delete(f"/emails/{message}?permanent=true")
        mine = lambda r: [e for e in r.events if e.data.get("id") == message]
        reader.wait(lambda r: len(mine(r)) >= 5, "five events")
        events = mine(reader)
        self.assertEqual([e.type for e in events], ["delivered", "flags", "moved", "moved", "deleted"])
        for event in events:
            self.assertEqual(event.kind, "mail")
            self.assertEqual(event.data["account"], "life@example.com")
            self.assertRegex(event.data["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        delivered, flags, moved, trashed, deleted = (e.data for e in events)
        self.assertEqual((delivered["mailbox"], delivered["uid"]), ("INBOX", 1))
        self.assertEqual(sorted(flags["flags"]), ["\\Flagged", "work"])
        self.assertEqual((moved["from_mailbox"], moved["mailbox"]), ("INBOX", "INBOX/Archive"))
        self.assertEqual((trashed["from_mailbox"], trashed["mailbox"]), ("INBOX/Archive", "INBOX/Trash"))
        self.assertEqual(deleted["mailbox"], "INBOX/Trash")
        sequence = [e.data["modseq"] for e in events]
        self.assertEqual(sequence, sorted(set(sequence)))
        ids = [e.id for e in reader.events]
        self.assertEqual(ids, sorted(set(ids)))

    def test_an_answer_finds_its_event(self):
        """What is acknowledged has been told: who reads from before finds it."""
        before = self.reader("types=mail").last_id
        message = self.service.send()
        reader = self.reader("types=mail", last_id=before)
        reader.wait(lambda r: any(e.data.get("id") == message for e in r.events), "the delivery")

    def test_filters(self):
        config = self.reader("types=config")
        everything = self.reader()
        self.service.send(recipient="one@example.com")
        mine = self.reader("account=one@example.com")
        wanted = self.service.send(recipient="one@example.com")
        other = self.service.send(recipient="two@example.com")
        self.service.put("/api/config", {"max_workers": 5})
        last = self.service.send(recipient="one@example.com")
        everything.wait(lambda r: any(e.data.get("id") == last for e in r.events), "the last")
        mine.wait(lambda r: any(e.data.get("id") == last for e in r.events), "the last")
        self.assertEqual([e.data["id"] for e in mine.events], [wanted, last])
        self.assertIn(other, [e.data.get("id") for e in everything.of("mail")])
        self.assertIn("two@example.com",
                      [e.data["account"] for e in everything.of("mailbox", "account_created")])
        config.wait(lambda r: r.events, "the configuration")
        self.assertEqual({e.kind for e in config.events}, {"config"})
        self.assertEqual(config.events[0].data["keys"], ["max_workers"])

    def test_wrong_parameters(self):
        self.problem(self.service.get("/api/events?types=mail,weather"), 422, "validation_failed", "types")
        self.problem(self.service.get("/api/events?last_event_id=x"), 422, "validation_failed", "last_event_id")
        self.problem(self.service.get("/api/events", Last_Event_ID="-1"), 422, "validation_failed")
        self.problem(self.service.get("/api/events?account=nobody@example.com"), 404, "account_not_found")
        self.problem(self.service.get("/api/events", Accept="application/json"), 406)
        self.problem(self.service.get("/api/events", **STRANGER), 401)
        self.assertEqual(self.service.request("HEAD", "/api/events").status, 200)

    def test_gap(self):
        """An id from before this service's start, or from nowhere: said, not passed over."""
        for strange in ("5", str(2 ** 63)):
            reader = self.reader("types=mail", last_id=strange)
            reader.wait(lambda r: r.events, "the gap")
            self.assertEqual(reader.events[0].type, "gap", reader.events)
            self.assertEqual(reader.events[0].data["after"], strange)

    def test_head_of_the_stream(self):
        with socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE) as sock:
            sock.sendall(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            got = b""
            while b"\nid: " not in got:
                got += sock.recv(4096)
        head = got.split(b"\r\n\r\n")[0].lower()
        self.assertIn(b"content-type: text/event-stream", head)
        self.assertIn(b"cache-control: no-store", head)
        self.assertNotIn(b"content-length", head)


class OneAccount(digidig.ServiceTest):
    def test_sees_its_own_mail_alone(self):
        self.service.send(recipient="alice@example.org")
        token = self.service.post("/api/tokens", {"name": "of Alice", "scope": "account",
                                                  "account": "alice@example.org"}).json()["token"]
        bearer = {"Authorization": f"Bearer {token}"}
        reader = sse.Reader(self.service, headers=bearer).ready()
        self.addCleanup(reader.close)
        self.service.put("/api/config", {"max_workers": 6})
        self.service.send(recipient="bob@example.org")
        mine = self.service.send(recipient="alice@example.org")
        reader.wait(lambda r: any(e.data.get("id") == mine for e in r.events), "the delivery")
        self.assertEqual([e.data.get("id") for e in reader.events], [mine])
        self.problem(self.service.get("/api/events?types=config", **bearer), 403)
        self.problem(self.service.get("/api/events?types=mail,log", **bearer), 403)
        self.problem(self.service.get("/api/events?account=bob@example.org", **bearer), 403)
        self.problem(self.service.get("/api/events?account=nobody@example.org", **bearer), 403)


class IdleReaders(digidig.ServiceTest):
    env = {"IMAP_MAX_WORKERS": "1"}

    def test_they_hold_no_worker(self):
        readers = [sse.Reader(self.service) for _ in range(8)]
        for reader in readers:
            self.addCleanup(reader.close)
            reader.ready()
        message = self.service.send()  # Needs the one worker.
        for reader in readers:
            reader.wait(lambda r: any(e.data.get("id") == message for e in r.events), "the delivery")
        connections = self.service.get("/api/stats").json()["active_connections"]
        self.assertGreaterEqual(connections, 8)
        for reader in readers:
            reader.close()
        # That they are gone is noticed without an event to send.
        digidig.wait_for(lambda: self.service.get("/api/stats").json()["active_connections"] == 1,
                         "the readers to be gone")


class SlowReader(digidig.ServiceTest):
    env = {"IMAP_EVENT_BUFFER": "100"}

    def test_it_is_dropped_and_told(self):
        sock = socket.socket()
        self.addCleanup(sock.close)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", self.service.port))
        sock.settimeout(digidig.PATIENCE)
        sock.sendall(b"GET /api/events?types=mail HTTP/1.1\r\nHost: localhost\r\n\r\n")
        got = b""
        while b"\nid: " not in got:
            got += sock.recv(4096)
        start = got.split(b"\nid: ")[1].split(b"\n")[0].decode()
        message = self.service.send(recipient="slow@example.com")
        client = digidig.Client(self.service.port)
        self.addCleanup(client.close)
        # Long keywords make long events; the reader takes none of them.
        keywords = [f"{number:02}{'k' * 60}" for number in range(60)]
        for turn in range(1500):
            client.request("PATCH", f"/emails/{message}",
                           {"flags": {"set": keywords[:-1] if turn % 2 else keywords}})
        sock.settimeout(5)
        try:
            while True:
                piece = sock.recv(1 << 20)
                got = (got + piece)[-20:]
                if not piece or got.endswith(b"0\r\n\r\n"):
                    break
        except ConnectionResetError:
            pass
        reader = sse.Reader(self.service, "types=mail", last_id=start)
        self.addCleanup(reader.close)
        reader.wait(lambda r: r.events, "the gap")
        self.assertEqual(reader.events[0].type, "gap")


class Stop(digidig.ServiceTest):
    def test_readers_do_not_hold_the_end_up(self):
        reader = sse.Reader(self.service).ready()
        self.addCleanup(reader.close)
        before = int(reader.last_id)
        self.service.send()
        reader.wait(lambda r: r.of("mail"), "the delivery")
        started = time.monotonic()
        self.assertEqual(self.service.stop(), 0)
        self.assertLess(time.monotonic() - started, 5)
        self.service.start()
        # It comes back by itself, is told that the service began anew, and ids go on growing.
        reader.wait(lambda r: r.events[-1].type == "gap", "the gap")
        self.service.send()
        reader.wait(lambda r: r.events[-1].type == "delivered", "the next delivery")
        ids = [e.id for e in reader.of("mail", "delivered")]
        self.assertGreater(ids[-1], ids[0])
        self.assertGreater(ids[0], before)


class TenThousand(digidig.ServiceTest):
    env = {"IMAP_LOG_LEVEL": "warning"}

    def test_a_reader_that_is_cut_misses_none(self):
        cut_often = sse.Reader(self.service, "types=mail").ready()
        self.addCleanup(cut_often.close)
        steady = sse.Reader(self.service, "types=mail").ready()
        self.addCleanup(steady.close)
        sent, failed, lock = [], [], threading.Lock()

        def send(number):
            client = digidig.Client(self.service.port)
            for index in range(MESSAGES // SENDERS):
                answer = client.request("POST", "/emails", {
                    "sender": "from@example.com", "recipient": f"to{number}@example.com",
                    "subject": f"{number}/{index}", "body": "."})
                with lock:
                    if answer.status == 201:
                        sent.append(answer.json()["id"])
                    else:
                        failed.append(answer)
            client.close()

        senders = [threading.Thread(target=send, args=(number,)) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        chance = random.Random(42)
        while any(sender.is_alive() for sender in senders):
            # Cut after some more events, wherever in an event that is.
            seen = len(cut_often.events)
            wanted = seen + chance.randrange(1, 400)
            digidig.wait_for(lambda: len(cut_often.events) >= wanted
                             or not any(sender.is_alive() for sender in senders), "some events")
            cut_often.cut()
        for sender in senders:
            sender.join()
        self.assertEqual(failed, [])
        self.assertEqual(len(sent), MESSAGES)
        for reader in (cut_often, steady):
            reader.wait(lambda r: len(r.of("mail", "delivered")) >= MESSAGES, "all deliveries", 120)
            told = [e.data["id"] for e in reader.of("mail", "delivered")]
            self.assertEqual(len(told), len(set(told)), "some were told twice")
            self.assertEqual(set(told), set(sent))
            self.assertEqual(reader.of("mail", "gap"), [])
            ids = [e.id for e in reader.events]
            self.assertEqual(ids, sorted(set(ids)))
            for number in range(SENDERS):
                uids = [e.data["uid"] for e in reader.events if e.data["account"] == f"to{number}@example.com"]
                self.assertEqual(uids, list(range(1, MESSAGES // SENDERS + 1)))
        self.assertEqual(steady.connects, 1)
        self.assertGreater(cut_often.connects, 10)


if __name__ == "__main__":
    digidig.main()
