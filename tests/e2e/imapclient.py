# SPDX-License-Identifier: GPL-3.0-or-later
"""A raw IMAP connection for tests: it sends what it is told, and holds every answer against the grammar."""

import re
import socket
import ssl

import deflated
import imapgrammar

PATIENCE = 60
LITERAL_AT_END = re.compile(rb"~?\{(\d+)\}\Z")
STATUS_LINE = re.compile(rb"(\+ |\+\Z|[^ ]+ (OK|NO|BAD|BYE|PREAUTH)( |\Z))", re.I)
# A test never asks for more at once.
MOST = 256 * 1024 * 1024


class Closed(AssertionError):
    """The server closed the connection."""


class Refused(AssertionError):
    """The command did not end in OK; `answer` is what it ended in."""

    def __init__(self, answer):
        super().__init__(str(answer))
        self.answer = answer


class Literal:
    """An argument that is sent as a literal: synchronizing, or not (LITERAL+), or as a literal8."""

    def __init__(self, content, sync=True, binary=False):
        self.content = content
        self.sync = sync
        self.binary = binary

    @property
    def head(self):
        return (b"~" if self.binary else b"") + b"{%d%s}\r\n" % (len(self.content), b"" if self.sync else b"+")


class Answer:
    """How a command ended, and what came before."""

    def __init__(self, command, tagged, untagged):
        self.command = command
        self.tagged = tagged
        self.untagged = untagged

    @property
    def status(self):
        return self.tagged.kind

    @property
    def code(self):
        return self.tagged.code

    @property
    def text(self):
        return self.tagged.text

    def all(self, kind):
        return [response for response in self.untagged if response.kind == kind]

    def one(self, kind):
        found = self.all(kind)
        assert len(found) == 1, f"{len(found)} {kind} in {self}"
        return found[0]

    def codes(self):
        """Response codes of untagged OKs and of the end: a dict by name."""
        statuses = [response for response in [*self.untagged, self.tagged] if response.is_status]
        return {response.code[0]: response.code[1:] for response in statuses if response.code}

    def fetched(self):
        """FETCH data by sequence number, merged."""
        found = {}
        for response in self.all("FETCH"):
            found.setdefault(response.number, {}).update(response.data)
        return found

    def __repr__(self):
        return f"{self.command[:300]!r}: {self.untagged[:40]} {self.tagged}"


def quote(value):
    """A quoted string."""
    value = value.encode() if isinstance(value, str) else value
    return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


