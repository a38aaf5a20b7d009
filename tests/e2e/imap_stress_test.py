# SPDX-License-Identifier: GPL-3.0-or-later
"""Many sessions that do everything at once in the same mailboxes, and a checker that knows what must be left.

usage: imap_stress_test.py [--server ours|dovecot] [--sessions N] [--seconds N] [--seed N]

Each session changes what it has appended itself, so its owner knows of every message where it is and which keyword it
has. Whatever the server tells on the way is held against imapview.View; in the end every mailbox is read again by a
new session, and nothing may be missing, twice, or changed.
"""

import argparse
import json
import random
import re
import sys
import threading
import time

import imapclient
import imapgrammar
import imappeers
import imapview

USER = "stress@example.org"
BOXES = ("INBOX", "box/one", "box/two")


class Ledger:
    """What the sessions have in common: who is where, and what may never be told twice."""

    def __init__(self):
        self.lock = threading.Lock()
        self.places = {}
        self.known = {}
        self.last = dict.fromkeys(BOXES, 0)
        self.validity = {}
        self.counts = {}
        self.problems = []
        self.stop = threading.Event()

    def count(self, what):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1

    def seen(self, box, uid, token):
        """That UID has always been this message, and will be."""
        with self.lock:
            before = self.known.setdefault((box, uid), token)
        assert before == token, f"UID {uid} of {box} was {before}, and is {token} now"

    def highest(self, box):
        with self.lock:
            return self.last[box]

    def given(self, box, uid, least):
        """A UID given by a command that began when `least` was the highest of those whose commands were finished."""
        assert uid > least, f"UID {uid} of {box} was given after {least}"
        with self.lock:
            self.last[box] = max(self.last[box], uid)

    def same_validity(self, box, validity):
        with self.lock:
            assert self.validity.setdefault(box, validity) == validity, f"UIDVALIDITY of {box} has changed"


