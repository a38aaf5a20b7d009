# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares a response with a line of a scenario: as values, not as bytes; see tests/scenarios/README.md."""

import re

SEQUENCE_SET = re.compile(r"[1-9]\d*(:[1-9]\d*)?(,[1-9]\d*(:[1-9]\d*)?)*\Z")
ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0"}
STATUSES = ("OK", "NO", "BAD", "BYE", "PREAUTH")


class Atom(str):
    """An atom, as it stands."""


class Rest:
    """`...`: whatever else there is."""


class Any:
    """`_`: one value."""


class Capture(str):
    """`$name`: one value, the same each time."""


class Regex(str):
    """`/…/`: an atom or a string in which it is found."""


class Content(str):
    """`@name`: the bytes of a message, or of a piece of it."""


class Reader:
    """Values of a line. `pattern`: it is of a scenario, with wildcards and more escapes."""

    def __init__(self, line, pattern):
        self.line = line
        self.at = 0
        self.pattern = pattern

    def values(self, end=None):
        found = []
        while True:
            while self.line[self.at:self.at + 1] == b" ":
                self.at += 1
            char = self.line[self.at:self.at + 1]
            if not char:
                assert end is None, f"no {end} in {self.line!r}"
                return found
            if char == end:
                self.at += 1
                return found
            found.append(self.value(char))

    def value(self, char):
        if char == b"(":
            self.at += 1
            return self.values(b")")
        if char == b'"':
            return self.string()
        literal = re.compile(rb"~?\{(\d+)\}\r\n").match(self.line, self.at)
        if literal and not self.pattern:
            begin = literal.end()
            self.at = begin + int(literal.group(1))
            return self.line[begin:self.at]
        if self.pattern and char == b"/":
            end = self.line.index(b"/", self.at + 1)
            text = self.line[self.at + 1:end]
            self.at = end + 1
            return Regex(text.decode())
        section = re.compile(rb"(BODY|BINARY|BINARY\.SIZE|BODY\.PEEK)\[[^\]]*\](<\d+>)?", re.I).match(self.line, self.at)
        found = section or re.compile(rb"[^ ()]+").match(self.line, self.at)
        assert found, f"at {self.line[self.at:]!r}"
        self.at = found.end()
        text = found.group().decode("utf-8", "backslashreplace")
        return self.wildcard(text) if self.pattern else Atom(text)

    @staticmethod
    def wildcard(text):
        if text == "...":
            return Rest()
        if text == "_":
            return Any()
        if re.fullmatch(r"\$[a-z]\w*", text):
            return Capture(text[1:])
        if re.fullmatch(r"@\w+(\.\w+)?(\[-?\d*:-?\d*\])?", text):
            return Content(text[1:])
        return Atom(text)

    def string(self):
        value = bytearray()
        self.at += 1
        while (char := self.line[self.at:self.at + 1]) != b'"':
            assert char, f"a string without end in {self.line!r}"
            self.at += 1
            if char == b"\\":
                char = self.line[self.at:self.at + 1]
                self.at += 1
                if self.pattern and char == b"x":
                    char = bytes([int(self.line[self.at:self.at + 2], 16)])
                    self.at += 2
                elif self.pattern:
                    char = ESCAPES.get(char.decode(), char)
            value += char
        self.at += 1
        return bytes(value)


def read(line, pattern=False):
    """[tag, number or kind, …]; of a status response [tag, kind, code or None, text]."""
    line = line if isinstance(line, bytes) else line.encode()
    tag, _, rest = line.partition(b" ")
    kind, _, text = rest.partition(b" ")
    head = [Atom(tag.decode()), Atom(kind.decode().upper())]
    if tag == b"+":
        return [Atom("+"), Atom("+"), None, rest.decode("utf-8", "backslashreplace")]
    if head[1] in STATUSES:
        code = None
        if text.startswith(b"["):
            inner, text = split_code(text)
            code = Reader(inner, pattern).values()
        return [*head, code, text.strip().decode("utf-8", "backslashreplace")]
    return [head[0], *Reader(rest, pattern).values()]


def split_code(text):
    """What is in the brackets, and what follows."""
    end = text.index(b"]")
    return text[1:end], text[end + 1:]


def kind_of(values):
    """What a line is about: EXISTS, FETCH …, `OK` of untagged ones with their code, `tagged`."""
    if values[0] == "+":
        return "+"
    if values[0] != "*":
        return "tagged"
    if values[1] in STATUSES:
        return f"{values[1]} {values[2][0]}".upper() if values[2] else str(values[1])
    if str(values[1]).isdigit() or not isinstance(values[1], Atom):
        return str(values[2]).upper()
    return str(values[1]).upper()


def numbers(text):
    found = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        found.extend(range(min(int(first), int(last or first)), max(int(first), int(last or first)) + 1))
    return sorted(found) if len(found) < 100000 else found


