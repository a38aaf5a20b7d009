// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/flagwork.h"

#include "store/moves.h"

#include <QtCore/QCoreApplication>

namespace digidig::store {

mail::FlagsStored runStoreFlags(
    Work &work, const mail::FlagStore &store, std::span<const core::Uid> uids)
{
    MailboxRow mailbox = mailboxAsked(work.db, store.mailbox);
    AccountRow account = accountById(work.db, {mailbox.account});
    const qint64 before = account.highestModSeq;
    mail::FlagsStored stored;
    for (const core::Uid uid : uids) {
        auto row = messageByUid(work.db, mailbox.id, uid);
        if (!row)
            continue;
        if (store.unchangedSince && row->modSeq > store.unchangedSince->value) {
            stored.modified.push_back(uid);
            continue;
        }
        const mail::Flags had = toFlags(row->flags, row->keywords);
        mail::Flags flags = store.change.applied(had);
        if (flags.keywords.size() > mail::MaxKeywords) {
            throw Failure{{core::Errc::Invalid,
                QCoreApplication::translate("store", "the e-mail would carry too many keywords"),
                {}, {}}};
        }
        if (flags != had) {
            row->modSeq = ++account.highestModSeq;
            setFlags(*row, flags, mailbox);
            saveMessage(work, *row, false);
            tell(work, mail::MailEvent::What::Flags, *row, account, mailbox);
        }
        stored.stored.push_back({uid, {row->modSeq}, std::move(flags)});
    }
    if (account.highestModSeq != before) {
        saveCounters(work.db, mailbox);
        saveCounters(work.db, account);
    }
    return stored;
}

} // namespace digidig::store
