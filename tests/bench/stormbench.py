# SPDX-License-Identifier: GPL-3.0-or-later
"""What a storm of wrong logins does to sessions that work. Started with a port, it is the storm."""

import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time

import imapbench

SESSIONS = 100
STORM = 10_000
CLIENTS = 32


def storm(port, count):
    """So many wrong logins over as many connections, as fast as they are answered."""
    left = iter(range(count))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                return
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 60) as one:
                one.recv(4096)
                one.sendall(b'a LOGIN "user%d@example.org" "a wrong password"\r\n' % (number % 50))
                one.recv(4096)

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def worked(sessions, until):
    """Latencies in ms of one command after another, each in the next session."""
    samples = []
    number = 0
    while not until():
        raw = sessions[number % len(sessions)]
        command = ("NOOP", "FETCH 1:20 (UID FLAGS ENVELOPE)", "STORE 1 +FLAGS.SILENT (\\Flagged)")[number % 3]
        begin = time.perf_counter()
        raw.ask(command)
        samples.append((time.perf_counter() - begin) * 1000)
        number += 1
        time.sleep(0.001)
    return samples


def quantiles(samples):
    cut = statistics.quantiles(samples, n=100)
    return cut[49], cut[94]


def side_of(service, message, options, **settings):
    """Alone and beside the storm, in one service."""
    with service(options.binary, log_level="error", protocol_port=0, max_connections=2000, **settings) as one:
        ours = imapbench.Ours(one)
        ours.fill(message, "INBOX", 100)
        sessions = [ours.login() for _ in range(SESSIONS)]
        for raw in sessions:
            raw.ask("SELECT INBOX")
        end = time.monotonic() + options.seconds
        alone = worked(sessions, lambda: time.monotonic() > end)
        begin = time.monotonic()
        process = subprocess.Popen([sys.executable, "-B", os.path.abspath(__file__), str(ours.port), str(STORM)])
        last = begin + 12 * options.seconds
        beside = worked(sessions, lambda: process.poll() is not None or time.monotonic() > last)
        took = time.monotonic() - begin
        done = process.poll() is not None
        if not done:
            process.kill()
        process.wait()
        bans = json.loads(one.get("/api/bans"))["total"]
    few, many = quantiles(alone), quantiles(beside)
    return {"alone, median and p95": "{:.2f} ms, {:.2f} ms".format(*few),
            "beside": "{:.2f} ms, {:.2f} ms".format(*many),
            "ratio of medians": round(many[0] / few[0], 2), "of p95": round(many[1] / few[1], 2),
            "storm": f"{STORM:,} in {took:.0f} s" if done else f"goes on after {took:.0f} s", "bans": bans}


def bench(service, message, options):
    return {"wanted": "ratio of medians <= 2",
            "with bans": side_of(service, message, options),
            "without bans, each one hashed": side_of(service, message, options, auth_failures=0)}


if __name__ == "__main__":
    storm(int(sys.argv[1]), int(sys.argv[2]))