class Match:
    """Compares, and remembers what was captured. `contents`: bytes by name."""

    def __init__(self, captured, contents):
        self.captured = captured
        self.contents = contents

    def content(self, name):
        found = re.fullmatch(r"(\w+)(?:\.(\w+))?(?:\[(-?\d*):(-?\d*)\])?", name)
        value = self.contents[found.group(1)]
        header, blank, text = value.partition(b"\r\n\r\n")
        if found.group(2) == "header":
            value = header + blank
        elif found.group(2) == "text":
            value = text
        elif found.group(2):
            raise AssertionError(f"no piece {found.group(2)} of a message")
        if found.group(3) is not None:
            value = value[int(found.group(3) or 0):int(found.group(4)) if found.group(4) else None]
        return value

    def response(self, wanted, got):
        """Whether the whole response is as wanted; captures only then."""
        before = dict(self.captured)
        if self.whole(wanted, got):
            return True
        self.captured.clear()
        self.captured.update(before)
        return False

    def whole(self, wanted, got):
        if wanted[0] == "+" or wanted[1] in STATUSES:
            return self.status(wanted, got)
        if got[0] == "+" or got[1] in STATUSES or not self.value(wanted[0], got[0]):
            return False
        kind = kind_of(wanted)
        if kind != kind_of(got):
            return False
        if kind == "FETCH":
            return self.value(wanted[1], got[1]) and len(wanted) == 4 and self.pairs(wanted[3], got[3])
        if kind == "STATUS":
            return self.value(wanted[2], got[2]) and self.pairs(wanted[3], got[3])
        if kind in ("CAPABILITY", "SEARCH", "ENABLED", "FLAGS"):
            if kind == "FLAGS":
                return self.some(wanted[2], got[2])
            return self.some(wanted[2:], got[2:])
        if kind in ("LIST", "LSUB"):
            return self.some(wanted[2], got[2]) and self.sequence(wanted[3:5], got[3:5]) \
                and (self.pairs(wanted[5], got[5]) if len(wanted) > 5 and len(got) > 5 else len(wanted) == len(got))
        if kind == "ESEARCH":
            return self.esearch(wanted[2:], got[2:])
        return self.sequence(wanted[1:], got[1:])

    def esearch(self, wanted, got):
        def split(values):
            tag = values[0] if values and isinstance(values[0], list) else None
            values = values[1:] if tag else list(values)
            uid = bool(values) and isinstance(values[0], Atom) and values[0].upper() == "UID"
            return tag, uid, values[1:] if uid else values
        tag, uid, rest = split(wanted)
        got_tag, got_uid, got_rest = split(got)
        if tag is not None and (got_tag is None or not self.sequence(tag, got_tag)):
            return False
        return uid == got_uid and self.pairs(rest, got_rest)

    def status(self, wanted, got):
        if got[0] != wanted[0] and not (isinstance(wanted[0], Capture) and self.value(wanted[0], got[0])):
            return False
        if wanted[1] != got[1]:
            return False
        if wanted[2] is not None:
            if not wanted[2]:
                if got[2] is not None:
                    return False
            elif got[2] is None or not self.code(wanted[2], got[2]):
                return False
        text = wanted[3]
        if not text:
            return True
        if text.startswith("/") and text.endswith("/"):
            return re.search(text[1:-1], got[3]) is not None
        return text == got[3]

    def code(self, wanted, got):
        if not self.value(wanted[0], got[0]):
            return False
        if wanted[0] == "PERMANENTFLAGS":
            return self.some(wanted[1], got[1])
        if wanted[0] == "CAPABILITY":
            return self.some(wanted[1:], got[1:])
        return self.sequence(wanted[1:], got[1:])

    def sequence(self, wanted, got):
        """In this order."""
        for index, one in enumerate(wanted):
            if isinstance(one, Rest):
                return True
            if index >= len(got) or not self.value(one, got[index]):
                return False
        return len(wanted) == len(got)

    def some(self, wanted, got):
        """In any order; \\Recent only where it is wanted."""
        if not isinstance(wanted, list):
            return self.value(wanted, got)
        left = list(got)
        if Atom("\\Recent") not in wanted:
            left = [one for one in left if not (isinstance(one, Atom) and one.lower() == "\\recent")]
        open_ended = False
        for one in wanted:
            if isinstance(one, Rest):
                open_ended = True
                continue
            if isinstance(one, Atom) and one.startswith("!"):
                if any(self.value(Atom(one[1:]), other) for other in left):
                    return False
                continue
            for index, other in enumerate(left):
                if self.value(one, other):
                    del left[index]
                    break
            else:
                return False
        return open_ended or not left

    def pairs(self, wanted, got):
        """Names and values, in any order of the names."""
        if not isinstance(wanted, list):
            return self.value(wanted, got)
        open_ended = any(isinstance(one, Rest) for one in wanted)
        wanted = [one for one in wanted if not isinstance(one, Rest)]
        found = {name(got[i]): got[i + 1] for i in range(0, len(got) - 1, 2)}
        names = set()
        for i in range(0, len(wanted), 2):
            key = name(wanted[i])
            names.add(key)
            if key not in found:
                return False
            compare = self.some if key == "FLAGS" else self.value
            if not compare(wanted[i + 1], found[key]):
                return False
        return open_ended or names == set(found)

    def value(self, wanted, got):
        if isinstance(wanted, Any):
            return True
        if isinstance(wanted, list):
            return isinstance(got, list) and self.sequence(wanted, got)
        if isinstance(wanted, Capture):
            if wanted in self.captured:
                return text(got) == text(self.captured[wanted])
            self.captured[wanted] = got
            return True
        if isinstance(got, list):
            return False
        if isinstance(wanted, Regex):
            return re.search(wanted, text(got)) is not None
        if isinstance(wanted, Content):
            return not isinstance(got, Atom) and got == self.content(wanted)
        if isinstance(wanted, Atom) and isinstance(got, Atom):
            if SEQUENCE_SET.match(wanted) and SEQUENCE_SET.match(got):
                return numbers(wanted) == numbers(got)
            return wanted.upper() == got.upper()
        if isinstance(wanted, Atom):
            # An astring of the server may be an atom or a string; NIL is no string.
            return wanted.upper() != "NIL" and wanted.encode() == got
        if isinstance(got, Atom):
            return got.upper() != "NIL" and got.encode() == wanted
        return wanted == got


def name(value):
    return re.sub(r"\s+", " ", text(value).upper().replace('"', ""))


def text(value):
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
