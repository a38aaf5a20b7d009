# SPDX-License-Identifier: GPL-3.0-or-later
"""The layering check must find what it is there for."""

import os
import tempfile
import unittest

import layering

HEAD = "// SPDX-License-Identifier: GPL-3.0-or-later\n"


class Layering(unittest.TestCase):
    def complaints(self, path, text):
        with tempfile.TemporaryDirectory() as root:
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full))
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
            return layering.problems(root)

    def refused(self, path, include):
        found = self.complaints(path, f"{HEAD}#include {include}\n")
        self.assertEqual(len(found), 1, (path, include, found))
        self.assertTrue(found[0].startswith(f"{path}:2: "), found)

    def accepted(self, path, include):
        self.assertEqual(self.complaints(path, f"{HEAD}#include {include}\n"), [])

    def test_a_room_above_is_refused(self):
        self.refused("service/store/x.cpp", '"rest/router.h"')
        self.refused("service/mail/x.cpp", '"store/database.h"')
        self.refused("shared/core/x.cpp", '"config/config.h"')
        self.refused("shared/config/x.cpp", '"mail/types.h"')

    def test_a_room_below_is_accepted(self):
        self.accepted("service/app/main.cpp", '"store/store.h"')
        self.accepted("service/rest/x.cpp", '"mail/ports.h"')
        self.accepted("service/store/x.cpp", '"core/result.h"')

    def test_neighbours_do_not_see_each_other(self):
        self.refused("service/imap/x.cpp", '"rest/router.h"')
        self.refused("service/auth/x.cpp", '"mail/types.h"')
        self.refused("service/mime/x.cpp", '"net/http.h"')
        self.accepted("service/imapproto/x.cpp", '"mime/part.h"')

    def test_protocols_never_see_the_store(self):
        for room in ("rest", "imap", "lmtp"):
            self.refused(f"service/{room}/x.cpp", '"store/store.h"')

    def test_the_console_never_sees_the_service(self):
        self.refused("console/models/x.cpp", '"mail/types.h"')
        self.accepted("console/models/x.cpp", '"core/result.h"')

    def test_libraries_stay_in_their_room(self):
        self.refused("service/mail/x.cpp", "<QtHttpServer/QHttpServer>")
        self.refused("service/rest/x.cpp", "<SQLiteCpp/Database.h>")
        self.refused("service/store/x.cpp", "<gmime/gmime.h>")
        self.refused("service/app/x.cpp", "<QtWidgets/QWidget>")
        self.refused("service/imap/x.cpp", "<unicode/ucnv.h>")
        self.accepted("service/imapproto/x.cpp", "<unicode/ucnv.h>")
        self.accepted("service/rest/x.cpp", "<QtHttpServer/QAbstractHttpServer>")

    def test_an_unknown_room_is_refused(self):
        self.assertEqual(len(self.complaints("service/attic/x.cpp", HEAD)), 1)

    def test_a_name_without_its_room_is_refused(self):
        self.refused("service/mail/x.cpp", '"types.h"')
        self.accepted("service/mail/x.cpp", '"x.moc"')

    def test_missing_spdx_line(self):
        self.assertIn("no SPDX line", self.complaints("service/mail/x.cpp", "int x;\n")[0])
        self.assertIn("no SPDX line", self.complaints("tests/run", "#!/bin/bash\n")[0])
        self.assertEqual(self.complaints("tests/run", "#!/bin/bash\n# " + layering.SPDX + "\n"), [])


if __name__ == "__main__":
    unittest.main()
