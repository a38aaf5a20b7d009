// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/moves.h"
#include "store/work.h"

#include "core/clock.h"

#include <QtCore/QCoreApplication>

namespace digidig::store {

namespace {

/// The row of a message that the caller may see, unless it has changed since.
MessageRow messageFor(Connection &db, const QString &id,
    const std::optional<core::AccountId> &onlyAccount, const std::optional<core::ModSeq> &ifModSeq)
{
    const auto row = find<MessageRow>(db, "WHERE public_id=?", uuidBytes(id));
    if (!row || (onlyAccount && onlyAccount->value != row->account)) {
        throw Failure{{core::Errc::NotFound, QCoreApplication::translate("store", "no such e-mail"),
            {}, "email_not_found"}};
    }
    if (ifModSeq && row->modSeq > ifModSeq->value) {
        throw Failure{{core::Errc::Conflict,
            QCoreApplication::translate("store", "the e-mail has changed in the meantime"), {},
            "precondition_failed"}};
    }
    return *row;
}

bool isUnseen(const MessageRow &row)
{
    return (row.flags & mail::Seen) == 0;
}

} // namespace

MailboxRow mailboxById(Connection &db, qint64 id)
{
    auto row = find<MailboxRow>(db, "WHERE id=?", id);
    if (!row) {
        throw Failure{{core::Errc::Corrupt,
            QCoreApplication::translate("store", "the mail store is damaged; run check"),
            QStringLiteral("mailbox %1 is missing").arg(id), {}}};
    }
    return *std::move(row);
}

void depart(Work &work, const MessageRow &row, MailboxRow &mailbox, qint64 modSeq)
{
    VanishedRow vanished{0, row.account, row.mailbox, row.uid, modSeq, row.publicId, core::nowMs()};
    insert(work.db, vanished);
    mailbox.highestModSeq = modSeq;
    mailbox.messages -= 1;
    mailbox.unseen -= isUnseen(row) ? 1 : 0;
    mailbox.bytes -= row.size;
}

void arrive(MessageRow &row, MailboxRow &mailbox, qint64 modSeq)
{
    row.mailbox = mailbox.id;
    row.uid = mailbox.uidNext++;
    mailbox.highestModSeq = modSeq;
    mailbox.messages += 1;
    mailbox.unseen += isUnseen(row) ? 1 : 0;
    mailbox.bytes += row.size;
}

QString moveTo(Work &work, MessageRow &row, MailboxRow &target, qint64 modSeq)
{
    MailboxRow source = mailboxById(work.db, row.mailbox);
    depart(work, row, source, modSeq);
    saveCounters(work.db, source);
    arrive(row, target, modSeq);
    saveCounters(work.db, target);
    return source.name;
}

void tell(Work &work, mail::MailEvent::What what, const MessageRow &row, const AccountRow &account,
    const MailboxRow &mailbox, const QString &fromMailbox)
{
    work.changes.events.push_back({.what = what,
        .id = uuidText(row.publicId),
        .account = {account.id},
        .address = account.address,
        .mailbox = mailbox.name,
        .fromMailbox = fromMailbox,
        .uid = {quint32(row.uid)},
        .modSeq = {row.modSeq},
        .flags = toFlags(row.flags, row.keywords),
        .size = row.size});
}

void saveMessage(Work &work, const MessageRow &row, bool moved)
{
    work.changes.ids += uuidText(row.publicId);
    if (moved) {
        work.db.run("UPDATE message SET mailbox=?, uid=?, modseq=?, flags=?, keywords=?, sum=? "
                    "WHERE id=?",
            row.mailbox, row.uid, row.modSeq, row.flags, row.keywords, sumOf(row), row.id);
    } else {
        work.db.run("UPDATE message SET modseq=?, flags=?, keywords=?, sum=? WHERE id=?",
            row.modSeq, row.flags, row.keywords, sumOf(row), row.id);
    }
}

MailboxRow trashOf(Work &work, qint64 account, const mail::FolderPlan &folders)
{
    const QString trash = QStringLiteral("\\Trash");
    if (auto row = find<MailboxRow>(
            work.db, "WHERE account=? AND special_use=? ORDER BY id LIMIT 1", account, trash))
        return *std::move(row);
    const QString name = folders.parent.isEmpty() ? QStringLiteral("Trash")
                                                  : folders.parent + QStringLiteral("/Trash");
    if (auto row = find<MailboxRow>(work.db, "WHERE account=? AND name=?", account, name)) {
        row->specialUse = trash;
        work.db.run(
            "UPDATE mailbox SET special_use=?, sum=? WHERE id=?", trash, sumOf(*row), row->id);
        return *std::move(row);
    }
    return runCreateMailbox(work, account, name, trash);
}

void keepDeleted(Work &work, const MessageRow &row, const MailboxRow &mailbox)
{
    DeletedRow deleted{row.id, row.publicId, row.account, mailbox.name, row.content, row.flags,
        row.keywords, row.receivedMs, row.size, row.hasAttachment, row.thread, row.sender,
        row.recipient, core::nowMs()};
    insert(work.db, deleted);
    work.db.run("DELETE FROM message WHERE id=?", row.id);
    work.changes.ids += uuidText(row.publicId);
    --work.figures.messages;
}

void removeForGood(Work &work, MessageRow row)
{
    AccountRow account = accountById(work.db, {row.account});
    MailboxRow mailbox = mailboxById(work.db, row.mailbox);
    keepDeleted(work, row, mailbox);
    depart(work, row, mailbox, ++account.highestModSeq);
    saveCounters(work.db, mailbox);
    row.modSeq = account.highestModSeq;
    tell(work, mail::MailEvent::What::Deleted, row, account, mailbox);
    account.messages -= 1;
    account.usedBytes -= row.size;
    saveCounters(work.db, account);
}

mail::Message runChange(Work &work, const mail::MessageChange &change)
{
    MessageRow row = messageFor(work.db, change.id, change.onlyAccount, change.ifModSeq);
    const mail::Flags before = toFlags(row.flags, row.keywords);
    const mail::Flags after = change.flags.applied(before);
    if (after.keywords.size() > mail::MaxKeywords) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "the e-mail would carry too many keywords"), {},
            {}}};
    }
    std::optional<MailboxRow> target;
    if (change.mailbox)
        target = mailboxByName(work.db, row.account, *change.mailbox);
    const bool moves = target && target->id != row.mailbox;
    if (!moves && after == before)
        return messageById(work.db, row.id); // Nothing changed: no MODSEQ is spent.

    AccountRow account = accountById(work.db, {row.account});
    row.modSeq = ++account.highestModSeq;
    QString source;
    if (moves)
        source = moveTo(work, row, *target, row.modSeq);
    MailboxRow mailbox = mailboxById(work.db, row.mailbox);
    mailbox.unseen -= isUnseen(row) ? 1 : 0;
    row.flags = after.system;
    row.keywords = after.keywords.join(u' ');
    mailbox.unseen += isUnseen(row) ? 1 : 0;
    mailbox.highestModSeq = row.modSeq;
    saveCounters(work.db, mailbox);
    saveMessage(work, row, moves);
    saveCounters(work.db, account);
    if (moves)
        tell(work, mail::MailEvent::What::Moved, row, account, mailbox, source);
    if (after != before)
        tell(work, mail::MailEvent::What::Flags, row, account, mailbox);
    return messageById(work.db, row.id);
}

mail::Removed runRemove(
    Work &work, const mail::MessageRemoval &removal, const mail::FolderPlan &folders)
{
    MessageRow row = messageFor(work.db, removal.id, removal.onlyAccount, removal.ifModSeq);
    if (!removal.permanent) {
        MailboxRow trash = trashOf(work, row.account, folders);
        if (trash.id != row.mailbox) {
            AccountRow account = accountById(work.db, {row.account});
            row.modSeq = ++account.highestModSeq;
            const QString source = moveTo(work, row, trash, row.modSeq);
            saveMessage(work, row, true);
            saveCounters(work.db, account);
            tell(work, mail::MailEvent::What::Moved, row, account, trash, source);
            return {false, trash.name};
        }
    }
    removeForGood(work, row);
    return {true, {}};
}

} // namespace digidig::store
