// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventlog.h"
#include "store/lock.h"
#include "store/mailboxstore.h"
#include "store/mailboxwork.h"
#include "store/readers.h"
#include "store/remotestore.h"
#include "store/store.h"
#include "store/textindex.h"
#include "store/work.h"
#include "store/writer.h"

namespace digidig::store {

/// What a Store has, for the files that are its own: store.cpp, storeaccounts.cpp,
/// storemailboxes.cpp.
struct Store::State {
    Options options;
    std::unique_ptr<DirectoryLock> lock;
    QString file;
    Readers readers;
    std::mutex foldersMutex;
    mail::FolderPlan folders;
    RemoteStore remote;
    MailboxStore access;
    StoreEventLog events;
    Writer writer; // Last: its thread ends before anything else does.

    State(Options given, std::unique_ptr<DirectoryLock> held, const QString &path)
        : options(std::move(given))
        , lock(std::move(held))
        , file(path)
        , readers(path, options.readers, options.readTimeoutMs)
        , folders(options.folders)
        , remote(writer, readers)
        , access(writer, readers)
        , events(writer, readers)
        , writer(
              path, options.writeQueue, [](Work &work) { return indexSome(work); }, options.log)
    {
    }

    mail::FolderPlan plan()
    {
        const std::lock_guard guard(foldersMutex);
        return folders;
    }

    void removeAccount(core::AccountId account, core::Completion<void> done, bool again)
    {
        writer.submit<bool>(
            [account](Work &work) -> core::Result<bool> { return runRemoveAccount(work, account); },
            [this, account, done = std::move(done)](const core::Result<bool> &more) {
                if (more.ok() && *more)
                    removeAccount(account, done, true);
                else if (done)
                    done(more.ok() ? core::Result<void>() : core::Result<void>(more.error()));
            },
            0, again);
    }

    /// The rest of what a new name of INBOX asks for; in the end @p done gets the new mailbox.
    void moveInbox(const InboxMove &move, core::Completion<mail::Mailbox> done)
    {
        using Target = std::optional<mail::Mailbox>;
        writer.submit<Target>(
            [move](Work &work) -> core::Result<Target> {
                const auto target = runInboxMove(work, move);
                return target ? Target(placed(work.db, *target)) : Target();
            },
            [this, move, done = std::move(done)](const core::Result<Target> &target) {
                if (!target)
                    done(target.error());
                else if (*target)
                    done(**target);
                else
                    moveInbox(move, done);
            },
            0, true);
    }

    void removeMailbox(mail::MailboxRemoval removal, core::Completion<mail::MailboxesRemoved> done,
        const mail::MailboxesRemoved &before, bool again)
    {
        writer.submit<MailboxRemovalStep>(
            [removal](Work &work) -> core::Result<MailboxRemovalStep> {
                return runRemoveMailbox(work, removal);
            },
            [this, removal, done = std::move(done), before](
                const core::Result<MailboxRemovalStep> &step) {
                if (!step)
                    return done(step.error());
                const mail::MailboxesRemoved sofar{before.mailboxes + step->removed.mailboxes,
                    before.messages + step->removed.messages};
                if (step->more)
                    removeMailbox(removal, done, sofar, true);
                else
                    done(sofar);
            },
            0, again);
    }

    /// Runs @p step until it has no more to do; in the end @p done gets the sum.
    using Step = std::function<Purged(Work &)>;
    void repeat(Step step, core::Completion<qint64> done, qint64 before = 0)
    {
        writer.submit<Purged>([step](Work &work) -> core::Result<Purged> { return step(work); },
            [this, step, done = std::move(done), before](const core::Result<Purged> &purged) {
                if (purged.ok() && purged->more)
                    repeat(step, done, before + purged->rows);
                else if (done)
                    done(purged.ok() ? core::Result<qint64>(before + purged->rows)
                                     : core::Result<qint64>(purged.error()));
            },
            0, before > 0);
    }
};

} // namespace digidig::store
