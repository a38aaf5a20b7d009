# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Dovecot on free ports of the loopback: the peer that tests of the IMAP listener are held against.

Any user exists, with the password `secret`, and has an empty INBOX. The package dovecot-imapd brings it; `installed()`
tells whether it is there.
"""

import getpass
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile

import digidig

PASSWORD = "secret"
BINARY = "/usr/sbin/dovecot"
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {run}
state_dir = {run}/state
log_path = {log}
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
mail_uid = {mail}
mail_gid = {mail_group}
first_valid_uid = 1
mail_home = {home}/%u
mail_location = {format}:~/mail
mail_fsync = never
mail_max_userip_connections = 10000
mailbox_list_index = yes
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
ssl = yes
ssl_cert = <{directory}/cert.pem
ssl_key = <{directory}/key.pem
mail_plugins = quota
imap_idle_notify_interval = 2 mins
protocol imap {{
  mail_plugins = quota imap_quota
  mail_max_userip_connections = 10000
}}
plugin {{
  quota = count:User quota
  quota_rule = *:storage=1G
  quota_vsizes = yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox INBOX/Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox INBOX/Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
  mailbox INBOX/Trash {{
    auto = subscribe
    special_use = \\Trash
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={home}/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  client_limit = 2000
  process_limit = 2
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 2048
}}
service auth {{
  client_limit = 20000
}}
service stats {{
  client_limit = 20000
}}
{more}
"""


def installed():
    return os.path.exists(BINARY)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def certificate(directory):
    """Makes cert.pem and key.pem for localhost there."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", os.path.join(directory, "key.pem"), "-out", os.path.join(directory, "cert.pem")],
                   check=True, capture_output=True, timeout=digidig.PATIENCE)


class Dovecot:
    """`port` speaks IMAP with STARTTLS, `tls_port` IMAPS; `version` is what it calls itself."""

    name = "dovecot"
    password = PASSWORD

    def __init__(self, mail_format="mdbox", more=""):
        self.mail_format = mail_format
        self.more = more
        self.directory = tempfile.mkdtemp(prefix="digidig-dovecot-")
        self.process = None
        self.port = None
        self.tls_port = None
        self.cert = os.path.join(self.directory, "cert.pem")
        self.log_path = os.path.join(self.directory, "log")

    def start(self):
        os.chmod(self.directory, 0o755)
        me = getpass.getuser()
        users = {"internal": me, "login": me, "mail": me}
        if os.geteuid() == 0:
            users = {"internal": "dovecot", "login": "dovenull", "mail": "dovecot"}
        groups = {f"{name}_group": pwd.getpwnam(user).pw_gid for name, user in users.items()}
        home = os.path.join(self.directory, "home")
        os.mkdir(home)
        if os.geteuid() == 0:
            shutil.chown(home, users["mail"])
        certificate(self.directory)
        self.port, self.tls_port = free_port(), free_port()
        groups = {name: grp.getgrgid(number).gr_name for name, number in groups.items()}
        path = os.path.join(self.directory, "dovecot.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(
                **users, **groups, run=os.path.join(self.directory, "run"), log=self.log_path, home=home,
                format=self.mail_format, directory=self.directory, port=self.port, tls_port=self.tls_port,
                password=PASSWORD, more=self.more))
        self.process = subprocess.Popen([BINARY, "-F", "-c", path], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def answers():
            if self.process.poll() is not None:
                raise AssertionError(f"Dovecot ended with {self.process.returncode}:\n{self.log()}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), 5) as one:
                    return one.recv(4) == b"* OK"
            except OSError:
                return False
        digidig.wait_for(answers, "the greeting of Dovecot")
        return self

    def log(self):
        try:
            with open(self.log_path, encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def account(self, name):
        """Anybody has one."""

    def clean(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(digidig.PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, value, trace):
        self.clean()
