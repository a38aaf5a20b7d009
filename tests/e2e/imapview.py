# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client knows of its selected mailbox, and whether the server has kept to the rules of telling it."""

from imapgrammar import sequence_numbers

# No EXPUNGE, nor VANISHED, may come with these: sequence numbers must stay what they are (RFC 9051 §7.5.1).
KEEP_NUMBERS = ("FETCH", "STORE", "SEARCH", "SORT", "THREAD")


class View:
    """The messages by sequence number: UIDs, None where only EXISTS has told of one; flags and MODSEQ by UID."""

    def __init__(self, mailbox):
        self.mailbox = mailbox
        self.uids = []
        self.flags = {}
        self.modseqs = {}
        self.validity = None
        self.highest = 0

    def feed(self, response, command):
        """One untagged response that came with `command`."""
        if response.kind == "EXISTS":
            assert response.number >= len(self.uids), f"EXISTS {response.number} after {len(self.uids)} in {self.mailbox}"
            self.uids += [None] * (response.number - len(self.uids))
        elif response.kind == "EXPUNGE":
            self.may_renumber(response, command)
            assert response.number <= len(self.uids), f"{response} of {len(self.uids)}"
            self.forget(self.uids.pop(response.number - 1))
        elif response.kind == "VANISHED" and not response.data[0]:
            self.may_renumber(response, command)
            self.vanish(response)
        elif response.kind == "FETCH":
            self.fetched(response)
        elif response.kind == "OK" and response.code and response.code[0] == "HIGHESTMODSEQ":
            self.highest = max(self.highest, response.code[1])

    @staticmethod
    def may_renumber(response, command):
        word = command.split()[0].upper()
        assert word not in KEEP_NUMBERS, f"{response} in answer to {command}"

    def forget(self, uid):
        self.flags.pop(uid, None)
        self.modseqs.pop(uid, None)

    def vanish(self, response):
        known = set(self.uids)
        gone = set(sequence_numbers(response.data[1]))
        for uid in sorted(gone - known):
            # One that was never told of by its UID: where UIDs put it.
            first = max((i + 1 for i, one in enumerate(self.uids) if one is not None and one < uid), default=0)
            assert first < len(self.uids) and self.uids[first] is None, f"{response}: {uid} was not there"
            self.uids.pop(first)
        self.uids = [uid for uid in self.uids if uid not in gone or uid is None]
        for uid in gone:
            self.forget(uid)

    def fetched(self, response):
        number, data = response.number, response.data
        assert number <= len(self.uids), f"{response} of {len(self.uids)} messages"
        uid = self.uids[number - 1]
        if "UID" in data:
            assert uid in (None, data["UID"]), f"message {number} was UID {uid}: {response}"
            uid = self.uids[number - 1] = data["UID"]
            below = next((one for one in reversed(self.uids[:number - 1]) if one is not None), 0)
            above = next((one for one in self.uids[number:] if one is not None), 1 << 40)
            assert below < uid < above, f"UIDs do not ascend: {below}, {uid}, {above}"
        if uid is None:
            return
        if "MODSEQ" in data:
            assert data["MODSEQ"] >= self.modseqs.get(uid, 0), f"MODSEQ of UID {uid} was {self.modseqs[uid]}: {response}"
            self.modseqs[uid] = data["MODSEQ"]
        if "FLAGS" in data:
            self.flags[uid] = set(data["FLAGS"]) - {"\\Recent"}

    def complete(self):
        """Whether every UID is known."""
        return None not in self.uids
