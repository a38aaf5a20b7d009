# SPDX-License-Identifier: GPL-3.0-or-later
"""LMTP as it is configured, at its limits, and through crashes."""

import os
import random
import re
import shutil
import smtplib
import subprocess
import tempfile
import threading
import unittest

import digidig
import dovecot
from lmtp import MESSAGE, TRACE, Lmtp


class Settings(unittest.TestCase):
    """Services of their own."""

    def service(self, **env):
        service = digidig.Service({"IMAP_LMTP_LISTEN": "127.0.0.1:0"} | env)
        self.addCleanup(service.clean)
        return service.start()

    def lmtp(self, service, **more):
        client = Lmtp(service.ports["lmtp"], **more)
        self.addCleanup(client.close)
        return client

    def test_off(self):
        self.assertIsNone(self.service(IMAP_LMTP_LISTEN="").ports["lmtp"])

    def test_socket(self):
        directory = tempfile.mkdtemp(prefix="digidig-lmtp-")
        self.addCleanup(shutil.rmtree, directory)
        path = os.path.join(directory, "lmtp")
        service = self.service(IMAP_LMTP_LISTEN=path, IMAP_LMTP_TRUSTED_NETWORKS="192.0.2.0/24")
        self.assertEqual(service.ports["lmtp"], path)
        with smtplib.LMTP(path) as client:
            client.sendmail("eva@example.org", ["adam@example.cz"], MESSAGE % b"by-socket")
        (one,) = service.emails(subject="by-socket")
        raw = service.get(f"/emails/{one['id']}/raw").body
        self.assertEqual(TRACE.match(raw)["peer"], b"local")
        self.assertEqual(service.stop(), 0)
        self.assertFalse(os.path.exists(path))

    def test_strangers(self):
        service = self.service(IMAP_LMTP_TRUSTED_NETWORKS="192.0.2.0/24,2001:db8::/32")
        client = self.lmtp(service, hello=False)
        self.assertEqual(str(client.greeting), "554 5.7.1")
        self.assertTrue(client.closed())
        service.logged(r"LMTP is not for 127\.0\.0\.1")
        answer = service.put("/api/config", {"lmtp_trusted_networks": ["127.0.0.0/8"]})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(self.lmtp(service).deliver(MESSAGE % b"x", "adam@example.cz"), ["250 2.0.0"])

    def test_accounts_of_local_domains_are_made(self):
        service = self.service(IMAP_LOCAL_DOMAINS="example.cz", IMAP_RECIPIENT_DELIMITER="")
        client = self.lmtp(service)
        self.assertEqual(client.begin("new@example.cz", "a+b@example.cz", "new@example.org"),
                         ["250 2.1.5", "250 2.1.5", "550 5.1.1"])
        self.assertEqual(client.data(MESSAGE % b"new", 2), ["250 2.0.0"] * 2)
        accounts = service.get("/api/accounts").json()["accounts"]
        self.assertEqual({a["address"] for a in accounts}, {"new@example.cz", "a+b@example.cz"})

    def test_large_messages_need_no_memory(self):
        service = self.service()
        client = self.lmtp(service)
        line = b"x" * 998 + b"\r\n"
        self.assertEqual(client.begin("one@example.cz", "two@example.cz"), ["250 2.1.5"] * 2)
        client.ask("DATA")
        client.send(b"Subject: large\r\n\r\n")
        for _ in range(40_000):
            client.send(line)
        with open(f"/proc/{service.process.pid}/status", encoding="ascii") as file:
            peak = int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) * 1024
        self.assertLess(peak, 150_000_000 if not digidig.SANITIZED else 1 << 40)
        client.send(b".\r\n")
        self.assertEqual([str(client.answer()) for _ in range(2)], ["250 2.0.0"] * 2)
        # They share one copy, in which neither is named.
        ids = {service.emails(subject="large", user_id=f"{name}@example.cz")[0]["id"] for name in ("one", "two")}
        raws = [service.get(f"/emails/{one}/raw").body for one in ids]
        self.assertEqual(raws[0], raws[1])
        trace = TRACE.match(raws[0])
        self.assertIsNone(trace["recipient"])
        self.assertEqual(len(raws[0]) - trace.end(), 40_000_000 + 18)

    def test_what_does_not_end(self):
        service = self.service(IMAP_MAX_MESSAGE_BYTES="1K")
        client = self.lmtp(service)
        self.assertEqual(client.deliver(b"x" * 2000, "adam@example.cz"), ["552 5.3.4"])
        client.begin("adam@example.cz")
        client.ask("DATA")
        try:
            for _ in range(40):
                client.send(b"x" * (1 << 20))
        except ConnectionError:
            return
        self.assertEqual(str(client.answer()), "421 4.7.0")

    def test_silence(self):
        service = self.service(IMAP_IDLE_TIMEOUT="1", IMAP_BODY_TIMEOUT="1")
        client, sending = self.lmtp(service), self.lmtp(service)
        sending.begin("adam@example.cz")
        sending.ask("DATA")
        for one in (client, sending):
            self.assertEqual(str(one.answer()), "421 4.4.2")
            self.assertTrue(one.closed())

    def test_room(self):
        service = self.service(IMAP_MAX_CONNECTIONS="2")
        clients = [self.lmtp(service) for _ in range(2)]
        full = self.lmtp(service, hello=False)
        self.assertEqual(str(full.greeting), "421 4.3.2")
        clients[0].close()
        digidig.wait_for(lambda: self.lmtp(service, hello=False).greeting.code == 220, "a place")

    def test_switched_off(self):
        service = self.service()
        client = self.lmtp(service)
        self.assertEqual(service.put("/api/config", {"enabled": False}).status, 200)
        self.assertEqual(str(client.answer()), "421 4.3.2")
        self.assertEqual(str(self.lmtp(service, hello=False).greeting), "421 4.3.2")

    def test_stop(self):
        service = self.service()
        client = self.lmtp(service)
        client.begin("adam@example.cz")
        stopped = threading.Thread(target=service.stop)
        stopped.start()
        self.assertEqual(str(client.answer()), "421 4.3.2")
        self.assertTrue(client.closed())
        stopped.join(digidig.PATIENCE)
        self.assertFalse(stopped.is_alive())

    def test_tls(self):
        directory = tempfile.mkdtemp(prefix="digidig-lmtp-")
        self.addCleanup(shutil.rmtree, directory)
        dovecot.certificate(directory)
        service = self.service(IMAP_TLS_CERT=os.path.join(directory, "cert.pem"),
                               IMAP_TLS_KEY=os.path.join(directory, "key.pem"))
        client = self.lmtp(service)
        self.assertIn("STARTTLS", client.extensions)
        client.begin("before@example.cz")
        client.send(b"STARTTLS\r\nMAIL FROM:<injected@example.org>\r\n")
        self.assertEqual(str(client.answer()), "220 2.0.0")
        client.upgrade()
        # Neither what was said before the handshake counts, nor what came behind STARTTLS.
        self.assertEqual(str(client.ask("MAIL FROM:<a@b>")), "503 5.5.1")
        self.assertNotIn("STARTTLS", client.ask("LHLO client.example").lines)
        self.assertEqual(str(client.ask("STARTTLS")), "503 5.5.1")
        self.assertEqual(client.deliver(MESSAGE % b"tls", "adam@example.cz"), ["250 2.0.0"])
        (one,) = service.emails(subject="tls")
        trace = TRACE.match(service.get(f"/emails/{one['id']}/raw").body)
        self.assertEqual((trace["with"], trace["recipient"]), (b"LMTPS", b"adam@example.cz"))

    def test_a_full_disk_is_tried_again(self):
        if os.geteuid() != 0:
            self.skipTest("only root makes a small disk")
        state = tempfile.mkdtemp(prefix="digidig-lmtp-")
        self.addCleanup(shutil.rmtree, state, True)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", state], check=False,
                          capture_output=True).returncode != 0:
            self.skipTest("a small disk cannot be made here")
        self.addCleanup(subprocess.run, ["umount", "-l", state], check=False)
        aside = tempfile.mkdtemp(prefix="digidig-lmtp-")
        self.addCleanup(shutil.rmtree, aside)
        service = digidig.Service({"IMAP_LMTP_LISTEN": "127.0.0.1:0"}, state=state, aside=aside)
        self.addCleanup(service.clean)
        client = self.lmtp(service.start())
        answers = []
        while len(answers) < 60 and (not answers or answers[-1] == "250 2.0.0"):
            answers += client.deliver(MESSAGE % b"disk" + os.urandom(500_000).replace(b"\r", b"").replace(b"\n", b""),
                                      "adam@example.cz")
        self.assertEqual(answers[-1], "452 4.3.1")
        self.assertEqual(len(service.all_emails(subject="disk")), len(answers) - 1)


