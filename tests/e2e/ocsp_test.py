# SPDX-License-Identifier: GPL-3.0-or-later
"""OCSP stapling: OpenSSL's own responder writes the file, and OpenSSL's own client asks for it."""

import os
import shutil
import subprocess
import tempfile
import unittest

import digidig


def openssl(*arguments, stdin=b""):
    done = subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, timeout=digidig.PATIENCE,
                          check=False)
    assert done.returncode == 0, (arguments, done)
    return done.stdout


class Stapling(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="digidig-ocsp-")
        self.addCleanup(shutil.rmtree, self.directory)
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=authority", "-addext", "basicConstraints=critical,CA:TRUE",
                "-keyout", self.path("ca.key"), "-out", self.path("ca.pem"))
        with open(self.path("index.txt"), "w", encoding="ascii"):
            pass
        self.issue(16)
        self.use()
        self.service = digidig.Service({
            "IMAP_PROTOCOL_PORT": "0", "IMAP_S_PROTOCOL_PORT": "0", "IMAP_TLS_CERT": self.path("cert.pem"),
            "IMAP_TLS_KEY": self.path("cert.key"), "IMAP_TLS_OCSP_FILE": self.path("ocsp.der"), "IMAP_LANGUAGE": "en"})
        self.addCleanup(self.service.clean)

    def path(self, name):
        return os.path.join(self.directory, name)

    def issue(self, serial, state="V"):
        """A certificate of the authority, which from now on says that of it."""
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
                "-keyout", self.path("new.key"), "-out", self.path("new.csr"))
        openssl("x509", "-req", "-in", self.path("new.csr"), "-CA", self.path("ca.pem"), "-CAkey", self.path("ca.key"),
                "-days", "2", "-set_serial", str(serial), "-out", self.path("new.pem"))
        revoked = "250101000000Z" if state == "R" else ""
        with open(self.path("index.txt"), "a", encoding="ascii") as index:
            index.write(f"{state}\t351231235959Z\t{revoked}\t{serial:02X}\tunknown\t/CN=localhost {serial}\n")

    def use(self):
        with open(self.path("new.pem"), "ab") as chain, open(self.path("ca.pem"), "rb") as authority:
            chain.write(authority.read())
        for name in ("key", "pem"):
            os.rename(self.path(f"new.{name}"), self.path(f"cert.{name}"))

    def respond(self, certificate, *arguments):
        openssl("ocsp", "-index", self.path("index.txt"), "-CA", self.path("ca.pem"), "-rsigner", self.path("ca.pem"),
                "-rkey", self.path("ca.key"), "-issuer", self.path("ca.pem"), "-cert", certificate,
                "-respout", self.path("ocsp.new"), *(arguments or ("-ndays", "1")))
        os.rename(self.path("ocsp.new"), self.path("ocsp.der"))

    def seen(self, *more):
        port = self.service.ports["imap" if more else "imaps"]
        return openssl("s_client", "-status", "-connect", f"127.0.0.1:{port}", "-CAfile", self.path("ca.pem"), *more,
                       stdin=b"a LOGOUT\r\n")

    def stapled(self, *more):
        shown = self.seen(*more)
        self.assertIn(b"Verify return code: 0 (ok)", shown)
        self.assertTrue(b"OCSP Response Status: successful" in shown or b"OCSP response: no response sent" in shown, shown)
        return b"Cert Status: good" in shown

    def test_its_life(self):
        self.respond(self.path("cert.pem"))
        self.service.start()
        self.service.logged("OCSP: response read from .*ocsp.der")
        for more in ((), ("-starttls", "imap"), ("-tls1_2",)):
            self.assertTrue(self.stapled(*more) if more != ("-tls1_2",) else self.stapled("-starttls", "imap", *more))
        # Renewed files are noticed: that of the certificate first, and then what is said of it.
        self.issue(17)
        self.use()
        self.service.logged("OCSP: file .*ocsp.der: it is about another certificate; nothing is stapled")
        self.assertFalse(self.stapled())
        self.respond(self.path("cert.pem"))
        digidig.wait_for(self.stapled, "the new response")
        # Wrong ones.
        for content, why in ((b"no response", "it is no OCSP response in DER form"), (b"", "it cannot be read")):
            with open(self.path("ocsp.new"), "wb") as file:
                file.write(content)
            os.rename(self.path("ocsp.new"), self.path("ocsp.der"))
            self.service.logged(f"OCSP: file .*: {why}; nothing is stapled")
            self.assertFalse(self.stapled())
        self.respond(self.path("cert.pem"))
        digidig.wait_for(self.stapled, "the good response")
        answer = self.service.put("/api/config", {"tls_ocsp_file": ""})
        self.assertEqual((answer.status, answer.json()["restart_needed"]), (200, []))
        self.assertFalse(self.stapled())

    def test_not_good(self):
        self.issue(18, "R")
        self.use()
        self.respond(self.path("cert.pem"))
        self.service.start()
        self.service.logged("OCSP: file .*: it does not say that the certificate is good; nothing is stapled")
        self.assertFalse(self.stapled())


if __name__ == "__main__":
    digidig.main()