class Session(threading.Thread):
    """One client."""

    def __init__(self, number, server, ledger, seed):
        super().__init__(daemon=True)
        self.number = number
        self.server = server
        self.ledger = ledger
        self.random = random.Random(seed * 100003 + number)
        self.mine = {}
        self.view = None
        self.made = 0
        self.connection = None

    def run(self):
        try:
            with imapclient.Connection(self.server.port, timeout=300) as self.connection:
                self.connection.login(USER, self.server.password)
                mode = self.number % 3
                if mode:
                    self.connection.enable("CONDSTORE" if mode == 1 else "QRESYNC")
                while not self.ledger.stop.is_set():
                    self.turn()
                self.connection.ok("LOGOUT")
        except Exception as error:  # pylint: disable=broad-except
            said = self.connection.said() if self.connection else ""
            self.ledger.problems.append(f"session {self.number}: {type(error).__name__} {error}\n{said[-6000:]}")
            self.ledger.stop.set()

    def turn(self):
        actions = [self.append] * 3 + [self.keyword] * 4 + [self.look] * 3 + [self.noop, self.idle, self.select,
                   self.move, self.copy, self.remove, self.flag, self.search, self.status]
        action = self.random.choice(actions)
        if self.view is None and action not in (self.append, self.select, self.status):
            action = self.select
        action()
        self.ledger.count(action.__name__)

    def do(self, *pieces):
        answer = self.connection.do(*pieces)
        command = " ".join(piece for piece in pieces if isinstance(piece, str))
        if self.view:
            for response in answer.untagged:
                self.view.feed(response, command)
        return answer

    def ok(self, *pieces):
        answer = self.do(*pieces)
        assert answer.status == "OK", answer
        return answer

    def select(self, box=None):
        box = box or self.random.choice(BOXES)
        before, self.view = self.view, imapview.View(box)
        answer = self.connection.ok("SELECT", imapclient.quote(box))
        closed = next((place for place, response in enumerate(answer.untagged) if response.code == ("CLOSED",)), -1)
        begun = False
        for place, response in enumerate(answer.untagged):
            if place < closed:
                # What comes before CLOSED is about the mailbox that was selected before.
                before.feed(response, "SELECT")
            else:
                self.view.feed(response, "SELECT")
                begun = begun or response.kind == "EXISTS"
        assert begun, answer
        self.ledger.same_validity(box, answer.codes()["UIDVALIDITY"][0])
        self.learn()

    def learn(self):
        """UIDs and tokens of those that are new."""
        while not self.view.complete():
            first = self.view.uids.index(None) + 1
            answer = self.ok(f"FETCH {first}:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (X-Token)])")
            self.tokens(answer)

    def tokens(self, answer):
        for response in answer.all("FETCH"):
            header = response.data.get("BODY[HEADER.FIELDS (X-TOKEN)]")
            if header is not None and "UID" in response.data:
                found = re.search(rb"(?i)X-Token: (\S+)", header)
                if found:
                    self.ledger.seen(self.view.mailbox, response.data["UID"], found.group(1).decode())

    def append(self):
        box = self.random.choice(BOXES)
        token = f"{self.number}.{self.made}"
        self.made += 1
        content = (f"X-Token: {token}\r\nSubject: stress {token}\r\nFrom: s{self.number}@example.org\r\n\r\n"
                   + "line of text\r\n" * self.random.randint(0, 50)).encode()
        least = self.ledger.highest(box)
        answer = self.ok("APPEND", imapclient.quote(box), "(\\Seen)",
                         imapclient.Literal(content, sync=self.random.random() < 0.3))
        uid = int(answer.code[2])
        self.ledger.given(box, uid, least)
        self.ledger.seen(box, uid, token)
        self.mine[token] = [box, uid, False]

    def own(self):
        """One of its messages, its mailbox selected; None when it has none."""
        if not self.mine:
            return None
        token = self.random.choice(list(self.mine))
        box = self.mine[token][0]
        if self.view is None or self.view.mailbox != box:
            self.select(box)
        return token

    def keyword(self):
        token = self.own()
        if token:
            place = self.mine[token]
            place[2] = not place[2]
            sign, silent = "+" if place[2] else "-", self.random.choice(["", ".SILENT"])
            answer = self.ok(f"UID STORE {place[1]} {sign}FLAGS{silent} (k{self.number % 50})")
            told = [one for one in answer.all("FETCH") if one.data.get("UID") == place[1] and "FLAGS" in one.data]
            assert silent or told, f"STORE told nothing: {answer}"
            if told:
                assert (f"k{self.number % 50}" in told[-1].data["FLAGS"]) == place[2], answer

    def flag(self):
        """Flags of others' messages, by sequence number."""
        self.learn()
        if self.view.uids:
            number = self.random.randint(1, len(self.view.uids))
            before = len(self.view.uids)
            self.ok(f"STORE {number} {self.random.choice('+-')}FLAGS (\\Flagged)")
            assert len(self.view.uids) >= before

    def look(self):
        self.learn()
        if self.view.uids:
            first = self.random.randint(1, len(self.view.uids))
            wanted = self.view.uids[first - 1]
            answer = self.do(f"FETCH {first}:{min(len(self.view.uids), first + 20)} "
                             "(UID FLAGS BODY.PEEK[HEADER.FIELDS (X-Token)])")
            # Others may have expunged what this session still counts.
            assert answer.status in ("OK", "NO"), answer
            self.tokens(answer)
            if first in answer.fetched() and "UID" in answer.fetched()[first]:
                assert answer.fetched()[first]["UID"] == wanted, answer

    def search(self):
        self.learn()
        # What goes while it searches is told behind what was found (RFC 9051 §7.5.1).
        known = {uid for uid in self.view.uids if uid is not None}
        answer = self.ok("UID SEARCH RETURN (ALL COUNT) 1:*" if self.view.uids else "UID SEARCH RETURN (ALL COUNT) ALL")
        found = answer.one("ESEARCH").data
        uids = imapgrammar.sequence_numbers(found["ALL"]) if "ALL" in found else []
        assert found["COUNT"] == len(uids), answer
        known |= {uid for uid in self.view.uids if uid is not None}
        strange = [uid for uid in uids if uid not in known and uid <= max(known, default=0)]
        assert not strange, f"SEARCH found {strange}, which never were in {sorted(known)}"

    def noop(self):
        self.ok("NOOP")
        self.learn()

    def idle(self):
        """IDLE for a moment, with what comes meanwhile."""
        tag = self.connection.begin("IDLE")
        self.connection.continuation(tag)
        if self.random.random() < 0.5:
            time.sleep(self.random.random() * 0.1)
        self.connection.send(b"DONE\r\n")
        answer = self.connection.finish(tag, "IDLE")
        assert answer.status == "OK", answer
        for response in answer.untagged:
            self.view.feed(response, "IDLE")
        self.learn()

    def status(self):
        box = self.random.choice(BOXES)
        least = self.ledger.highest(box)
        answer = self.ok(f'STATUS "{box}" (UIDNEXT UIDVALIDITY MESSAGES HIGHESTMODSEQ)')
        items = [one.data[1] for one in answer.all("STATUS") if one.data[0].decode() == box][-1]
        # Of the selected mailbox it may be what the session knows.
        selected = self.view is not None and self.view.mailbox == box
        assert selected or items["UIDNEXT"] > least, f"UIDNEXT is not beyond {least}: {answer}"
        self.ledger.same_validity(box, items["UIDVALIDITY"])

    def to_other(self, command):
        token = self.own()
        if not token:
            return None
        box, uid, _ = self.mine[token]
        target = self.random.choice([one for one in BOXES if one != box])
        least = self.ledger.highest(target)
        answer = self.ok(f'UID {command} {uid} "{target}"')
        _, source, there = answer.codes()["COPYUID"]
        assert source == str(uid), answer
        self.ledger.given(target, int(there), least)
        return token, target, int(there)

    def move(self):
        moved = self.to_other("MOVE")
        if moved:
            token, target, uid = moved
            self.ledger.seen(target, uid, token.partition("/")[0])
            self.mine[token][:2] = [target, uid]

    def copy(self):
        copied = self.to_other("COPY")
        if copied:
            token, target, uid = copied
            # A second message with the same token: known by a name of its own.
            self.ledger.seen(target, uid, token.partition("/")[0])
            self.mine[f"{token}/copy-{self.made}"] = [target, uid, self.mine[token][2]]
            self.made += 1

    def remove(self):
        if len(self.mine) < 3:
            return
        token = self.own()
        uid = self.mine.pop(token)[1]
        self.ok(f"UID STORE {uid} +FLAGS.SILENT (\\Deleted)")
        self.ok(f"UID EXPUNGE {uid}")
        assert uid not in self.view.uids, f"UID {uid} is still there after UID EXPUNGE"


