// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/mailsourcemaildir.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QtEndian>

#include <algorithm>

namespace digidig::archive::maildir {

namespace {

constexpr qint64 LastSecond = 253'402'300'799; // 9999-12-31T23:59:59Z
constexpr qint64 MaxKeywordFile = 64 << 20;
/// What file systems take, with the dot.
constexpr qsizetype LongestFolder = 250;

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

/// @p level in modified UTF-7, with its dots hidden.
QByteArray encoded(const QString &level)
{
    const auto isPlain = [](QChar c) { return c >= u' ' && c <= u'~' && c != u'.'; };
    QByteArray out;
    for (qsizetype i = 0; i < level.size();) {
        if (isPlain(level[i])) {
            out += level[i] == u'&' ? QByteArray("&-") : QByteArray(1, level[i].toLatin1());
            ++i;
            continue;
        }
        QByteArray units;
        for (; i < level.size() && !isPlain(level[i]); ++i) {
            const ushort unit = qToBigEndian(level[i].unicode());
            units.append(reinterpret_cast<const char *>(&unit), sizeof unit);
        }
        out += '&' + units.toBase64(QByteArray::OmitTrailingEquals).replace('/', ',') + '-';
    }
    return out;
}

/// The keywords among @p words.
QStringList keywordsAmong(const QStringList &words)
{
    QStringList all;
    for (const QString &word : words) {
        const auto flags = mail::parseFlags({word});
        if (flags && !flags->keywords.isEmpty())
            all += flags->keywords;
    }
    return all;
}

QStringList linesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.read(MaxKeywordFile)).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

Keywords readKeywords(const QString &directory)
{
    Keywords keywords;
    for (const QString &line : linesOf(directory + u'/' + QLatin1String(KeywordFile))) {
        bool ok = false;
        const qsizetype number = line.section(u' ', 0, 0).toInt(&ok);
        const QStringList keyword = keywordsAmong({line.section(u' ', 1).trimmed()});
        if (!ok || number < 0 || number >= KeywordLetters || keyword.isEmpty())
            continue;
        keywords.letters.resize(qMax(keywords.letters.size(), number + 1));
        keywords.letters[number] = keyword.front();
    }
    for (const QString &line : linesOf(directory + u'/' + QLatin1String(MoreKeywordsFile))) {
        const QStringList words = line.split(u' ', Qt::SkipEmptyParts);
        if (words.size() > 1)
            keywords.more.insert(words.front(), keywordsAmong(words.mid(1)));
    }
    return keywords;
}

Name parseName(const QString &file, const Keywords &keywords)
{
    Name name;
    const qsizetype dot = file.indexOf(u'.');
    bool ok = false;
    const qint64 seconds = file.left(dot).toLongLong(&ok);
    if (dot > 0 && ok && seconds > 0 && seconds <= LastSecond) {
        static const QRegularExpression micros(QStringLiteral("^[0-9]+\\.M([0-9]{1,6})[PQV]"));
        name.receivedMs = seconds * 1000 + micros.match(file).captured(1).toLongLong() / 1000;
    }

    static const QRegularExpression info(QStringLiteral("[:;!]2,([^:;!]*)$"));
    const QRegularExpressionMatch match = info.match(file);
    const QString letters = match.captured(1);
    for (const auto &[letter, flag] : SystemLetters) {
        if (letters.contains(QChar(letter)))
            name.flags.system |= flag;
    }
    QStringList words = keywords.more.value(file.left(match.capturedStart()));
    if (letters.contains(u'P'))
        words.append(QStringLiteral("$Forwarded"));
    for (const QChar letter : letters) {
        const int number = letter.unicode() - u'a';
        if (number >= 0 && number < keywords.letters.size() && !keywords.letters[number].isEmpty())
            words.append(keywords.letters[number]);
    }
    if (const auto flags = mail::parseFlags(words))
        name.flags.keywords = flags->keywords;
    return name;
}

QString folderName(const QString &name)
{
    if (name == u"INBOX")
        return {};
    QByteArray folder;
    for (const QString &level : name.split(u'/'))
        folder += '.' + encoded(level);
    // No level begins like this, for a dot in one is hidden.
    if (folder.size() > LongestFolder)
        folder = "..~" + QCryptographicHash::hash(folder, QCryptographicHash::Sha256).toHex();
    return QString::fromLatin1(folder);
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

} // namespace digidig::archive::maildir
