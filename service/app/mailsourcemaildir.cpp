// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mailsourcemaildir.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QtEndian>

namespace digidig::app::maildir {

namespace {

constexpr qint64 LastSecond = 253'402'300'799; // 9999-12-31T23:59:59Z

/// One shifted sequence without its `&` and `-`: base64 of UTF-16, with `,` for `/`.
std::optional<QString> shifted(QStringView text)
{
    if (text.isEmpty())
        return QStringLiteral("&");
    const QByteArray base64 = text.toLatin1().replace(',', '/');
    const QByteArray::FromBase64Result bytes = QByteArray::fromBase64Encoding(
        base64, QByteArray::OmitTrailingEquals | QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes || bytes.decoded.size() % 2 != 0 || bytes.decoded.isEmpty())
        return std::nullopt;
    QString out(bytes.decoded.size() / 2, Qt::Uninitialized);
    qFromBigEndian<char16_t>(bytes.decoded.constData(), out.size(), out.data());
    return out.isValidUtf16() ? std::optional(out) : std::nullopt;
}

/// @p level decoded, or as it is when it is no modified UTF-7.
QString decoded(const QString &level)
{
    QString out;
    for (qsizetype i = 0; i < level.size(); ++i) {
        if (level[i] != u'&') {
            out += level[i];
            continue;
        }
        const qsizetype end = level.indexOf(u'-', i);
        const auto text =
            end < 0 ? std::nullopt : shifted(QStringView(level).sliced(i + 1, end - i - 1));
        if (!text)
            return level;
        out += *text;
        i = end;
    }
    return out;
}

} // namespace

Name parseName(const QString &file)
{
    Name name;
    const qsizetype dot = file.indexOf(u'.');
    bool ok = false;
    const qint64 seconds = file.left(dot).toLongLong(&ok);
    if (dot > 0 && ok && seconds > 0 && seconds <= LastSecond)
        name.receivedMs = seconds * 1000;

    static const QRegularExpression info(QStringLiteral("[:;!]2,([^:;!]*)$"));
    const QString letters = info.match(file).captured(1);
    const std::pair<char16_t, mail::SystemFlag> system[] = {{u'D', mail::Draft},
        {u'F', mail::Flagged}, {u'R', mail::Answered}, {u'S', mail::Seen}, {u'T', mail::Deleted}};
    for (const auto &[letter, flag] : system) {
        if (letters.contains(QChar(letter)))
            name.flags.system |= flag;
    }
    if (letters.contains(u'P'))
        name.flags.keywords.append(QStringLiteral("$Forwarded"));
    return name;
}

QStringList folderLevels(const QString &directory)
{
    QStringList levels;
    for (const QString &level : directory.split(u'.', Qt::SkipEmptyParts))
        levels.append(decoded(level).replace(u'/', u'_'));
    if (!levels.isEmpty() && levels.first().compare(u"INBOX", Qt::CaseInsensitive) == 0)
        levels.removeFirst();
    return levels;
}

} // namespace digidig::app::maildir
