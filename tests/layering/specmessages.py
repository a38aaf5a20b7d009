# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when the service does not have a text of the specification, word for word.

usage: specmessages.py SPEC-MESSAGES.md TRANSLATIONS.ts     Czech ones are translations, the others sources.
"""

import re
import sys
import xml.etree.ElementTree

QUOTED = re.compile(r'"message": "([^"]+)"|^- \*\*[^*]+\*\*: (.+)$', re.MULTILINE)


def main():
    specification, translations = sys.argv[1:]
    with open(specification, encoding="utf-8") as file:
        wanted = [one or other for one, other in QUOTED.findall(file.read())]
    tree = xml.etree.ElementTree.parse(translations)
    there = {message.findtext(form) for message in tree.iter("message") for form in ("source", "translation")}
    missing = [text for text in wanted if text not in there]
    for text in missing:
        print(f"not in {translations}: {text!r}")
    print(f"{len(wanted)} texts of the specification")
    return 1 if missing or len(wanted) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
