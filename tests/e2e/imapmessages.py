# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages to compare IMAP servers by: those of the corpus, made up ones, and ones that nobody should send.

All lines end with CRLF, and nothing depends on chance: the same call gives the same messages.
"""

import base64
import os
import quopri
import random
import re

from digidig import CORPUS

WORDS = """apple pear plum cherry kůň žluťoučký Příliš ďábelské ódy Straße naïve Ελλάδα привет 漢字 meeting report
    invoice tomorrow yesterday urgent question answer""".split()
NAMES = ["Anna", "Bob Builder", "Jiří Novák", "O'Hara, Scarlett", 'The "Boss"', "李小龍", "", "a (comment) b"]
DOMAINS = ["example.org", "example.com", "mail.example.net", "[192.0.2.1]"]


def crlf(data):
    return re.sub(rb"\r?\n", b"\r\n", data)


def corpus():
    """(name, bytes) of every message there."""
    found = []
    for directory, _, files in sorted(os.walk(CORPUS)):
        for name in sorted(files):
            if name.endswith(".eml"):
                with open(os.path.join(directory, name), "rb") as file:
                    content = crlf(file.read()).replace(b"\0", b"?")
                found.append((f"{os.path.basename(directory)}/{name}", content))
    assert len(found) > 100
    return found


class Maker:
    """Made-up messages; `seed` decides all."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.ids = []

    def chance(self, of):
        return self.random.random() < of

    def word(self):
        return self.random.choice(WORDS)

    def words(self, most):
        return " ".join(self.word() for _ in range(self.random.randint(1, most)))

    def encoded(self, text):
        """An encoded-word where it is needed, in one of its forms."""
        if text.isascii() and self.chance(0.9):
            return text
        charset = self.random.choice(["utf-8", "UTF-8", "utf-8"])
        if self.chance(0.5):
            return f"=?{charset}?B?{base64.b64encode(text.encode()).decode()}?="
        letters = "".join(char if char.isascii() and char.isalnum() else "".join(f"={octet:02X}" for octet in
                                                                                char.encode()) for char in text)
        return f"=?{charset}?Q?{letters}?="

    def address(self):
        name = self.random.choice(NAMES)
        at = self.random.choice(["anna", "bob", "c.d", "x+y", '"a b"']) + "@" + self.random.choice(DOMAINS)
        if not name:
            return at
        if not name.isascii():
            return f"{self.encoded(name)} <{at}>"
        if "(" in name:
            return f"{at} ({name.split('(')[1].split(')')[0]})"
        if self.chance(0.5) or not name.replace(" ", "").isalpha():
            escaped = name.replace('"', '\\"')
            return f'"{escaped}" <{at}>'
        return f"{name} <{at}>"

    def addresses(self):
        many = ", ".join(self.address() for _ in range(self.random.randint(1, 3)))
        if self.chance(0.15):
            return f"Friends: {many};"
        if self.chance(0.05):
            return "undisclosed-recipients:;"
        return many

    def date(self):
        day = self.random.randint(1, 28)
        zone = self.random.choice(["+0000", "+0200", "-0800", "+0530", "GMT", "EST"])
        return (f"{day} {self.random.choice(['Jan', 'Feb', 'Mar', 'Nov'])} 20{self.random.randint(10, 25)} "
                f"{self.random.randint(0, 23):02}:{self.random.randint(0, 59):02}:{self.random.randint(0, 59):02} {zone}")

    def text(self):
        lines = [self.words(8) for _ in range(self.random.randint(0, 6))]
        return "\r\n".join(lines) + ("\r\n" if lines and self.chance(0.8) else "")

    def part(self, depth, digest=False):
        """(header lines, body) of one part."""
        kind = self.random.random()
        if depth > 0 and kind < 0.3:
            return self.multipart(depth - 1)
        if depth > 0 and kind < 0.42:
            inner, body = self.message(depth - 1)
            header = [] if digest else ["Content-Type: message/rfc822"]
            return header + self.extras(), inner + b"\r\n\r\n" + body
        if kind < 0.6:
            header, body = self.attachment()
            return header, body
        subtype = self.random.choice(["plain", "plain", "html", "calendar"])
        charset = self.random.choice(["utf-8", "iso-8859-2", "us-ascii", None])
        text = self.text()
        encoded = text.encode(charset or "ascii", "replace")
        header = [f"Content-Type: text/{subtype}" + (f"; charset={self.random.choice([charset, charset.upper()])}"
                                                     if charset else "")]
        how = self.random.choice(["8bit", "quoted-printable", "base64", "QUOTED-PRINTABLE", None])
        if how is None and encoded.isascii():
            return header + self.extras(), encoded
        how = how or "8bit"
        header.append(f"Content-Transfer-Encoding: {how}")
        if how.lower() == "quoted-printable":
            encoded = crlf(quopri.encodestring(encoded.replace(b"\r\n", b"\n")))
        elif how == "base64":
            encoded = crlf(base64.encodebytes(encoded))
        return header + self.extras(), encoded

    def extras(self):
        """Fields of a part that BODYSTRUCTURE tells of."""
        found = []
        if self.chance(0.2):
            found.append(f"Content-ID: <{self.random.randint(1, 99)}@example.org>")
        if self.chance(0.2):
            found.append(f"Content-Description: {self.encoded(self.words(3))}")
        if self.chance(0.2):
            found.append("Content-Disposition: " + self.random.choice(["inline", "attachment", "ATTACHMENT; foo=bar"]))
        if self.chance(0.1):
            found.append("Content-Language: " + self.random.choice(["cs", "en, de", "cs,en"]))
        if self.chance(0.1):
            found.append("Content-Location: http://example.org/" + str(self.random.randint(1, 9)))
        if self.chance(0.1):
            found.append("Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==")
        self.random.shuffle(found)
        return found

    def attachment(self):
        name = self.random.choice(["a.png", "two words.png", "semi;colon.png"])
        content = self.random.randbytes(self.random.randint(0, 200))
        return [f'Content-Type: image/png; name="{name}"', "Content-Transfer-Encoding: base64",
                f'Content-Disposition: attachment; filename="{name}"; size={len(content)}'], \
            crlf(base64.encodebytes(content))

    def multipart(self, depth):
        boundary = self.random.choice(["simple", "=_with.=signs", "two words"]) + str(self.random.randint(1, 10 ** 9))
        subtype = self.random.choice(["mixed", "alternative", "related", "digest", "signed", "report"])
        body = b"preamble\r\n" if self.chance(0.3) else b""
        for _ in range(self.random.randint(1, 3)):
            header, content = self.part(depth, subtype == "digest")
            body += f"--{boundary}\r\n".encode() + "".join(line + "\r\n" for line in header).encode() + b"\r\n"
            body += content + b"\r\n"
        body += f"--{boundary}--\r\n".encode()
        if self.chance(0.2):
            body += b"epilogue\r\n"
        parameters = f'; boundary="{boundary}"' + ('; protocol="x/y"' if subtype == "signed" else "")
        fold = "\r\n\t" if self.chance(0.2) else " "
        return [f"Content-Type: multipart/{subtype}{parameters.replace('; ', ';' + fold)}"] + self.extras(), body

    def message(self, depth):
        """(header without its empty line, body)."""
        identity = f"<{self.random.randint(1, 10 ** 9)}@example.org>"
        lines = [f"Message-ID: {identity}"]
        subject = self.words(3)
        if self.ids and self.chance(0.6):
            parents = self.random.sample(self.ids, min(len(self.ids), self.random.randint(1, 3)))
            lines.append(f"In-Reply-To: {parents[-1]}")
            if self.chance(0.8):
                lines.append("References: " + self.random.choice([" ", "\r\n "]).join(parents))
            subject = self.random.choice(["Re: ", "RE: ", "Re[2]: ", "Fwd: ", "re: fw: ", ""]) + subject
        self.ids.append(identity)
        if self.chance(0.95):
            lines.append(f"Subject: {self.encoded(subject)}")
        if self.chance(0.95):
            lines.append(f"Date: {self.date()}")
        if self.chance(0.97):
            lines.append(f"From: {self.address()}")
        for name, often in (("Sender", 0.1), ("Reply-To", 0.2), ("To", 0.9), ("Cc", 0.3), ("Bcc", 0.1)):
            if self.chance(often):
                lines.append(f"{name}: {self.addresses() if name != 'Sender' else self.address()}")
        if self.chance(0.3):
            lines.append("X-Test: " + self.words(3).encode("ascii", "replace").decode())
        if self.chance(0.1):
            lines.append("Received: from a (b [192.0.2.7])\r\n\tby c; " + self.date())
        lines.append("MIME-Version: 1.0")
        header, body = self.part(depth)
        self.random.shuffle(lines)
        return "\r\n".join(lines + header).encode(), body

    def whole(self):
        header, body = self.message(3)
        return header + b"\r\n\r\n" + body


