# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the real service for a test and talks to it; Python's standard library only."""

import base64
import contextlib
import datetime
import gzip
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse
import zlib

import storage

BINARY = os.environ.get("DIGIDIG_IMAPD", "")
# A form of the Storage service: then every service stands in front of one, and has to behave the same.
STORAGE = os.environ.get("DIGIDIG_STORAGE", "")
CONTRACTCHECK = os.environ.get("DIGIDIG_CONTRACTCHECK", "")
CONTRACT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                        "service", "rest", "contract", "openapi.json")
CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "corpus")
# Sanitizers make everything slower and larger; a deadline is for what never ends, not a measure of speed.
SANITIZED = bool(os.environ.get("DIGIDIG_SANITIZE"))
PATIENCE = 180 if SANITIZED else 60


def wait_for(condition, what, seconds=PATIENCE):
    """The first true value of `condition()`; fails the test after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.01)


def rfc3339(seconds=0):
    """The time that many seconds from now."""
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return at.isoformat().replace("+00:00", "Z")


def run(*arguments, state=None, stdin=b"", env=None):
    """Runs a subcommand to its end: CompletedProcess with bytes."""
    return subprocess.run([BINARY, *arguments], input=stdin, capture_output=True, timeout=PATIENCE * 2,
                          env=environment(state, env), check=False)


def environment(state, more=None):
    """An environment without settings of whoever runs the tests."""
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith(("IMAP_", "STORAGE_", "IDENTITY_", "CACHE_"))
             and name not in ("STATE_DIRECTORY", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID")}
    clean |= {"LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": state or "/nonexistent",
              "IMAP_PORT": "0", "IMAP_HOSTNAME": "127.0.0.1",
              "IMAP_PROTOCOL_PORT": "", "IMAP_S_PROTOCOL_PORT": ""}
    if state:
        clean["IMAP_STATE_DIR"] = state
    for name, value in (more or {}).items():
        clean.pop(name, None)
        if value is not None:
            clean[name] = value
    return clean


class Answer:
    """One HTTP answer, read to its end."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def type(self):
        return (self.headers["Content-Type"] or "").split(";")[0].strip()

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {dict(self.headers)} {self.body[:600]!r}"


class Judge:
    """Holds every exchange against the contract."""

    def __init__(self):
        self.lock = threading.Lock()
        self.process = None

    def ask(self, question):
        """The problems that the contract has with it."""
        if not CONTRACTCHECK:
            return []
        with self.lock:
            if self.process is None:
                self.process = subprocess.Popen([CONTRACTCHECK, CONTRACT], stdin=subprocess.PIPE,
                                                stdout=subprocess.PIPE)
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())

    def exchange(self, method, target, headers, body, answer):
        """Fails the test whose request was not answered as the contract has it."""
        def encoded(content):
            return base64.b64encode(content).decode()

        sent = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
        shown = b""
        if method == "HEAD" or answer.type.endswith("json"):
            shown = answer.body
            coding = answer.headers["Content-Encoding"]
            if coding and shown:
                shown = gzip.decompress(shown) if coding == "gzip" else zlib.decompress(shown)
        problems = self.ask({
            "method": method, "target": target, "request_type": sent.split(";")[0].strip(),
            "request_body": encoded(body) if body and sent.endswith("json") else "",
            "status": answer.status, "type": answer.type, "body": encoded(shown)})
        assert not problems, f"{method} {target} is not as the contract has it: {problems}\n{answer}"

    def value(self, schema, value):
        """Fails the test whose value is not as the schema of that name has it."""
        problems = self.ask({"schema": schema, "value": value})
        assert not problems, f"{value} is no {schema}: {problems}"


JUDGE = Judge()


