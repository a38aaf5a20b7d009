# SPDX-License-Identifier: GPL-3.0-or-later
"""What an IMAP server may say: the grammar of RFC 9051 §9 and of the extensions, for tests; it forgives nothing.

A response is parsed from its bytes, literals included, into Python values: an atom is a str, a string (quoted or
literal) is bytes, NIL is None, a number is an int, a parenthesised list is a list. Whatever the grammar does not
allow at that place raises `Illegal`, which names the octet.
"""

import re

ATOM = frozenset(range(0x21, 0x7f)) - frozenset(b'(){%*"\\]')
ASTRING = ATOM | frozenset(b"]")
LIST_CHAR = ASTRING | frozenset(b"%*")
TAG = ASTRING - frozenset(b"+")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DATE_TIME = re.compile(rb"([ 0-3]\d)-(" + "|".join(MONTHS).encode() + rb")-(\d{4}) (\d\d):(\d\d):(\d\d) [+-]\d{4}")
SEQUENCE = re.compile(rb"[1-9]\d*(:[1-9]\d*)?(,[1-9]\d*(:[1-9]\d*)?)*")
SECTION = re.compile(rb"([1-9]\d*(\.[1-9]\d*)*(\.(MIME|HEADER\.FIELDS(\.NOT)?|HEADER|TEXT))?"
                     rb"|HEADER\.FIELDS(\.NOT)?|HEADER|TEXT)?", re.I)
BINARY_SECTION = re.compile(rb"([1-9]\d*(\.[1-9]\d*)*)?")
OBJECT_ID = re.compile(rb"[A-Za-z0-9_-]{1,255}")
STATUSES = ("OK", "NO", "BAD", "PREAUTH", "BYE")
# Response codes that stand alone: RFC 9051 §7.1, and those of the extensions.
BARE_CODES = frozenset("""ALERT PARSE READ-ONLY READ-WRITE TRYCREATE UIDNOTSTICKY UNAVAILABLE AUTHENTICATIONFAILED
    AUTHORIZATIONFAILED EXPIRED PRIVACYREQUIRED CONTACTADMIN NOPERM INUSE EXPUNGEISSUED CORRUPTION SERVERBUG CLIENTBUG
    CANNOT LIMIT OVERQUOTA ALREADYEXISTS NONEXISTENT NOTSAVED HASCHILDREN CLOSED UNKNOWN-CTE NOMODSEQ USEATTR
    TOOBIG COMPRESSIONACTIVE NOTIFICATIONOVERFLOW""".split())


class Illegal(AssertionError):
    """The server said what the grammar does not have."""


def sequence_numbers(text):
    """The numbers of a sequence-set without `*`, in its order."""
    numbers = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        low, high = sorted((int(first), int(last or first)))
        numbers.extend(range(low, high + 1))
    return numbers


class Response:
    """One response: `tag` is a tag, "*" or "+"; `kind` is in upper case; `data` by kind.

    Status responses have `code` (None, or a tuple of its name and values) and `text`. Responses that begin with a
    number (EXISTS, EXPUNGE, FETCH) have it as `number`; `data` of FETCH is a dict.
    """

    def __init__(self, raw, tag, kind):
        self.raw = raw
        self.tag = tag
        self.kind = kind
        self.number = None
        self.data = None
        self.code = None
        self.text = None

    @property
    def is_status(self):
        return self.kind in STATUSES

    def __repr__(self):
        shown = self.raw if len(self.raw) < 600 else self.raw[:600] + b"..."
        return f"<{shown.decode('utf-8', 'backslashreplace')!r}>"


