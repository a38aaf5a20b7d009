# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Postfix, with configuration, queue and ports of its own, that delivers to us by LMTP.

It can only be run by root; `usable()` tells whether it can be run here. Nothing of the system's own Postfix is touched.
"""

import os
import shutil
import smtplib
import subprocess
import tempfile

import digidig
import dovecot

MAIN = """
compatibility_level = 3.6
queue_directory = {directory}/spool
data_directory = {directory}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.example.org
mydomain = example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.cz
virtual_transport = lmtp:{where}
smtpd_recipient_restrictions = permit_mynetworks, reject
local_recipient_maps =
default_transport = discard
alias_maps =
alias_database =
maillog_file = {directory}/log/maillog
maillog_file_prefixes = {directory}/log
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
smtputf8_enable = yes
{more}
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
DAEMONS = ("/usr/lib/postfix/sbin", "/usr/libexec/postfix")


def usable():
    return os.geteuid() == 0 and shutil.which("postfix") is not None


class Postfix:
    """`where`: what stands behind `lmtp:`, `inet:127.0.0.1:PORT` or `unix:PATH`."""

    def __init__(self, where, more=""):
        self.directory = tempfile.mkdtemp(prefix="digidig-postfix-")
        os.chmod(self.directory, 0o755)
        for name in ("spool", "data", "log", "etc"):
            os.mkdir(os.path.join(self.directory, name))
        shutil.chown(os.path.join(self.directory, "data"), "postfix")
        self.port = dovecot.free_port()
        self.config = os.path.join(self.directory, "etc")
        daemons = next(path for path in DAEMONS if os.path.isdir(path))
        self._write("main.cf", MAIN.format(directory=self.directory, daemons=daemons, where=where, more=more))
        self._write("master.cf", MASTER.format(port=self.port))

    def _write(self, name, text):
        with open(os.path.join(self.config, name), "w", encoding="utf-8") as file:
            file.write(text)

    def command(self, *arguments, check=True):
        return subprocess.run(["postfix", "-c", self.config, *arguments], check=check, capture_output=True,
                              timeout=digidig.PATIENCE)

    def log(self):
        path = os.path.join(self.directory, "log", "maillog")
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def send(self, content, *recipients, sender="eva@example.org", options=()):
        with smtplib.SMTP("127.0.0.1", self.port, timeout=digidig.PATIENCE) as client:
            client.sendmail(sender, recipients, content, mail_options=options)

    def logged(self, *words):
        """Waits for a line of its log with all these words."""
        return digidig.wait_for(
            lambda: next((line for line in self.log().splitlines() if all(word in line for word in words)), None),
            f"a line of Postfix with {words}")

    def __enter__(self):
        done = self.command("start", check=False)
        assert done.returncode == 0, (done.stdout, done.stderr, self.log())

        def answers():
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=5):
                    return True
            except OSError:
                return False

        digidig.wait_for(answers, f"Postfix to answer: {self.log()}")
        return self

    def __exit__(self, kind, value, trace):
        self.command("stop", check=False)
        shutil.rmtree(self.directory, ignore_errors=True)
