# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts are in the language of whoever asks, on whatever thread of the service they are made."""

import json
import socket
import threading

import digidig

NOBODY = "0199aaaa-0000-7000-8000-000000000000"
JANA = "/api/accounts/jana@example.org"


class Language(digidig.ServiceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        assert cls.service.post("/api/accounts", {"address": "jana@example.org"}).status == 201
        cls.box = cls.service.post(JANA + "/mailboxes", {"name": "Work"}).json()["id"]
        cls.mail = cls.service.send(recipient="jana@example.org")

    def detail(self, language, method, path, body=None):
        headers = {"Accept-Language": language} if language else {}
        answer = self.service.request(method, path, body, headers)
        self.assertGreaterEqual(answer.status, 400, answer)
        return answer.json()["detail"]

    def test_errors_of_every_thread(self):
        for method, path, body, english, czech in (
                # The thread of HTTP, a worker, and the one that writes.
                ("GET", "/api/nothing", None, "there is nothing at this path", "na této cestě nic není"),
                ("GET", f"/emails/{NOBODY}", None, "no such e-mail", "E-mail s daným ID neexistuje"),
                ("PATCH", f"/emails/{NOBODY}", {"flags": {"add": ["x"]}}, "no such e-mail", "E-mail s daným ID neexistuje"),
                ("POST", JANA + "/mailboxes", {"name": "Work"}, "there is a mailbox Work already", "schránka Work už existuje"),
                ("DELETE", f"{JANA}/mailboxes/{NOBODY}", None, f"no mailbox {NOBODY}", f"schránka {NOBODY} neexistuje"),
                ("POST", "/api/accounts", {"address": "jana@example.org"}, "there is an account jana@example.org already",
                 "účet jana@example.org už existuje")):
            with self.subTest(method=method, path=path):
                self.assertEqual(self.detail("en", method, path, body), english)
                in_czech = self.detail("cs", method, path, body)
                self.assertEqual(in_czech, czech)
                self.assertEqual(self.detail(None, method, path, body), in_czech)
                self.assertEqual(self.detail("de, en;q=0.5, cs;q=0.4", method, path, body), english)

    def test_both_at_once(self):
        """Writes of one group, each in its own language."""
        wrong, lock = [], threading.Lock()
        expected = {language: self.detail(language, "POST", JANA + "/mailboxes", {"name": "Work"})
                    for language in ("cs", "en")}

        def ask(language):
            client = digidig.Client(self.service.port)
            for _ in range(50):
                answer = client.request("POST", JANA + "/mailboxes", {"name": "Work"}, {"Accept-Language": language})
                if answer.json()["detail"] != expected[language]:
                    with lock:
                        wrong.append((language, answer))
            client.close()

        threads = [threading.Thread(target=ask, args=(language,)) for language in ("cs", "en") * 4]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_a_job_fails_in_the_language_of_who_asked(self):
        backup = self.finished(self.service.post("/api/backups"))["result"]["backup"]
        texts = {}
        for language in ("cs", "en"):
            answer = self.service.post(f"/api/backups/{backup}/restore", {"account": "nobody@example.org"},
                                       Accept_Language=language)
            job = self.finished(answer)
            self.assertEqual(job["state"], "failed")
            texts[language] = job["error"]["detail"]
        self.assertNotEqual(texts["cs"], texts["en"])
        self.assertEqual(texts["en"], "the backup has no nobody@example.org")

    def finished(self, answer):
        self.assertEqual(answer.status, 202, answer)
        path = answer.headers["Location"]
        digidig.wait_for(lambda: self.service.get(path).json()["finished_at"], "the job's end")
        return self.service.get(path).json()


class BeforeThereIsARequest(digidig.ServiceTest):
    """What is said of a request that cannot be read to its end: in its language as far as that is known."""

    env = {"IMAP_MAX_HEADER_BYTES": "2K", "IMAP_MAX_BODY_BYTES": "2K", "IMAP_HEADER_TIMEOUT": "1",
           "IMAP_BODY_TIMEOUT": "1", "IMAP_MAX_CONNECTIONS": "3"}

    def said(self, head, language):
        """The status and the detail of the answer to these bytes."""
        field = f"Accept-Language: {language}\r\n".encode() if language else b""
        with socket.create_connection(("127.0.0.1", self.service.port), digidig.PATIENCE) as peer:
            peer.sendall(head.replace(b"LANGUAGE", field))
            answer = b""
            while data := peer.recv(65536):
                answer += data
        status, content = answer.split(b" ")[1], answer.split(b"\r\n\r\n", 1)[1]
        return int(status), json.loads(content)["detail"]

    def test_each_in_its_language(self):
        for head, status, english, czech in (
                (b"GET /\x01 HTTP/1.1\r\nLANGUAGE\r\n", 400, "The request head contains a control character",
                 "Hlavička požadavku obsahuje řídicí znak"),
                (b"GET nowhere HTTP/1.1\r\nLANGUAGE\r\n", 400, None, None),
                (b"GET / HTTP/1.1\r\nLANGUAGEHost: a\r\nHost: b\r\n\r\n", 400, None, None),
                (b"GET / HTTP/1.1\r\nHost: a\r\nLANGUAGEX: " + b"x" * 3000, 431, "The request head is too large",
                 "Hlavička požadavku je příliš velká"),
                (b"GET / HTTP/1.1\r\nHost: a\r\nLANGUAGEX: unfinished", 408, "The request did not arrive in time",
                 "Požadavek nedorazil včas"),
                (b"POST /emails HTTP/1.1\r\nHost: localhost\r\nLANGUAGEContent-Length: 3000\r\n\r\n", 413,
                 "The content of the request is too large", "Obsah požadavku je příliš velký"),
                (b"POST /emails HTTP/1.1\r\nHost: localhost\r\nLANGUAGEContent-Length: 9\r\n\r\nhalf", 408,
                 "The request did not arrive in time", "Požadavek nedorazil včas"),
                (b"POST /emails HTTP/1.1\r\nHost: localhost\r\nLANGUAGETransfer-Encoding: chunked\r\n\r\nzz\r\n", 400,
                 None, None)):
            with self.subTest(head=head[:60]):
                in_english, in_czech = self.said(head, "en"), self.said(head, "cs;q=0.9, en;q=0.5")
                self.assertEqual((in_english[0], in_czech[0]), (status, status))
                self.assertNotEqual(in_english[1], in_czech[1])
                if english:
                    self.assertEqual((in_english[1], in_czech[1]), (english, czech))
                # Without a wish, and where it is not known, as it is configured.
                self.assertEqual(self.said(head, None), in_czech)
        self.assertEqual(self.said(b"no line at all\r\n\r\n", None)[1], self.said(b"no line\r\nLANGUAGE\r\n", "cs")[1])

    def test_the_default_is_live(self):
        self.assertEqual(self.service.put("/api/config", {"language": "en"}).status, 200)
        try:
            held = [digidig.Client(self.service.port) for _ in range(3)]
            for one in held:
                self.assertEqual(one.request("GET", "/api/health").status, 200)
            # Nothing is read of who finds no room.
            self.assertEqual(self.said(b"", None), (503, "Too many connections"))
            self.assertEqual(held[0].request("PUT", "/api/config", {"language": "cs"}).status, 200)
            self.assertEqual(self.said(b"", None), (503, "Překročen max počet připojení"))
        finally:
            for one in held:
                one.close()


if __name__ == "__main__":
    digidig.main()
