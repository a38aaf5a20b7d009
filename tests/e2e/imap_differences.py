# SPDX-License-Identifier: GPL-3.0-or-later
"""In what the service may differ from Dovecot, and by which RFC; everything else has to be the same.

A rule is asked about one differing value of one message. Each looks at the message itself, or at what both servers told
of it, so that it allows that difference there and no other.
"""

import email.header
import re
import urllib.parse

ALLOWED = []


class Case:
    """One value that differs."""

    def __init__(self, what, content, mine, other, command, told):
        self.what = what
        self.content = content
        self.mine = mine
        self.other = other
        self.command = command
        self.told = told  # What FETCH has told of the message: ours, theirs.

    def needle(self):
        """The text of SEARCH; None when it was not asked for one."""
        found = re.search(r" '((?:[^'\\]|\\.)*)'\Z| \"(.*)\"\Z", self.command)
        return found and (found.group(1) or found.group(2) or "").replace("\\\\", "\\").casefold()


def difference(reason):
    """Registers a rule: called with a `Case`, it is true of what it allows."""
    assert "RFC" in reason

    def register(rule):
        ALLOWED.append((reason, rule))
        return rule
    return register


def allowed(case):
    """The reason of the first rule that allows it."""
    return next((reason for reason, rule in ALLOWED if rule(case)), None)


# What a message is like.

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
    return b"base64" in kinds and bool(re.search(rb"^[A-Za-z0-9+/]*[$=][A-Za-z0-9+/]+=*\r$", body, re.M)) or \
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
    return any(value.lower().startswith(b"message/rfc822") for value in fields(content, b"Content-Type")) and \
        b"base64" in fields(content, b"Content-Transfer-Encoding")


def has(content, kind):
    return any(value.lower().startswith(kind) for value in fields(content, b"Content-Type"))


def written_year(content):
    """The year of the Date field, or None: it is not there, or not as RFC 5322 §3.3 and §4.3 have it."""
    dates = fields(header(content), b"Date")
    found = dates and re.match(rb"(?:[A-Za-z]{3}\s*,\s*)?\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+"
                               rb"(\d{2,4})\s+\d\d?\s*:\s*\d\d", uncommented(dates[0]).strip())
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


# FETCH.

@difference("RFC 5322 §3.6: such a field is there at most once; of two, one server tells the first, the other the last")
def _(case):
    name = case.what.partition(" ")[2]
    name = {"sender": "from", "reply-to": "from"}.get(name, name)
    return case.what.startswith("ENVELOPE ") and len(fields(header(case.content), name.encode())) > 1


@difference("RFC 5322 §2.2.3: unfolding takes away the line break alone; Dovecot makes one space of it and what follows")
def _(case):
    return case.what.startswith("ENVELOPE ") and isinstance(case.mine, bytes) and isinstance(case.other, bytes) and \
        b" ".join(case.mine.split()) == b" ".join(case.other.split())


@difference("RFC 9051 §7.5.2: what an address without local part or domain has in its place is not said, and nothing is"
            " between two commas (RFC 5322 §4.4); Dovecot tells MISSING_MAILBOX and MISSING_DOMAIN")
def _(case):
    if not case.what.startswith("ENVELOPE ") or not isinstance(case.other, list):
        return False
    gone = (b"MISSING_MAILBOX", b"MISSING_DOMAIN")
    plain = [[b"" if part in gone else part for part in one] for one in case.other]
    nothing = [None, None, b"", b""]
    return [one for one in plain if one != nothing] == [one for one in case.mine or [] if one != nothing]


@difference("RFC 5322 §3.4: the field is not a list of addresses, and what it means is anybody's guess")
def _(case):
    name = case.what.partition(" ")[2]
    if not case.what.startswith("ENVELOPE ") or name not in ("from", "sender", "reply-to", "to", "cc", "bcc"):
        return False
    values = fields(header(case.content), name.encode()) or fields(header(case.content), b"From")
    return bool(values) and not ADDRESSES.fullmatch(uncommented(values[0]))


STRUCTURE = ("BODY ", "BODYSTRUCTURE ")


@difference("RFC 2231 §4: the same parameter, in another charset or without its language; 8 bits are in none (RFC 2045 §5.1)")
def _(case):
    return case.what.startswith(STRUCTURE) and case.what.split()[1] in ("parameters", "disposition") and \
        pairs(case.mine) == pairs(case.other)


