# SPDX-License-Identifier: GPL-3.0-or-later
"""STORE of one message by many sessions at once: what answers UID STORE has a UID, however often others have changed the message meanwhile."""

import threading
import unittest

import digidig
import imapclient
import imappeers

USER = "store@example.org"
SESSIONS = 8
ROUNDS = 150


class Store(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = imappeers.Ours()
        cls.addClassCleanup(cls.server.clean)
        cls.server.start()
        cls.server.account(USER)
        with imapclient.Connection(cls.server.port) as connection:
            connection.login(USER, cls.server.password)
            connection.append("INBOX", b"Subject: one\r\n\r\ntext\r\n")

    def together(self, play):
        """`play(number, connection)` in SESSIONS threads, each with INBOX selected; all that went wrong."""
        problems = []
        together = threading.Barrier(SESSIONS)

        def run(number):
            try:
                with imapclient.Connection(self.server.port) as connection:
                    connection.login(USER, self.server.password)
                    if number % 2:
                        connection.enable("CONDSTORE")
                    connection.ok("SELECT", "INBOX")
                    together.wait(60)
                    play(number, connection)
            except Exception as error:  # pylint: disable=broad-except
                problems.append(f"session {number}: {type(error).__name__} {error}")
                together.abort()

        threads = [threading.Thread(target=run, args=(number,)) for number in range(SESSIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return problems

    def test_uid_store_is_answered_with_a_uid(self):
        def play(number, connection):
            for turn in range(ROUNDS):
                answer = connection.ok(f"UID STORE 1 {'-' if turn % 2 else '+'}FLAGS (k{number})")
                # What others do behind it is news, and may come without.
                own = [one for one in answer.all("FETCH") if "FLAGS" in one.data and one.data.get("UID") == 1]
                assert own, f"no FETCH with a UID: {answer}"
                assert (f"k{number}" in own[0].data["FLAGS"]) == (turn % 2 == 0), answer

        self.assertEqual(self.together(play), [])

    def test_a_silent_store_tells_what_others_did(self):
        def play(number, connection):
            for turn in range(ROUNDS):
                connection.ok(f"UID STORE 1 {'-' if turn % 2 else '+'}FLAGS.SILENT (s{number})")

        with imapclient.Connection(self.server.port) as connection:
            connection.login(USER, self.server.password)
            connection.ok("SELECT", "INBOX")
            self.assertEqual(self.together(play), [])
            answer = connection.ok("NOOP")
            self.assertTrue(answer.all("FETCH"), answer)


if __name__ == "__main__":
    digidig.main()
