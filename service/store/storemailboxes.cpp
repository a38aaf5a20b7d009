// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/access.h"
#include "store/mailboxwork.h"
#include "store/storestate.h"
#include "store/work.h"

namespace digidig::store {

core::Result<std::vector<mail::Mailbox>> Store::mailboxes(core::AccountId account)
{
    return m_state->readers.read([&](Connection &db) {
        (void)accountById(db, account);
        std::vector<mail::Mailbox> all;
        Query query = db.query(selectAll<MailboxRow>() + "WHERE account=? ORDER BY name");
        query.bind(account.value);
        while (query.step())
            all.push_back(toMailbox(loaded<MailboxRow>(query)));
        placeAll(all);
        return all;
    });
}

core::Result<mail::Mailbox> Store::mailbox(core::AccountId account, const QString &id)
{
    return m_state->readers.read(
        [&](Connection &db) { return placed(db, mailboxByPublicId(db, account, id)); });
}

void Store::createMailbox(core::AccountId account, const QString &name, const QString &specialUse,
    core::Completion<mail::Mailbox> done)
{
    m_state->writer.submit<mail::Mailbox>(
        [=](Work &work) -> core::Result<mail::Mailbox> {
            return placed(work.db, runNewMailbox(work, account, name, specialUse));
        },
        std::move(done));
}

void Store::create(core::AccountId account, const QString &name, const QString &specialUse,
    core::Completion<mail::Mailbox> done)
{
    m_state->access.create(account, name, specialUse, std::move(done));
}

void Store::changeMailbox(mail::MailboxChange change, core::Completion<mail::Mailbox> done)
{
    using Changed = std::pair<mail::Mailbox, std::optional<InboxMove>>;
    m_state->writer.submit<Changed>(
        [change = std::move(change)](Work &work) -> core::Result<Changed> {
            const MailboxChanged changed = runChangeMailbox(work, change);
            return Changed(placed(work.db, changed.mailbox), changed.rest);
        },
        [this, done = std::move(done)](const core::Result<Changed> &outcome) {
            if (!outcome)
                done(outcome.error());
            else if (outcome->second)
                m_state->moveInbox(*outcome->second, done);
            else
                done(outcome->first);
        });
}

void Store::removeMailbox(
    mail::MailboxRemoval removal, core::Completion<mail::MailboxesRemoved> done)
{
    m_state->removeMailbox(std::move(removal), std::move(done), {}, false);
}

core::Result<mail::MailboxDelta> Store::delta(
    core::MailboxId mailbox, std::optional<core::ModSeq> since)
{
    return m_state->access.delta(mailbox, since);
}

core::Result<std::optional<std::vector<core::Uid>>> Store::vanished(
    core::MailboxId mailbox, core::ModSeq since)
{
    return m_state->access.vanished(mailbox, since);
}

core::Result<std::vector<mail::ContentFacts>> Store::facts(
    std::span<const core::ContentId> contents, quint32 parts)
{
    return m_state->access.facts(contents, parts);
}

core::Result<std::vector<bool>> Store::matches(
    std::span<const core::ContentId> contents, const mail::TextCondition &condition)
{
    return m_state->access.matches(contents, condition);
}

void Store::storeFlags(mail::FlagStore change, core::Completion<mail::FlagsStored> done)
{
    m_state->access.storeFlags(std::move(change), std::move(done));
}

void Store::copy(mail::MailboxCopy copy, core::Completion<mail::MailboxCopied> done)
{
    m_state->access.copy(std::move(copy), std::move(done));
}

void Store::expunge(mail::MailboxExpunge expunge, core::Completion<mail::MailboxExpunged> done)
{
    m_state->access.expunge(std::move(expunge), std::move(done));
}

void Store::appendTo(mail::MailboxAppend append, core::Completion<mail::MailboxAppended> done)
{
    for (mail::MailboxAppendOne &one : append.messages) {
        if (!one.content.ahead)
            prepare(one.content);
    }
    m_state->access.appendTo(std::move(append), std::move(done));
}

void Store::claimRecent(core::MailboxId mailbox, core::Completion<core::Uid> done)
{
    m_state->access.claimRecent(mailbox, std::move(done));
}

core::Result<core::Uid> Store::recentFrom(core::MailboxId mailbox)
{
    return m_state->access.recentFrom(mailbox);
}

core::Result<std::vector<mail::Subscription>> Store::subscriptions(core::AccountId account)
{
    return m_state->access.subscriptions(account);
}

void Store::subscribe(
    core::AccountId account, const QString &name, bool subscribed, core::Completion<void> done)
{
    m_state->access.subscribe(account, name, subscribed, std::move(done));
}

} // namespace digidig::store
