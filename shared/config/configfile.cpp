// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/configfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QHash>
#include <QtCore/QStringDecoder>

#include <algorithm>
#include <optional>

namespace digidig::config {

namespace {

constexpr qsizetype MaxFile = 1024 * 1024;

core::Error errorAt(int line, const QString &problem)
{
    return {.errc = core::Errc::Invalid,
        .message = QCoreApplication::translate("config", "line %1: %2")
                       .arg(QString::number(line), problem)};
}

bool isComment(QStringView text)
{
    return text.isEmpty() || text.front() == u'#';
}

/// The value of @p text, which begins with a quotation mark; nothing when it is not closed or when
/// more than a comment follows.
std::optional<QString> unquoted(QStringView text)
{
    QString value;
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (text[i] == u'"') {
            if (!isComment(text.mid(i + 1).trimmed()))
                return {};
            return value;
        }
        const bool escape = text[i] == u'\\' && i + 1 < text.size()
            && (text[i + 1] == u'"' || text[i + 1] == u'\\');
        value += text[escape ? ++i : i];
    }
    return {};
}

QStringView withoutComment(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'#' && (i == 0 || text[i - 1].isSpace()))
            return text.left(i).trimmed();
    }
    return text;
}

bool isKey(QStringView key)
{
    return !key.isEmpty() && key.size() <= 64 && std::all_of(key.begin(), key.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_';
    });
}

} // namespace

core::Result<QList<FileEntry>> parseConfigFile(QByteArrayView bytes)
{
    if (bytes.size() > MaxFile) {
        return {core::Errc::TooLarge,
            QCoreApplication::translate("config", "line 1: the file is larger than 1 MiB")};
    }
    if (bytes.startsWith("\xef\xbb\xbf"))
        bytes = bytes.sliced(3);

    QList<FileEntry> entries;
    QHash<QString, int> lineOf;
    int number = 0;
    while (!bytes.isEmpty()) {
        ++number;
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView raw = end < 0 ? bytes : bytes.first(end);
        bytes = end < 0 ? QByteArrayView() : bytes.sliced(end + 1);

        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decoder(raw);
        if (decoder.hasError())
            return errorAt(number, QCoreApplication::translate("config", "this is not UTF-8"));
        const QStringView line = QStringView(text).trimmed();
        if (isComment(line))
            continue;

        const qsizetype equals = line.indexOf(u'=');
        const QString key = line.left(std::max(equals, qsizetype(0))).trimmed().toString();
        if (!isKey(key))
            return errorAt(number, QCoreApplication::translate("config", "expected key = value"));
        if (lineOf.contains(key)) {
            return errorAt(number,
                QCoreApplication::translate("config", "%1 has been set in line %2 already")
                    .arg(key, QString::number(lineOf.value(key))));
        }
        lineOf.insert(key, number);

        const QStringView value = line.mid(equals + 1).trimmed();
        if (!value.startsWith(u'"')) {
            entries.append({key, withoutComment(value).toString(), number});
        } else if (auto literal = unquoted(value)) {
            entries.append({key, *std::move(literal), number});
        } else {
            return errorAt(number,
                QCoreApplication::translate("config", "the quoted value does not end properly"));
        }
    }
    return entries;
}

} // namespace digidig::config
