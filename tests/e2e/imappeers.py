# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that tests of IMAP talk to: the service itself, and beside it Dovecot; both look the same to a test."""

import os
import shutil
import tempfile

import digidig
import dovecot

PASSWORD = "secret of the tests"


class Ours:
    """A digidig-imapd with its IMAP listeners; `service` is the rest of it."""

    name = "ours"
    password = PASSWORD

    def __init__(self, env=None, **options):
        self.directory = tempfile.mkdtemp(prefix="digidig-peer-")
        dovecot.certificate(self.directory)
        self.cert = os.path.join(self.directory, "cert.pem")
        # As many sessions and failed logins as a test needs; what the limits do has tests of its own.
        self.service = digidig.Service({"IMAP_PROTOCOL_PORT": "0", "IMAP_S_PROTOCOL_PORT": "0",
                                        "IMAP_MAX_CONNECTIONS": "5000", "IMAP_AUTH_FAILURES": "0",
                                        "IMAP_TLS_CERT": self.cert,
                                        "IMAP_TLS_KEY": os.path.join(self.directory, "key.pem"),
                                        "IMAP_LANGUAGE": "en"} | (env or {}), **options)
        self.made = set()

    def start(self):
        self.service.start()
        return self

    @property
    def port(self):
        return self.service.ports["imap"]

    @property
    def tls_port(self):
        return self.service.ports["imaps"]

    @property
    def process(self):
        return self.service.process

    def account(self, name):
        """Makes it, once."""
        if name not in self.made:
            answer = self.service.post("/api/accounts", {"address": name, "password": PASSWORD})
            assert answer.status == 201, answer
            self.made.add(name)

    def log(self):
        return self.service.log()

    def clean(self):
        self.service.clean()
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, value, trace):
        self.clean()


def speaks_imap():
    """Whether the program has its IMAP listeners yet."""
    with Ours() as ours:
        return "imap" in ours.service.ports


def peers(wanted="", env=None):
    """The servers to test, not started: `wanted` is one's name, else all that are here; `env` is for ours."""
    found = []
    if wanted in ("", "ours") and digidig.BINARY and speaks_imap():
        found.append(Ours(env))
    if wanted in ("", "dovecot") and dovecot.installed():
        found.append(dovecot.Dovecot())
    return found
