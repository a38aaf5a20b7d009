# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts are in the language of whoever asks, on whatever thread of the service they are made."""

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
                ("GET", f"/emails/{NOBODY}", None, "no such e-mail", "takový e-mail neexistuje"),
                ("PATCH", f"/emails/{NOBODY}", {"flags": {"add": ["x"]}}, "no such e-mail", "takový e-mail neexistuje"),
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


if __name__ == "__main__":
    digidig.main()
