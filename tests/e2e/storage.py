# SPDX-License-Identifier: GPL-3.0-or-later
"""The Storage service that tests put behind the real service: a process of its own."""

import json
import os
import subprocess
import sys
import threading

FAKE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fakestorage.py")


class Storage:
    """A running fakestorage.py, which obeys orders."""

    def __init__(self, form="deployed", *arguments, port=0):
        self.process = subprocess.Popen(
            [sys.executable, "-B", FAKE, "--form", form, "--port", str(port), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.lock = threading.Lock()
        self.port = json.loads(self.process.stdout.readline())["port"]

    @property
    def env(self):
        return {"STORAGE_URL": f"http://127.0.0.1:{self.port}"}

    def do(self, what, **more):
        with self.lock:
            self.process.stdin.write(json.dumps({"do": what, **more}).encode() + b"\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer
        return answer

    def add(self, **fields):
        """Adds a document; its id."""
        return self.do("add", documents=[fields])["ids"][0]

    def documents(self):
        return {document["id"]: document for document in self.do("documents")["documents"]}

    def stats(self):
        return self.do("stats")

    def fault(self, mode, **more):
        self.do("fault", mode=mode, **more)

    def well(self):
        self.do("fault")

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()