@difference("RFC 2183 §2: a disposition is a token; without one there is none")
def _(case):
    return case.what == "BODYSTRUCTURE disposition" and case.mine is None and case.other == [b"", None]


@difference("RFC 2045 §5.1: the parameters of the field are none, and where their values end is anybody's guess")
def _(case):
    return case.what.startswith(STRUCTURE) and case.what.split()[1] in ("parameters", "disposition") and \
        (odd_type(case.content) or odd_disposition(case.content))


@difference("RFC 2045 §5.1: the unquoted boundary is no token; one server takes it as it was meant, the other as far as it is"
            " one")
def _(case):
    return parts_differ(case) and any(
        re.search(rb'boundary\s*=\s*(?!")[^;\s]*[()<>@,:\\"/\[\]?=]', value, re.I)
        for value in fields(case.content, b"Content-Type"))


def parts_differ(case):
    """What tells which parts there are, how large, and what is in them."""
    return re.match(r"(BODY|BODYSTRUCTURE) (parts|octets|lines|type|subtype|body|envelope|encoding)|BODY\[\d|BINARY\[\d",
                    case.what)


@difference("RFC 2046 §5.1: a multipart has parts and a boundary; of one that lacks them, the service shows what is in it, as"
            " text (RFC 2045 §5.2), and Dovecot an empty part")
def _(case):
    return parts_differ(case) and undivided(case.content)


@difference("RFC 2045 §5.2: a Content-Type that is none means text/plain")
def _(case):
    return parts_differ(case) and odd_type(case.content) and case.other in (b"", "missing", None)


@difference("RFC 2046 §5.2.1: a message is never encoded in base64; the service shows no message then, Dovecot one made of the"
            " encoded text")
def _(case):
    return parts_differ(case) and encoded_message(case.content)


@difference("RFC 2045 §6.1: that is no Content-Transfer-Encoding; the service tells it as it is, but for what is surely meant")
def _(case):
    return case.what.startswith(STRUCTURE) and case.what.split()[1] == "encoding" and odd_encoding(case.content)


@difference("RFC 5322 §2.2: the line `From ` of an mbox file is no header field; Dovecot has it in the header, but not in"
            " that of a whole message")
def _(case):
    return re.match(r"BODY\[[\d.]*(MIME|HEADER)", case.what) and isinstance(case.other, bytes) and \
        re.fullmatch(rb">?From [^\r]*\r\n", case.other[:len(case.other) - len(case.mine or b"")] or b"-") and \
        case.other.endswith(case.mine)


@difference("RFC 2046 §5.1.1: the line break before a boundary belongs to the boundary; whether to the header of a part without"
            " body as well is not said")
def _(case):
    if not re.match(r"BODY\[\d|BINARY\[\d", case.what) or not isinstance(case.mine, bytes):
        return False
    return isinstance(case.other, bytes) and case.other + b"\r\n" == case.mine or case.mine + b"\r\n" == case.other


@difference("RFC 2046 §5.1.1: a boundary is part of nothing; Dovecot reads on there for the end of a header")
def _(case):
    return re.match(r"BODY\[[\d.]+HEADER.FIELDS", case.what) and case.mine == b"" and case.other.startswith(b"--")


@difference("RFC 9051 §6.4.5.1: a message without body and blank line has no blank line in its header either")
def _(case):
    return case.what.startswith("BODY[HEADER.FIELDS ") and b"\r\n\r\n" not in case.content and \
        case.mine + b"\r\n" == case.other


@difference("RFC 3516 §4.2: BINARY undoes the encoding of the part that is named, and one that has parts has none (RFC 2045"
            " §6.4); Dovecot undoes those of the parts within and rewrites their headers")
def _(case):
    return case.what.startswith("BINARY[") and case.what.endswith(" of a part with parts") and \
        isinstance(case.mine, bytes) and isinstance(case.other, bytes)


@difference("RFC 3516 §4.3: what an encoding that is none, or text that is not of its encoding, is worth; the service decodes"
            " what can be, Dovecot refuses")
