// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/moves.h"
#include "store/names.h"
#include "store/work.h"

#include "core/clock.h"
#include "core/text.h"
#include "store/textindex.h"

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

MailboxRow mailboxAsked(
    Connection &db, core::MailboxId id, std::optional<core::AccountId> account)
{
    auto row = find<MailboxRow>(db, "WHERE id=?", id.value);
    if (row && (!account || account->value == row->account))
        return *std::move(row);
    throw Failure{{core::Errc::NotFound, QCoreApplication::translate("store", "no such mailbox"),
        {}, "mailbox_not_found"}};
}

std::optional<MessageRow> messageByUid(Connection &db, qint64 mailbox, core::Uid uid)
{
    return find<MessageRow>(
        db, "INDEXED BY message_uid WHERE mailbox=? AND uid=?", mailbox, qint64(uid.value));
}

void demandRoom(const AccountRow &account, qint64 bytes)
{
    if (account.quotaBytes > 0 && account.usedBytes + bytes > account.quotaBytes) {
        throw Failure{{core::Errc::QuotaExceeded,
            QCoreApplication::translate("store", "the mailbox of %1 is full").arg(account.address),
            {}, "quota_exceeded"}};
    }
}

MessageRow addMessage(Work &work, AccountRow &account, MailboxRow &mailbox,
    const ContentRow &content, const NewMessage &message)
{
    MessageRow row;
    row.publicId = message.publicId.isEmpty() ? uuidBytes(core::newUuid()) : message.publicId;
    row.account = account.id;
    row.content = content.id;
    row.modSeq = ++account.highestModSeq;
    row.flags = message.flags.system;
    row.keywords = message.flags.keywords.join(u' ');
    row.receivedMs = message.receivedMs;
    row.size = content.size;
    row.hasAttachment = content.hasAttachment;
    row.thread = message.thread;
    row.sender = message.sender;
    row.recipient = message.recipient;
    arrive(row, mailbox, row.modSeq);
    insert(work.db, row);
    account.messages += 1;
    account.usedBytes += row.size;
    if (needsEnvelopeDocument(row.sender, row.recipient, content))
        enqueueDocument(work, -row.id);
    ++work.figures.messages;
    tell(work, mail::MailEvent::What::Delivered, row, account, mailbox);
    return row;
}

void setFlags(MessageRow &row, const mail::Flags &flags, MailboxRow &mailbox)
{
    mailbox.unseen -= isUnseen(row) ? 1 : 0;
    row.flags = flags.system;
    row.keywords = flags.keywords.join(u' ');
    mailbox.unseen += isUnseen(row) ? 1 : 0;
    mailbox.highestModSeq = row.modSeq;
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
    row.savedMs = {core::nowMs()};
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
        work.db.run("UPDATE message SET mailbox=?, uid=?, modseq=?, flags=?, keywords=?, "
                    "saved_ms=?, sum=? WHERE id=?",
            row.mailbox, row.uid, row.modSeq, row.flags, row.keywords, row.savedMs.value,
            sumOf(row), row.id);
    } else {
        work.db.run("UPDATE message SET modseq=?, flags=?, keywords=?, sum=? WHERE id=?",
            row.modSeq, row.flags, row.keywords, sumOf(row), row.id);
    }
}

MailboxRow specialMailbox(
    Work &work, qint64 account, const QString &use, const mail::FolderPlan &folders)
{
    if (auto row = find<MailboxRow>(
            work.db, "WHERE account=? AND special_use=? ORDER BY id LIMIT 1", account, use))
        return *std::move(row);
    QString name = use.mid(1);
    for (const auto &[standard, standardUse] : standardFolders(folders)) {
        if (standardUse == use)
            name = standard;
    }
    if (auto row = find<MailboxRow>(work.db, "WHERE account=? AND name=?", account, name)) {
        row->specialUse = use;
        work.db.run(
            "UPDATE mailbox SET special_use=?, sum=? WHERE id=?", use, sumOf(*row), row->id);
        return *std::move(row);
    }
    return runCreateMailbox(work, account, name, use);
}

MailboxRow trashOf(Work &work, qint64 account, const mail::FolderPlan &folders)
{
    return specialMailbox(work, account, QStringLiteral("\\Trash"), folders);
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
    setFlags(row, after, mailbox);
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
