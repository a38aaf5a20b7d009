// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "store/readers.h"
#include "store/writer.h"

#include <memory>

namespace digidig::store {

/// The store as IMAP sees it: one mailbox at a time. Thread-safe.
class MailboxStore final : public mail::MailboxAccess {
public:
    /// Both outlive this.
    MailboxStore(Writer &writer, Readers &readers)
        : m_writer(writer)
        , m_readers(readers)
    {
    }

    [[nodiscard]] core::Result<mail::MailboxDelta> delta(
        core::MailboxId mailbox, std::optional<core::ModSeq> since) override;
    [[nodiscard]] core::Result<std::optional<std::vector<core::Uid>>> vanished(
        core::MailboxId mailbox, core::ModSeq since) override;
    [[nodiscard]] core::Result<std::vector<mail::ContentFacts>> facts(
        std::span<const core::ContentId> contents, quint32 parts) override;
    [[nodiscard]] core::Result<std::vector<bool>> matches(
        std::span<const core::ContentId> contents, const mail::TextCondition &condition) override;

    void storeFlags(mail::FlagStore change, core::Completion<mail::FlagsStored> done) override;
    void copy(mail::MailboxCopy copy, core::Completion<mail::MailboxCopied> done) override;
    void expunge(
        mail::MailboxExpunge expunge, core::Completion<mail::MailboxExpunged> done) override;
    /// Every content is prepared already.
    void appendTo(
        mail::MailboxAppend append, core::Completion<mail::MailboxAppended> done) override;

    void claimRecent(core::MailboxId mailbox, core::Completion<core::Uid> done) override;
    [[nodiscard]] core::Result<core::Uid> recentFrom(core::MailboxId mailbox) override;
    [[nodiscard]] core::Result<std::vector<mail::Subscription>> subscriptions(
        core::AccountId account) override;
    void create(core::AccountId account, const QString &name, const QString &specialUse,
        core::Completion<mail::Mailbox> done) override;
    void subscribe(core::AccountId account, const QString &name, bool subscribed,
        core::Completion<void> done) override;

private:
    struct FlagSteps;
    struct MoveSteps;
    struct ExpungeSteps;
    /// Runs one step after the other, until one says that it was the last, or fails.
    template <typename Steps>
    void proceed(std::shared_ptr<Steps> steps, bool again = false);

    Writer &m_writer;
    Readers &m_readers;
};

} // namespace digidig::store
