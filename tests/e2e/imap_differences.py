# SPDX-License-Identifier: GPL-3.0-or-later
"""In what the service may differ from Dovecot, and by which RFC; everything else has to be the same.

A rule is asked about one differing value of one message. Each looks at the message itself, or at what both servers told
of it, so that it allows that difference there and no other.
"""

import re

from imapoddities import (boundaries, damaged_encoding, decoded, encoded_message, fields, has, header, odd_date,
                          odd_disposition, odd_encoding, odd_type, pairs, parameter, uncommented, undivided, written_year,
                          ADDRESSES)

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


@difference("RFC 2046 §5.1.1: by its grammar nothing but white space follows the boundary in its line, by its text the line need"
            " only begin with it; the service goes by the grammar, lest one boundary be another's beginning")
def _(case):
    return parts_differ(case) and any(
        re.search(rb"^--%s(?!--|[ \t]*\r)" % re.escape(one), case.content, re.M) for one in boundaries(case.content) if one)


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


@difference(FLEXIBLE + "the service finds the words of HTML as they are shown, not its tags, attributes and line"
            " breaks")
def _(case):
    return in_text(case) and has(case.content, b"text/html") and (case.other or " " in case.needle())


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


@difference("RFC 2045 §5.2: a part without Content-Type is text/plain, and is found as that")
def _(case):
    return case.what == "SEARCH TEXT" and case.mine and case.needle() in "content-type: text/plain" and \
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
