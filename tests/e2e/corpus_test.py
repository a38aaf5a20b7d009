# SPDX-License-Identifier: GPL-3.0-or-later
"""Real e-mails, many of them malformed: stored byte for byte, found again, attachments intact."""

import collections
import email
import email.policy
import hashlib
import json
import os
import urllib.parse

import digidig

FILES = sorted(os.path.join(folder, name)
               for folder, _, names in os.walk(digidig.CORPUS) for name in names if name.endswith(".eml"))


def content(path):
    with open(path, "rb") as file:
        return file.read()


def digest(data):
    return hashlib.sha256(data).hexdigest()


DIFFERENT = {digest(content(path)) for path in FILES}


def leaves(message):
    """The parts of a message; what is inside of a nested message is not among them."""
    if message.get_content_maintype() == "multipart":
        for part in message.get_payload() if message.is_multipart() else ():
            yield from leaves(part)
    else:
        yield message


class Imported(digidig.ServiceTest):
    """The corpus comes by `import` before the service starts."""

    ACCOUNT = "corpus@example.org"

    @classmethod
    def setUpClass(cls):
        cls.service = digidig.Service()
        cls.addClassCleanup(cls.service.clean)
        state = cls.service.state
        done = digidig.run("account", "add", cls.ACCOUNT, "--password-stdin", "--json", state=state, stdin=b"a secret password\n")
        assert done.returncode == 0, done
        cls.imported = digidig.run("import", "--account", cls.ACCOUNT, "--json", *FILES, state=state)
        assert cls.imported.returncode == 0, cls.imported
        cls.checked = digidig.run("check", "--json", state=state)
        cls.service.start()
        cls.listed = cls.service.all_emails(account=cls.ACCOUNT)

    def test_import_says_how_many(self):
        answer = json.loads(self.imported.stdout)
        self.assertEqual([answer[name] for name in ("found", "imported", "skipped", "failed")],
                         [len(FILES), len(DIFFERENT), len(FILES) - len(DIFFERENT), 0])

    def test_check_finds_nothing(self):
        self.assertEqual(self.checked.returncode, 0, self.checked)
        json.loads(self.checked.stdout)

    def test_all_are_listed(self):
        self.assertEqual(len(self.listed), len(DIFFERENT))

    def test_byte_for_byte(self):
        client = digidig.Client(self.service.port)
        found = collections.Counter()
        for entry in self.listed:
            raw = client.request("GET", f"/emails/{entry['id']}/raw")
            self.assertEqual(raw.status, 200, entry)
            found[digest(raw.body)] += 1
        client.close()
        self.assertEqual(found, collections.Counter(DIFFERENT))

    def test_every_detail_and_structure_is_readable(self):
        client = digidig.Client(self.service.port)
        for entry in self.listed:
            for path in ("", "/structure"):
                answer = client.request("GET", f"/emails/{entry['id']}{path}")
                self.assertEqual(answer.status, 200, (entry["id"], entry["subject"], answer))
                answer.json()
        client.close()

    def test_import_again_stores_nothing_twice(self):
        state = self.service.state
        self.assertEqual(self.service.stop(), 0)
        again = digidig.run("import", "--account", self.ACCOUNT, "--json", *FILES[:20], state=state)
        self.assertEqual(again.returncode, 0, again)
        self.service.start()
        self.assertEqual(len(self.service.all_emails(account=self.ACCOUNT)), len(DIFFERENT))

    def test_import_of_what_is_not_there(self):
        for arguments, codes in ((["--account", "nobody@example.org", FILES[0]], (67, 1, 65)),
                                 (["--account", self.ACCOUNT, "/no/such/file.eml"], (66,)),
                                 ([FILES[0]], (64,))):
            done = digidig.run("import", *arguments, state=self.service.state)
            self.assertIn(done.returncode, codes, (arguments, done))
            self.assertTrue(done.stderr.strip(), arguments)


class Posted(digidig.ServiceTest):
    """Every message of the corpus comes by POST."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ids = {path: cls.service.send_raw(content(path), recipient="post@example.org") for path in FILES}

    def identity(self, name):
        return next(identity for path, identity in self.ids.items() if path.endswith("/" + name))

    def test_byte_for_byte(self):
        for path, identity in self.ids.items():
            self.assertEqual(self.service.get(f"/emails/{identity}/raw").body, content(path), path)

    def found(self, **query):
        return {entry["id"] for entry in self.service.all_emails(account="post@example.org", **query)}

    def test_search_in_decoded_subjects(self):
        searched = 0
        for path, identity in self.ids.items():
            message = email.message_from_bytes(content(path), policy=email.policy.default)
            try:
                subject = str(message["Subject"] or "")
            except Exception:  # Python gives up on some of these.
                continue
            words = [word for word in subject.split() if word.isalpha() and len(word) >= 3 and "\ufffd" not in word]
            if not words or any("\udc80" <= c <= "\udcff" for c in subject) or "=?" in subject:
                continue
            searched += 1
            self.assertIn(identity, self.found(subject=words[0]), (path, words[0]))
        self.assertGreater(searched, 40)

    def test_search_japanese(self):
        for name in ("japanese.eml", "japanese_iso_2022.eml", "japanese_shift_jis.eml"):
            detail = self.service.get(f"/emails/{self.identity(name)}").json()
            japanese = "".join(c for c in detail["body"] if "\u3040" <= c <= "\u9fff")
            self.assertGreaterEqual(len(japanese), 2, (name, detail["body"]))
            start = next(i for i in range(len(detail["body"]) - 1)
                         if all("\u3040" <= c <= "\u9fff" for c in detail["body"][i:i + 2]))
            self.assertIn(self.identity(name), self.found(text=detail["body"][start:start + 2]), name)

    def test_attachments_as_python_reads_them(self):
        compared = 0
        for path, identity in self.ids.items():
            if "/attachment_emails/" not in path and "/multi_charset/" not in path:
                continue
            message = email.message_from_bytes(content(path), policy=email.policy.compat32)
            wanted = [part.get_payload(decode=True) for part in leaves(message)
                      if not part.is_multipart() and part.get_content_disposition() == "attachment"
                      and part.get_content_maintype() not in ("text", "message")]
            attachments = self.service.get(f"/emails/{identity}").json()["attachments"]
            bodies = []
            for attachment in attachments:
                answer = self.service.get(f"/emails/{identity}/attachments/{attachment['n']}")
                self.assertEqual(answer.status, 200, (path, attachment))
                if attachment["content_type"] != "message/rfc822":
                    self.assertEqual(len(answer.body), attachment["size"], (path, attachment))
                bodies.append(answer.body)
            for data in wanted:
                compared += 1
                self.assertIn(digest(data), [digest(body) for body in bodies], (path, len(data), [len(b) for b in bodies]))
        self.assertGreater(compared, 5)

    def test_file_names(self):
        for name, wanted in (("attachment_nonascii_filename.eml", "ciële"),
                             ("attachment_with_encoded_name.eml", "01 Quien Te Dij"),
                             ("attachment_pdf.eml", "broken.pdf")):
            attachments = self.service.get(f"/emails/{self.identity(name)}").json()["attachments"]
            self.assertTrue(any(wanted in (a["filename"] or "") for a in attachments), (name, attachments))

    def test_nothing_here_breaks_a_list(self):
        self.assertEqual(len(self.found()), len(FILES))
        for parameter in ("text", "subject", "from", "to"):
            query = urllib.parse.urlencode({parameter: "a\"*(){}^NEAR OR AND '%_"})
            self.assertEqual(self.service.get("/emails?" + query).status, 200, parameter)


if __name__ == "__main__":
    digidig.main()
