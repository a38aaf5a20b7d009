# SPDX-License-Identifier: GPL-3.0-or-later
"""The IMAP side of tests/bench/run: the service beside a private Dovecot, by turns, as ratios."""

import contextlib
import json
import os
import socket
import statistics
import sys
import threading
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import dovecot  # noqa: E402  pylint: disable=wrong-import-position

PASSWORD = dovecot.PASSWORD + " of the benchmark"
ROUNDS = 5
RARE = "xylofonista"


class Raw:
    """A connection that looks at no more of an answer than its end: Python is not what is measured."""

    def __init__(self, port, user=None, password=None):
        self.socket = socket.create_connection(("127.0.0.1", port), 300)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.count = 0
        self.line()
        if user:
            self.ask(f'LOGIN "{user}" "{password}"')

    def line(self):
        data = b""
        while not data.endswith(b"\r\n"):
            data += self.socket.recv(65536)
        return data

    def send(self, command):
        self.count += 1
        tag = b"t%d" % self.count
        self.socket.sendall(tag + b" " + (command if isinstance(command, bytes) else command.encode()) + b"\r\n")
        return tag

    def end(self, tag):
        data = bytearray()
        while True:
            more = self.socket.recv(1 << 18)
            if not more:
                raise SystemExit(f"the server has closed the connection: {bytes(data[-300:])!r}")
            data += more
            if data.endswith(b"\r\n"):
                last = data.rfind(b"\r\n", 0, -2) + 2 if len(data) > 2 else 0
                if data.startswith(tag + b" ", max(0, last) if last > 1 else 0):
                    break
        if data[max(0, last) if last > 1 else 0:].split(b" ", 2)[1] != b"OK":
            raise SystemExit(f"not OK: {bytes(data[-300:])!r}")
        return data

    def ask(self, command):
        return self.end(self.send(command))

    def close(self):
        self.socket.close()


def append(raw, mailbox, messages):
    """All by one command (MULTIAPPEND)."""
    body = b"".join(b" {%d+}\r\n%s" % (len(one), one) for one in messages)
    raw.ask(b"APPEND " + mailbox + body)


