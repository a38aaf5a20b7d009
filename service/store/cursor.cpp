// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/cursor.h"

#include "core/base64url.h"
#include "mail/search.h"
#include "store/rows.h"

#include <QtCore/QDataStream>
#include <QtCore/QIODevice>

namespace digidig::store {

namespace {

constexpr qsizetype MaxLength = 4096;

qint64 fingerprint(const mail::Filter &f, const mail::Page &page)
{
    RowHash hash;
    const auto flag = [](std::optional<bool> b) {
        return b ? std::optional<qint64>(*b) : std::nullopt;
    };
    hash(f.account ? std::optional<qint64>(f.account->value) : std::nullopt);
    hash(qint64(f.mailbox.has_value()));
    hash(f.mailbox.value_or(QString()));
    for (const QString *text : {&f.from, &f.to, &f.subject, &f.text, &f.threadId})
        hash(*text);
    for (const auto &number : {f.sinceMs, f.beforeMs, f.larger, f.smaller, flag(f.unread),
             flag(f.flagged), flag(f.hasAttachment)})
        hash(number);
    hash(f.search ? mail::describe(*f.search) : QString());
    hash(qint64(page.sort));
    hash(qint64(page.descending));
    return hash.result();
}

qint64 seal(const Cursor &cursor, qint64 fingerprint)
{
    RowHash hash;
    hash(fingerprint);
    hash(cursor.number);
    hash(cursor.text);
    hash(cursor.id);
    return hash.result();
}

} // namespace

QByteArray encodeCursor(const Cursor &cursor, const mail::Filter &filter, const mail::Page &page)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << seal(cursor, fingerprint(filter, page)) << cursor.number << cursor.id
        << cursor.text.toUtf8();
    return bytes.toBase64(core::Base64Url);
}

core::Result<Cursor> decodeCursor(const mail::Filter &filter, const mail::Page &page)
{
    const core::Error invalid{core::Errc::Invalid,
        QCoreApplication::translate("store", "the cursor does not belong to this list"), {}, {},
        QStringLiteral("cursor")};
    if (page.cursor.size() > MaxLength)
        return invalid;
    const auto decoded = QByteArray::fromBase64Encoding(
        page.cursor, core::Base64Url | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return invalid;
    QDataStream in(*decoded);
    in.setVersion(QDataStream::Qt_6_4);
    qint64 expected = 0;
    QByteArray text;
    Cursor cursor;
    in >> expected >> cursor.number >> cursor.id >> text;
    cursor.text = QString::fromUtf8(text);
    if (in.status() != QDataStream::Ok || !in.atEnd()
        || expected != seal(cursor, fingerprint(filter, page)))
        return invalid;
    return cursor;
}

} // namespace digidig::store
