# SPDX-License-Identifier: GPL-3.0-or-later
"""The sessions part of tests/bench/run: what an IMAP session that idles costs in memory, by what lies below it."""

import json
import os
import resource
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import imapclient  # noqa: E402  pylint: disable=wrong-import-position

USER = "inbox@example.org"
PASSWORD = "secret of the benchmark"
COUNT = 2000


def idler(port, tls, compressed):
    """A client in IDLE in its INBOX."""
    one = imapclient.Connection(port, tls=tls)
    one.login(USER, PASSWORD)
    if compressed:
        one.ok("COMPRESS DEFLATE")
        one.deflate()
    one.ok("SELECT INBOX")
    one.continuation(one.begin("IDLE"))
    return one


def settled(one):
    """Anonymous memory once it moves no more."""
    before = one.anonymous()
    for _ in range(40):
        time.sleep(0.25)
        now = one.anonymous()
        if abs(now - before) < 64 * 1024:
            return now
        before = now
    return before


def each(service, options, tls, compressed):
    """KiB for each of COUNT sessions; ten that came before have paid for what all share."""
    with service(options.binary, log_level="warning", protocol_port=0, s_protocol_port=0, max_connections=COUNT + 100,
                 idle_timeout=3600) as one:
        body = json.dumps({"address": USER, "password": PASSWORD}).encode()
        urllib.request.urlopen(urllib.request.Request(one.url + "/api/accounts", body,
                                                      {"Content-Type": "application/json"})).read()
        with open(os.path.join(one.directory, "ready"), encoding="utf-8") as file:
            port = json.load(file)["imaps" if tls else "imap"]
        first = [idler(port, tls, compressed) for _ in range(10)]
        before = settled(one)
        idlers = [idler(port, tls, compressed) for _ in range(COUNT)]
        after = settled(one)
        for connection in first + idlers:
            connection.close()
    return round((after - before) / COUNT / 1024, 1)


def bench(service, _, options):
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    plain = each(service, options, False, False)
    compressed = each(service, options, False, True)
    return {"plain": f"{plain} KiB", "TLS": f"{each(service, options, True, False)} KiB",
            "compressed": f"{compressed} KiB, {round(compressed - plain, 1)} more",
            "wanted": "plain <= 8 KiB, TLS <= 20 KiB, compressed <= 48 KiB more"}