def _(case):
    return "BINARY.PEEK" in case.command and (odd_encoding(case.content) or damaged_encoding(case.content)) and \
        (case.what, case.mine, case.other) in (("FETCH status", "OK", "NO"), ("UID", "missing", case.other)) or \
        case.what.startswith("BINARY[") and case.other == "missing" and \
        (odd_encoding(case.content) or damaged_encoding(case.content))


# SEARCH.

@difference("RFC 9051 §6.4.4: SENTBEFORE, SENTON and SENTSINCE are about the Date field; without one that tells a day, none holds,"
            " where Dovecot takes the year 1970")
def _(case):
    return case.what.startswith("SEARCH SENT") and written_year(case.content) is None


@difference("RFC 5322 §3.3: years before 1970 and after 2038 are years as well")
def _(case):
    return case.what.startswith("SEARCH SENT") and odd_date(case.content)


def list_of(told, case):
    return told.get("ENVELOPE", {}).get(case.what.split()[1].lower()) or []


def addresses_text(addresses, quoted):
    """As the service compares them, or, quoted, as Dovecot does."""
    text = ""
    for name, route, mailbox, host in addresses:
        shown = decoded(name)
        if quoted and shown:
            shown = '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
        text += f"{shown} <{(route or b'').decode()}:{decoded(mailbox)}@{decoded(host)}>, "
    return text.casefold()


@difference("RFC 9051 §6.4.4: FROM, TO, CC and BCC compare the addresses of ENVELOPE, in which they have no quotes, and a field"
            " that is NIL there has nothing; Dovecot adds quotes, and its own words for what is missing")
def _(case):
    if not re.match("SEARCH (FROM|TO|CC|BCC)$", case.what):
        return False
    mine, other = (list_of(told, case) for told in case.told)
    needle = case.needle()
    if needle == "":
        return not mine and not case.mine
    # A local part that is not plain is quoted as in any address (RFC 5322 §3.4.1).
    local = any(re.search(rb"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.\x80-\xff-]", one[2] or b"") for one in mine)
    if needle in ('"', "\\"):
        return case.other or local
    return (needle in addresses_text(mine, False)) == case.mine and (needle in addresses_text(other, True)) == case.other


@difference("RFC 5322 §3.6: the field is there at most once; which of two SUBJECT looks at is not said")
def _(case):
    return case.what == "SEARCH SUBJECT" and len(fields(header(case.content), b"Subject")) > 1


FLEXIBLE = "RFC 9051 §6.4.4: servers may search flexibly in BODY and TEXT: "


def in_text(case):
    return case.what in ("SEARCH BODY", "SEARCH TEXT")


@difference(FLEXIBLE + "the service finds the words of HTML, not its tags and attributes")
def _(case):
    return in_text(case) and case.other and has(case.content, b"text/html")


@difference(FLEXIBLE + "the service looks into the headers of messages within, too")
def _(case):
    return in_text(case) and case.mine and (has(case.content, b"message/rfc822") or has(case.content, b"multipart/digest"))


@difference(FLEXIBLE + "the service finds names of files")
def _(case):
    return case.what == "SEARCH BODY" and case.mine and any(
        case.needle() in str(parameter(b"n", one)[1]).casefold() or one.strip(b'"')[:2] == b"=?" or b"%" in one
        for one in re.findall(rb"name\*?\d*\*?\s*=\s*(\"[^\"]*\"|[^;\r]*)", case.content, re.I))


@difference(FLEXIBLE + "the service looks at text of which Content-Type or Content-Transfer-Encoding is none")
def _(case):
    return in_text(case) and case.mine and \
        (odd_encoding(case.content) or odd_type(case.content) or undivided(case.content))


@difference(FLEXIBLE + "what is not of its encoding is decoded as well as it goes")
def _(case):
    return in_text(case) and damaged_encoding(case.content)


@difference(FLEXIBLE + "whether a parameter is written in quotes is no matter of its text")
def _(case):
    return case.what == "SEARCH TEXT" and case.needle() == '"' and b"multipart/" in case.content


@difference("RFC 2045 §5.2: a part without Content-Type is text/plain, and is found as that")
def _(case):
    return case.what == "SEARCH TEXT" and case.mine and case.needle() in ("text", "plain") and \
        bool(boundaries(case.content))


# SORT and THREAD.

