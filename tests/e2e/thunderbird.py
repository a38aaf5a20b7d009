# SPDX-License-Identifier: GPL-3.0-or-later
"""Thunderbird under Xvfb with an account of the service: reading, flagging, moving, deleting, new mail by IDLE.

usage: thunderbird.py [--server ours|dovecot] [--tls] [--shots DIRECTORY]

Needs the packages thunderbird, xvfb and imagemagick, and is no part of the test suite. Thunderbird's own window and
commands are driven over its Marionette port; what they did is then looked up by a second IMAP connection, and a picture
of each step is left in DIRECTORY for somebody to look at.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

import digidig
import dovecot
import imapclient
import imapmessages
import imappeers

USER = "thunderbird@example.org"
PREFERENCES = """
mail.accountmanager.accounts = "account1,account2"
mail.accountmanager.defaultaccount = "account1"
mail.accountmanager.localfoldersserver = "server2"
mail.account.account1.server = "server1"
mail.account.account1.identities = "id1"
mail.account.account2.server = "server2"
mail.identity.id1.fullName = "Thunder Bird"
mail.identity.id1.useremail = "{user}"
mail.identity.id1.valid = true
mail.server.server1.type = "imap"
mail.server.server1.hostname = "localhost"
mail.server.server1.port = {port}
mail.server.server1.socketType = {socket}
mail.server.server1.userName = "{user}"
mail.server.server1.name = "{user}"
mail.server.server1.authMethod = 3
mail.server.server1.login_at_startup = false
mail.server.server1.check_new_mail = false
mail.server.server1.check_time = 10
mail.server.server2.type = "none"
mail.server.server2.hostname = "Local Folders"
mail.server.server2.userName = "nobody"
mail.server.server2.name = "Local Folders"
mail.rights.version = 1
mail.startup.enabledMailCheckOnce = true
mail.shell.checkDefaultClient = false
mail.provider.suppress_dialog_on_startup = true
mail.spotlight.firstRunDone = true
mail.spam.version = 1
mail.winsearch.firstRunDone = true
mail.inappnotifications.enabled = false
mail.biff.show_alert = false
mail.biff.play_sound = false
mailnews.start_page.enabled = false
mailnews.default_view_flags = 0
mailnews.mark_message_read.auto = true
app.donation.eoy.version.viewed = 999
app.update.enabled = false
app.normandy.enabled = false
browser.policies.runOncePerModification.isSet = true
datareporting.policy.dataSubmissionPolicyBypassNotification = true
datareporting.healthreport.uploadEnabled = false
toolkit.telemetry.enabled = false
toolkit.telemetry.server = ""
network.captive-portal-service.enabled = false
network.connectivity-service.enabled = false
extensions.update.enabled = false
browser.safebrowsing.malware.enabled = false
marionette.port = {marionette}
"""


class Marionette:
    """The remote control of Mozilla programs: one JSON message each way, with its length in front."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), digidig.PATIENCE)
        self.buffer = b""
        self.number = 0
        self.receive()
        self.call("WebDriver:NewSession", {"capabilities": {}})
        self.call("Marionette:SetContext", {"value": "chrome"})
        self.call("WebDriver:SetTimeouts", {"script": digidig.PATIENCE * 1000})

    def receive(self):
        while b":" not in self.buffer:
            self.more()
        length, _, self.buffer = self.buffer.partition(b":")
        while len(self.buffer) < int(length):
            self.more()
        message, self.buffer = self.buffer[:int(length)], self.buffer[int(length):]
        return json.loads(message)

    def more(self):
        data = self.socket.recv(65536)
        assert data, "Thunderbird has gone"
        self.buffer += data

    def call(self, name, parameters):
        self.number += 1
        message = json.dumps([0, self.number, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, number, error, result = self.receive()
        assert number == self.number and error is None, error
        return result

    def run(self, body, *arguments):
        """The value of a JavaScript function with this body, in which `await` may stand."""
        script = ("const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);"
                  "const { MailServices } = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs');"
                  "const { MailUtils } = ChromeUtils.importESModule('resource:///modules/MailUtils.sys.mjs');"
                  "const server = MailServices.accounts.accounts.find(a => a.incomingServer.type == 'imap')"
                  "    ?.incomingServer;"
                  "const win = Services.wm.getMostRecentWindow('mail:3pane');"
                  "const pane = win?.document.getElementById('tabmail')?.currentAbout3Pane;"
                  f"(async () => {{ {body} }})().then(v => done([true, v ?? null]), e => done([false, `${{e}}`]));")
        fine, value = self.call("WebDriver:ExecuteAsyncScript", {"script": script, "args": list(arguments)})["value"]
        assert fine, value
        return value


FOLDER = """
    const folder = name => server.rootFolder.descendants.find(f => f.name == name);
    const inbox = () => server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
    """
SELECT = FOLDER + """
    const view = pane.gDBView;
    const index = [...Array(view.rowCount).keys()].find(i => view.getMsgHdrAt(i).mime2DecodedSubject == args[0]);
    if (index === undefined) throw new Error(`no message ${args[0]}`);
    pane.threadTree.selectedIndex = index;
    """


class Desk:
    """A display with Thunderbird on it."""

    def __init__(self, server, tls, shots):
        self.server = server
        self.shots = shots
        self.directory = tempfile.mkdtemp(prefix="digidig-thunderbird-")
        self.processes = []
        self.count = 0
        read, write = os.pipe()
        self.start(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"], pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as file:
            self.display = ":" + file.readline().strip()
        port = dovecot.free_port()
        profile = os.path.join(self.directory, "profile")
        os.mkdir(profile)
        text = PREFERENCES.format(user=USER, port=server.tls_port if tls else server.port, socket=3 if tls else 0,
                                  marionette=port)
        with open(os.path.join(profile, "user.js"), "w", encoding="utf-8") as file:
            for line in text.strip().split("\n"):
                name, _, value = line.partition(" = ")
                file.write(f'user_pref("{name}", {value});\n')
        self.start(["thunderbird", "--profile", profile, "--no-remote", "--marionette", "--remote-allow-system-access"])

        def connected():
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                return True
            return False
        digidig.wait_for(connected, "Marionette")
        try:
            self.bird = Marionette(port)
        except BaseException:
            self.shot("start")
            raise

    def start(self, command, **options):
        environment = dict(os.environ, HOME=self.directory, LC_ALL="C.UTF-8", MOZ_DISABLE_CONTENT_SANDBOX="1")
        if hasattr(self, "display"):
            environment["DISPLAY"] = self.display
        log = open(os.path.join(self.directory, "log"), "ab")
        self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                                               **options))

    def until(self, body, what, *arguments):
        def true():
            with contextlib.suppress(AssertionError):
                return self.bird.run(body, *arguments)
            return None
        return digidig.wait_for(true, what)

    def shot(self, name):
        if hasattr(self, "bird"):
            with contextlib.suppress(AssertionError):  # What is to be seen is painted by then.
                self.bird.run("for (const one of [win, pane]) await new Promise(done =>"
                              " one.requestAnimationFrame(() => one.requestAnimationFrame(done)));")
        self.count += 1
        path = os.path.join(self.shots, f"{self.count:02}-{name}.png")
        subprocess.run(["import", "-display", self.display, "-window", "root", path], check=True, timeout=60)
        print(f"picture: {path}", flush=True)

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class Listener(threading.Thread):
    """Writes down what all IMAP sessions of the service say, for whoever looks for what went wrong."""

    def __init__(self, service):
        super().__init__(daemon=True)
        self.service = service
        self.lines = {}
        self.done = threading.Event()

    def run(self):
        while not self.done.wait(0.5):
            for session in self.service.get("/api/imap/sessions").json()["active_sessions"]:
                answer = self.service.get(f"/api/imap/sessions/{session['id']}/transcript")
                for line in answer.json()["lines"] if answer.status == 200 else []:
                    self.lines[(session["id"], line["at"], line["from"], line["text"])] = None

    def said(self):
        self.done.set()
        self.join()
        return "\n".join(f"{at} {name[-6:]} {'C' if side == 'client' else 'S'}: {text}"
                         for name, at, side, text in sorted(self.lines, key=lambda line: line[1]))


def simple(subject):
    return (f"From: Anna <anna@example.org>\r\nTo: {USER}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@x.example>\r\n"
            f"Date: Mon, 3 Mar 2025 10:00:00 +0000\r\n\r\nThis is what {subject} says.\r\n").encode()


def found(connection, mailbox):
    """Flags by subject."""
    connection.ok("EXAMINE", imapclient.quote(mailbox))
    fetched = connection.ok("UID FETCH 1:* (FLAGS ENVELOPE)").fetched()
    return {(one["ENVELOPE"]["subject"] or b"").decode(): set(one["FLAGS"]) for one in fetched.values()}


def mailboxes(connection):
    return {one.data[2] for one in connection.ok('LIST "" *').all("LIST")}


def trash(connection):
    return next(one.data[2].decode() for one in connection.ok('LIST (SPECIAL-USE) "" *').all("LIST")
                if "\\Trash" in one.data[0])


def play(desk, connection, server, tls):
    """Everything a person does first with a new account."""
    bird = desk.bird
    before = mailboxes(connection)
    if tls:
        with open(server.cert, encoding="ascii") as file:
            encoded = "".join(line.strip() for line in file if not line.startswith("-"))
        bird.run("const cert = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB)"
                 ".constructX509FromBase64(args[0]);"
                 "Cc['@mozilla.org/security/certoverride;1'].getService(Ci.nsICertOverrideService)"
                 ".rememberValidityOverride('localhost', args[1], {}, cert, false);", encoded, server.tls_port)
    bird.run("const login = Cc['@mozilla.org/login-manager/loginInfo;1'].createInstance(Ci.nsILoginInfo);"
             "login.init('imap://localhost', null, 'imap://localhost', args[0], args[1], '', '');"
             "await Services.logins.addLoginAsync(login);", USER, server.password)
    desk.until("return !!pane && !!server;", "the window")
    bird.run(FOLDER + "inbox().updateFolder(win.msgWindow);")
    desk.until(FOLDER + "return !!folder('box');", "the folders")
    bird.run(FOLDER + "pane.displayFolder(inbox().URI);")
    desk.until(FOLDER + "return pane.gDBView && pane.gDBView.rowCount >= args[0];", "the messages", 14)
    desk.shot("inbox")
    bird.run(SELECT, "alpha")
    digidig.wait_for(lambda: "\\Seen" in found(connection, "INBOX")["alpha"], "alpha to be read")
    desk.until("const b = pane.messageBrowser.contentDocument?.getElementById('messagepane')?.contentDocument?.body;"
               "return b && b.textContent.includes('This is what alpha says');", "the text of alpha")
    desk.shot("read")
    bird.run(SELECT + "pane.commandController.doCommand('cmd_markAsFlagged');", "beta")
    digidig.wait_for(lambda: "\\Flagged" in found(connection, "INBOX")["beta"], "beta to be flagged")
    desk.shot("flagged")
    bird.run(SELECT + "view.doCommandWithFolder(Ci.nsMsgViewCommandType.moveMessages, folder('box'));", "gamma")
    digidig.wait_for(lambda: "gamma" in found(connection, "box") and "gamma" not in found(connection, "INBOX"),
                     "gamma to be moved")
    bird.run(FOLDER + "pane.displayFolder(folder('box').URI);")
    desk.until("return pane.gDBView && pane.gDBView.rowCount == 1;", "gamma in its folder")
    desk.shot("moved")
    bird.run(FOLDER + "pane.displayFolder(inbox().URI);")
    desk.until("return pane.gDBView && pane.gDBView.rowCount >= args[0];", "the messages again", 13)
    bird.run(SELECT + "pane.commandController.doCommand('cmd_delete');", "delta")
    where = trash(connection)
    digidig.wait_for(lambda: "delta" in found(connection, where) and "delta" not in found(connection, "INBOX"),
                     "delta to be in the trash")
    desk.shot("deleted")
    connection.append("INBOX", simple("epsilon"))
    desk.until("const v = pane.gDBView; return [...Array(v.rowCount).keys()]"
               ".some(i => v.getMsgHdrAt(i).mime2DecodedSubject == 'epsilon');", "new mail by IDLE")
    desk.shot("new-mail")
    connection.ok("SELECT INBOX")
    uid = connection.ok("UID SEARCH SUBJECT epsilon").one("SEARCH").data[0][0]
    connection.ok(f"UID STORE {uid} +FLAGS (\\Flagged \\Seen)")
    desk.until("const v = pane.gDBView; return [...Array(v.rowCount).keys()].some(i =>"
               " v.getMsgHdrAt(i).mime2DecodedSubject == 'epsilon' && v.getMsgHdrAt(i).isFlagged);", "the flag of another")
    bird.run("server.rootFolder.createSubfolder('made here', null);")
    digidig.wait_for(lambda: connection.ok('LIST "" "made here"').all("LIST"), "the new folder")
    desk.shot("end")
    assert mailboxes(connection) == before | {b"made here"}, (before, mailboxes(connection))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", default="ours")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--shots", default=tempfile.gettempdir())
    options = parser.parse_args()
    for program in ("thunderbird", "Xvfb", "import"):
        if not shutil.which(program):
            print(f"{program} is not installed")
            sys.exit(77)
    os.makedirs(options.shots, exist_ok=True)
    with next(peer for peer in imappeers.peers(options.server) if peer.name == options.server) as server:
        server.account(USER)
        connection = imapclient.Connection(server.port).login(USER, server.password)
        connection.ok("CREATE box")
        connection.ok("SUBSCRIBE box")
        for _, content in imapmessages.generated(10, 3):
            connection.append("INBOX", content)
        for subject in ("alpha", "beta", "gamma", "delta"):
            connection.append("INBOX", simple(subject))
        desk = Desk(server, options.tls, options.shots)
        listener = Listener(server.service) if server.name == "ours" else None
        if listener:
            listener.start()
        try:
            play(desk, connection, server, options.tls)
        except BaseException:
            with contextlib.suppress(subprocess.SubprocessError):
                desk.shot("failed")
            print(listener.said() if listener else "")
            raise
        finally:
            if listener:
                listener.said()
            desk.close()
    print("read, flagged, moved, deleted, told of new mail")


if __name__ == "__main__":
    main()