class Rest(threading.Thread):
    """The same mailboxes by REST: delivers, flags, and removes for good."""

    def __init__(self, service, ledger):
        super().__init__(daemon=True)
        self.service = service
        self.ledger = ledger
        self.ids = {}
        self.random = random.Random(7)

    def run(self):
        try:
            number = 0
            while not self.ledger.stop.is_set():
                number += 1
                self.turn(number)
        except Exception as error:  # pylint: disable=broad-except
            self.ledger.problems.append(f"REST: {type(error).__name__} {error}")
            self.ledger.stop.set()

    def turn(self, number):
        if number % 3 == 0 or len(self.ids) < 3:
            token = f"rest.{number}"
            raw = f"X-Token: {token}\r\nSubject: by REST\r\n\r\ntext\r\n".encode()
            self.ids[token] = self.service.send_raw(raw, recipient=USER)
        elif number % 7 == 0:
            token = self.random.choice(list(self.ids))
            answer = self.service.delete(f"/emails/{self.ids.pop(token)}?permanent=true")
            assert answer.status in (200, 204), answer
        else:
            token = self.random.choice(list(self.ids))
            change = self.random.choice(["add", "remove"])
            answer = self.service.patch(f"/emails/{self.ids[token]}", {"flags": {change: ["\\Flagged"]}})
            assert answer.status == 200, answer
        self.ledger.count("rest")