SORTS = {
    "DATE": "RFC 5256 §2.2, RFC 5322 §3.3: years before 1970 and after 2038 are years as well",
    "FROM": "RFC 5256 §3: by the first mailbox of ENVELOPE, which differs as allowed above",
    "TO": "RFC 5256 §3: by the first mailbox of ENVELOPE, which differs as allowed above",
    "CC": "RFC 5256 §3: by the first mailbox of ENVELOPE, which differs as allowed above",
}


def unlike_order(key, content, told):
    """Why a message may be elsewhere in an order by that key, or None."""
    if key == "DATE":
        return SORTS[key] if written_year(content) is not None and odd_date(content) else None
    if key not in SORTS:
        return None
    first = [((one.get("ENVELOPE", {}).get(key.lower()) or [[None] * 4])[0])[2] for one in told]
    return SORTS[key] if first[0] != first[1] else None


# The forms of what is the same.

def lowered(value):
    return value.lower() if isinstance(value, bytes) else value


def parameters(pairs_of):
    """Their names do not depend on case (RFC 2045 §5.1), nor do a charset's values.

    Dovecot adds charset=us-ascii to texts that name none, which is what is meant there anyway (RFC 2045 §5.2).
    """
    if pairs_of is None:
        return None
    return [[name.lower(), lowered(value) if name.lower() == b"charset" else value] for name, value in pairs_of
            if (name.lower(), value.lower()) != (b"charset", b"us-ascii")] or None


def structure(body):
    """A body structure with everything that does not depend on case in small letters (RFC 2045)."""
    if not isinstance(body, dict):
        return body
    result = dict(body)
    for name in ("type", "subtype", "encoding"):
        if name in result:
            result[name] = lowered(result[name])
    if "parameters" in result:
        result["parameters"] = parameters(result["parameters"])
    if result.get("disposition"):
        kind, pairs_of = result["disposition"]
        result["disposition"] = [kind.lower(), parameters(pairs_of)]
    if isinstance(result.get("language"), bytes):
        result["language"] = [result["language"]]
    if "parts" in result:
        result["parts"] = [structure(part) for part in result["parts"]]
    if "body" in result:
        result["body"] = structure(result["body"])
    return result


def normalised(item, value):
    """The value with what the grammar leaves free in one form."""
    if item in ("BODY", "BODYSTRUCTURE"):
        return structure(value)
    if item == "FLAGS" and value != "missing":
        return sorted(flag.lower() for flag in value if flag.lower() != "\\recent")
    if item == "INTERNALDATE" and value.startswith(" "):
        # date-day-fixed is SP DIGIT or two digits (RFC 9051 §9).
        return "0" + value[1:]
    if item == "ENVELOPE" and isinstance(value, dict):
        # Spaces around a field's text are no part of it (RFC 5322 §2.2, §3.2.2).
        return {name: field.strip() if isinstance(field, bytes) else field for name, field in value.items()}
    return value


def unlike(item, mine, other):
    """(what, ours, theirs) of what differs within two normalised values, as finely as rules judge it."""
    if mine == other:
        return
    if item == "ENVELOPE" and isinstance(mine, dict) and isinstance(other, dict):
        for name in mine:
            if mine[name] != other[name]:
                yield f"{item} {name}", mine[name], other[name]
    elif item in ("BODY", "BODYSTRUCTURE") and isinstance(mine, dict) and isinstance(other, dict):
        if ("parts" in mine) != ("parts" in other) or ("body" in mine) != ("body" in other):
            yield f"{item} type", mine, other
            return
        for name in sorted(set(mine) | set(other)):
            one, two = mine.get(name), other.get(name)
            if name == "parts" and len(one) == len(two):
                for inner, outer in zip(one, two):
                    yield from unlike(item, inner, outer)
            elif name == "body":
                yield from unlike(item, one, two)
            elif one != two:
                yield f"{item} {name}", one, two
    else:
        yield item, mine, other


def members(tree):
    """The numbers of a thread."""
    found = []
    for one in tree:
        found.extend(members(one) if isinstance(one, list) else [one])
    return found


def unlike_places(mine, other):
    """(place, ours, theirs) where two orders differ; more than one place only when they are of the same length."""
    if mine == other:
        return []
    if not isinstance(mine, list) or not isinstance(other, list) or len(mine) != len(other):
        return [("length", str(mine)[:200], str(other)[:200])]
    return [(place, one, two) for place, (one, two) in enumerate(zip(mine, other)) if one != two]