class Parser:
    """Reads one response. `utf8`: IMAP4rev2 or UTF8=ACCEPT is enabled, so quoted strings hold UTF-8."""

    def __init__(self, raw, utf8=False):
        self.raw = raw
        self.at = 0
        self.utf8 = utf8

    # Octets.

    def fail(self, why):
        shown = self.raw[max(0, self.at - 60):self.at] + b" >>> " + self.raw[self.at:self.at + 60]
        raise Illegal(f"{why} at octet {self.at}: {shown!r}; the whole: {self.raw[:2000]!r}")

    def peek(self, text=None):
        if text is None:
            return self.raw[self.at:self.at + 1]
        return self.raw[self.at:self.at + len(text)].upper() == text.upper()

    def take(self, text):
        if not self.peek(text):
            self.fail(f"expected {text!r}")
        self.at += len(text)

    def accept(self, text):
        if self.peek(text):
            self.at += len(text)
            return True
        return False

    def sp(self):
        self.take(b" ")

    def span(self, allowed, what):
        end = self.at
        while end < len(self.raw) and self.raw[end] in allowed:
            end += 1
        if end == self.at:
            self.fail(f"expected {what}")
        text = self.raw[self.at:end]
        self.at = end
        return text.decode("ascii")

    def match(self, pattern, what):
        found = pattern.match(self.raw, self.at)
        if not found:
            self.fail(f"expected {what}")
        self.at = found.end()
        return found.group()

    def end(self):
        if self.at != len(self.raw):
            self.fail("expected the end")

    # The small things of the grammar.

    def atom(self):
        return self.span(ATOM, "an atom")

    def number(self, bits=32, least=0):
        text = self.span(frozenset(b"0123456789"), "a number")
        if len(text) > 1 and text[0] == "0":
            self.fail(f"a number with a leading zero, {text},")
        value = int(text)
        if value < least or value >= 1 << bits:
            self.fail(f"a number out of range, {text},")
        return value

    def nz_number(self):
        return self.number(least=1)

    def quoted(self):
        self.take(b'"')
        value = bytearray()
        while True:
            char = self.peek()
            if not char or char in b"\r\n\0":
                self.fail("a quoted string that does not end")
            self.at += 1
            if char == b'"':
                break
            if char == b"\\":
                char = self.peek()
                if char not in (b'"', b"\\"):
                    self.fail("a backslash before what needs none")
                self.at += 1
            elif char > b"\x7f" and not self.utf8:
                self.fail("8 bits in a quoted string without UTF8=ACCEPT or IMAP4rev2")
            value += char
        if self.utf8:
            try:
                value.decode("utf-8")
            except UnicodeDecodeError:
                self.fail("a quoted string that is not UTF-8")
        return bytes(value)

    def literal(self, binary=False):
        """literal, or literal8 where `binary`: only that one may hold NUL."""
        eight = binary and self.accept(b"~")
        self.take(b"{")
        length = self.number(bits=63)
        self.take(b"}\r\n")
        value = self.raw[self.at:self.at + length]
        if len(value) != length:
            self.fail("a literal that is too short")
        if b"\0" in value and not eight:
            self.fail("NUL in a literal")
        self.at += length
        return value

    def string(self, binary=False):
        if self.peek(b'"'):
            return self.quoted()
        if self.peek(b"{") or (binary and self.peek(b"~{")):
            return self.literal(binary)
        return self.fail("expected a string")

    def nil(self):
        if self.peek(b"NIL"):
            after = self.raw[self.at + 3:self.at + 4]
            if not after or after[0] not in ASTRING:
                self.at += 3
                return True
        return False

    def nstring(self, binary=False):
        return None if self.nil() else self.string(binary)

    def astring(self):
        """As bytes, whether it was an atom or a string."""
        if self.peek(b'"') or self.peek(b"{"):
            return self.string()
        return self.span(ASTRING, "an astring").encode()

    def mailbox(self):
        """As it stands, in modified UTF-7 or UTF-8; INBOX is one name in any case."""
        name = self.astring()
        if name.upper() == b"INBOX":
            return b"INBOX"
        if not self.utf8 and any(char > 0x7e or char < 0x20 for char in name):
            self.fail("a mailbox name that is not modified UTF-7")
        return name

    def many(self, item, least=0):
        """"(" items, separated by one space, ")"."""
        self.take(b"(")
        values = []
        if least == 0 and self.accept(b")"):
            return values
        values.append(item())
        while self.accept(b" "):
            values.append(item())
        self.take(b")")
        return values

    def flag(self, permanent=False):
        if self.accept(b"\\"):
            if permanent and self.accept(b"*"):
                return "\\*"
            return "\\" + self.atom()
        return self.atom()

    def flags(self):
        return self.many(self.flag)

    def sequence_set(self):
        text = self.match(SEQUENCE, "a sequence-set").decode()
        if any(int(number) >= 1 << 32 for number in re.findall(r"\d+", text)):
            self.fail("a number out of range")
        return text

    def date_time(self):
        self.take(b'"')
        found = DATE_TIME.match(self.raw, self.at)
        if not found or not 1 <= int(found.group(1)) <= 31 or int(found.group(4)) > 23 \
                or int(found.group(5)) > 59 or int(found.group(6)) > 60:
            self.fail("expected a date-time")
        self.at = found.end()
        self.take(b'"')
        return found.group().decode()

    def object_id(self):
        """"(" objectid ")", RFC 8474."""
        self.take(b"(")
        value = self.match(OBJECT_ID, "an objectid").decode()
        self.take(b")")
        return value

    # ENVELOPE and BODYSTRUCTURE.

    def address(self):
        self.take(b"(")
        fields = [self.nstring()]
        for _ in range(3):
            self.sp()
            fields.append(self.nstring())
        self.take(b")")
        return fields

    def addresses(self):
        """env-from and the like: NIL, or addresses without a separator."""
        if self.nil():
            return None
        self.take(b"(")
        values = [self.address()]
        while self.peek(b"("):
            values.append(self.address())
        self.take(b")")
        return values

    def envelope(self):
        self.take(b"(")
        fields = [self.nstring()]
        self.sp()
        fields.append(self.nstring())
        for _ in range(6):
            self.sp()
            fields.append(self.addresses())
        for _ in range(2):
            self.sp()
            fields.append(self.nstring())
        self.take(b")")
        names = ("date", "subject", "from", "sender", "reply-to", "to", "cc", "bcc", "in-reply-to", "message-id")
        return dict(zip(names, fields))

    def parameters(self):
        if self.nil():
            return None

        def pair():
            name = self.string()
            self.sp()
            return [name, self.string()]
        return self.many(pair, 1)

    def disposition(self):
        if self.nil():
            return None
        self.take(b"(")
        kind = self.string()
        self.sp()
        parameters = self.parameters()
        self.take(b")")
        return [kind, parameters]

    def language(self):
        if self.peek(b"("):
            return self.many(self.string, 1)
        return self.nstring()

    def extension(self):
        """body-extension: what later revisions may add."""
        if self.peek(b"("):
            return self.many(self.extension, 1)
        if self.peek().isdigit():
            return self.number(bits=63)
        return self.nstring()

    def rest_of_body(self, into, steps, extended):
        """The optional extension data, each only when the one before it is there."""
        for name, read in steps:
            if not self.peek(b" "):
                return
            if not extended:
                self.fail("extension data in BODY")
            self.sp()
            into[name] = read()
        while self.accept(b" "):
            into.setdefault("more", []).append(self.extension())

    def body(self, extended=True):
        """A dict; of a multipart it has `parts`."""
        self.take(b"(")
        result = {}
        if self.peek(b"("):
            result["parts"] = [self.body(extended)]
            while self.peek(b"("):
                result["parts"].append(self.body(extended))
            self.sp()
            result["type"], result["subtype"] = b"multipart", self.string()
            self.rest_of_body(result, (("parameters", self.parameters), ("disposition", self.disposition),
                                       ("language", self.language), ("location", self.nstring)), extended)
            self.take(b")")
            return result
        result["type"] = self.string()
        self.sp()
        result["subtype"] = self.string()
        for name, read in (("parameters", self.parameters), ("id", self.nstring), ("description", self.nstring),
                           ("encoding", self.string), ("octets", self.number)):
            self.sp()
            result[name] = read()
        kind, subtype = result["type"].lower(), result["subtype"].lower()
        # RFC 9051 allows message/global to be seen as what it holds; RFC 3501 knows message/rfc822 alone.
        if kind == b"message" and (subtype == b"rfc822" or subtype == b"global" and self.peek(b" (")):
            self.sp()
            result["envelope"] = self.envelope()
            self.sp()
            result["body"] = self.body(extended)
            self.sp()
            result["lines"] = self.number(bits=63)
        elif kind == b"text":
            self.sp()
            result["lines"] = self.number(bits=63)
        self.rest_of_body(result, (("md5", self.nstring), ("disposition", self.disposition),
                                   ("language", self.language), ("location", self.nstring)), extended)
        self.take(b")")
        return result

    # FETCH.

    def section(self, pattern):
        self.take(b"[")
        text = self.match_upper(pattern)
        if text.endswith(("HEADER.FIELDS", "HEADER.FIELDS.NOT")):
            self.sp()
            names = self.many(self.astring, 1)
            text += " (" + " ".join(name.decode("ascii", "backslashreplace").upper() for name in names) + ")"
        self.take(b"]")
        return f"[{text}]"

    def match_upper(self, pattern):
        text = pattern.match(self.raw, self.at).group()
        self.at += len(text)
        return text.decode().upper()

    def origin(self):
        if not self.accept(b"<"):
            return ""
        value = self.number(bits=63)
        self.take(b">")
        return f"<{value}>"

    def fetch_item(self):
        """A name, normalised, and its value."""
        if self.peek(b"BODY["):
            self.at += 4
            name = "BODY" + self.section(SECTION) + self.origin()
            self.sp()
            return name, self.nstring()
        if self.peek(b"BINARY["):
            self.at += 6
            name = "BINARY" + self.section(BINARY_SECTION) + self.origin()
            self.sp()
            return name, self.nstring(binary=True)
        if self.peek(b"BINARY.SIZE["):
            self.at += 11
            name = "BINARY.SIZE" + self.section(BINARY_SECTION)
            self.sp()
            return name, self.number(bits=63)
        name = self.span(ATOM - frozenset(b"["), "an item").upper()
        self.sp()
        readers = {
            "FLAGS": self.flags, "INTERNALDATE": self.date_time, "ENVELOPE": self.envelope,
            "RFC822.SIZE": lambda: self.number(bits=63), "UID": self.nz_number,
            "BODYSTRUCTURE": self.body, "BODY": lambda: self.body(extended=False),
            "RFC822": self.nstring, "RFC822.HEADER": self.nstring, "RFC822.TEXT": self.nstring,
            "MODSEQ": self.mod_sequence, "EMAILID": self.object_id,
            "THREADID": lambda: None if self.nil() else self.object_id(),
            "PREVIEW": self.nstring, "SAVEDATE": lambda: None if self.nil() else self.date_time()}
        if name not in readers:
            self.fail(f"unknown item {name}")
        return name, readers[name]()

    def mod_sequence(self):
        self.take(b"(")
        value = self.number(bits=63, least=1)
        self.take(b")")
        return value

    def fetch(self):
        items = self.many(self.fetch_item, 1)
        names = [name for name, _ in items]
        if len(set(names)) != len(names):
            self.fail("the same item twice in one FETCH")
        return dict(items)

    # Other untagged responses.

    def listed(self):
        """mailbox-list: (attributes, delimiter, name, extended items)."""
        attributes = self.many(self.flag)
        self.sp()
        if self.nil():
            delimiter = None
        else:
            delimiter = self.quoted().decode("ascii")
            if len(delimiter) != 1:
                self.fail("a delimiter that is not one octet")
        self.sp()
        name = self.mailbox()
        extended = {}
        if self.accept(b" "):
            def item():
                key = self.astring().decode("ascii").upper()
                self.sp()
                return key, self.tagged_value()
            extended = dict(self.many(item))
        return attributes, delimiter, name, extended

    def tagged_value(self):
        """tagged-ext-val."""
        if self.peek(b"("):
            return self.many(self.nested)
        found = SEQUENCE.match(self.raw, self.at)
        if not found:
            self.fail("expected a value")
        self.at = found.end()
        return found.group().decode()

    def nested(self):
        return self.many(self.nested) if self.peek(b"(") else self.astring()

    def status(self):
        name = self.mailbox()
        self.sp()

        def item():
            key = self.atom().upper()
            self.sp()
            if key in ("MESSAGES", "UNSEEN", "DELETED", "RECENT"):
                return key, self.number()
            if key in ("UIDNEXT", "UIDVALIDITY"):
                return key, self.nz_number()
            if key in ("SIZE", "HIGHESTMODSEQ", "DELETED-STORAGE"):
                return key, self.number(bits=63)
            if key == "MAILBOXID":
                return key, self.object_id()
            if key == "APPENDLIMIT":
                return key, None if self.nil() else self.number()
            return self.fail(f"unknown STATUS item {key}")
        items = self.many(item)
        if len({key for key, _ in items}) != len(items):
            self.fail("the same item twice in one STATUS")
        return name, dict(items)

    def esearch(self):
        """A dict: TAG, UID, and the results that are there."""
        result = {"TAG": None, "UID": False}
        if self.accept(b" ("):
            self.take(b"TAG ")
            result["TAG"] = self.string().decode()
            self.take(b")")
        if self.peek(b" UID") and self.raw[self.at + 4:self.at + 5] in (b"", b" "):
            self.at += 4
            result["UID"] = True
        while self.accept(b" "):
            name = self.atom().upper()
            if name in result and name not in ("TAG", "UID"):
                self.fail("the same result twice in one ESEARCH")
            self.sp()
            if name in ("MIN", "MAX"):
                result[name] = self.nz_number()
            elif name == "COUNT":
                result[name] = self.number()
            elif name == "ALL":
                result[name] = self.sequence_set()
            elif name == "MODSEQ":
                result[name] = self.number(bits=63, least=1)
            elif name == "PARTIAL":
                self.take(b"(")
                window = self.match(re.compile(rb"-?\d+:-?\d+"), "a range").decode()
                self.sp()
                result[name] = (window, None if self.nil() else self.sequence_set())
                self.take(b")")
            else:
                self.fail(f"unknown result {name}")
        return result

    def found(self):
        """SEARCH and SORT: (numbers, MODSEQ or None)."""
        numbers, modseq = [], None
        while self.accept(b" "):
            if self.peek(b"("):
                self.take(b"(MODSEQ ")
                modseq = self.number(bits=63, least=1)
                self.take(b")")
                break
            numbers.append(self.nz_number())
        return numbers, modseq

    def thread(self):
        """thread-list of RFC 5256: a list of numbers, ended by the nested threads where it branches."""
        self.take(b"(")
        members = []
        if not self.peek(b"("):
            members.append(self.nz_number())
            while self.accept(b" "):
                if self.peek(b"("):
                    break
                members.append(self.nz_number())
        branches = 0
        while self.peek(b"("):
            members.append(self.thread())
            branches += 1
        if branches == 1:
            self.fail("a thread with one branch")
        self.take(b")")
        return members

    def namespace(self):
        if self.nil():
            return None
        self.take(b"(")
        values = []
        while True:
            self.take(b"(")
            prefix = self.string()
            self.sp()
            delimiter = None if self.nil() else self.quoted().decode()
            while self.accept(b" "):
                self.string()
                self.sp()
                self.many(self.string, 1)
            self.take(b")")
            values.append((prefix, delimiter))
            if not self.peek(b"("):
                break
        self.take(b")")
        return values

    def quota(self):
        root = self.astring()
        self.sp()

        def resource():
            name = self.atom().upper()
            self.sp()
            usage = self.number(bits=63)
            self.sp()
            return name, (usage, self.number(bits=63))
        return root, dict(self.many(resource))

    def words(self, least=0):
        """The rest, atoms each after a space."""
        values = []
        while self.accept(b" "):
            values.append(self.atom())
        if len(values) < least:
            self.fail("expected a word")
        return values

    def identification(self):
        if self.nil():
            return None

        def pair():
            name = self.string().decode()
            if len(name) > 30:
                self.fail("a field of ID longer than 30 octets")
            self.sp()
            return name, self.nstring()
        return dict(self.many(pair))

    # Whole responses.

    def rest_text(self):
        text = self.raw[self.at:]
        if b"\r" in text or b"\n" in text or b"\0" in text:
            self.fail("CR, LF or NUL in text")
        if not self.utf8 and any(char > 0x7f for char in text):
            self.fail("8 bits in text without UTF8=ACCEPT or IMAP4rev2")
        try:
            shown = text.decode("utf-8")
        except UnicodeDecodeError:
            self.fail("text that is not UTF-8")
        self.at = len(self.raw)
        return shown

    def code(self):
        """resp-text-code, behind its "[": a tuple."""
        name = self.span(ATOM, "a response code").upper()
        if name in ("UIDNEXT", "UIDVALIDITY", "UNSEEN"):
            self.sp()
            return name, self.nz_number()
        if name == "HIGHESTMODSEQ":
            self.sp()
            return name, self.number(bits=63, least=1)
        if name == "PERMANENTFLAGS":
            self.sp()
            return name, self.many(lambda: self.flag(permanent=True))
        if name == "CAPABILITY":
            return name, self.words(1)
        if name == "BADCHARSET":
            return (name, self.many(self.astring, 1)) if self.accept(b" ") else (name,)
        if name == "APPENDUID":
            self.sp()
            validity = self.nz_number()
            self.sp()
            return name, validity, self.sequence_set()
        if name == "COPYUID":
            self.sp()
            validity = self.nz_number()
            self.sp()
            source = self.sequence_set()
            self.sp()
            target = self.sequence_set()
            if len(sequence_numbers(source)) != len(sequence_numbers(target)):
                self.fail("COPYUID with sets of different size")
            return name, validity, source, target
        if name == "MODIFIED":
            self.sp()
            return name, self.sequence_set()
        if name == "MAILBOXID":
            self.sp()
            return name, self.object_id()
        if name in BARE_CODES and not self.peek(b"]"):
            self.fail(f"{name} takes nothing")
        if self.accept(b" "):
            end = self.raw.find(b"]", self.at)
            if end <= self.at:
                self.fail("a response code that does not end")
            value = self.raw[self.at:end].decode("ascii", "backslashreplace")
            self.at = end
            return name, value
        return (name,)

    def status_text(self, response):
        """resp-text; its SP stands there even when nothing follows."""
        self.sp()
        if self.accept(b"["):
            response.code = self.code()
            self.take(b"]")
            # RFC 3501 wants a text, RFC 9051 has it optional; both have the space.
            self.sp()
        response.text = self.rest_text()

    def response(self):
        """The whole thing."""
        if self.accept(b"+"):
            answer = Response(self.raw, "+", "+")
            # continue-req: "+" SP (resp-text / base64).
            self.sp()
            answer.text = self.rest_text()
            return answer
        tag = "*" if self.accept(b"*") else self.span(TAG, "a tag")
        self.sp()
        if tag == "*" and self.peek().isdigit():
            number = self.number()
            self.sp()
            kind = self.atom().upper()
            answer = Response(self.raw, tag, kind)
            answer.number = number
            if kind == "FETCH":
                self.sp()
                answer.data = self.fetch()
            elif kind not in ("EXISTS", "RECENT", "EXPUNGE"):
                self.fail(f"unknown response {kind}")
            if kind in ("FETCH", "EXPUNGE") and number == 0:
                self.fail("message 0")
            self.end()
            return answer
        kind = self.atom().upper()
        answer = Response(self.raw, tag, kind)
        if kind in STATUSES:
            if tag != "*" and kind in ("PREAUTH", "BYE"):
                self.fail(f"{kind} with a tag")
            self.status_text(answer)
            return answer
        if tag != "*":
            self.fail(f"a tag before {kind}")
        if kind == "CAPABILITY":
            answer.data = self.words(1)
        elif kind == "ENABLED":
            answer.data = self.words()
        elif kind in ("SEARCH", "SORT"):
            answer.data = self.found()
        elif kind == "ESEARCH":
            answer.data = self.esearch()
        elif kind == "THREAD":
            answer.data = []
            if self.accept(b" "):
                answer.data.append(self.thread())
                while self.peek(b"("):
                    answer.data.append(self.thread())
        else:
            self.sp()
            if kind in ("LIST", "LSUB"):
                answer.data = self.listed()
            elif kind == "STATUS":
                answer.data = self.status()
            elif kind == "FLAGS":
                answer.data = self.flags()
            elif kind == "NAMESPACE":
                answer.data = [self.namespace()]
                for _ in range(2):
                    self.sp()
                    answer.data.append(self.namespace())
            elif kind == "VANISHED":
                earlier = self.accept(b"(EARLIER) ")
                answer.data = (earlier, self.sequence_set())
            elif kind == "QUOTA":
                answer.data = self.quota()
            elif kind == "QUOTAROOT":
                name = self.mailbox()
                roots = []
                while self.accept(b" "):
                    roots.append(self.astring())
                answer.data = (name, roots)
            elif kind == "ID":
                answer.data = self.identification()
            else:
                self.fail(f"unknown response {kind}")
        self.end()
        return answer


def parse(raw, utf8=False):
    """The response in these bytes, without the last CRLF; `Illegal` when it is none."""
    return Parser(raw, utf8).response()