class Connection:
    """One connection. Every method may raise `Closed`, `imapgrammar.Illegal` and socket.timeout."""

    def __init__(self, port, tls=False, host="127.0.0.1", timeout=PATIENCE, greet=True, source=None):
        self.host = host
        self.socket = socket.create_connection((host, port), timeout, source_address=(source, 0) if source else None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()
        self.utf8 = False
        self.count = 0
        self.trace = []
        self.pending = []
        if tls:
            self.upgrade()
        self.greeting = self.read() if greet else None

    def upgrade(self, context=None):
        """TLS from here on; whatever was received before it would be an injection."""
        assert not self.buffer, f"in clear text before the handshake: {bytes(self.buffer)!r}"
        if context is None:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket, server_hostname="localhost")

    def deflate(self):
        """Compressed from here on (RFC 4978)."""
        assert not self.buffer, f"not compressed, behind the answer to COMPRESS: {bytes(self.buffer)!r}"
        self.socket = deflated.Socket(self.socket)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()

    # Bytes.

    def note(self, who, data):
        self.trace.append((who, data[:400]))
        del self.trace[:-200]

    def said(self):
        """The last of the conversation, for the message of a failed test."""
        return "\n".join(f"{who} {data!r}" for who, data in self.trace[-40:])

    def send(self, data):
        self.note("C:", data)
        self.socket.sendall(data)

    def more(self):
        data = self.socket.recv(1 << 16)
        if not data:
            raise Closed(f"the server closed the connection; left over: {bytes(self.buffer)!r}\n{self.said()}")
        self.buffer += data

    def read_raw(self):
        """One response with its literals, without its last CRLF."""
        raw = bytearray()
        while True:
            start = 0
            while (end := self.buffer.find(b"\r\n", start)) < 0:
                start = max(0, len(self.buffer) - 1)
                assert len(self.buffer) < MOST, "a line without end"
                self.more()
            line = bytes(self.buffer[:end])
            del self.buffer[:end + 2]
            if b"\n" in line or b"\r" in line:
                raise imapgrammar.Illegal(f"CR or LF alone: {line!r}")
            raw += line
            found = LITERAL_AT_END.search(line)
            if not found or STATUS_LINE.match(raw):
                return bytes(raw)
            length = int(found.group(1))
            assert length < MOST, "a literal without end"
            raw += b"\r\n"
            while len(self.buffer) < length:
                self.more()
            raw += self.buffer[:length]
            del self.buffer[:length]

    def read(self):
        """One response."""
        raw = self.read_raw()
        self.note("S:", raw)
        response = imapgrammar.parse(raw, self.utf8)
        if response.kind == "ENABLED" and {"IMAP4REV2", "UTF8=ACCEPT"} & {name.upper() for name in response.data}:
            self.utf8 = True
        return response

    def closed(self):
        """Reads to the end; the responses until then."""
        responses = []
        try:
            while True:
                responses.append(self.read())
        except (Closed, ConnectionError, ssl.SSLError):
            assert not self.buffer, f"half a response at the end: {bytes(self.buffer)!r}"
            return responses

    # Commands.

    def tag(self):
        self.count += 1
        return f"a{self.count}"

    def begin(self, *pieces):
        """Sends a command without waiting for its end; its tag.

        A str or bytes stands as it is, a `Literal` is sent as one, waiting for the continuation where it has to.
        """
        tag = self.tag()
        line = bytearray(tag.encode() + b" ")
        for number, piece in enumerate(pieces):
            if number and not line.endswith((b" ", b"(")):
                line += b" "
            if isinstance(piece, Literal):
                line += piece.head
                if piece.sync:
                    self.send(bytes(line))
                    line.clear()
                    self.continuation(tag)
                line += piece.content
            else:
                line += piece.encode() if isinstance(piece, str) else piece
        self.send(bytes(line) + b"\r\n")
        return tag

    def continuation(self, tag):
        while True:
            response = self.read()
            if response.tag == "+":
                return
            if response.tag == tag:
                raise Refused(Answer(tag, response, []))
            self.pending.append(response)

    def finish(self, tag, command=""):
        """Reads to the end of that command; its answer."""
        untagged, self.pending = self.pending, []
        while True:
            response = self.read()
            if response.tag == tag:
                return Answer(command or tag, response, untagged)
            if response.tag != "*":
                raise AssertionError(f"the tag of no command: {response}\n{self.said()}")
            if response.kind == "BYE" and not command.upper().startswith("LOGOUT"):
                raise Closed(f"BYE: {response}\n{self.said()}")
            untagged.append(response)

    def do(self, *pieces):
        """A command to its end, whatever that is."""
        shown = " ".join(piece if isinstance(piece, str) else "…" for piece in pieces)
        try:
            return self.finish(self.begin(*pieces), shown)
        except Refused as refused:
            refused.answer.command = shown
            return refused.answer

    def ok(self, *pieces):
        """A command that has to end in OK."""
        answer = self.do(*pieces)
        if answer.status != "OK":
            raise Refused(answer)
        return answer

    def login(self, user, password="secret"):
        self.ok("LOGIN", quote(user), quote(password))
        return self

    def enable(self, *names):
        return self.ok("ENABLE", *names)

    def append(self, mailbox, content, flags=None, date=None, sync=False):
        """The UID, or None from a server without UIDPLUS."""
        pieces = ["APPEND", quote(mailbox)]
        if flags is not None:
            pieces.append("(" + " ".join(flags) + ")")
        if date:
            pieces.append(quote(date))
        answer = self.ok(*pieces, Literal(content, sync))
        return int(answer.code[2]) if answer.code and answer.code[0] == "APPENDUID" else None

    def capabilities(self):
        return [name.upper() for name in self.ok("CAPABILITY").one("CAPABILITY").data]
