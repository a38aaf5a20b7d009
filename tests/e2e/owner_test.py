# SPDX-License-Identifier: GPL-3.0-or-later
"""Tools that root starts: what they leave in the state directory is for the service to write to."""

import os
import pwd
import shutil
import tempfile
import unittest

import digidig

JANA = "jana@example.org"
MBOX = b"From a@example.com Thu Oct 23 10:30:00 2025\nFrom: a@example.com\nSubject: Taken in\n\nHello\n"
# One who has a name, and one whom this machine does not know, as in a container.
OWNERS = (pwd.getpwnam("nobody").pw_uid, 61_234)


@unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
class Owner(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="digidig-e2e-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        os.chmod(cls.folder, 0o755)
        # Where everybody may run it.
        program = shutil.copy(digidig.BINARY, cls.folder)
        cls.addClassCleanup(setattr, digidig, "BINARY", digidig.BINARY)
        digidig.BINARY = program

    def directory_of(self, owner):
        path = tempfile.mkdtemp(dir=self.folder)
        os.chown(path, owner, owner)
        return path

    def tool(self, state, *arguments, code=0, **options):
        done = digidig.run(*arguments, state=state, **options)
        self.assertEqual(done.returncode, code, (arguments, done))
        return done

    def assert_owned(self, state, owner):
        for folder, folders, files in os.walk(state):
            for name in (*folders, *files):
                path = os.path.join(folder, name)
                facts = os.lstat(path)
                self.assertEqual((facts.st_uid, facts.st_gid), (owner, owner), path)

    def test_what_they_leave_is_the_services(self):
        for owner in OWNERS:
            with self.subTest(owner=owner):
                state = self.directory_of(owner)
                self.tool(state, "account", "add", JANA, "--password-stdin", stdin=b"correct horse battery\n")
                self.tool(state, "import", "--account", JANA, "-", stdin=MBOX)
                self.tool(state, "check")
                self.tool(state, "backup")
                self.assert_owned(state, owner)
                prefix = ("setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups")
                service = digidig.Service(state=state, prefix=prefix, aside=self.directory_of(owner))
                self.addCleanup(service.clean)
                service.start()
                # Beside the service, and after each other.
                self.tool(state, "account", "alias", "add", JANA, "jj@example.org")
                self.assertTrue(service.send(recipient="jj@example.org"))
                self.assertEqual(service.put("/api/config", {"max_workers": 3}).status, 200)
                self.tool(state, "backup")
                self.assertEqual(service.stop(), 0)
                self.tool(state, "config", "reset", "max_workers")
                self.assert_owned(state, owner)
                service.start()
                self.assertTrue(service.send(recipient=JANA))
                self.assertEqual(len(service.emails(account=JANA)), 3)

    def test_an_empty_directory_that_is_restored(self):
        owner = OWNERS[0]
        state = self.directory_of(owner)
        self.tool(state, "account", "add", JANA, "--no-password")
        self.tool(state, "backup")
        backups = os.path.join(self.directory_of(owner), "backups")
        os.rename(os.path.join(state, "backups"), backups)
        shutil.rmtree(state)
        self.tool(self.directory_of(owner), "restore", "--from", backups)
        self.assert_owned(state, owner)

    def test_they_read_no_more_than_the_service(self):
        state = self.directory_of(OWNERS[0])
        self.tool(state, "account", "add", JANA, "--no-password")
        path = os.path.join(self.folder, "secret.mbox")
        with open(path, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(MBOX)
        done = self.tool(state, "import", "--account", JANA, path, code=65)
        self.assertIn(b"secret.mbox", done.stdout + done.stderr)
        with open(path, "rb") as file:
            self.tool(state, "import", "--account", JANA, "-", stdin=file.read())


if __name__ == "__main__":
    digidig.main()