class Crash(unittest.TestCase):
    ROUNDS = int(os.environ.get("DIGIDIG_ROUNDS", "8"))

    def test_what_was_acknowledged_is_there(self):
        service = digidig.Service({"IMAP_LMTP_LISTEN": "127.0.0.1:0"})
        self.addCleanup(service.clean)
        generator = random.Random(1)
        tried, stored = set(), set()

        def send(label):
            try:
                with Lmtp(service.ports["lmtp"]) as client:
                    for number in range(100_000):
                        subject = f"crash-{label}-{number}."
                        tried.add(subject)
                        recipients = [f"r{number % 3}@example.cz", "all@example.cz"]
                        answers = client.deliver(MESSAGE % subject.encode() + b"x" * generator.randrange(3000), *recipients)
                        stored.update((subject, r) for r, a in zip(recipients, answers) if a == "250 2.0.0")
            except (OSError, AssertionError):
                pass

        for number in range(self.ROUNDS):
            service.start()
            before = len(stored)
            threads = [threading.Thread(target=send, args=(f"{number}-{i}",)) for i in range(6)]
            for thread in threads:
                thread.start()
            digidig.wait_for(lambda before=before: len(stored) > before + 20, "the first deliveries")
            threading.Event().wait(generator.uniform(0, 0.15))
            service.kill()
            for thread in threads:
                thread.join(digidig.PATIENCE)
            checked = digidig.run("check", "--json", state=service.state)
            self.assertEqual(checked.returncode, 0, checked)
        service.start()
        print(f"{self.ROUNDS} rounds, {len(tried)} tried, {len(stored)} acknowledged")
        there = {}
        for recipient in {r for _, r in stored}:
            there[recipient] = [e["subject"] for e in service.all_emails(user_id=recipient)]
            self.assertEqual(len(there[recipient]), len(set(there[recipient])), "there more than once")
        self.assertEqual([one for one in stored if one[0] not in there[one[1]]], [], "acknowledged, but not there")
        # All recipients or none, whatever was acknowledged.
        single = set().union(*(there[r] for r in there if r != "all@example.cz"))
        self.assertEqual(single, set(there["all@example.cz"]))


if __name__ == "__main__":
    digidig.main()
