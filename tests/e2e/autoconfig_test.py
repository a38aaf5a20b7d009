# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings that mail programs ask for: Thunderbird's XML, Apple's profile, the page; with addresses that are none."""

import html.parser
import plistlib
import urllib.parse
import xml.etree.ElementTree

import digidig

XML = "/mail/config-v1.1.xml"
WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml"
PROFILE = "/api/client-settings/apple.mobileconfig"
PAGE = "/api/client-settings"
ALL = (XML, WELL_KNOWN, PROFILE, PAGE)
JANA = "jana@example.org"
# Addresses, if odd ones: what they are must not become a part of the markup.
ODD = ["o'brien&co@example.org", "a%0ab{x}`$id@example.org", "jiří.kůň@háčky.example", "&ltb&gt@example.org", "a%1%2@%1.example",
       "a%emailaddress%@example.org", "=cmd|calc!a1@example.org", "]]&gt@example.org", "x&#60@example.org"]
NO_ADDRESSES = ["jana", "@example.org", "jana@", "a@b@c", '"><script>alert(1)</script>@example.org', "a b@example.org",
                "a\nb@example.org", "a(b)@example.org", "a\ufffeb@example.org", "a\u202eb@example.org", "jana@example..org",
                "<!--@example.org", "a;b@example.org", "x" * 65 + "@example.org", "x@" + "y" * 256, "x" * 5000 + "@example.org"]


