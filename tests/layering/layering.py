# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds every source file against the drawing of the house: who may include whom, and which library.

usage: layering.py ROOT   prints each violation as FILE:LINE: TEXT; exits 1 when there is one.
"""

import os
import re
import sys

# The house from top to bottom. A room sees the rooms of the lines below its own, not its neighbours.
SERVICE = [
    ["app"],
    ["rest", "imap", "lmtp"],
    ["archive", "store", "storageclient"],
    ["auth", "imapclient", "mail", "jobs"],
    ["imapproto", "mime", "net"],
]
CONSOLE = [
    ["app"],
    ["views"],
    ["models"],
    ["api"],
]
SHARED = [
    ["api", "config"],
    ["core"],
]

# Neighbours that may be seen all the same.
ALSO = {("imapproto", "mime")}

# Rooms below that may not be seen all the same: protocols know the ports, never what implements them.
NEVER = {(protocol, adapter)
         for protocol in ("rest", "imap", "lmtp")
         for adapter in ("store", "storageclient")}

# A library whose headers only these rooms may include ("tree/room").
LIBRARIES = [
    (r"QtHttpServer\b|QHttpServer|QAbstractHttpServer", ["service/rest"]),
    (r"SQLiteCpp/|sqlite3\.h", ["service/store"]),
    (r"gmime/|glib", ["service/mime"]),
    (r"unicode/", ["service/mime", "service/imapproto", "service/auth"]),
    (r"zstd\.h", ["service/store"]),
    (r"hiredis/", ["service/storageclient"]),
    (r"openssl/(?!evp\.h)", ["service/net"]),
    (r"openssl/evp\.h", ["service/net", "service/store", "service/auth"]),
    (r"prometheus/", ["service/rest"]),
    (r"systemd/", ["service/app"]),
    (r"QtSql\b|QSql", []),
    (r"QtWidgets\b|QtCharts\b", ["console/views", "console/app"]),
    (r"qt6keychain/", ["console/api"]),
    (r"gumbo\.h", ["console/models"]),
    (r"QtGui\b", ["console/models", "console/views", "console/app"]),
]

SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
SOURCE = (".h", ".cpp", ".py", ".cmake", ".sql", ".conf", ".yml", ".yaml", "Dockerfile")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def allowed(tree, room):
    """The rooms that files of `tree`/`room` may include, itself among them."""
    lines = (SERVICE if tree == "service" else CONSOLE if tree == "console" else []) + SHARED
    own = next((i for i, line in enumerate(lines) if room in line), None)
    if own is None:
        return None
    below = {other for line in lines[own + 1:] for other in line} | {room}
    below |= {seen for sees, seen in ALSO if sees == room}
    return below - {seen for sees, seen in NEVER if sees == room}


def check_includes(path, tree, room, text):
    seen = allowed(tree, room)
    if seen is None:
        yield 1, f"{tree}/{room} is no room of the house"
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        kind, name = match.groups()
        if kind == '"' and not name.endswith(".moc") and not name.startswith("moc_"):
            if "/" not in name:
                yield number, f'"{name}": write "room/file.h"'
            elif name.split("/")[0] not in seen:
                yield number, f'{tree}/{room} may not include "{name}"'
        for pattern, rooms in LIBRARIES:
            if re.match(pattern, name) and f"{tree}/{room}" not in rooms:
                yield number, f"{tree}/{room} may not include <{name}>"


def check_file(root, path):
    """Pairs of line number and complaint."""
    name = os.path.basename(path)
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        text = file.read()
    head = text.splitlines()[:2]
    script = bool(head) and head[0].startswith("#!")
    if name.endswith(SOURCE) or name == "CMakeLists.txt" or script:
        if not any(SPDX in line for line in head):
            yield 1, "no SPDX line"
    if name.endswith(".h") and "#pragma once" not in text:
        yield 1, "no #pragma once"
    parts = path.split(os.sep)
    if name.endswith((".h", ".cpp")) and parts[0] in ("service", "shared", "console") and len(parts) > 2:
        yield from check_includes(path, parts[0], parts[1], text)


def problems(root):
    """All complaints about the tree at `root`, as lines of text."""
    found = []
    for tree in ("service", "shared", "console", "tests", "installer", "translations"):
        for folder, folders, files in os.walk(os.path.join(root, tree)):
            folders[:] = sorted(f for f in folders if f not in ("data", "demo", "__pycache__"))
            for name in sorted(files):
                path = os.path.relpath(os.path.join(folder, name), root)
                found += [f"{path}:{line}: {text}" for line, text in check_file(root, path)]
    return found


def main():
    root = sys.argv[1]
    found = problems(root)
    print("\n".join(found))
    print(f"{len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
