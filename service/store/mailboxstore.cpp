// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/mailboxstore.h"

#include "store/contentfacts.h"
#include "store/copywork.h"
#include "store/expungework.h"
#include "store/flagwork.h"
#include "store/mailboxdelta.h"
#include "store/mailboxwork.h"
#include "store/recent.h"
#include "store/subscriptions.h"
#include "store/textmatch.h"

#include <algorithm>
#include <iterator>

namespace digidig::store {

namespace {

/// Rows that one transaction changes at most, so that other writes come in between.
constexpr size_t StoreStep = 1000;
/// What a row counts in the size of a group.
constexpr qint64 BytesEach = 1024;

using Uids = std::vector<core::Uid>;

std::span<const core::Uid> stepOf(const Uids &uids, size_t begin)
{
    return std::span(uids).subspan(begin, std::min(StoreStep, uids.size() - begin));
}

template <typename T>
void append(std::vector<T> &to, std::vector<T> &&more)
{
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace

// What goes in steps: `run` does the next one, on the writer's thread; `take` adds up what it has
// done, once that is committed, and says whether there is more to do.

struct MailboxStore::FlagSteps {
    using Outcome = mail::FlagsStored;
    mail::FlagStore change;
    core::Completion<Outcome> done;
    Outcome outcome = {};
    size_t begin = 0;

    [[nodiscard]] size_t size() const { return stepOf(change.uids, begin).size(); }
    Outcome run(Work &work) const
    {
        return runStoreFlags(work, change, stepOf(change.uids, begin));
    }
    bool take(Outcome &&step)
    {
        append(outcome.stored, std::move(step.stored));
        append(outcome.modified, std::move(step.modified));
        begin += size();
        return begin < change.uids.size();
    }
};

struct MailboxStore::MoveSteps {
    using Outcome = mail::MailboxCopied;
    mail::MailboxCopy copy;
    core::Completion<Outcome> done;
    Outcome outcome = {};
    size_t begin = 0;

    /// A copy is one step.
    [[nodiscard]] std::span<const core::Uid> uids() const
    {
        return copy.move ? stepOf(copy.uids, begin) : std::span(copy.uids);
    }
    [[nodiscard]] size_t size() const { return uids().size(); }
    Outcome run(Work &work) const { return runCopy(work, copy, uids()); }
    bool take(Outcome &&step)
    {
        outcome.uidValidity = step.uidValidity;
        append(outcome.from, std::move(step.from));
        append(outcome.to, std::move(step.to));
        begin += size();
        return begin < copy.uids.size();
    }
};

struct MailboxStore::ExpungeSteps {
    using Outcome = mail::MailboxExpunged;
    mail::MailboxExpunge expunge;
    core::Completion<Outcome> done;
    Outcome outcome = {};
    size_t begin = 0;

    [[nodiscard]] size_t size() const
    {
        return expunge.only ? stepOf(*expunge.only, begin).size() : StoreStep;
    }
    ExpungeStep run(Work &work) const
    {
        using Only = std::optional<std::span<const core::Uid>>;
        return runExpunge(
            work, expunge.mailbox, expunge.only ? Only(stepOf(*expunge.only, begin)) : Only());
    }
    bool take(ExpungeStep &&step)
    {
        append(outcome.uids, std::move(step.expunged.uids));
        outcome.highestModSeq = step.expunged.highestModSeq;
        begin += size();
        return expunge.only ? begin < expunge.only->size() : step.more;
    }
};

template <typename Steps>
void MailboxStore::proceed(std::shared_ptr<Steps> steps, bool again)
{
    using Outcome = decltype(steps->run(std::declval<Work &>()));
    const qint64 bytes = qint64(steps->size()) * BytesEach;
    m_writer.submit<Outcome>(
        [steps](Work &work) -> core::Result<Outcome> { return steps->run(work); },
        [this, steps](core::Result<Outcome> step) {
            if (step && steps->take(*std::move(step)))
                return proceed(steps, true);
            if (steps->done)
                steps->done(
                    step ? core::Result(std::move(steps->outcome)) : std::move(step).error());
        },
        bytes, again);
}

core::Result<mail::MailboxDelta> MailboxStore::delta(
    core::MailboxId mailbox, std::optional<core::ModSeq> since)
{
    return m_readers.read([&](Connection &db) { return mailboxDelta(db, mailbox, since); });
}

core::Result<std::optional<Uids>> MailboxStore::vanished(
    core::MailboxId mailbox, core::ModSeq since)
{
    return m_readers.read([&](Connection &db) { return vanishedSince(db, mailbox, since); });
}

core::Result<std::vector<mail::ContentFacts>> MailboxStore::facts(
    std::span<const core::ContentId> contents, quint32 parts)
{
    return m_readers.read([&](Connection &db) { return contentFacts(db, contents, parts); });
}

core::Result<std::vector<bool>> MailboxStore::matches(
    std::span<const core::ContentId> contents, const mail::TextCondition &condition)
{
    return m_readers.read(
        [&](Connection &db) { return matchingContents(db, contents, condition); });
}

void MailboxStore::storeFlags(mail::FlagStore change, core::Completion<mail::FlagsStored> done)
{
    proceed(std::make_shared<FlagSteps>(std::move(change), std::move(done)));
}

void MailboxStore::copy(mail::MailboxCopy copy, core::Completion<mail::MailboxCopied> done)
{
    proceed(std::make_shared<MoveSteps>(std::move(copy), std::move(done)));
}

void MailboxStore::expunge(
    mail::MailboxExpunge expunge, core::Completion<mail::MailboxExpunged> done)
{
    proceed(std::make_shared<ExpungeSteps>(std::move(expunge), std::move(done)));
}

void MailboxStore::appendTo(
    mail::MailboxAppend append, core::Completion<mail::MailboxAppended> done)
{
    // The writer needs neither the bytes nor the trees; a long queue must not hold them.
    AppendToWork job{append.account, append.mailbox, {}, append.storeThere};
    qint64 bytes = 0;
    for (mail::MailboxAppendOne &one : append.messages) {
        const QString sender = one.content.parsed.sender.address;
        job.messages.push_back({std::static_pointer_cast<const Prepared>(one.content.ahead),
            std::move(one.flags), one.receivedMs, QString::fromUtf8(sender.toUtf8())});
        bytes += job.messages.back().prepared->row.size;
    }
    m_writer.submit<mail::MailboxAppended>(
        [job = std::move(job)](
            Work &work) -> core::Result<mail::MailboxAppended> { return runAppendTo(work, job); },
        std::move(done), bytes);
}

void MailboxStore::claimRecent(core::MailboxId mailbox, core::Completion<core::Uid> done)
{
    m_writer.submit<core::Uid>(
        [mailbox](Work &work) -> core::Result<core::Uid> { return runClaimRecent(work, mailbox); },
        std::move(done));
}

core::Result<core::Uid> MailboxStore::recentFrom(core::MailboxId mailbox)
{
    return m_readers.read([&](Connection &db) { return store::recentFrom(db, mailbox); });
}

core::Result<std::vector<mail::Subscription>> MailboxStore::subscriptions(core::AccountId account)
{
    return m_readers.read([&](Connection &db) { return listSubscriptions(db, account); });
}

void MailboxStore::create(core::AccountId account, const QString &name, const QString &specialUse,
    core::Completion<mail::Mailbox> done)
{
    m_writer.submit<mail::Mailbox>(
        [=](Work &work) -> core::Result<mail::Mailbox> {
            return placed(work.db, runCreateUnsubscribed(work, account, name, specialUse));
        },
        std::move(done));
}

void MailboxStore::subscribe(
    core::AccountId account, const QString &name, bool subscribed, core::Completion<void> done)
{
    m_writer.submit<void>(
        [=](Work &work) -> core::Result<void> {
            runSubscribe(work, account, name, subscribed);
            return {};
        },
        std::move(done));
}

} // namespace digidig::store
