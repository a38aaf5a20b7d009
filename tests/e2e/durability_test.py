# SPDX-License-Identifier: GPL-3.0-or-later
"""Between the arrival of a delivery and its 201 the bytes are brought to the disk: seen from the system calls."""

import concurrent.futures
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import digidig

CALLS = ("read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync,"
         "sync_file_range,msync")
BEGUN = re.compile(r"^(\d+) +(\w+)\((\d+)<([^>]*)>+(.*)$")
RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")


class Call:
    """One system call: the lines of the trace on which it began and ended."""

    def __init__(self, name, fd, path, begun):
        self.name = name
        self.fd = fd
        self.path = path
        self.begun = begun
        self.ended = None
        self.text = ""

    @property
    def ok(self):
        return self.ended is not None and re.search(r"= \d+", self.text.rsplit(")", 1)[-1]) is not None

    @property
    def syncs_mail(self):
        return self.name in ("fsync", "fdatasync") and "/mail.db" in self.path and self.ok


def parse(lines):
    """Every call with a descriptor, in the order of their beginnings."""
    calls, open_calls = [], {}
    for number, line in enumerate(lines):
        if match := BEGUN.match(line):
            thread, name, fd, path, rest = match.groups()
            call = Call(name, int(fd), path, number)
            call.text = rest
            calls.append(call)
            if "<unfinished ...>" in rest:
                open_calls[thread] = call
            else:
                call.ended = number
        elif match := RESUMED.match(line):
            call = open_calls.pop(match[1], None)
            if call:
                call.text += match[3]
                call.ended = number
    return calls


class Durability(unittest.TestCase):
    def setUp(self):
        if not shutil.which("strace"):
            self.skipTest("strace is not there")
        if subprocess.run(["strace", "-f", "-e", "trace=fsync", "true"], capture_output=True, check=False).returncode:
            self.skipTest("strace may not trace here")
        self.aside = tempfile.mkdtemp(prefix="digidig-e2e-")
        self.addCleanup(shutil.rmtree, self.aside, True)
        self.trace = os.path.join(self.aside, "trace")
        # -D: the service stays our child, and gets our signals.
        self.service = digidig.Service(aside=self.aside, env={"LSAN_OPTIONS": "detect_leaks=0"}, prefix=[
            "strace", "-D", "-f", "-y", "-s", "80", "-o", self.trace, "-e", "trace=" + CALLS, "-e", "signal=none"])
        self.addCleanup(self.service.clean)

    def lines(self):
        with open(self.trace, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()

    def requests(self, calls, method):
        """(line of arrival, line of the answer) of each request, by the socket it came over."""
        waiting, done = {}, []
        for call in calls:
            if "socket:" not in call.path and "TCP" not in call.path:
                continue
            # The socket's own number: descriptors are used again.
            if call.name in ("read", "recvfrom", "readv", "recvmsg") and f'"{method} /' in call.text:
                waiting[call.path] = call.begun
            elif call.path in waiting and '"HTTP/1.1 20' in call.text:
                done.append((waiting.pop(call.path), call.begun))
        self.assertEqual(waiting, {})
        return done

    def test_synced_before_it_is_acknowledged(self):
        self.service.start()
        ids = [self.service.send(subject=f"one after another {n}") for n in range(20)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            ids += pool.map(lambda n: self.service.send(subject=f"side by side {n}", body="x" * 9000), range(40))
        for identity in ids[:5]:
            self.assertEqual(self.service.patch(f"/emails/{identity}", {"flags": {"add": ["\\Seen"]}}).status, 200)
        for identity in ids[5:10]:
            self.assertEqual(self.service.delete(f"/emails/{identity}").status, 200)
        self.assertEqual(self.service.stop(), 0, self.service.log_tail())
        # The trace is whole when it tells of the end.
        digidig.wait_for(lambda: any("exited with" in line for line in self.lines()[-3:]), "the end of the trace")

        calls = parse(self.lines())
        syncs = [call for call in calls if call.syncs_mail]
        for method, count in (("POST", 60), ("PATCH", 5), ("DELETE", 5)):
            requests = self.requests(calls, method)
            self.assertEqual(len(requests), count, method)
            for arrived, answered in requests:
                self.assertTrue(any(arrived < sync.begun and sync.ended < answered for sync in syncs),
                                f"{method} on line {arrived} of the trace was answered on line {answered} without a sync")
        print(f"70 writes, {len(syncs)} syncs")


if __name__ == "__main__":
    digidig.main()
