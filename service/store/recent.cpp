// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recent.h"

#include "store/moves.h"

#include <algorithm>

namespace digidig::store {

namespace {

core::Uid firstRecent(const MailboxRow &mailbox)
{
    return {quint32(std::max<qint64>(1, mailbox.recentUid.value))};
}

} // namespace

core::Uid recentFrom(Connection &db, core::MailboxId mailbox)
{
    return firstRecent(mailboxAsked(db, mailbox));
}

core::Uid runClaimRecent(Work &work, core::MailboxId id)
{
    MailboxRow mailbox = mailboxAsked(work.db, id);
    const core::Uid from = firstRecent(mailbox);
    if (qint64(from.value) == mailbox.uidNext)
        return from;
    mailbox.recentUid = {mailbox.uidNext};
    work.db.run("UPDATE mailbox SET recent_uid=?, sum=? WHERE id=?", mailbox.recentUid.value,
        sumOf(mailbox), mailbox.id);
    return from;
}

} // namespace digidig::store
