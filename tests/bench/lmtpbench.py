# SPDX-License-Identifier: GPL-3.0-or-later
"""The LMTP side of tests/bench/run: the service beside a private Dovecot, by turns, as ratios."""

import os
import socket
import statistics
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import dovecot  # noqa: E402  pylint: disable=wrong-import-position

ROUNDS = 5
CONNECTIONS = 10
ACCOUNTS = 20


class Sender(threading.Thread):
    """Delivers over one connection until the time is over, each message in one write."""

    def __init__(self, port, number, message, until):
        super().__init__()
        self.socket = socket.create_connection(("127.0.0.1", port), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = number
        self.message = message
        self.until = until
        self.done = 0
        self.buffer = b""
        self.expect(1)
        self.socket.sendall(b"LHLO bench\r\n")
        self.expect(1)

    def expect(self, answers):
        """So many answers, none of them a refusal."""
        while answers:
            while b"\r\n" not in self.buffer:
                self.buffer += self.socket.recv(65536)
            line, _, self.buffer = self.buffer.partition(b"\r\n")
            if line[:1] not in b"23":
                raise SystemExit(f"refused: {line!r}")
            answers -= line[3:4] == b" "

    def run(self):
        while time.monotonic() < self.until:
            account = (self.number * 7 + self.done) % ACCOUNTS
            head = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<u%d@example.org>\r\nDATA\r\n" % account
            self.socket.sendall(head)
            self.expect(3)
            self.socket.sendall(b"Message-ID: <%d.%d.%d@x>\r\n" % (self.number, self.done, time.time_ns()) + self.message
                                + b"\r\n.\r\n")
            self.expect(1)
            self.done += 1
        self.socket.close()


def rate(port, message, seconds):
    """Deliveries a second over all connections."""
    begin = time.monotonic()
    senders = [Sender(port, number, message, begin + seconds) for number in range(CONNECTIONS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return sum(sender.done for sender in senders) / (time.monotonic() - begin)


def bench(service, message, options):
    """Everything, as one result."""
    port = dovecot.free_port()
    body = message(1).replace(b"\r\n.", b"\r\n..")
    figures = {}
    with service(options.binary, lmtp_listen=f"127.0.0.1:{port}", max_connections=100):
        ours = []
        peer = []
        if dovecot.installed() and os.path.exists("/usr/lib/dovecot/lmtp"):
            lmtp = dovecot.free_port()
            more = ("protocols = imap lmtp\nmail_fsync = optimized\n"
                    f"service lmtp {{\n  inet_listener lmtp {{\n    port = {lmtp}\n  }}\n  process_min_avail = {CONNECTIONS}\n}}\n")
            with dovecot.Dovecot(more=more):
                for _ in range(ROUNDS):
                    ours.append(rate(port, body, options.seconds))
                    peer.append(rate(lmtp, body, options.seconds))
            figures["dovecot_per_second"] = round(statistics.median(peer))
            figures["ratio"] = round(statistics.median(o / p for o, p in zip(ours, peer)), 2)
        else:
            ours = [rate(port, body, options.seconds) for _ in range(ROUNDS)]
    return {"connections": CONNECTIONS, "per_second": round(statistics.median(ours))} | figures
