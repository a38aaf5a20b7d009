# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a text of the sources is not translated, a translation lost a placeholder, or a file has texts that the
sources do not have any more.

usage: complete.py LUPDATE PROGRAM SOURCE-FOLDER…   (in the folder of the .ts files)
"""

import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

PLACEHOLDER = re.compile(r"%(?:n|L?\d+)")
LANGUAGES = {"cs": ["-target-language", "cs"], "en": ["-target-language", "en", "-pluralonly"]}
FORMS = {"cs": 3, "en": 2}


def problems(language, message):
    """What is wrong with one <message>, as texts."""
    source = message.findtext("source")
    translation = message.find("translation")
    if translation.get("type") == "unfinished":
        yield f"not translated: {source!r}"
        return
    texts = [translation.text or ""]
    if message.get("numerus") == "yes":
        texts = [form.text or "" for form in translation.findall("numerusform")]
        if len(texts) != FORMS[language]:
            yield f"{len(texts)} plural forms instead of {FORMS[language]}: {source!r}"
    for text in texts:
        if not text.strip():
            yield f"empty: {source!r}"
        # "one message" may leave the number out; all else must stay.
        lost = {p for p in PLACEHOLDER.findall(source) if p != "%n"} ^ {
            p for p in PLACEHOLDER.findall(text) if p != "%n"}
        if lost:
            yield f"placeholders {sorted(lost)} differ: {source!r} → {text!r}"


def texts(tree):
    """(context, source, comment) of every <message>."""
    return {(context.findtext("name"), message.findtext("source"), message.findtext("comment"))
            for context in tree.iter("context") for message in context.iter("message")}


def stale(committed, current):
    """What is wrong with the file as it is, beside that of the sources' texts, as texts."""
    for message in committed.iter("message"):
        kind = message.find("translation").get("type")
        if kind is not None:
            yield f"{kind}: {message.findtext('source')!r}"
    for context, source, _ in sorted(texts(committed) - texts(current), key=str):
        yield f"{context}: no source has it any more: {source!r}"


def main():
    lupdate, program, *sources = sys.argv[1:]
    bad = 0
    for language, options in LANGUAGES.items():
        file = f"{program}_{language}.ts"
        with tempfile.TemporaryDirectory() as folder:
            copy = f"{folder}/{file}"
            shutil.copy(file, copy)
            subprocess.run([lupdate, "-silent", "-locations", "none", "-no-obsolete", "-extensions", "cpp,h",
                            *sources, "-source-language", "en", *options, "-ts", copy], check=True)
            tree = xml.etree.ElementTree.parse(copy)
        for text in stale(xml.etree.ElementTree.parse(file), tree):
            bad += 1
            print(f"{file}: {text}")
        count = 0
        for context in tree.iter("context"):
            for message in context.iter("message"):
                count += 1
                for text in problems(language, message):
                    bad += 1
                    print(f"{file}: {context.findtext('name')}: {text}")
        print(f"{file}: {count} texts")
    if bad:
        print(f"{bad} problems; see the target update_translations")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
