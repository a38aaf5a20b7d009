// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accountlist.h"

#include "core/base64url.h"
#include "store/access.h"

#include <QtCore/QCoreApplication>

namespace digidig::store {

namespace {

constexpr qsizetype MaxAccountCursor = 2048;

/// The address after which the next part begins.
QString addressOf(const QByteArray &cursor)
{
    const auto decoded = cursor.size() > MaxAccountCursor
        ? QByteArray::FromBase64Result{}
        : QByteArray::fromBase64Encoding(
            cursor, core::Base64Url | QByteArray::AbortOnBase64DecodingErrors);
    const QString address = QString::fromUtf8(*decoded);
    if (decoded.decodingStatus != QByteArray::Base64DecodingStatus::Ok
        || (!cursor.isEmpty() && !address.contains(u'@'))) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "the cursor does not belong to this list"), {}, {},
            QStringLiteral("cursor")}};
    }
    return address;
}

} // namespace

mail::AccountListing listAccounts(Connection &db, const mail::AccountQuery &query)
{
    // Addresses that start with the prefix lie between it and the last character after it.
    const QString low = query.addressPrefix;
    const QString high = low + QString::fromUcs4(U"\U0010FFFF", 1);
    const QString after = addressOf(query.cursor);
    mail::AccountListing listing;
    listing.total =
        db.integer("SELECT count(*) FROM account WHERE address >= ? AND address < ?", low, high);
    Query rows = db.query(selectAll<AccountRow>()
        + "WHERE address >= ? AND address < ? AND address > ? ORDER BY address LIMIT ?");
    rows.bind(low, high, after, query.limit + 1);
    while (rows.step()) {
        if (qsizetype(listing.accounts.size()) == query.limit) {
            listing.next = listing.accounts.back().address.toUtf8().toBase64(core::Base64Url);
            break;
        }
        listing.accounts.push_back(toAccount(db, loaded<AccountRow>(rows)));
    }
    return listing;
}

} // namespace digidig::store
