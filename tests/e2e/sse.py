# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of Server-Sent Events (WHATWG HTML §9.2) that can be cut off at any byte."""

import contextlib
import http.client
import json
import socket
import threading
import time

import digidig


class Event:
    def __init__(self, kind, number, data):
        self.kind = kind
        self.id = number
        self.data = data
        self.type = data.get("type")

    def __repr__(self):
        return f"{self.id} {self.kind} {self.data}"


class Reader:
    """Reads events on a thread of its own, and comes back where it stood whenever it was cut off."""

    def __init__(self, service, query="", headers=None, last_id=None):
        self.service = service
        self.path = "/api/events" + (f"?{query}" if query else "")
        self.headers = dict(headers or {})
        self.last_id = last_id
        self.events = []
        self.connects = 0
        self.status = None
        self.changed = threading.Condition()
        self.sock = None
        self.stopping = False
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.stopping:
            connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=digidig.PATIENCE)
            try:
                self._read(connection)
            except (OSError, http.client.HTTPException, ValueError, AttributeError):
                time.sleep(0.01)  # Cut off, or the service is away: once more.
            finally:
                connection.close()

    def _read(self, connection):
        headers = dict(self.headers)
        if self.last_id is not None:
            headers["Last-Event-ID"] = self.last_id
        connection.request("GET", self.path, headers=headers)
        self.sock = connection.sock
        with connection.getresponse() as answer:
            self._take(answer)

    def _take(self, answer):
        with self.changed:
            self.status = answer.status
            self.connects += 1
            self.changed.notify_all()
        if answer.status != 200:
            self.stopping = True
            return
        block = []
        for line in answer:
            line = line.rstrip(b"\n")
            if line:
                block.append(line)
                continue
            self._dispatch(block)
            block = []

    def _dispatch(self, block):
        kind, data = "message", []
        for line in block:
            name, _, value = line.partition(b":")
            value = value.removeprefix(b" ").decode()
            if name == b"id":
                self.last_id = value
            elif name == b"event":
                kind = value
            elif name == b"data":
                data.append(value)
        with self.changed:
            if data:
                self.events.append(Event(kind, int(self.last_id), json.loads("\n".join(data))))
            self.changed.notify_all()

    def cut(self):
        """Breaks the connection off, wherever the reader is."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def wait(self, condition, what, seconds=digidig.PATIENCE):
        """Waits until `condition(self)`, looked at after every event."""
        with self.changed:
            if not self.changed.wait_for(lambda: condition(self), seconds):
                raise AssertionError(f"waited {seconds} s in vain for {what}: {self.events[-5:]}")
        return self

    def ready(self):
        """Waits until the service has told where the stream begins: nothing is missed from now on."""
        return self.wait(lambda r: r.last_id is not None, "the stream to begin")

    def of(self, kind, *types):
        return [e for e in self.events if e.kind == kind and (not types or e.type in types)]

    def close(self):
        self.stopping = True
        self.cut()
        self.thread.join(digidig.PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()