class Side:
    """One server of the two."""

    def __init__(self, port):
        self.port = port

    def login(self, user="inbox@example.org"):
        return Raw(self.port, user, self.password)

    def fill(self, message, mailbox, count):
        with contextlib.closing(self.login()) as raw:
            if mailbox != "INBOX":
                raw.ask(f"CREATE {mailbox}")
            for first in range(0, count, 500):
                append(raw, mailbox.encode(), [message(number, 1000, RARE if number == count // 2 else "")
                                               for number in range(first, min(count, first + 500))])


class Ours(Side):
    name = "ours"
    password = PASSWORD

    def __init__(self, one):
        with open(os.path.join(one.directory, "ready"), encoding="utf-8") as file:
            super().__init__(json.load(file)["imap"])
        self.one = one
        self.account("inbox@example.org")

    def account(self, address):
        body = json.dumps({"address": address, "password": PASSWORD}).encode()
        urllib.request.urlopen(urllib.request.Request(self.one.url + "/api/accounts", body,
                                                      {"Content-Type": "application/json"})).read()


class Theirs(Side):
    name = "Dovecot"
    password = dovecot.PASSWORD

    def account(self, address):
        """Anybody has one."""


@contextlib.contextmanager
def sides(service, binary):
    """Both servers, running. Dovecot writes as it does by default, not as the tests have it."""
    if not dovecot.installed():
        raise SystemExit("the package dovecot-imapd is needed")
    with service(binary, log_level="warning", protocol_port=0, max_connections=1000, write_queue=100000) as one, \
            dovecot.Dovecot(more="mail_fsync = optimized\n") as other:
        yield Ours(one), Theirs(other.port)


def median_ms(function, times):
    samples = []
    for number in range(times):
        begin = time.perf_counter()
        function(number)
        samples.append(time.perf_counter() - begin)
    return statistics.median(samples) * 1000


def operations(raw, mailbox, count):
    """Name → function of a number; in a mailbox of `count`, always about its middle."""
    middle = count // 2
    raw.ask(f"SELECT {mailbox}")

    def select(_):
        raw.ask(f"SELECT {mailbox}")
    return {
        "SELECT": select,
        "FETCH 50": lambda _: raw.ask(f"FETCH {middle}:{middle + 49} (UID FLAGS ENVELOPE)"),
        "STORE 50": lambda number: raw.ask(f"STORE {middle}:{middle + 49} {'+-'[number % 2]}FLAGS.SILENT (\\Flagged)"),
        "SEARCH UID range": lambda _: raw.ask(f"UID SEARCH UID {middle}:{middle + 49}"),
        "NOOP": lambda _: raw.ask("NOOP"),
    }


def flat(both, message, large, options):
    """Each operation in a mailbox of 1,000 and in a large one."""
    times = {}
    for side in both:
        side.fill(message, "small", 1000)
        side.fill(message, "large", large)
        with contextlib.closing(side.login()) as raw:
            # As in most mailboxes, only what came last was not read: SELECT has to tell which.
            for mailbox, count in (("small", 1000), ("large", large)):
                raw.ask(f"SELECT {mailbox}")
                raw.ask(f"STORE 1:{count - 1} +FLAGS.SILENT (\\Seen)")
    for _ in range(ROUNDS):
        for side in both:
            for mailbox, count in (("small", 1000), ("large", large)):
                with contextlib.closing(side.login()) as raw:
                    for name, run in operations(raw, mailbox, count).items():
                        run(0)
                        run(1)
                        value = median_ms(run, 4 * options.seconds)
                        times.setdefault((name, side.name, mailbox), []).append(value)
    result = {"wanted": f"ours: {large:,} / 1,000 <= 2"}
    for name in ("SELECT", "FETCH 50", "STORE 50", "SEARCH UID range", "NOOP"):
        one = {key[1:]: statistics.median(values) for key, values in times.items() if key[0] == name}
        result[name] = {
            "ours": "{:.2f} ms of 1,000, {:.2f} ms of {:,}".format(one["ours", "small"], one["ours", "large"], large),
            "Dovecot": "{:.2f} ms, {:.2f} ms".format(one["Dovecot", "small"], one["Dovecot", "large"]),
            "ratio of ours": round(one["ours", "large"] / one["ours", "small"], 2),
            "ratio of Dovecot": round(one["Dovecot", "large"] / one["Dovecot", "small"], 2),
            "ours / Dovecot, large": round(one["ours", "large"] / one["Dovecot", "large"], 2)}
    return result


def compared(both, commands, mailbox):
    """Median times of whole commands, by turns."""
    raws = {side.name: side.login() for side in both}
    times = {}
    sizes = {}
    for name, raw in raws.items():
        raw.ask(f"SELECT {mailbox}")
    for number in range(ROUNDS + 1):
        for command in commands:
            for name, raw in raws.items():
                begin = time.perf_counter()
                sizes[name, command] = len(raw.ask(command))
                if number:
                    times.setdefault((name, command), []).append((time.perf_counter() - begin) * 1000)
    for raw in raws.values():
        raw.close()
    result = {}
    for command in commands:
        mine, other = (statistics.median(times[name, command]) for name in ("ours", "Dovecot"))
        result[command] = {"ours": f"{mine:.1f} ms, {sizes['ours', command]:,} bytes",
                           "Dovecot": f"{other:.1f} ms, {sizes['Dovecot', command]:,} bytes",
                           "ours / Dovecot": round(mine / other, 2)}
    return result


def rate(side, seconds, clients, turn):
    """Turns a second of so many clients; `turn(raw or None, number)`."""
    counts = [0] * clients
    end = time.monotonic() + seconds
    failed = []

    def work(index):
        try:
            with contextlib.closing(side.login()) as raw:
                while time.monotonic() < end:
                    turn(side, raw, index * 1_000_003 + counts[index])
                    counts[index] += 1
        except (Exception, SystemExit) as error:  # pylint: disable=broad-except
            failed.append(error)
    threads = [threading.Thread(target=work, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"{side.name}: {failed[0]}")
    return sum(counts) / seconds


def rates(both, options, clients, turn):
    found = {side.name: [] for side in both}
    for _ in range(3):
        for side in both:
            found[side.name].append(rate(side, options.seconds, clients, turn))
    mine, other = (statistics.median(found[name]) for name in ("ours", "Dovecot"))
    return {"ours": f"{mine:,.0f}/s", "Dovecot": f"{other:,.0f}/s", "times": round(mine / other, 2)}


def announce(side, message):
    """Median ms from the OK of APPEND to the EXISTS of a session in IDLE; may come before, then 0."""
    idle, writer = side.login(), side.login()
    idle.ask("SELECT INBOX")
    tag = idle.send("IDLE")
    idle.line()
    samples = []
    for number in range(30):
        append(writer, b"INBOX", [message(number, 1000)])
        begin = time.perf_counter()
        while b" EXISTS" not in idle.line():
            pass
        samples.append((time.perf_counter() - begin) * 1000)
        # Whatever else is told of it, so that the next EXISTS is the next message's.
        idle.socket.settimeout(0.05)
        with contextlib.suppress(TimeoutError):
            idle.line()
        idle.socket.settimeout(300)
    idle.socket.sendall(b"DONE\r\n")
    idle.end(tag)
    idle.close()
    writer.close()
    return statistics.median(samples)


def bench(service, message, options, large=100_000):
    """Everything, as one result."""
    with sides(service, options.binary) as both:
        result = {}
        for side in both:
            side.fill(message, "ten", 10_000)
        result["of 10,000"] = compared(both, ("FETCH 1:* (UID FLAGS)", "FETCH 1:* ENVELOPE", "FETCH 1:* BODYSTRUCTURE",
                                              "UID SEARCH UNSEEN", f"SEARCH SUBJECT {RARE}", f"SEARCH TEXT {RARE}",
                                              "SORT (SUBJECT) UTF-8 ALL", "THREAD REFERENCES UTF-8 ALL"), "ten")
        result["APPEND, 10 clients"] = rates(both, options, 10, lambda side, raw, number: append(
            raw, b"INBOX", [message(number, 5000)]))
        result["login and logout, 4 clients"] = rates(both, options, 4, lambda side, raw, number: side.login().close())
        result["IDLE announces"] = {side.name: f"{announce(side, message):.2f} ms after the OK of APPEND"
                                    for side in both}
        result["flat"] = flat(both, message, large, options)
        return result