def generated(count, seed=1):
    maker = Maker(seed)
    return [(f"generated/{number}", maker.whole()) for number in range(count)]


def nested(depth, kind):
    """A message in a message, or a multipart in a multipart, `depth` times."""
    body = b"Content-Type: text/plain\r\n\r\nthe innermost\r\n"
    for level in range(depth):
        if kind == "message":
            body = b"Subject: level %d\r\nContent-Type: message/rfc822\r\n\r\n" % level + body
        else:
            mark = b"b%d" % level
            body = b"Content-Type: multipart/mixed; boundary=" + mark + b"\r\n\r\n--" + mark + b"\r\n" + body \
                + b"\r\n--" + mark + b"--\r\n"
    return b"MIME-Version: 1.0\r\n" + body


def hostile():
    """(name, bytes): what breaks parsers, and still has one right answer."""
    head = b"From: a@example.org\r\nSubject: hostile\r\nMIME-Version: 1.0\r\n"
    mixed = head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    found = {
        "only a header": b"Subject: only\r\n\r\n",
        "no end of header": b"Subject: only\r\n",
        "only a body": b"\r\nbody\r\n",
        "no last line break": head + b"\r\nno end",
        "empty lines": head + b"\r\n\r\n\r\n\r\n",
        "long line": head + b"\r\n" + b"x" * 100000 + b"\r\n",
        "long header": head + b"X-Long: " + b"y" * 20000 + b"\r\n\r\ntext\r\n",
        "many headers": head + b"".join(b"X-H%d: %d\r\n" % (i, i) for i in range(1000)) + b"\r\ntext\r\n",
        "folded": b"Subject: one\r\n two\r\n\tthree\r\nFrom: a@example.org\r\n\r\ntext\r\n",
        "twice": b"Subject: one\r\nSubject: two\r\nTo: a@example.org\r\nTo: b@example.org\r\n\r\nx\r\n",
        "spaces before colon": b"Subject : spaced\r\nFrom: a@example.org\r\n\r\nx\r\n",
        "8 bits in header": b"Subject: \xc5\xbelu\xc5\xa5\r\nFrom: \xe9 <a@example.org>\r\n\r\nx\r\n",
        "boundary without end": mixed + b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n",
        "multipart without parts": mixed + b"nothing here\r\n",
        "multipart that is empty": mixed,
        "no boundary": head + b"Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\none\r\n--b--\r\n",
        "boundary is the beginning of another": mixed + b"--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n"
                                                b"--bb\r\n\r\ninner\r\n--bb--\r\n--b--\r\n",
        "spaces behind boundary": mixed + b"--b   \r\n\r\none\r\n--b-- \t\r\n",
        "part without header": mixed + b"--b\r\n\r\none\r\n--b--\r\n",
        "part without anything": mixed + b"--b\r\n--b\r\n\r\n--b--\r\n",
        "unknown encoding": head + b"Content-Transfer-Encoding: x-what\r\n\r\ntext\r\n",
        "unknown charset": head + b"Content-Type: text/plain; charset=x-what\r\n\r\ntext\r\n",
        "broken base64": head + b"Content-Transfer-Encoding: base64\r\n\r\nQUJ$D=RA==\r\nQUJD\r\n",
        "broken quoted-printable": head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=XX=4=\r\n==41\r\n",
        "empty type": head + b"Content-Type: \r\n\r\ntext\r\n",
        "type without subtype": head + b"Content-Type: text\r\n\r\ntext\r\n",
        "type in comments": head + b"Content-Type: (a) text (b) / (c) plain (d); (e) charset (f) = (g) utf-8\r\n\r\nx\r\n",
        "parameter without value": head + b"Content-Type: text/plain; charset; format=flowed\r\n\r\nx\r\n",
        "parameter twice": head + b"Content-Type: text/plain; charset=utf-8; charset=us-ascii\r\n\r\nx\r\n",
        "parameter in pieces": head + b"Content-Type: image/png; name*0=\"one\"; name*1=\"two.png\"\r\n\r\nx\r\n",
        "parameter with charset": head + b"Content-Type: image/png; name*=utf-8'cs'%C5%BElu.png\r\n\r\nx\r\n",
        "quotes in parameter": head + b'Content-Type: image/png; name="a\\"b\\\\c"\r\n\r\nx\r\n',
        "addresses that are none": b"From: nobody at all\r\nTo: <>\r\nCc: ,,;,\r\nBcc: a@b@c\r\n\r\nx\r\n",
        "route": b"From: <@relay.example,@other.example:a@example.org>\r\n\r\nx\r\n",
        "group in group": b"To: A: b@example.org, C: d@example.org;;\r\n\r\nx\r\n",
        "quoted local part": b'From: "a b"@example.org\r\nTo: "x@y"@example.org\r\n\r\nx\r\n',
        "comments in address": b"From: a(one)@(two)example(three).org (Anna (nested) B)\r\n\r\nx\r\n",
        "no domain": b"From: root\r\nTo: root, Other <other>\r\n\r\nx\r\n",
        "empty fields": b"From:\r\nTo: \r\nSubject:\r\nDate:\r\nMessage-ID:\r\nIn-Reply-To:\r\n\r\nx\r\n",
        "header line without colon": b"From: a@example.org\r\nthis is no field\r\nSubject: after\r\n\r\nx\r\n",
        "mbox line first": b"From someone Mon Jan 1 00:00:00 2024\r\nSubject: after\r\n\r\nx\r\n",
        "digest": head + b"Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: in\r\n\r\nx\r\n--b--\r\n",
        "message in base64": head + b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                             + base64.b64encode(b"Subject: inner\r\n\r\nx\r\n") + b"\r\n",
        "message that is empty": mixed + b"--b\r\nContent-Type: message/rfc822\r\n\r\n--b--\r\n",
        "message without body": mixed + b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n--b--\r\n",
        "partial": head + b'Content-Type: message/partial; id="x"; number=1; total=2\r\n\r\nSubject: p\r\n\r\nx\r\n',
        "twenty messages": nested(20, "message"),
        "twenty multiparts": nested(20, "multipart"),
        "many parts": mixed + b"".join(b"--b\r\n\r\npart %d\r\n" % i for i in range(200)) + b"--b--\r\n",
    }
    return [(f"hostile/{name}", content) for name, content in found.items()]
