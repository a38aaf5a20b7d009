// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/mboxnote.h"

#include "archive/mboxformat.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QHash>

#include <array>

namespace digidig::archive::mbox {

namespace {

constexpr QByteArrayView FieldName("X-DIGiDIG-Archive: 1 ");
constexpr QByteArrayView Keywords("X-Keywords: ");
/// Longer notes are none of ours: 64 keywords of 64 characters, and some.
constexpr qsizetype MaxNote = 8192;
constexpr int MaxLines = 3;

constexpr std::array<std::pair<char, mail::SystemFlag>, 5> Letters{{{'D', mail::Draft},
    {'F', mail::Flagged}, {'R', mail::Answered}, {'S', mail::Seen}, {'T', mail::Deleted}}};

QByteArray letters(quint32 flags)
{
    QByteArray all;
    for (const auto &[letter, flag] : Letters) {
        if ((flags & flag) != 0)
            all += letter;
    }
    return all;
}

/// `X-Status` of what mail programs know.
QByteArray statusLetters(quint32 flags)
{
    QByteArray all;
    const std::pair<char, mail::SystemFlag> known[] = {
        {'A', mail::Answered}, {'F', mail::Flagged}, {'T', mail::Draft}, {'D', mail::Deleted}};
    for (const auto &[letter, flag] : known) {
        if ((flags & flag) != 0)
            all += letter;
    }
    return all;
}

bool readMember(const QByteArray &name, const QByteArray &value, Note *note, int *lines)
{
    bool ok = true;
    if (name == "lines") {
        *lines = value.toInt(&ok);
    } else if (name == "size") {
        note->size = value.toLongLong(&ok);
    } else if (name == "received") {
        note->receivedMs = value.toLongLong(&ok);
    } else if (name == "sha256") {
        note->sha256 = QByteArray::fromHex(value);
        ok = note->sha256.size() == 32;
    } else if (name == "flags") {
        for (const auto &[letter, flag] : Letters) {
            if (value.contains(letter))
                note->flags.system |= flag;
        }
    }
    return ok; // What a later version adds is passed over.
}

} // namespace

QByteArray noteFields(const Note &note)
{
    QByteArray rest = (note.flags.system & mail::Seen) != 0 ? "Status: RO\n" : "Status: O\n";
    int lines = 1;
    if (const QByteArray status = statusLetters(note.flags.system); !status.isEmpty()) {
        rest += "X-Status: " + status + '\n';
        ++lines;
    }
    if (!note.flags.keywords.isEmpty()) {
        rest += Keywords.toByteArray() + note.flags.keywords.join(u' ').toUtf8() + '\n';
        ++lines;
    }
    return FieldName.toByteArray() + "lines=" + QByteArray::number(lines) + " size="
        + QByteArray::number(note.size) + " received=" + QByteArray::number(note.receivedMs)
        + " flags=" + letters(note.flags.system) + " sha256=" + note.sha256.toHex() + '\n' + rest;
}

std::optional<Note> readNote(QByteArrayView raw)
{
    if (!raw.startsWith(FieldName))
        return std::nullopt;
    const QByteArrayView head = raw.first(qMin(raw.size(), MaxNote));
    Note note;
    int lines = -1;
    qsizetype end = head.indexOf('\n');
    if (end < 0)
        return std::nullopt;
    const QByteArrayList members =
        head.sliced(FieldName.size(), end - FieldName.size()).toByteArray().split(' ');
    for (const QByteArray &member : members) {
        const qsizetype equals = member.indexOf('=');
        if (equals > 0 && !readMember(member.left(equals), member.mid(equals + 1), &note, &lines))
            return std::nullopt;
    }
    if (lines < 0 || lines > MaxLines || note.size <= 0 || note.sha256.isEmpty())
        return std::nullopt;
    for (; lines > 0; --lines) {
        const qsizetype begin = end + 1;
        end = head.indexOf('\n', begin);
        if (end < 0)
            return std::nullopt;
        const QByteArrayView line = head.sliced(begin, end - begin);
        if (!line.startsWith(Keywords))
            continue;
        const auto flags = mail::parseFlags(
            QString::fromUtf8(line.sliced(Keywords.size())).split(u' ', Qt::SkipEmptyParts));
        if (flags)
            note.flags.keywords = flags->keywords;
    }
    note.noteSize = end + 1;
    return note;
}

std::optional<QByteArray> noted(const Note &note, QByteArrayView raw)
{
    const QByteArrayView quoted = raw.sliced(note.noteSize);
    QByteArray message = unquoted(quoted).value_or(quoted.toByteArray());
    // The export ended the last line where the message did not.
    if (message.size() == note.size + 1 && message.endsWith('\n'))
        message.chop(1);
    if (message.size() != note.size
        || QCryptographicHash::hash(message, QCryptographicHash::Sha256) != note.sha256)
        return std::nullopt;
    return message;
}

} // namespace digidig::archive::mbox
