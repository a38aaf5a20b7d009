# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which two servers' answers are compared: what the grammar leaves free is the same in both."""


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
