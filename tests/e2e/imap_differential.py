# SPDX-License-Identifier: GPL-3.0-or-later
"""The same messages in the service and in Dovecot: the same FETCH, SEARCH, SORT and THREAD give the same answers.

usage: imap_differential.py [--generated N] [--seed N] [--only TEXT] [--show N] [--against dovecot]

Without arguments it is the long form, which takes a third of a minute; the test suite has a shorter one. What may
differ is in imap_differences.py, each with its RFC; whatever else differs is a failure. `--against dovecot`
compares two Dovecots of different mailbox formats, which shows that the comparison itself is sound.
"""

import argparse
import collections
import random
import sys
import time

import dovecot
import imap_differences
import imapclient
import imapforms
import imapgrammar
import imapmessages
import imappeers

USER = "differential@example.org"
TOGETHER = 20
FIELDS = "(Subject From To Date Content-Type X-Test Received Message-ID)"
SORT_KEYS = ("ARRIVAL", "CC", "DATE", "FROM", "SIZE", "SUBJECT", "TO")


def parts_of(structure, prefix=""):
    """(number, whether it is a message) of each part below a BODYSTRUCTURE."""
    if "parts" in structure:
        for number, part in enumerate(structure["parts"], 1):
            name = f"{prefix}{number}"
            yield name, "body" in part
            yield from below(part, name)
    elif not prefix:
        yield "1", "body" in structure
        yield from below(structure, "1")


def below(part, name):
    if "parts" in part:
        yield from parts_of(part, name + ".")
    elif "body" in part:
        inner = part["body"]
        if "parts" in inner:
            yield from parts_of(inner, name + ".")
        else:
            yield f"{name}.1", "body" in inner
            yield from below(inner, f"{name}.1")


class Sides:
    """The two servers, with the same messages in INBOX, and a connection to each."""

    def __init__(self, ours, theirs):
        self.servers = {"ours": ours, "theirs": theirs}
        self.connections = {}
        self.capabilities = set()

    def fill(self, messages):
        begin = 1_700_000_000
        for name, server in self.servers.items():
            server.account(USER)
            connection = imapclient.Connection(server.port).login(USER, server.password)
            connection.timeout = 300
            for number, (_, content) in enumerate(messages):
                # Each its own time, not in the order of the sequence numbers.
                at = time.gmtime(begin + number * 7919 % 104729 * 60)
                date = f"{at.tm_mday:2}-{imapgrammar.MONTHS[at.tm_mon - 1]}-{at.tm_year} " \
                       f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02} +0000"
                flags = [flag for bit, flag in enumerate(("\\Seen", "\\Flagged", "\\Answered", "\\Draft", "\\Deleted",
                                                          "Work")) if number * 2654435761 >> 7 + bit & 1]
                connection.append("INBOX", content, flags, date)
            connection.ok("EXAMINE INBOX")
            self.connections[name] = connection
            found = set(connection.capabilities())
            self.capabilities = found if not self.capabilities else self.capabilities & found

    def both(self, command):
        """The answers, ours first."""
        return [self.connections[name].do(command) for name in ("ours", "theirs")]


