# SPDX-License-Identifier: GPL-3.0-or-later
"""Postfix delivers here by LMTP, over TCP and by a Unix socket."""

import os
import shutil
import sys
import tempfile
import unittest

import digidig
import postfix

MESSAGE = b"From: Eva <eva@example.org>\r\nTo: adam@example.cz\r\nSubject: %s\r\nMessage-ID: <%s@example.org>\r\n\r\n%s"
BODY = b"Dobr\xc3\xbd den.\r\n.\r\n..dots\r\n"


class Delivered(unittest.TestCase):
    env = {"IMAP_LOCAL_DOMAINS": "example.cz", "IMAP_AUTO_CREATE_ACCOUNTS": "false"}

    def service(self, listen):
        service = digidig.Service(self.env | {"IMAP_LMTP_LISTEN": listen})
        self.addCleanup(service.clean)
        service.start()
        for name in ("adam", "olga", "full"):
            answer = service.post("/api/accounts", {"address": f"{name}@example.cz"})
            self.assertEqual(answer.status, 201, answer)
        self.assertEqual(service.patch("/api/accounts/full@example.cz", {"quota_bytes": 600}).status, 200)
        self.assertEqual(service.patch("/api/accounts/adam@example.cz", {"aliases": ["office@example.cz"]}).status, 200)
        return service

    def deliver(self, service, where):
        with postfix.Postfix(where) as mta:
            mta.send(MESSAGE % (b"one", b"1", BODY), "adam@example.cz")
            mta.logged("to=<adam@example.cz>", "status=sent", "250 2.0.0")
            (one,) = service.emails(subject="one", user_id="adam@example.cz")
            raw = service.get(f"/emails/{one['id']}/raw").body
            self.assertTrue(raw.startswith(b"Return-Path: <eva@example.org>\r\nDelivered-To: adam@example.cz\r\n"), raw)
            self.assertTrue(raw.endswith(b"\r\n\r\n" + BODY), raw)

            # Each recipient has a fate of its own.
            mta.send(MESSAGE % (b"many", b"2", BODY + b"x" * 700 + b"\r\n"), "olga@example.cz", "nobody@example.cz",
                     "full@example.cz", "office@example.cz")
            mta.logged("to=<olga@example.cz>", "status=sent")
            mta.logged("to=<office@example.cz>", "status=sent")
            mta.logged("to=<nobody@example.cz>", "dsn=5.1.1", "status=bounced")
            mta.logged("to=<full@example.cz>", "dsn=5.2.2", "status=bounced")
            for name in ("olga", "adam"):
                self.assertEqual(len(service.emails(subject="many", user_id=f"{name}@example.cz")), 1)

            # Unicode and large.
            mta.send((MESSAGE % ("žluť".encode(), b"3", b"x" * 70 + b"\r\n")).replace(b"\r\n\r\n", b"\r\n\r\n" + (b"y" * 70 + b"\r\n") * 30_000),
                     "olga@example.cz", options=("SMTPUTF8", "BODY=8BITMIME"))
            digidig.wait_for(lambda: service.emails(subject="žluť", user_id="olga@example.cz"), "the large message")

            # While the service is away, mail waits.
            service.stop()
            mta.send(MESSAGE % (b"later", b"4", BODY), "adam@example.cz")
            mta.logged("to=<adam@example.cz>", "status=deferred")
            # On the port that it had.
            if service.ports["lmtp"] and isinstance(service.ports["lmtp"], int):
                service.env["IMAP_LMTP_LISTEN"] = f"127.0.0.1:{service.ports['lmtp']}"
            service.start()
            digidig.wait_for(lambda: mta.command("flush", check=False) and service.emails(subject="later"), "the message")
            self.assertEqual(len(service.emails(subject="later")), 1)

    def test_tcp(self):
        service = self.service("127.0.0.1:0")
        self.deliver(service, f"inet:127.0.0.1:{service.ports['lmtp']}")

    def test_socket(self):
        directory = tempfile.mkdtemp(prefix="digidig-lmtp-")
        self.addCleanup(shutil.rmtree, directory)
        # Postfix opens it as a user of its own, who may do so here as in /run: by the group of the directory.
        shutil.chown(directory, group="postfix")
        os.chmod(directory, 0o2755)
        path = os.path.join(directory, "lmtp")
        service = self.service(path)
        self.deliver(service, f"unix:{path}")


if __name__ == "__main__":
    if not postfix.usable():
        print("Postfix is not there, or this is not root")
        sys.exit(77)
    digidig.main()