def left(server):
    """What a new session finds: (box, uid) → (token, flags)."""
    found = {}
    with imapclient.Connection(server.port, timeout=300) as connection:
        connection.login(USER, server.password)
        for box in BOXES:
            connection.ok("SELECT", imapclient.quote(box))
            answer = connection.ok("UID FETCH 1:* (UID FLAGS MODSEQ BODY.PEEK[HEADER.FIELDS (X-Token)])")
            for one in answer.fetched().values():
                token = re.search(rb"X-Token: (\S+)", one["BODY[HEADER.FIELDS (X-TOKEN)]"]).group(1).decode()
                found[(box, one["UID"])] = (token, set(one["FLAGS"]))
    return found


def judge(server, sessions, rest, ledger):
    """What is wrong in the end."""
    wanted = {}
    for session in sessions:
        for token, (box, uid, keyword) in session.mine.items():
            wanted[(box, uid)] = (token.partition("/")[0], f"k{session.number % 50}", keyword)
    found = left(server)
    problems = []
    for place, (token, keyword, has) in wanted.items():
        if place not in found:
            problems.append(f"{token} is lost: it was in {place}")
        elif found[place][0] != token:
            problems.append(f"{place} is {found[place][0]}, and was {token}")
        elif (keyword in found[place][1]) != has:
            problems.append(f"{token} in {place}: {keyword} should be {has}, flags are {found[place][1]}")
    tokens = sorted(one[0] for place, one in found.items() if one[0].startswith("rest."))
    if rest and tokens != sorted(rest.ids):
        problems.append(f"by REST {sorted(rest.ids)}, by IMAP {tokens}")
    for place, (token, _) in found.items():
        if place not in wanted and not token.startswith("rest."):
            problems.append(f"{token} in {place} was expunged or moved away")
    return problems, len(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", default="ours")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    peers = [peer for peer in imappeers.peers(options.server) if peer.name == options.server]
    if not peers:
        print("no service that speaks IMAP is here")
        sys.exit(77)
    with peers[0] as server:
        server.account(USER)
        with imapclient.Connection(server.port) as connection:
            connection.login(USER, server.password)
            for box in BOXES[1:]:
                connection.ok("CREATE", imapclient.quote(box))
        ledger = Ledger()
        sessions = [Session(number, server, ledger, options.seed) for number in range(options.sessions)]
        rest = Rest(server.service, ledger) if server.name == "ours" else None
        for thread in [*sessions, *([rest] if rest else [])]:
            thread.start()
        ledger.stop.wait(options.seconds)
        ledger.stop.set()
        for thread in [*sessions, *([rest] if rest else [])]:
            thread.join(300)
            if thread.is_alive():
                ledger.problems.append(f"{thread} hangs")
        problems = ledger.problems[:3]
        count = 0
        if not problems:
            problems, count = judge(server, sessions, rest, ledger)
        if server.name == "ours":
            if code := server.service.stop():
                problems.append(f"the service ended with {code}")
            problems += server.service.sanitizer_reports()
        log = server.log() if problems else ""
    print(f"{options.server}: {options.sessions} sessions, {sum(ledger.counts.values())} actions "
          f"{json.dumps(ledger.counts)}, {count} messages left")
    for problem in problems[:10]:
        print(f"FAILED {problem}")
    if problems:
        print(log[-2000:])
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