class Client:
    """One keep-alive connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def request(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body, ensure_ascii=False)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        if not callable(getattr(body, "read", None)):
            JUDGE.exchange(method, path, headers, body, answer)
        return answer

    def close(self):
        self.connection.close()


class Service:
    """A running digidig-imapd with a state directory of its own.

    `prefix`: the command that runs it; `aside`: where log and ready file go, by default beside the mail.
    """

    def __init__(self, env=None, arguments=(), state=None, prefix=(), aside=None):
        self.env = dict(env or {})
        self.arguments = list(arguments)
        self.own_state = state is None
        self.state = state or tempfile.mkdtemp(prefix="digidig-e2e-")
        self.prefix = list(prefix)
        self.pass_fds = ()
        self.aside = aside or self.state
        self.log_path = os.path.join(self.aside, "e2e.log")
        self.process = None
        self.port = None
        self.ports = {}
        self.storage = None

    def start(self):
        if STORAGE and "STORAGE_URL" not in self.env:
            self.storage = storage.Storage(STORAGE)
            self.env |= self.storage.env
        ready = os.path.join(self.aside, "e2e-ready.json")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(ready)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, BINARY, "serve", "--ready-file", ready, *self.arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(self.state, self.env),
                pass_fds=self.pass_fds)

        def ports():
            if self.process.poll() is not None:
                raise AssertionError(f"the service ended with {self.process.returncode}:\n{self.log_tail()}")
            try:
                with open(ready, encoding="utf-8") as file:
                    return json.load(file)
            except (FileNotFoundError, json.JSONDecodeError):
                return None

        try:
            self.ports = wait_for(ports, "the ready file")
            self.port = self.ports["rest"]
        except AssertionError:
            self.kill()
            raise
        return self

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def logged(self, pattern):
        """Waits for a line like `pattern`: the log is written behind the answers, by a thread of its own."""
        return wait_for(lambda: re.search(pattern, self.log()), f"a log line like {pattern}")

    def log_until_now(self):
        """The log, with at least the lines of all that was answered before; needs the level `info`."""
        marker = f"until-now-{os.urandom(6).hex()}"
        self.get(f"/api/health/{marker}")
        self.logged(marker)
        return self.log()

    def log_tail(self, lines=30):
        return "\n".join(self.log().splitlines()[-lines:])

    def sanitizer_reports(self):
        """What AddressSanitizer, UndefinedBehaviorSanitizer or ThreadSanitizer said so far: a line for each report."""
        return [line for line in self.log().splitlines()
                if re.search(r"(ERROR|WARNING): \w+Sanitizer|runtime error:", line)]

    def stop(self, number=signal.SIGTERM):
        """Asks it to end; its exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not end on signal {number}:\n{self.log_tail()}") from None
        self.process = None
        return code

    def kill(self):
        """Power off: SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self):
        code = self.stop()
        self.start()
        return code

    def clean(self):
        self.kill()
        if self.storage:
            self.storage.close()
            self.storage = None
        if self.own_state:
            shutil.rmtree(self.state, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, value, trace):
        self.clean()

    # Requests, one connection each.

    def request(self, method, path, body=None, headers=None):
        client = Client(self.port)
        try:
            return client.request(method, path, body, {"Connection": "close", **(headers or {})})
        finally:
            client.close()

    def get(self, path, **headers):
        return self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path, body=None, **headers):
        return self.request("POST", path, body, {k.replace("_", "-"): v for k, v in headers.items()})

    def put(self, path, body=None, **headers):
        return self.request("PUT", path, body, {k.replace("_", "-"): v for k, v in headers.items()})

    def patch(self, path, body=None, **headers):
        return self.request("PATCH", path, body, {k.replace("_", "-"): v for k, v in headers.items()})

    def delete(self, path, **headers):
        return self.request("DELETE", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    # What many tests need.

    def send(self, **fields):
        """Delivers a message as JSON; its id."""
        message = {"sender": "from@example.com", "recipient": "to@example.com",
                   "subject": "Test Subject", "body": "Email content"} | fields
        answer = self.post("/emails", message)
        assert answer.status == 201, answer
        return answer.json()["id"]

    def send_raw(self, raw, **query):
        """Delivers bytes as message/rfc822; its id."""
        query.setdefault("recipient", "to@example.com")
        answer = self.post("/emails?" + urllib.parse.urlencode(query, doseq=True), raw,
                           Content_Type="message/rfc822")
        assert answer.status == 201, answer
        return answer.json()["id"]

    def emails(self, **query):
        """The listed messages of one page."""
        answer = self.get("/emails?" + urllib.parse.urlencode(query))
        assert answer.status == 200, answer
        page = answer.json()
        assert page["count"] == len(page["emails"]), page["count"]
        return page["emails"]

    def all_emails(self, **query):
        """Every page by cursor."""
        found = []
        query.setdefault("limit", 500)
        while True:
            page = self.get("/emails?" + urllib.parse.urlencode(query)).json()
            found += page["emails"]
            if not page.get("next_cursor"):
                return found
            query["cursor"] = page["next_cursor"]


class ServiceTest(unittest.TestCase):
    """One service for all tests of the class."""

    env = {}
    arguments = ()
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.service = Service(cls.env, cls.arguments)
        cls.addClassCleanup(cls.service.clean)
        cls.service.start()

    def problem(self, answer, status, code=None, field=None):
        """Holds an error against RFC 9457 and the contract."""
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.type, "application/problem+json", answer)
        body = answer.json()
        self.assertEqual(body["status"], status)
        for name in ("type", "title", "detail", "code"):
            self.assertIsInstance(body.get(name), str, (name, body))
            self.assertTrue(body[name], (name, body))
        if code:
            self.assertEqual(body["code"], code, body)
        if field:
            self.assertIn(field, [error["field"] for error in body["errors"]], body)
            self.assertTrue(all(error["message"] for error in body["errors"]), body)
        return body


def main():
    if not BINARY:
        raise SystemExit("DIGIDIG_IMAPD must name the program to test")
    unittest.main()
