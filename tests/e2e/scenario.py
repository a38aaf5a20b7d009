# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds a server to the conversations of tests/scenarios/*.imap; their README says how they are written."""

import base64
import os
import re

import imapclient
import scenariomatch
from digidig import CORPUS

HERE = os.path.dirname(os.path.abspath(__file__))
DIRECTORY = os.path.join(HERE, "..", "scenarios")
STEP = re.compile(r"(?:\[(ours|dovecot)\] )?(C|S|U|N|R|TLS|DEFLATE|CLOSED)(\d?):(?: (.*))?\Z")
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.)")


class Skip(Exception):
    """This server is not asked that; the reason."""


def with_escapes(text):
    """Bytes of a text with \\r, \\n, \\0, \\xNN."""
    def one(found):
        what = found.group(1)
        if what[0] == "x":
            return chr(int(what[1:], 16))
        return {"r": "\r", "n": "\n", "t": "\t", "0": "\0"}.get(what, what)
    return ESCAPE.sub(one, text).encode("latin-1")


def crlf(data):
    return re.sub(rb"\r?\n", b"\r\n", data)


class Step:
    """One line of the conversation."""

    def __init__(self, line, server, what, connection, text):
        self.line = line
        self.server = server
        self.what = what
        self.connection = connection
        self.text = text


class Scenario:
    """A file: what it needs, how the mailbox is before, and what is said."""

    def __init__(self, path):
        self.path = path
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.requires, self.probes, self.differs = [], [], {}
        self.only = None
        self.state = "authenticated"
        self.transport = "plain"
        self.contents = {}
        self.setup = []
        self.steps = []
        self.title = ""
        with open(path, encoding="utf-8") as file:
            self.parse(file.read().split("\n"))
        assert self.title and self.steps, f"{path}: no title, or nothing is said"
        assert self.differs or not any(step.server for step in self.steps), f"{path}: differs why?"

    def parse(self, lines):
        message = None
        for number, line in enumerate(lines, 1):
            if line.startswith("|"):
                assert message, f"{self.path}:{number}: of which message?"
                self.contents[message] += line[2:].encode() + b"\r\n"
                continue
            message = None
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith("  ") and self.steps:
                self.steps[-1].text += " " + line.strip()
                continue
            step = STEP.match(line)
            if step:
                self.steps.append(Step(number, step.group(1), step.group(2), int(step.group(3) or 1), step.group(4) or ""))
                continue
            assert not self.steps, f"{self.path}:{number}: what is {line!r}?"
            word, _, rest = line.partition(" ")
            if word == "message":
                message, _, source = rest.partition(" = ")
                self.contents[message] = b""
                if source:
                    with open(os.path.join(CORPUS, source), "rb") as file:
                        self.contents[message] = crlf(file.read())
                    message = None
            elif word == "differs":
                server, _, reason = rest.partition(": ")
                assert "RFC" in reason, f"{self.path}:{number}: differs by which RFC?"
                self.differs[server] = reason
            elif word in ("append", "create", "subscribe"):
                self.setup.append((word, rest))
            elif word in ("require", "probes"):
                {"require": self.requires, "probes": self.probes}[word].extend(rest.upper().split())
            elif word in ("title", "only", "state", "transport"):
                setattr(self, word, rest)
            else:
                raise AssertionError(f"{self.path}:{number}: what is {line!r}?")
        self.requires += [name for name in self.probes if name not in self.requires]

    def check(self, server, capabilities):
        """Raises Skip when this server is not asked that."""
        if self.only and self.only not in (server.name, "nobody"):
            raise Skip(f"only for {self.only}")
        if server.name in self.differs and not any(step.server for step in self.steps):
            raise Skip(f"differs: {self.differs[server.name]}")
        missing = [name for name in self.requires if name not in capabilities]
        if missing:
            raise Skip(f"not advertised: {' '.join(missing)}")


def all_scenarios():
    return [Scenario(os.path.join(DIRECTORY, name)) for name in sorted(os.listdir(DIRECTORY))
            if name.endswith(".imap")]


