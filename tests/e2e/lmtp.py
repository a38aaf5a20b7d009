# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server of LMTP for tests, byte by byte; Python's smtplib hides too much of what comes and goes."""

import re
import socket
import ssl

import digidig

TRACE = re.compile(rb"Return-Path: <(?P<sender>[^\r\n]*)>\r\n(?:Delivered-To: (?P<recipient>[^\r\n]*)\r\n)?"
                   rb"Received: from (?P<client>\S+) \((?P<peer>\S+)\)\r\n\tby \S+ \(DIGiDIG IMAP\) with (?P<with>\S+) "
                   rb"id \w+(?:;|\r\n\tfor <(?P<for>[^\r\n]*)>;)\s+\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000\r\n")
MESSAGE = b"From: Eva <eva@example.org>\r\nTo: adam@example.cz\r\nSubject: %s\r\n\r\nDobr\xc3\xbd den.\r\n"
ANSWER = re.compile(rb"(\d{3})([ -])((?:\d\.\d{1,3}\.\d{1,3} )?)(.*)\r\n\Z")


class Answer:
    """`code` and `status` (`5.1.1`, or nothing), and the texts of all lines."""

    def __init__(self, lines):
        parsed = [ANSWER.match(line) for line in lines]
        assert all(parsed), lines
        assert len({match[1] for match in parsed}) == 1, lines
        self.code = int(parsed[0][1])
        self.status = parsed[-1][3].decode().strip()
        self.lines = [match[4].decode() for match in parsed]

    def __str__(self):
        return f"{self.code} {self.status}".strip()

    __repr__ = __str__


class Lmtp:
    """`where`: a port of the loopback, or the path of a socket. `hello`: says LHLO at once."""

    def __init__(self, where, hello=True, host="127.0.0.1"):
        if isinstance(where, int):
            self.socket = socket.create_connection((host, where), digidig.PATIENCE)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(digidig.PATIENCE)
            self.socket.connect(where)
        self.buffer = b""
        self.greeting = self.answer() if hello is not None else None
        self.extensions = self.ask("LHLO client.example").lines[1:] if hello else []

    def upgrade(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket)
        self.buffer = b""

    def line(self):
        while b"\n" not in self.buffer:
            piece = self.socket.recv(65536)
            if not piece:
                raise ConnectionError(f"closed behind {self.buffer!r}")
            self.buffer += piece
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line + b"\n"

    def answer(self):
        lines = [self.line()]
        while lines[-1][3:4] == b"-":
            lines.append(self.line())
        return Answer(lines)

    def send(self, data):
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def ask(self, line):
        self.send(line + "\r\n")
        return self.answer()

    def begin(self, *recipients, sender="eva@example.org", parameters=""):
        """MAIL and RCPT; the answers to RCPT as text."""
        answer = self.ask(f"MAIL FROM:<{sender}>{parameters}")
        assert answer.code == 250, answer
        return [str(self.ask(f"RCPT TO:<{one}>")) for one in recipients]

    def data(self, content, answers=1):
        """DATA with `content`, dots added; the answers as text."""
        answer = self.ask("DATA")
        assert answer.code == 354, answer
        self.send(re.sub(rb"(\A|\r\n)\.", rb"\1..", content) + (b"" if content.endswith(b"\r\n") or not content else b"\r\n")
                  + b".\r\n")
        return [str(self.answer()) for _ in range(answers)]

    def deliver(self, content, *recipients, **more):
        """The whole of it; the answers behind the message, of recipients that were taken."""
        taken = [one for one in self.begin(*recipients, **more) if one == "250 2.1.5"]
        return self.data(content, len(taken))

    def closed(self):
        """Whether nothing more comes, and the connection ends."""
        try:
            return not self.buffer and self.socket.recv(1) == b""
        except ConnectionError:
            return True

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()
