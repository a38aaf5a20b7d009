// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/expungework.h"

#include "store/moves.h"

namespace digidig::store {

namespace {

constexpr qint64 UidsAtOnce = 1000;

std::vector<core::Uid> deletedUids(Connection &db, qint64 mailbox)
{
    std::vector<core::Uid> uids;
    Query query = db.query("SELECT uid FROM message INDEXED BY message_deleted WHERE mailbox=? "
                           "AND flags & 8 != 0 ORDER BY uid LIMIT ?");
    query.bind(mailbox, UidsAtOnce);
    while (query.step())
        uids.push_back({quint32(query.integer(0))});
    return uids;
}

} // namespace

ExpungeStep runExpunge(
    Work &work, core::MailboxId id, const std::optional<std::span<const core::Uid>> &uids)
{
    MailboxRow mailbox = mailboxAsked(work.db, id);
    AccountRow account = accountById(work.db, {mailbox.account});
    std::vector<core::Uid> found;
    if (!uids)
        found = deletedUids(work.db, mailbox.id);
    ExpungeStep step;
    for (const core::Uid uid : uids ? *uids : std::span<const core::Uid>(found)) {
        auto row = messageByUid(work.db, mailbox.id, uid);
        if (!row || (row->flags & mail::Deleted) == 0)
            continue;
        keepDeleted(work, *row, mailbox);
        row->modSeq = ++account.highestModSeq;
        depart(work, *row, mailbox, row->modSeq);
        account.messages -= 1;
        account.usedBytes -= row->size;
        tell(work, mail::MailEvent::What::Deleted, *row, account, mailbox);
        step.expunged.uids.push_back(uid);
    }
    if (!step.expunged.uids.empty()) {
        saveCounters(work.db, mailbox);
        saveCounters(work.db, account);
    }
    step.expunged.highestModSeq = {mailbox.highestModSeq};
    // Only what is gone makes room for others among the first.
    step.more = !uids && qint64(found.size()) == UidsAtOnce && !step.expunged.uids.empty();
    return step;
}

} // namespace digidig::store
