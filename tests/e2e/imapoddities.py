# SPDX-License-Identifier: GPL-3.0-or-later
"""What is odd about a message, as far as IMAP servers differ in what they make of it."""

import email.header
import re
import urllib.parse

TOKEN = rb"[^\x00-\x20\x7f-\xff()<>@,;:\\\"/\[\]?=]+"
QUOTED = rb'"(?:[^"\\]|\\.)*"'
PARAMETERS = re.compile(rb"(?:\s*;\s*%s\s*=\s*(?:%s|%s))*\s*;?\s*" % (TOKEN, TOKEN, QUOTED), re.S)
ENCODINGS = (b"7bit", b"8bit", b"binary", b"quoted-printable", b"base64")
ATEXT = rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\xff-]+"
WORD = rb"(?:%s|%s)" % (ATEXT, QUOTED)
SPEC = rb"%s(?:\s*\.\s*%s)*\s*@\s*(?:%s(?:\s*\.\s*%s)*|\[[^]]*\])" % (WORD, WORD, ATEXT, ATEXT)
PHRASE = rb"%s(?:[\s.]*%s)*[\s.]*" % (WORD, WORD)
MAILBOX = rb"(?:%s|(?:%s)?<\s*%s\s*>)" % (SPEC, PHRASE, SPEC)
GROUP = rb"%s:\s*(?:%s\s*(?:,\s*%s\s*)*)?;" % (PHRASE, MAILBOX, MAILBOX)
ADDRESSES = re.compile(rb"\s*(?:%s|%s)\s*(?:,\s*(?:%s|%s)\s*)*" % (MAILBOX, GROUP, MAILBOX, GROUP))


def unfolded(value):
    return re.sub(rb"\r\n(?=[ \t])", b"", value).strip()


def header(content):
    return content[:2] == b"\r\n" and b"" or content.partition(b"\r\n\r\n")[0] + b"\r\n"


def fields(content, name):
    """The values of that field, those of parts and nested messages too."""
    return [unfolded(value) for value in re.findall(rb"^%s[ \t]*:((?:[^\r]|\r\n[ \t])*)" % name, content, re.M | re.I)]


def uncommented(value):
    """Without comments, none of which stands in quotes in these messages."""
    while (less := re.sub(rb"\((?:[^()\\]|\\.)*\)", b"", value)) != value:
        value = less
    return value


def is_structured(value, first):
    """Whether a field is a value, as the pattern `first` has it, and parameters (RFC 2045 §5.1, RFC 2183 §2)."""
    value = uncommented(value)
    found = re.match(first, value)
    return bool(found and PARAMETERS.fullmatch(value[found.end():]))


def odd_type(content):
    return not all(is_structured(value, rb"%s\s*/\s*%s\s*" % (TOKEN, TOKEN)) for value in fields(content, b"Content-Type"))


def odd_disposition(content):
    return not all(is_structured(value, TOKEN) for value in fields(content, b"Content-Disposition"))


def odd_encoding(content):
    return any(uncommented(value).strip().lower() not in ENCODINGS
               for value in fields(content, b"Content-Transfer-Encoding"))


def damaged_encoding(content):
    """Text that is not of its encoding."""
    kinds = [value.lower() for value in fields(content, b"Content-Transfer-Encoding")]
    body = content.partition(b"\r\n\r\n")[2]
    if boundaries(content):
        return False  # None of the messages with parts is damaged so.
    return b"base64" in kinds and bool(re.search(rb"[^A-Za-z0-9+/=\s]|=[A-Za-z0-9]", body)) or \
        b"quoted-printable" in kinds and bool(re.search(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r\n)", body))


def boundaries(content):
    found = []
    for value in fields(content, b"Content-Type"):
        if value.lower().startswith(b"multipart/"):
            one = re.search(rb'boundary\s*=\s*(?:"([^"]*)"|([^;]*))', value, re.I)
            found.append(one and (one.group(1) or one.group(2)).strip())
    return found


def undivided(content):
    """A multipart without the parts that it must have, or without what would divide them."""
    return any(not one or b"\r\n--" + one + b"\r\n" not in re.sub(rb"[ \t]+\r\n", b"\r\n", content)
               for one in boundaries(content))


def encoded_message(content):
    top = header(content)
    return any(value.lower().startswith(b"message/rfc822") for value in fields(top, b"Content-Type")) and \
        fields(top, b"Content-Transfer-Encoding") == [b"base64"]


def has(content, kind):
    return any(value.lower().startswith(kind) for value in fields(content, b"Content-Type"))


def written_year(content):
    """The year of the Date field, or None: it is not there, or not as RFC 5322 §3.3 and §4.3 have it."""
    dates = fields(header(content), b"Date")
    found = dates and re.match(rb"(?:[A-Za-z]{3}\s*,\s*)?\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+"
                               rb"(\d{2,4})\s+(?:[01]?\d|2[0-3])\s*:\s*\d\d", uncommented(dates[0]).strip())
    if not found:
        return None
    year = int(found.group(1))
    return year + (2000 if year < 50 else 1900 if year < 1000 else 0)


def odd_date(content):
    year = written_year(content)
    return year is None or not 1970 <= year < 2038


def decoded(text):
    if text is None:
        return ""
    try:
        return str(email.header.make_header(email.header.decode_header(text.decode("utf-8", "replace"))))
    except (LookupError, UnicodeError, email.errors.HeaderParseError):
        return text.decode("utf-8", "replace")


def parameter(name, value):
    """A parameter with its value decoded (RFC 2231)."""
    text = value.decode("utf-8", "replace")
    if name.endswith(b"*"):
        charset, _, coded = (part for part in text.split("'", 2))
        text = urllib.parse.unquote_to_bytes(coded).decode(charset, "replace")
    return name.rstrip(b"*"), text


def pairs(value):
    """Parameters, or a disposition with its own, decoded."""
    if not value or not isinstance(value, list):
        return value
    if isinstance(value[0], bytes):
        return [value[0], pairs(value[1])]
    return [parameter(*pair) for pair in value]
