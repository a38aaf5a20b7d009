# SPDX-License-Identifier: GPL-3.0-or-later
"""AUTHENTICATE: SCRAM by GNU SASL's program, tokens by curl, certificates, and what each of them must refuse."""

import base64
import hashlib
import hmac
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import unittest

import digidig
import identity_test
import imapclient
import imappeers

JANA = "jana@example.org"
PASSWORD = "příliš žluťoučký kůň"


def b64(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def hmac_sha256(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


class Scram:
    """The client's side of SCRAM-SHA-256 (RFC 5802), for what gsasl does not do wrongly by itself."""

    def __init__(self, user, password, gs2="n,,"):
        self.password = password.encode()
        self.gs2 = gs2
        self.bare = f"n={user.replace('=', '=3D').replace(',', '=2C')},r={os.urandom(9).hex()}"

    def first(self):
        return self.gs2 + self.bare

    def final(self, challenge):
        nonce, salt, count = (part[2:] for part in challenge.split(","))
        salted = hashlib.pbkdf2_hmac("sha256", self.password, base64.b64decode(salt), int(count))
        key = hmac_sha256(salted, b"Client Key")
        unproven = f"c={b64(self.gs2)},r={nonce}"
        message = f"{self.bare},{challenge},{unproven}".encode()
        signature = hmac_sha256(hashlib.sha256(key).digest(), message)
        self.server_final = "v=" + b64(hmac_sha256(hmac_sha256(salted, b"Server Key"), message))
        return f"{unproven},p={b64(bytes(a ^ b for a, b in zip(key, signature)))}"


class Exchange:
    """One AUTHENTICATE, answer by answer."""

    def __init__(self, connection, mechanism, initial=None):
        self.connection = connection
        self.tag = connection.begin("AUTHENTICATE", mechanism, *([] if initial is None else [b64(initial) or "="]))
        self.line = connection.read()

    def challenge(self):
        assert self.line.tag == "+", self.line
        return base64.b64decode(self.line.raw[2:])

    def say(self, answer):
        self.connection.send((answer if answer == "*" else b64(answer)).encode() + b"\r\n")
        self.line = self.connection.read()
        return self

    def end(self):
        while self.line.tag != self.tag:
            assert self.line.tag == "*", self.line
            self.line = self.connection.read()
        return self.line


def scram_login(connection, user, password, gs2="n,,", mechanism="SCRAM-SHA-256"):
    """How it ends."""
    client = Scram(user, password, gs2)
    exchange = Exchange(connection, mechanism, client.first())
    if exchange.line.tag != "+":
        return exchange.end()
    exchange.say(client.final(exchange.challenge().decode()))
    if exchange.line.tag == "+":
        assert exchange.challenge().decode() == client.server_final
        exchange.say("")
    return exchange.end()


class SaslTest(unittest.TestCase):
    env = {}

    @classmethod
    def setUpClass(cls):
        cls.ours = imappeers.Ours({"IMAP_SCRAM": "all"} | cls.env)
        cls.addClassCleanup(cls.ours.clean)
        cls.prepare()
        cls.ours.start()
        cls.service = cls.ours.service
        cls.account(JANA, PASSWORD)

    @classmethod
    def prepare(cls):
        pass

    @classmethod
    def account(cls, address, password=None):
        answer = cls.service.post("/api/accounts", {"address": address} | ({"password": password} if password else {}))
        assert answer.status == 201, answer

    def connect(self, tls=True, port=None, context=None):
        connection = imapclient.Connection(port or self.ours.port)
        self.addCleanup(connection.close)
        if tls:
            connection.ok("STARTTLS")
            connection.upgrade(context)
        return connection

    def refused(self, line, code="AUTHENTICATIONFAILED"):
        self.assertEqual((line.kind, line.code and line.code[0]), ("NO", code), line)

    def app_password(self, name="phone"):
        answer = self.service.post(f"/api/accounts/{JANA}/app-passwords", {"name": name})
        assert answer.status == 201, answer
        return answer.json()

    def last_used(self, identity):
        listed = self.service.get(f"/api/accounts/{JANA}/app-passwords").json()["app_passwords"]
        return next(one["last_used_at"] for one in listed if one["id"] == identity)


class ScramLogins(SaslTest):
    def test_own_password(self):
        self.assertEqual(scram_login(self.connect(), JANA, PASSWORD).kind, "OK")
        self.assertEqual(scram_login(self.connect(tls=False), JANA.upper(), PASSWORD).kind, "OK")

    def test_in(self):
        connection = self.connect()
        self.assertEqual(scram_login(connection, JANA, PASSWORD).kind, "OK")
        connection.ok("SELECT", "INBOX")
        capabilities = connection.capabilities()
        self.assertFalse([name for name in capabilities if name.startswith("AUTH=")], capabilities)

    def test_app_password(self):
        made = self.app_password("tablet")
        user = made["scram_user"]
        self.assertEqual(user, f"{JANA}/{made['password'][:4]}")
        self.assertIsNone(self.last_used(made["id"]))
        self.assertEqual(scram_login(self.connect(), user, made["password"]).kind, "OK")
        digidig.wait_for(lambda: self.last_used(made["id"]), "the last use to be noted")
        # The same user name is good for a password, too.
        connection = self.connect()
        connection.login(user, made["password"])
        self.refused(scram_login(self.connect(), user, PASSWORD))
        self.refused(scram_login(self.connect(), JANA, made["password"]))
        self.service.delete(f"/api/accounts/{JANA}/app-passwords/{made['id']}")
        self.refused(scram_login(self.connect(), user, made["password"]))

    def test_app_passwords_are_apart(self):
        one, other = self.app_password("one"), self.app_password("other")
        for mine, theirs in ((one, other), (other, one)):
            self.assertEqual(scram_login(self.connect(), mine["scram_user"], mine["password"]).kind, "OK")
            self.refused(scram_login(self.connect(), mine["scram_user"], theirs["password"]))

    def test_wrong(self):
        for user, password in ((JANA, "wrong"), (JANA, ""), ("nobody@example.org", PASSWORD), ("nobody", "x"),
                               (JANA + "/aaaa", PASSWORD)):
            self.refused(scram_login(self.connect(), user, password))

    def test_acting_as(self):
        self.assertEqual(scram_login(self.connect(), JANA, PASSWORD, f"n,a={JANA},").kind, "OK")
        self.refused(scram_login(self.connect(), JANA, PASSWORD, "n,a=petr@example.org,"), "AUTHORIZATIONFAILED")

    def test_downgrade(self):
        self.refused(scram_login(self.connect(), JANA, PASSWORD, "y,,"))
        self.service.logged("was not told of SCRAM-SHA-256-PLUS")
        # Where there is nothing to bind, nothing was taken away.
        self.assertEqual(scram_login(self.connect(tls=False), JANA, PASSWORD, "y,,").kind, "OK")

    def test_a_channel_that_is_not_ours(self):
        self.refused(scram_login(self.connect(), JANA, PASSWORD, "p=tls-exporter,,", "SCRAM-SHA-256-PLUS"))
        self.refused(scram_login(self.connect(), JANA, PASSWORD, "n,,", "SCRAM-SHA-256-PLUS"))
        self.refused(scram_login(self.connect(tls=False), JANA, PASSWORD, "p=tls-exporter,,", "SCRAM-SHA-256-PLUS"),
                     "CANNOT")

    def test_cancelled(self):
        connection = self.connect()
        exchange = Exchange(connection, "SCRAM-SHA-256")
        self.assertEqual(exchange.challenge(), b"")
        self.assertEqual(exchange.say("*").end().kind, "BAD")
        exchange = Exchange(connection, "SCRAM-SHA-256", Scram(JANA, PASSWORD).first())
        self.assertEqual(exchange.say("*").end().kind, "BAD")
        client = Scram(JANA, PASSWORD)
        exchange = Exchange(connection, "SCRAM-SHA-256", client.first())
        exchange.say(client.final(exchange.challenge().decode()))
        self.assertEqual(exchange.say("*").end().kind, "BAD")  # Instead of believing the server.
        self.assertEqual(connection.do("SELECT", "INBOX").status, "BAD")
        self.assertEqual(scram_login(connection, JANA, PASSWORD).kind, "OK")

    def test_without_initial_response(self):
        client = Scram(JANA, PASSWORD)
        exchange = Exchange(self.connect(), "SCRAM-SHA-256").say(client.first())
        exchange.say(client.final(exchange.challenge().decode()))
        self.assertEqual(exchange.say("").end().kind, "OK")

    def challenge_of(self, user):
        exchange = Exchange(self.connect(), "SCRAM-SHA-256", Scram(user, "x").first())
        _, salt, count = exchange.challenge().decode().split(",")
        return salt, count

    def test_challenges_tell_nothing(self):
        """Of users that are not there they look like others', and are the same each time, over restarts too."""
        nobody = self.challenge_of("nobody@example.org")
        self.assertEqual(nobody, self.challenge_of("nobody@example.org"))
        jana = self.challenge_of(JANA)
        self.assertEqual(jana, self.challenge_of(JANA))
        self.assertEqual((len(nobody[0]), nobody[1]), (len(jana[0]), jana[1]))
        self.assertNotEqual(nobody[0], self.challenge_of("somebody@example.org")[0])
        self.service.restart()
        self.assertEqual(nobody, self.challenge_of("nobody@example.org"))
        self.assertEqual(jana, self.challenge_of(JANA))

    def test_passwords_change(self):
        self.account("eva@example.org", "the first password")
        self.assertEqual(scram_login(self.connect(), "eva@example.org", "the first password").kind, "OK")
        answer = self.service.patch("/api/accounts/eva@example.org", {"password": "the second password"})
        self.assertEqual(answer.status, 200, answer)
        self.refused(scram_login(self.connect(), "eva@example.org", "the first password"))
        self.assertEqual(scram_login(self.connect(), "eva@example.org", "the second password").kind, "OK")
        self.assertEqual(self.service.patch("/api/accounts/eva@example.org", {"disabled": True}).status, 200)
        self.refused(scram_login(self.connect(), "eva@example.org", "the second password"), "CONTACTADMIN")

    def test_settings(self):
        def offered():
            return [name for name in self.connect().capabilities() if name.startswith("AUTH=SCRAM")]

        self.assertEqual(offered(), ["AUTH=SCRAM-SHA-256-PLUS", "AUTH=SCRAM-SHA-256"])
        self.addCleanup(self.service.put, "/api/config", {"scram": "all"})
        self.service.put("/api/config", {"scram": "off"})
        self.assertEqual(offered(), [])
        self.refused(scram_login(self.connect(), JANA, PASSWORD), "CANNOT")
        self.account("ota@example.org", "the password of Ota")
        self.service.put("/api/config", {"scram": "app_passwords"})
        self.assertEqual(len(offered()), 2)
        self.refused(scram_login(self.connect(), JANA, PASSWORD))
        made = self.app_password("settings")
        self.assertEqual(scram_login(self.connect(), made["scram_user"], made["password"]).kind, "OK")
        # With the next login by the password itself, its verifier is there.
        self.service.put("/api/config", {"scram": "all"})
        self.refused(scram_login(self.connect(), "ota@example.org", "the password of Ota"))
        self.connect().login("ota@example.org", "the password of Ota")
        digidig.wait_for(lambda: scram_login(self.connect(), "ota@example.org", "the password of Ota").kind == "OK",
                         "the verifier")
        # And gone with the next after it is switched off.
        self.service.put("/api/config", {"scram": "off", "password_cache_seconds": 0})
        self.addCleanup(self.service.delete, "/api/config/password_cache_seconds")
        self.connect().login("ota@example.org", "the password of Ota")
        self.service.put("/api/config", {"scram": "all"})
        digidig.wait_for(lambda: scram_login(self.connect(), "ota@example.org", "the password of Ota").kind == "NO",
                         "the verifier to go")

    def test_long_answers(self):
        connection = self.connect()
        for message in ("n,,n=" + "x" * 6000 + ",r=abc", "n,,n=x,r=" + "y" * 6000):
            self.assertEqual(Exchange(connection, "SCRAM-SHA-256").say(message).end().kind, "BAD")
        self.assertEqual(scram_login(connection, JANA, PASSWORD).kind, "OK")

    def test_secrets_are_nowhere(self):
        made = self.app_password("secrets")
        scram_login(self.connect(), made["scram_user"], made["password"])
        log = self.service.log_until_now()
        for secret in (PASSWORD, made["password"]):
            self.assertNotIn(secret, log)
        for path in (f"/api/accounts/{JANA}/app-passwords", f"/api/accounts/{JANA}", "/api/logs", "/api/config"):
            self.assertNotIn("SCRAM-SHA-256$", self.service.get(path).body.decode(), path)


@unittest.skipUnless(shutil.which("gsasl"), "needs the package gsasl")
class GnuSasl(SaslTest):
    """A client that is not ours."""

    def gsasl(self, mechanism, user, password, *more):
        return subprocess.run(
            ["gsasl", "--client", "--imap", f"--connect=localhost:{self.ours.port}", "--starttls",
             f"--x509-ca-file={self.ours.cert}", "--mechanism", mechanism, "--authentication-id", user,
             "--password", password, *more],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=digidig.PATIENCE, check=False,
            env=os.environ | {"LC_ALL": "C.UTF-8"})

    def test_scram(self):
        done = self.gsasl("SCRAM-SHA-256", JANA, PASSWORD, "--no-cb")
        self.assertEqual(done.returncode, 0, done)

    def test_scram_plus(self):
        done = self.gsasl("SCRAM-SHA-256-PLUS", JANA, PASSWORD, "--verbose")
        self.assertEqual(done.returncode, 0, done)
        made = self.app_password("gsasl")
        done = self.gsasl("SCRAM-SHA-256-PLUS", made["scram_user"], made["password"])
        self.assertEqual(done.returncode, 0, done)

    def test_by_the_list(self):
        """It takes the best that CAPABILITY has."""
        done = subprocess.run(
            ["gsasl", "--client", "--imap", f"--connect=localhost:{self.ours.port}", "--starttls", "--verbose",
             f"--x509-ca-file={self.ours.cert}", "--authentication-id", JANA, "--password", PASSWORD],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=digidig.PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done)

    def test_wrong(self):
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"):
            self.assertNotEqual(self.gsasl(mechanism, JANA, "wrong").returncode, 0)


class Tokens(SaslTest):
    """Those of this service for one account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = cls.make("phone", scope="account", account=JANA)

    @classmethod
    def make(cls, name, **more):
        answer = cls.service.post("/api/tokens", {"name": name, **more})
        assert answer.status == 201, answer
        return answer.json()["token"]

    def bearer(self, token, user="", connection=None):
        return Exchange(connection or self.connect(), "OAUTHBEARER",
                        f"n,{'a=' + user if user else ''},\x01host=localhost\x01port=143\x01auth=Bearer {token}\x01\x01")

    def xoauth2(self, token, user=JANA):
        return Exchange(self.connect(), "XOAUTH2", f"user={user}\x01auth=Bearer {token}\x01\x01")

    def test_in(self):
        self.assertEqual(self.bearer(self.token).end().kind, "OK")
        self.assertEqual(self.bearer(self.token, JANA).end().kind, "OK")
        self.assertEqual(self.xoauth2(self.token).end().kind, "OK")

    def told(self, exchange):
        """The error is told, acknowledged, and only then is it over."""
        problem = json.loads(exchange.challenge())
        self.assertEqual(problem["status"], "invalid_token")
        self.refused(exchange.say("\x01").end())

    def test_refused(self):
        administrator = self.make("admin of the tests", scope="admin")
        for token in ("digidig_" + "x" * 43, "garbage", "a.b.c", administrator):
            self.told(self.bearer(token))
            self.told(self.bearer(token, JANA))
            self.told(self.xoauth2(token))

    def test_another(self):
        self.account("petr@example.org")
        self.refused(self.bearer(self.token, "petr@example.org").end(), "AUTHORIZATIONFAILED")
        self.refused(self.xoauth2(self.token, "petr@example.org").end(), "AUTHORIZATIONFAILED")

    def test_malformed_and_cancelled(self):
        connection = self.connect()
        for message in ("", "n,,", "n,,\x01auth=Basic x\x01\x01", "\x01"):
            self.assertEqual(Exchange(connection, "OAUTHBEARER", message).end().kind, "BAD")
        self.assertEqual(Exchange(connection, "OAUTHBEARER").say("*").end().kind, "BAD")
        self.assertEqual(self.bearer("garbage", "", connection).say("*").end().kind, "NO")
        self.assertEqual(self.bearer(self.token, "", connection).end().kind, "OK")

    def test_revoked(self):
        self.account("olga@example.org")
        token = self.make("of olga", scope="account", account="olga@example.org")
        self.assertEqual(self.bearer(token).end().kind, "OK")
        self.service.patch("/api/accounts/olga@example.org", {"disabled": True})
        digidig.wait_for(lambda: self.bearer(token).line.tag == "+", "the token to be refused")

    def test_offered(self):
        self.assertIn("AUTH=OAUTHBEARER", self.connect().capabilities())
        with imappeers.Ours() as other:
            connection = imapclient.Connection(other.port)
            self.addCleanup(connection.close)
            self.assertNotIn("AUTH=OAUTHBEARER", connection.capabilities())
            self.refused(Exchange(connection, "OAUTHBEARER", "n,,\x01auth=Bearer x\x01\x01").end(), "CANNOT")


class IdentityTokens(SaslTest):
    @classmethod
    def prepare(cls):
        cls.fake = identity_test.Fake()
        cls.addClassCleanup(cls.fake.end)
        cls.service = cls.ours.service
        cls.service.env |= {"IDENTITY_URL": cls.fake.url, "IMAP_IDENTITY_CACHE_SECONDS": "0"}

    def curl(self, token, user=JANA):
        return subprocess.run(
            ["curl", "--silent", "--show-error", "--ssl-reqd", "--cacert", self.ours.cert, "--user", user + ":",
             "--oauth2-bearer", token, f"imap://localhost:{self.ours.port}/", "--request", "LIST \"\" INBOX"],
            capture_output=True, timeout=digidig.PATIENCE, check=False)

    def test_curl(self):
        done = self.curl(self.fake.token("jana"))
        self.assertEqual((done.returncode, b"INBOX" in done.stdout), (0, True), done)

    def test_roles_do_not_matter(self):
        self.assertEqual(self.curl(self.fake.token("jana", ("admin",))).returncode, 0)

    def test_refused(self):
        token = self.fake.token("jana")
        self.fake.order("revoke", token=token)
        self.assertNotEqual(self.curl(token).returncode, 0)
        self.assertNotEqual(self.curl(self.fake.token("nobody")).returncode, 0)
        self.account("petr@example.org")
        self.assertNotEqual(self.curl(self.fake.token("petr")).returncode, 0)
        self.assertEqual(self.curl(self.fake.token("petr"), "petr@example.org").returncode, 0)

    def test_outage(self):
        self.fake.fault("status", status=500)
        self.addCleanup(self.fake.fault)
        exchange = Exchange(self.connect(), "OAUTHBEARER", f"n,,\x01auth=Bearer {self.fake.token('petr')}\x01\x01")
        self.refused(exchange.end(), "UNAVAILABLE")


class Certificates(SaslTest):
    @classmethod
    def prepare(cls):
        cls.directory = tempfile.mkdtemp(prefix="digidig-certificates-")
        cls.addClassCleanup(shutil.rmtree, cls.directory, True)
        cls.authority("ca")
        cls.authority("other-ca")
        cls.ours.service.env |= {"IMAP_TLS_CLIENT_CA": cls.path("ca.pem")}

    @classmethod
    def path(cls, name):
        return os.path.join(cls.directory, name)

    @classmethod
    def openssl(cls, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=digidig.PATIENCE)

    @classmethod
    def authority(cls, name):
        cls.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-keyout", cls.path(f"{name}.key"), "-out", cls.path(f"{name}.pem"))

    def certificate(self, name, subject, alternative="", authority="ca"):
        """A client's TLS with a certificate of its own."""
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", subject,
                     "-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.csr"))
        with open(self.path("extensions"), "w", encoding="ascii") as file:
            file.write(f"extendedKeyUsage=clientAuth\n{'subjectAltName=' + alternative if alternative else ''}\n")
        self.openssl("x509", "-req", "-in", self.path(f"{name}.csr"), "-CA", self.path(f"{authority}.pem"), "-CAkey",
                     self.path(f"{authority}.key"), "-CAcreateserial", "-days", "2", "-extfile", self.path("extensions"),
                     "-out", self.path(f"{name}.pem"))
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.load_cert_chain(self.path(f"{name}.pem"), self.path(f"{name}.key"))
        return context

    def offered(self, context):
        return "AUTH=EXTERNAL" in self.connect(context=context).capabilities()

    def external(self, context, authzid=""):
        return Exchange(self.connect(context=context), "EXTERNAL", authzid).end()

    def test_in(self):
        context = self.certificate("jana", "/CN=Jana", f"email:{JANA}")
        self.assertTrue(self.offered(context))
        connection = self.connect(context=context)
        self.assertEqual(Exchange(connection, "EXTERNAL", "").end().kind, "OK")
        connection.ok("SELECT", "INBOX")
        self.assertEqual(self.external(context, JANA).kind, "OK")
        self.refused(self.external(context, "petr@example.org"), "AUTHORIZATIONFAILED")
        exchange = Exchange(self.connect(context=context), "EXTERNAL")
        self.assertEqual(exchange.challenge(), b"")
        self.assertEqual(exchange.say("").end().kind, "OK")

    def test_imaps(self):
        context = self.certificate("imaps", "/CN=Jana", f"email:{JANA}")
        connection = imapclient.Connection(self.ours.tls_port, greet=False)
        self.addCleanup(connection.close)
        connection.upgrade(context)
        self.assertIn("AUTH=EXTERNAL", str(connection.read()).upper())
        self.assertEqual(Exchange(connection, "EXTERNAL", "").end().kind, "OK")

    def test_resumed(self):
        """A ticket goes on with the certificate that it was given for."""
        context = self.certificate("resumed", "/CN=Jana", f"email:{JANA}")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        first = self.connect(context=context)
        first.capabilities()
        second = imapclient.Connection(self.ours.port)
        self.addCleanup(second.close)
        second.ok("STARTTLS")
        second.socket = context.wrap_socket(second.socket, server_hostname="localhost", session=first.socket.session)
        self.assertTrue(second.socket.session_reused)
        self.assertEqual(Exchange(second, "EXTERNAL", "").end().kind, "OK")

    def test_of_somebody_else(self):
        """Who shows what we do not believe is served as who shows none."""
        for context in (self.certificate("foreign", "/CN=Jana", f"email:{JANA}", "other-ca"),
                        self.certificate("nameless", f"/CN={JANA}"), None):
            self.assertFalse(self.offered(context))
            self.refused(self.external(context), "CANNOT")
            self.connect(context=context).login(JANA, PASSWORD)
        self.refused(Exchange(self.connect(tls=False), "EXTERNAL", "").end(), "CANNOT")

    def test_without_an_account(self):
        context = self.certificate("stranger", "/CN=X", "email:stranger@example.org")
        self.assertTrue(self.offered(context))
        self.refused(self.external(context))

    def test_mapping(self):
        context = self.certificate("mapped", f"/CN={JANA}", "email:stranger@example.org")
        self.addCleanup(self.service.delete, "/api/config/tls_client_map")
        self.assertEqual(self.service.put("/api/config", {"tls_client_map": ["cn"]}).status, 200)
        self.assertEqual(self.external(context).kind, "OK")
        with open(self.path("mapped.pem"), encoding="ascii") as file:
            digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(file.read())).hexdigest()
        self.service.put("/api/config", {"tls_client_map": ["0" * 64 + "=" + JANA]})
        self.assertFalse(self.offered(context))
        self.service.put("/api/config", {"tls_client_map": [f"{digest}={JANA}"]})
        self.assertEqual(self.external(context).kind, "OK")
        self.assertEqual(self.service.put("/api/config", {"tls_client_map": ["dn"]}).status, 422)

    def test_disabled(self):
        self.account("dana@example.org")
        context = self.certificate("dana", "/CN=Dana", "email:dana@example.org")
        self.assertEqual(self.external(context).kind, "OK")
        self.service.patch("/api/accounts/dana@example.org", {"disabled": True})
        self.refused(self.external(context), "CONTACTADMIN")

    def test_authorities_change(self):
        context = self.certificate("changing", "/CN=Jana", f"email:{JANA}")
        self.addCleanup(self.service.put, "/api/config", {"tls_client_ca": self.path("ca.pem")})
        self.service.put("/api/config", {"tls_client_ca": self.path("other-ca.pem")})
        self.assertFalse(self.offered(context))
        self.service.put("/api/config", {"tls_client_ca": ""})
        self.assertFalse(self.offered(context))
        self.service.put("/api/config", {"tls_client_ca": self.path("ca.pem")})
        self.assertTrue(self.offered(context))
        self.service.put("/api/config", {"tls_client_ca": self.path("nothing.pem")})
        self.service.logged("nothing.pem")
        self.assertTrue(self.offered(context))  # What was in force stays.


if __name__ == "__main__":
    digidig.main()