class Comparison:
    """What was compared, and what differed without leave."""

    def __init__(self, sides, messages):
        self.sides = sides
        self.messages = messages
        self.contents = dict(messages)
        self.told = collections.defaultdict(lambda: ({}, {}))  # By name: what FETCH has told, ours and theirs.
        self.compared = collections.Counter()
        self.allowed = collections.Counter()
        self.failures = []

    def judge(self, what, message, mine, other, command):
        """`message`: its name, or None for what is about the whole mailbox."""
        self.compared[what] += 1
        if mine == other:
            return
        reason = imap_differences.allowed(imap_differences.Case(
            what, self.contents.get(message, b""), mine, other, command, self.told[message]))
        self.explain(reason, what, message, command, mine, other)

    def explain(self, reason, what, message, command, mine, other):
        if reason:
            self.allowed[reason] += 1
        else:
            self.failures.append((what, message, command, mine, other))

    # FETCH.

    def fetch(self):
        count = len(self.messages)
        for first in range(1, count + 1, TOGETHER):
            self.fetch_some(first, min(count, first + TOGETHER - 1))

    def fetch_some(self, first, last):
        items = "UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE BODY.PEEK[] BODY.PEEK[HEADER] " \
                "BODY.PEEK[TEXT] BODY.PEEK[]<7.50> BODY.PEEK[TEXT]<1000000.5> RFC822.HEADER " \
                f"BODY.PEEK[HEADER.FIELDS {FIELDS}] BODY.PEEK[HEADER.FIELDS.NOT {FIELDS}] " \
                "BODY.PEEK[HEADER.FIELDS (x-no-such)] BODY.PEEK[HEADER.FIELDS (SUBJECT)]<3.6>"
        command = f"FETCH {first}:{last} ({items})"
        found = self.fetch_both(command, first, last)
        for number in range(first, last + 1):
            structure = found[1].get(number, {}).get("BODYSTRUCTURE")
            if structure:
                self.fetch_parts(number, structure)

    def fetch_both(self, command, first, last, of=""):
        """`of`: what there is to know of the parts that are asked for."""
        answers = self.sides.both(command)
        name = self.messages[first - 1][0]
        self.judge("FETCH status", name, answers[0].status, answers[1].status, command)
        found = [answer.fetched() for answer in answers]
        for number in range(first, last + 1):
            mine, other = (side.get(number, {}) for side in found)
            name = self.messages[number - 1][0]
            for told, side in zip(self.told[name], (mine, other)):
                told.update(side)
            for item in sorted(set(mine) | set(other)):
                one, two = (imapforms.normalised(item, side.get(item, "missing")) for side in (mine, other))
                unlike = list(imapforms.unlike(item, one, two))
                self.compared[item] += not unlike
                for what, one, two in unlike:
                    self.judge(what + of, name, one, two, command)
        return found

    def fetch_parts(self, number, structure):
        parts = list(parts_of(structure))
        # Of very many parts, the first, the last, and some between.
        if len(parts) > 12:
            parts = parts[:5] + parts[5:-4:max(1, len(parts) // 4)] + parts[-4:]
        items = []
        for name, is_message in parts:
            items += [f"BODY.PEEK[{name}]", f"BODY.PEEK[{name}.MIME]", f"BODY.PEEK[{name}]<2.9>"]
            if is_message:
                items += [f"BODY.PEEK[{name}.HEADER]", f"BODY.PEEK[{name}.TEXT]",
                          f"BODY.PEEK[{name}.HEADER.FIELDS {FIELDS}]",
                          f"BODY.PEEK[{name}.HEADER.FIELDS.NOT (SUBJECT)]"]
        if items:
            self.fetch_both(f"FETCH {number} ({' '.join(items)})", number, number)
        if "BINARY" in self.sides.capabilities:
            # One at a time: one part that cannot be decoded fails the whole command.
            names = [name for name, _ in parts]
            for name, is_message in parts[:4]:
                within = is_message or any(one.startswith(name + ".") for one in names)
                self.fetch_both(f"FETCH {number} (BINARY.PEEK[{name}])", number, number,
                                " of a part with parts" if within else "")

    # SEARCH, SORT, THREAD.

    def searches(self):
        rest = ["ALL", "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "NEW", "OLD", "RECENT", "SEEN", "UNANSWERED",
                "UNDELETED", "UNDRAFT", "UNFLAGGED", "UNSEEN", "KEYWORD Work", "UNKEYWORD Work", "KEYWORD nosuch",
                "1:10,20:*", "UID 5:30", "NOT 1:5", "OR SEEN FLAGGED", "NOT (SEEN FLAGGED)",
                "OR (SEEN NOT DELETED) (FLAGGED DRAFT)", 'BODY ""', 'SUBJECT ""', 'FROM ""', 'HEADER X-Test ""',
                'HEADER Cc ""', 'HEADER Content-Type multipart', 'HEADER Message-ID "example.org"']
        for size in (0, 300, 1000, 5000, 100000):
            rest += [f"LARGER {size}", f"SMALLER {size}"]
        for date in ("1-Jan-2015", "28-Feb-2020", "14-Nov-2023", "1-Dec-2023", "5-Aug-2003"):
            rest += [f"{key} {date}" for key in ("BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE")]
        words = ["apple", "PEAR", "report", "anna", "bob", "example", "example.org", "kůň", "ŽLUŤOUČKÝ", "strasse",
                 "naïve", "привет", "漢字", "novák", "friends", "x+y", "=?utf-8", "text", "plain", "the", "in", "a", "\\",
                 '"', "preamble", "apple pear", "level 3", "name", "base64", "2.png", "Boss"]
        for word in words:
            value = imapclient.Literal(word.encode(), sync=False)
            keys = ("SUBJECT", "FROM", "TO", "CC", "BCC", "BODY", "TEXT", "HEADER Subject", "HEADER References")
            rest += [(f"SEARCH CHARSET UTF-8 {key}", value) for key in keys]
        return rest

    def search(self):
        for key in self.searches():
            pieces = key if isinstance(key, tuple) else (f"SEARCH {key}",)
            shown = " ".join(piece if isinstance(piece, str) else repr(piece.content.decode()) for piece in pieces)
            answers = [self.sides.connections[name].do(*pieces) for name in ("ours", "theirs")]
            self.judge("SEARCH status", None, answers[0].status, answers[1].status, shown)
            if answers[0].status == answers[1].status == "OK":
                mine, other = (set(answer.one("SEARCH").data[0]) for answer in answers)
                # Told by message, so that what may differ does so for the one and not for all.
                word = pieces[0].split()[3 if isinstance(key, tuple) else 1]
                self.compared["SEARCH"] += len(self.messages) - len(mine ^ other)
                for number in sorted(mine ^ other):
                    self.judge(f"SEARCH {word}", self.messages[number - 1][0], number in mine, number in other, shown)

    def sort(self):
        programs = [(key,) for key in SORT_KEYS] + [("REVERSE " + key,) for key in SORT_KEYS]
        chance = random.Random(7)
        for _ in range(12):
            programs.append(tuple(chance.choice(["", "REVERSE "]) + key for key in chance.sample(SORT_KEYS, 3)))
        for program in programs:
            for condition in ("ALL", "NOT DELETED 1:50"):
                command = f"SORT ({' '.join(program)}) UTF-8 {condition}"
                answers = self.sides.both(command)
                mine, other = (answer.one("SORT").data[0] if answer.status == "OK" else answer.status
                               for answer in answers)
                keys = [key.split()[-1] for key in program]
                self.order("SORT " + keys[0], keys, mine, other, command)

    def unsettled(self, keys, numbers):
        """Reasons by number: who may be elsewhere in an order by `keys`."""
        found = {}
        for number in numbers:
            name = self.name(number)
            reasons = [imap_differences.unlike_order(key, self.contents[name], self.told[name]) for key in keys]
            if any(reasons):
                found[number] = next(filter(None, reasons))
        return found

    def order(self, what, keys, mine, other, command):
        """Two orders by `keys`: without those that may be elsewhere, they are the same."""
        if mine != other and isinstance(mine, list) and isinstance(other, list):
            unsettled = self.unsettled(keys, set(mine) | set(other))
            self.allowed.update(unsettled.values())
            self.compared[what] += len(unsettled)
            mine, other = ([number for number in side if number not in unsettled] for side in (mine, other))
        self.compared[what] += len(mine)
        for line, one, two in imapforms.unlike_places(mine, other):
            self.explain(None, what, self.name(one), command, (line, self.name(one)), (line, self.name(two)))

    def name(self, number):
        return self.messages[number - 1][0] if isinstance(number, int) else number

    def thread(self):
        for algorithm in ("REFERENCES", "ORDEREDSUBJECT"):
            for condition in ("ALL", "NOT DELETED", "1:40"):
                command = f"THREAD {algorithm} UTF-8 {condition}"
                trees = []
                for answer in self.sides.both(command):
                    trees.append({tuple(sorted(imapforms.members(tree))): tree
                                  for tree in answer.one("THREAD").data} if answer.status == "OK" else answer.status)
                unsettled = self.unsettled(["DATE"], {number for key in trees[0] for number in key})
                for key in sorted(set(trees[0]) | set(trees[1])):
                    one, two = trees[0].get(key), trees[1].get(key)
                    self.compared[f"THREAD {algorithm}"] += 1
                    if one != two:
                        reason = next((unsettled[number] for number in key if number in unsettled), None)
                        self.explain(reason, f"THREAD {algorithm}", self.name(key[0]), command, one, two)
                settled = [[key for key in side if not unsettled.keys() & set(key)] for side in trees]
                if set(settled[0]) == set(settled[1]):
                    self.order(f"THREAD {algorithm} order", [], *([key[0] for key in side] for side in settled), command)


def messages(options):
    found = imapmessages.corpus() + imapmessages.hostile() + imapmessages.generated(options.generated, options.seed)
    return [one for one in found if options.only in one[0]]


def shown(value):
    text = repr(value)
    return text if len(text) < 1500 else text[:1000] + " … " + text[-300:]


def report(comparison, options, seconds):
    by_kind = collections.Counter(failure[0] for failure in comparison.failures)
    seen = collections.Counter()
    for what, message, command, mine, other in comparison.failures:
        seen[what] += 1
        if seen[what] <= options.show:
            print(f"DIFFERENT {what} of {message}\n  {command[:300]}\n  ours:   {shown(mine)}\n  theirs: {shown(other)}")
    for reason, count in sorted(comparison.allowed.items()):
        print(f"allowed, {count} times: {reason}")
    if by_kind:
        print("different: " + ", ".join(f"{kind} {count}" for kind, count in by_kind.most_common()))
    print(f"{len(comparison.messages)} messages, {sum(comparison.compared.values())} values compared in {seconds:.0f} s, "
          f"{sum(comparison.allowed.values())} allowed differences, {len(comparison.failures)} others")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--generated", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--show", type=int, default=3)
    parser.add_argument("--against", default="ours")
    options = parser.parse_args()
    if not dovecot.installed() or options.against == "ours" and not imappeers.speaks_imap():
        print("Dovecot or a service that speaks IMAP is not here")
        sys.exit(77)
    begin = time.monotonic()
    chosen = messages(options)
    first = imappeers.Ours() if options.against == "ours" else dovecot.Dovecot("maildir")
    with first, dovecot.Dovecot("mdbox") as second:
        sides = Sides(first, second)
        sides.fill(chosen)
        comparison = Comparison(sides, chosen)
        comparison.fetch()
        comparison.search()
        comparison.sort()
        comparison.thread()
    report(comparison, options, time.monotonic() - begin)
    sys.exit(1 if comparison.failures else 0)


if __name__ == "__main__":
    main()
