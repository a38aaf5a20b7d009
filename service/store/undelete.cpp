// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/undelete.h"

#include "core/base64url.h"
#include "core/clock.h"
#include "store/access.h"
#include "store/moves.h"
#include "store/threads.h"
#include "store/work.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSet>

#include <limits>

namespace digidig::store {

namespace {

constexpr qsizetype MaxDeletedCursor = 200;

/// The last row of a part: when it was deleted, and its id.
struct DeletedPlace {
    qint64 deletedMs = std::numeric_limits<qint64>::max();
    qint64 id = std::numeric_limits<qint64>::max();
};

DeletedPlace placeOf(const QByteArray &cursor)
{
    if (cursor.isEmpty())
        return {};
    bool ok = cursor.size() <= MaxDeletedCursor;
    bool alsoOk = false;
    const QByteArrayList numbers =
        ok ? QByteArray::fromBase64(cursor, core::Base64Url).split(':') : QByteArrayList();
    DeletedPlace place;
    if (numbers.size() == 2) {
        place.deletedMs = numbers[0].toLongLong(&ok);
        place.id = numbers[1].toLongLong(&alsoOk);
    }
    if (!ok || !alsoOk) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "the cursor does not belong to this list"), {}, {},
            QStringLiteral("cursor")}};
    }
    return place;
}

DeletedRow deletedOf(Connection &db, const AccountRow &account, const QString &id)
{
    auto row = find<DeletedRow>(db, "WHERE public_id=?", uuidBytes(id));
    if (!row || row->account != account.id) {
        throw Failure{{core::Errc::NotFound,
            QCoreApplication::translate("store", "there is no deleted e-mail %1").arg(id.left(80)),
            {}, "email_not_found"}};
    }
    return *std::move(row);
}

/// The mailbox that the message comes back to; its old one is made again when it is gone.
MailboxRow destination(Work &work, const DeletedRow &row, const std::optional<QString> &wanted)
{
    if (wanted)
        return mailboxByName(work.db, row.account, *wanted);
    if (auto old =
            find<MailboxRow>(work.db, "WHERE account=? AND name=?", row.account, row.mailboxName))
        return *std::move(old);
    return runCreateMailbox(work, row.account, row.mailboxName);
}

mail::Restored restoreOne(Work &work, const DeletedRow &row, qint64 mailboxId)
{
    AccountRow account = accountById(work.db, {row.account});
    demandRoom(account, row.size);
    const auto content = find<ContentRow>(work.db, "WHERE id=?", row.content);
    if (!content)
        throw Failure{sqlError(11, "a deleted message has no content")};
    // Its thread may have become part of another meanwhile. Joining may raise the counters of
    // mailboxes.
    const qint64 thread = joinThread(work, account, *content, row.id);
    auto mailbox = find<MailboxRow>(work.db, "WHERE id=?", mailboxId);
    MessageRow message{row.id, row.publicId, row.account, mailboxId, mailbox->uidNext++,
        row.content, ++account.highestModSeq, row.flags, row.keywords, row.receivedMs, row.size,
        row.hasAttachment, thread, row.sender, row.recipient, {core::nowMs()}};
    work.db.run("DELETE FROM deleted WHERE id=?", row.id);
    insert(work.db, message);
    mailbox->highestModSeq = message.modSeq;
    mailbox->messages += 1;
    mailbox->unseen += (message.flags & mail::Seen) == 0 ? 1 : 0;
    mailbox->bytes += message.size;
    saveCounters(work.db, *mailbox);
    account.messages += 1;
    account.usedBytes += message.size;
    saveCounters(work.db, account);
    ++work.figures.messages;
    const QString id = uuidText(message.publicId);
    work.changes.ids += id;
    tell(work, mail::MailEvent::What::Restored, message, account, *mailbox);
    return {id, mailbox->name, {quint32(message.uid)}};
}

} // namespace

mail::DeletedListing listDeleted(
    Connection &db, core::AccountId account, const mail::DeletedQuery &query)
{
    (void)accountById(db, account);
    const DeletedPlace after = placeOf(query.cursor);
    mail::DeletedListing listing;
    listing.total = db.integer("SELECT count(*) FROM deleted WHERE account=?", account.value);
    Query rows = db.query(
        "SELECT d.id, d.public_id, d.mailbox_name, d.deleted_ms, d.received_ms, d.size, d.sender, "
        "d.recipient, c.subject FROM deleted d CROSS JOIN content c ON c.id = d.content "
        "WHERE d.account=? AND (d.deleted_ms, d.id) < (?, ?) "
        "ORDER BY d.deleted_ms DESC, d.id DESC LIMIT ?");
    rows.bind(account.value, after.deletedMs, after.id, query.limit + 1);
    qint64 last = 0;
    while (rows.step()) {
        if (qsizetype(listing.messages.size()) == query.limit) {
            listing.next = (QByteArray::number(listing.messages.back().deletedMs) + ':'
                + QByteArray::number(last))
                               .toBase64(core::Base64Url);
            break;
        }
        last = rows.integer(0);
        listing.messages.push_back({uuidText(rows.bytes(1)), rows.text(2), rows.integer(3),
            rows.integer(4), rows.integer(5), rows.text(6), rows.text(7), rows.text(8)});
    }
    return listing;
}

std::vector<mail::Restored> runRestore(Work &work, const mail::Restoration &restoration)
{
    const AccountRow account = accountById(work.db, restoration.account);
    std::vector<mail::Restored> restored;
    QSet<QString> seen;
    for (const QString &id : restoration.ids) {
        if (seen.contains(id))
            continue;
        seen.insert(id);
        const DeletedRow row = deletedOf(work.db, account, id);
        const qint64 mailbox = destination(work, row, restoration.mailbox).id;
        restored.push_back(restoreOne(work, row, mailbox));
    }
    return restored;
}

} // namespace digidig::store