class Play:
    """One scenario on one server, as a user of its own."""

    def __init__(self, scenario, server, user):
        self.scenario = scenario
        self.server = server
        self.user = user
        self.steps = [step for step in scenario.steps if step.server in (None, server.name)]
        self.connections = {}
        self.captured = {"user": user.encode(), "password": server.password.encode()}
        self.match = scenariomatch.Match(self.captured, scenario.contents)

    def connect(self, login):
        tls = self.scenario.transport == "tls"
        connection = imapclient.Connection(self.server.tls_port if tls else self.server.port, tls=tls, greet=login)
        if login:
            connection.login(self.user, self.server.password)
        return connection

    def prepare(self):
        """What is there before the first word."""
        self.server.account(self.user)
        if not self.scenario.setup:
            return
        with self.connect(login=True) as connection:
            for word, rest in self.scenario.setup:
                if word == "append":
                    found = re.fullmatch(r'(\S+) (\w+)(?: \((.*?)\))?(?: "(.*)")?', rest)
                    assert found, f"{self.scenario.path}: append {rest}"
                    mailbox, content, flags, date = found.groups()
                    connection.append(mailbox, self.scenario.contents[content], flags.split() if flags else None, date)
                else:
                    connection.ok(word.upper(), imapclient.quote(rest))

    def run(self):
        self.prepare()
        try:
            for index, step in enumerate(self.steps):
                try:
                    self.step(index, step)
                except AssertionError as error:
                    raise AssertionError(f"{self.scenario.path}:{step.line}: {step.what}: {step.text}\n{error}\n\n"
                                         f"{self.said(step.connection)}") from None
                except OSError as error:
                    raise AssertionError(f"{self.scenario.path}:{step.line}: {step.what}: {step.text}\n{error!r}\n\n"
                                         f"{self.said(step.connection)}") from None
        finally:
            for connection in self.connections.values():
                connection.close()

    def said(self, number):
        connection = self.connections.get(number)
        return f"connection {number}:\n{connection.said()}" if connection else ""

    def connection(self, number):
        if number not in self.connections:
            self.connections[number] = self.connect(login=self.scenario.state == "authenticated")
        return self.connections[number]

    def step(self, index, step):
        connection = self.connection(step.connection)
        if step.what == "C":
            self.command(connection, step.text)
        elif step.what == "R":
            connection.send(with_escapes(self.substitute(step.text)))
        elif step.what == "TLS":
            connection.upgrade()
        elif step.what == "DEFLATE":
            connection.deflate()
        elif step.what == "CLOSED":
            self.closed(connection)
        elif step.what == "S":
            self.expect(connection, [step], self.kinds(index, step.connection))
        elif step.what == "U":
            previous = self.steps[index - 1]
            if previous.what == "U" and previous.connection == step.connection:
                return
            group = []
            for other in self.steps[index:]:
                if other.what != "U" or other.connection != step.connection:
                    break
                group.append(other)
            self.expect(connection, group, self.kinds(index, step.connection))

    # What the client says.

    def substitute(self, text):
        def one(found):
            name = found.group(1)
            assert name in self.captured, f"${name} was not captured"
            return scenariomatch.text(self.captured[name])
        return re.sub(r"\$([a-z]\w*)", one, text)

    def command(self, connection, text):
        text = self.substitute(text)
        text = re.sub(r"base64\((.*?)\)\Z",
                      lambda found: base64.b64encode(with_escapes(found.group(1))).decode(), text)
        at = 0
        for found in re.finditer(r'(~?)\{(\+?)(?:([a-z]\w*(?:\.\w+)?(?:\[-?\d*:-?\d*\])?)|"([^"]*)")\}', text):
            content = self.match.content(found.group(3)) if found.group(3) else with_escapes(found.group(4))
            head = f"{found.group(1)}{{{len(content)}{found.group(2)}}}\r\n"
            connection.send((text[at:found.start()] + head).encode())
            at = found.end()
            if not found.group(2):
                response = connection.read()
                assert response.tag == "+", f"instead of a continuation: {response}"
            connection.send(content)
        connection.send(text[at:].encode() + b"\r\n")

    # What the server says.

    def kinds(self, index, number):
        """Whatever is mentioned in this block must come as it is written; what is not is free."""
        steps = [step for step in self.steps if step.connection == number]
        here = steps.index(self.steps[index])
        begin = here
        while begin > 0 and steps[begin - 1].what not in "CR":
            begin -= 1
        found = {"+", "tagged", "BYE", "BAD"}
        for step in steps[begin:]:
            if step.what in "CR":
                break
            if step.what == "N":
                found.update(step.text.upper().split(", "))
            elif step.what in "SU":
                found.add(scenariomatch.kind_of(self.pattern(step)))
        return found

    @staticmethod
    def pattern(step):
        return scenariomatch.read(step.text, pattern=True)

    def expect(self, connection, group, kinds):
        """Reads until each of the group has come."""
        left = list(group)
        while left:
            response = connection.read()
            got = scenariomatch.read(response.raw)
            for step in left:
                if self.match.response(self.pattern(step), got):
                    left.remove(step)
                    break
            else:
                kind = scenariomatch.kind_of(got)
                assert kind not in kinds, f"unexpected: {response}"

    def closed(self, connection):
        rest = connection.closed()
        assert all(response.kind == "BYE" for response in rest), f"before the end: {rest}"
