// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/copywork.h"

#include "core/clock.h"
#include "store/moves.h"
#include "store/remotework.h"
#include "store/threads.h"
#include "store/work.h"

#include <QtCore/QCoreApplication>

namespace digidig::store {

namespace {

/// What addMessage() wants to know of a content that is there.
ContentRow contentOf(Connection &db, const MessageRow &message)
{
    ContentRow content;
    content.id = message.content;
    content.size = message.size;
    content.hasAttachment = message.hasAttachment;
    Query query = db.query("SELECT from_text, to_text FROM content WHERE id=?");
    if (query.bind(content.id).step()) {
        content.fromText = query.text(0);
        content.toText = query.text(1);
    }
    return content;
}

void demandEnabled(const AccountRow &account)
{
    if (account.disabled != 0) {
        throw Failure{{core::Errc::Forbidden,
            QCoreApplication::translate("store", "the account %1 is disabled").arg(account.address),
            {}, "account_disabled"}};
    }
}

} // namespace

mail::MailboxCopied runCopy(
    Work &work, const mail::MailboxCopy &copy, std::span<const core::Uid> uids)
{
    MailboxRow source = mailboxAsked(work.db, copy.from, copy.account);
    MailboxRow other = mailboxByName(work.db, copy.account.value, copy.to);
    // Into itself: one row counts both.
    MailboxRow &target = other.id == source.id ? source : other;
    AccountRow account = accountById(work.db, copy.account);

    std::vector<MessageRow> rows;
    qint64 bytes = 0;
    for (const core::Uid uid : uids) {
        if (auto row = messageByUid(work.db, source.id, uid)) {
            bytes += row->size;
            rows.push_back(*std::move(row));
        }
    }
    mail::MailboxCopied copied{.uidValidity = quint32(target.uidValidity)};
    if (rows.empty())
        return copied;
    if (!copy.move) {
        demandEnabled(account);
        demandRoom(account, bytes);
    }
    for (MessageRow &row : rows) {
        copied.from.push_back({quint32(row.uid)});
        if (copy.move) {
            row.modSeq = ++account.highestModSeq;
            depart(work, row, source, row.modSeq);
            arrive(row, target, row.modSeq);
            saveMessage(work, row, true);
            tell(work, mail::MailEvent::What::Moved, row, account, target, source.name);
        } else {
            row = addMessage(work, account, target, contentOf(work.db, row),
                {.flags = toFlags(row.flags, row.keywords),
                    .receivedMs = row.receivedMs,
                    .thread = row.thread,
                    .sender = row.sender,
                    .recipient = row.recipient});
        }
        copied.to.push_back({quint32(row.uid)});
    }
    saveCounters(work.db, target);
    if (copy.move && target.id != source.id)
        saveCounters(work.db, source);
    saveCounters(work.db, account);
    return copied;
}

mail::MailboxAppended runAppendTo(Work &work, const AppendToWork &job)
{
    AccountRow account = accountById(work.db, job.account);
    const MailboxRow place = mailboxByName(work.db, account.id, job.mailbox);
    demandEnabled(account);
    qint64 bytes = 0;
    for (const AppendToWork::One &one : job.messages)
        bytes += one.prepared->row.size;
    demandRoom(account, bytes);

    mail::MailboxAppended appended{.uidValidity = quint32(place.uidValidity)};
    mail::Append remote;
    remote.storeThere = job.storeThere;
    mail::AppendTarget self;
    self.address = account.address;
    // What somebody puts there he has written himself.
    self.received = place.specialUse != u"\\Sent" && place.specialUse != u"\\Drafts";
    const qint64 now = core::nowMs();
    for (const AppendToWork::One &one : job.messages) {
        const ContentRow content = storeContent(work, *one.prepared, true);
        const qint64 next =
            work.db.integer("SELECT seq FROM sqlite_sequence WHERE name='message'") + 1;
        const qint64 thread = joinThread(work, account, content, next);
        MailboxRow mailbox = mailboxById(work.db, place.id);
        const MessageRow row = addMessage(work, account, mailbox, content,
            {.flags = one.flags,
                .receivedMs = one.receivedMs != 0 ? one.receivedMs : now,
                .thread = thread,
                .sender = one.sender,
                .recipient = account.address});
        noteCopy(work, remote, self, row);
        saveCounters(work.db, mailbox);
        appended.uids.push_back({quint32(row.uid)});
    }
    saveCounters(work.db, account);
    return appended;
}

} // namespace digidig::store