class Markup(html.parser.HTMLParser):
    """Elements, texts and links of a page."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.texts, self.links, self.language = set(), [], [], None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.add(tag)
        self.language = attributes.get("lang", self.language)
        if "href" in attributes:
            self.links.append(attributes["href"])

    def handle_data(self, data):
        if data.strip():
            self.texts.append(data.strip())


class Settings(digidig.ServiceTest):
    env = {"IMAP_PROTOCOL_PORT": "0", "IMAP_S_PROTOCOL_PORT": "0"}
    imap_ports = ("imaps", "imap")

    def ask(self, path, address=None, host="mail.example.org:8003", **headers):
        target = path + ("?" + urllib.parse.urlencode({"emailaddress": address}) if address is not None else "")
        return self.service.request("GET", target, headers={"Host": host, **headers})

    def xml(self, *arguments, **more):
        answer = self.ask(*arguments, **more)
        self.assertEqual((answer.status, answer.type), (200, "application/xml"), answer)
        root = xml.etree.ElementTree.fromstring(answer.body)
        self.assertEqual((root.tag, root.attrib), ("clientConfig", {"version": "1.1"}))
        return root.find("emailProvider")

    def servers(self, provider, element):
        return [(one.get("type"), *(one.findtext(name) for name in
                                    ("hostname", "port", "socketType", "authentication", "username")))
                for one in provider.iter(element)]

    def profile(self, *arguments, **more):
        answer = self.ask(PROFILE, *arguments, **more)
        self.assertEqual((answer.status, answer.type), (200, "application/x-apple-aspen-config"), answer)
        self.assertIn('filename="mail.mobileconfig"', answer.headers["Content-Disposition"])
        return plistlib.loads(answer.body, fmt=plistlib.FMT_XML)

    def page(self, *arguments, **more):
        answer = self.ask(PAGE, *arguments, **more)
        self.assertEqual((answer.status, answer.type), (200, "text/html"), answer)
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["Vary"].split(",")[0], "Accept-Language")
        return Markup(answer.body.decode())

    def set(self, **settings):
        answer = self.service.put("/api/config", settings)
        self.assertEqual(answer.status, 200, answer)
        for key in settings:
            self.addCleanup(self.service.delete, f"/api/config/{key}")


class Told(Settings):
    def test_thunderbird(self):
        for path in (XML, WELL_KNOWN):
            provider = self.xml(path, JANA)
            self.assertEqual(provider.get("id"), "example.org")
            self.assertEqual(provider.findtext("domain"), "example.org")
            user = ("password-cleartext", "%EMAILADDRESS%")
            self.assertEqual(self.servers(provider, "incomingServer"), [
                ("imap", "mail.example.org", str(self.service.ports["imaps"]), "SSL", *user),
                ("imap", "mail.example.org", str(self.service.ports["imap"]), "STARTTLS", *user)])
            self.assertEqual(self.servers(provider, "outgoingServer"),
                             [("smtp", "mail.example.org", "587", "STARTTLS", *user)])

    def test_apple(self):
        profile = self.profile(JANA, **{"Accept-Language": "en"})
        self.assertEqual((profile["PayloadType"], profile["PayloadVersion"]), ("Configuration", 1))
        self.assertEqual(profile["PayloadDisplayName"], "Mail of jana@example.org")
        [account] = profile["PayloadContent"]
        expected = {
            "PayloadType": "com.apple.mail.managed", "EmailAccountType": "EmailTypeIMAP", "EmailAddress": JANA,
            "IncomingMailServerHostName": "mail.example.org", "IncomingMailServerPortNumber": self.service.ports["imaps"],
            "IncomingMailServerUseSSL": True, "IncomingMailServerUsername": JANA,
            "IncomingMailServerAuthentication": "EmailAuthPassword", "OutgoingMailServerHostName": "mail.example.org",
            "OutgoingMailServerPortNumber": 587, "OutgoingMailServerUseSSL": True, "OutgoingMailServerUsername": JANA,
            "OutgoingMailServerAuthentication": "EmailAuthPassword", "OutgoingPasswordSameAsIncomingPassword": True}
        self.assertEqual({name: account.get(name) for name in expected}, expected)
        self.assertNotEqual(account["PayloadUUID"], profile["PayloadUUID"])

    def test_a_newer_profile_takes_the_place_of_the_older(self):
        first = self.profile(JANA)
        self.set(mail_host="imap.example.org")
        second = self.profile(JANA)
        self.assertEqual((first["PayloadIdentifier"], first["PayloadUUID"]),
                         (second["PayloadIdentifier"], second["PayloadUUID"]))
        self.assertNotEqual(self.profile("petr@example.org")["PayloadIdentifier"], first["PayloadIdentifier"])

    def test_without_an_address_the_device_asks(self):
        [account] = self.profile()["PayloadContent"]
        self.assertFalse({"EmailAddress", "IncomingMailServerUsername", "OutgoingMailServerUsername"} & set(account))
        self.assertEqual(self.xml(XML).get("id"), "mail.example.org")

    def test_the_page_in_both_languages(self):
        for language, texts in (
                ("en", ["Mail of jana@example.org", "Incoming mail (IMAP)", "Outgoing mail (SMTP)", "User name"]),
                ("cs", ["Pošta jana@example.org", "Příchozí pošta (IMAP)", "Odchozí pošta (SMTP)", "Uživatelské jméno"])):
            with self.subTest(language=language):
                page = self.page(JANA, **{"Accept-Language": language})
                self.assertEqual(page.language, language)
                for text in [*texts, "mail.example.org", JANA, "587", str(self.service.ports["imaps"]),
                             str(self.service.ports["imap"]), "STARTTLS", "SSL/TLS"]:
                    self.assertIn(text, page.texts)
                self.assertEqual(page.links, [f"{PROFILE}?emailaddress=jana%40example.org"])
                answer = self.service.request("GET", page.links[0], headers={"Host": "mail.example.org"})
                self.assertEqual(plistlib.loads(answer.body)["PayloadContent"][0]["EmailAddress"], JANA)

    def test_the_profile_in_both_languages(self):
        for language, name in (("en", "Mail of "), ("cs", "Pošta ")):
            self.assertEqual(self.profile(JANA, **{"Accept-Language": language})["PayloadDisplayName"], name + JANA)

    def test_nobody_learns_whether_there_is_such_an_account(self):
        self.assertEqual(self.service.post("/api/accounts", {"address": JANA}).status, 201)
        for path in ALL:
            there, elsewhere = self.ask(path, JANA), self.ask(path, "anja@example.org")
            self.assertEqual(there.status, elsewhere.status)
            if path in (XML, WELL_KNOWN):
                self.assertEqual(there.body, elsewhere.body)
        self.assertEqual([a["address"] for a in self.service.get("/api/accounts").json()["accounts"]], [JANA])

    def test_it_is_told_while_mail_is_switched_off(self):
        self.set(enabled=False)
        for path in ALL:
            self.assertEqual(self.ask(path, JANA).status, 200)


class Names(Settings):
    """Which host is named: what is bound to, 0.0.0.0, would help nobody."""

    def hosts(self, host):
        provider = self.xml(XML, JANA, host=host)
        return {one[1] for element in ("incomingServer", "outgoingServer") for one in self.servers(provider, element)}

    def test_the_name_that_was_asked_for(self):
        for field, name in (("mail.example.org", "mail.example.org"), ("mail.example.org:80", "mail.example.org"),
                            ("192.0.2.7:8003", "192.0.2.7"), ("[2001:db8::1]:8003", "2001:db8::1"), ("[::1]", "::1")):
            with self.subTest(field=field):
                self.assertEqual(self.hosts(field), {name})

    def test_the_name_that_is_configured(self):
        self.set(mail_host="imap.example.org")
        self.assertEqual(self.hosts("autoconfig.example.org"), {"imap.example.org"})

    def test_the_server_for_sending(self):
        for setting, expected in (("smtp.example.org", ("smtp.example.org", "587", "STARTTLS")),
                                  ("smtp.example.org:465", ("smtp.example.org", "465", "SSL")),
                                  ("smtp.example.org:25", ("smtp.example.org", "25", "STARTTLS"))):
            with self.subTest(setting=setting):
                self.set(submission_server=setting)
                [server] = self.servers(self.xml(XML, JANA), "outgoingServer")
                self.assertEqual(server[1:4], expected)
                [account] = self.profile(JANA)["PayloadContent"]
                self.assertEqual((account["OutgoingMailServerHostName"], account["OutgoingMailServerPortNumber"]),
                                 (expected[0], int(expected[1])))

    def test_settings_that_are_none(self):
        for key, value in (("mail_host", "imap.example.org:993"), ("mail_host", "<b>"), ("submission_server", "a:0"),
                           ("submission_server", "a:65536"), ("submission_server", "a:b"), ("submission_server", "a b")):
            self.problem(self.service.put("/api/config", {key: value}), 422, "validation_failed", key)

    def test_only_our_domains(self):
        self.set(local_domains=["example.org"])
        for path in ALL:
            self.assertEqual(self.ask(path, JANA).status, 200)
            self.assertEqual(self.ask(path, "JANA@Example.ORG").status, 200)
            self.problem(self.ask(path, "jana@example.com"), 404, "unknown_domain")


class BoundToAName(Settings):
    env = Settings.env | {"IMAP_HOSTNAME": "localhost"}

    def test_it_is_the_one(self):
        self.assertEqual({one[1] for one in self.servers(self.xml(XML, JANA), "incomingServer")}, {"localhost"})


class WithoutImaps(Settings):
    env = Settings.env | {"IMAP_S_PROTOCOL_PORT": ""}

    def test_what_is_left(self):
        self.assertEqual([one[2:4] for one in self.servers(self.xml(XML, JANA), "incomingServer")],
                         [(str(self.service.ports["imap"]), "STARTTLS")])
        [account] = self.profile(JANA)["PayloadContent"]
        self.assertEqual(account["IncomingMailServerPortNumber"], self.service.ports["imap"])


class WithoutImap(Settings):
    env = {"IMAP_PROTOCOL_PORT": "", "IMAP_S_PROTOCOL_PORT": ""}

    def test_there_is_nothing_to_tell(self):
        for path in ALL:
            self.problem(self.ask(path, JANA), 404, "imap_off")


class Hostile(Settings):
    def test_odd_addresses(self):
        for address in ODD:
            domain = address.split("@")[1]
            with self.subTest(address=address):
                for path in (XML, WELL_KNOWN):
                    self.assertEqual(self.xml(path, address).findtext("domain"), domain)
                [account] = self.profile(address)["PayloadContent"]
                self.assertEqual(account["EmailAddress"], address)
                page = self.page(address)
                self.assertIn(address, page.texts)
                self.assertFalse(page.elements - {"html", "head", "meta", "title", "style", "body", "h1", "h3", "p", "a",
                                                  "table", "tr", "th", "td", "code"})
                self.assertEqual(urllib.parse.parse_qs(page.links[0].split("?")[1]), {"emailaddress": [address]})

    def test_what_is_no_address(self):
        for address in NO_ADDRESSES:
            for path in ALL:
                with self.subTest(address=address, path=path):
                    body = self.problem(self.ask(path, address), 422, "validation_failed", "emailaddress")
                    self.assertNotIn("<script", str(body))

    def test_bytes_that_are_no_text(self):
        """They are replaced (U+FFFD), or refused."""
        target = XML + "?emailaddress=%ff%fe@%c3%28.example"
        answer = self.service.request("GET", target, headers={"Host": "a"})
        self.assertEqual(answer.status, 422, answer)
        answer = self.service.request("GET", target.replace("%28", "a"), headers={"Host": "a"})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(xml.etree.ElementTree.fromstring(answer.body).find(".//domain").text, "\ufffda.example")
        self.assertEqual(self.ask(XML, "a\0b@example.org").status, 400)

    def test_hosts_that_are_none(self):
        for host in ('"><script>', "a b", "a<b>", "a/b", "[::1"):
            with self.subTest(host=host):
                self.assertEqual(self.ask(XML, JANA, host=host).status, 400)


if __name__ == "__main__":
    digidig.main()
