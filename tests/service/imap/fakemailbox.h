// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "mail/mailboxindex.h"
#include "mime/fold.h"

#include <algorithm>
#include <functional>

namespace digidig::tests {

/// A message as a test writes it.
struct FakeMessage {
    mail::IndexRow row = {};
    mail::ContentFacts facts = {};
    QList<std::pair<QString, QString>> fields = {}; ///< Decoded.
    QString body = {};
};

/// A mailbox of messages that are made up, behind the port of the store: as far as SEARCH, SORT and
/// THREAD ask. It writes down what it was asked.
class FakeMailbox final : public mail::MailboxAccess {
public:
    std::vector<FakeMessage> messages;
    std::vector<std::vector<core::ContentId>> factsAsked;
    std::vector<std::vector<core::ContentId>> matchesAsked;
    quint32 partsAsked = 0;
    std::function<void()> onAsked = [] {};
    std::optional<core::Error> failure;

    /// The next message, with UID @p uid; 0: the one after the last.
    FakeMessage &add(quint32 uid = 0)
    {
        const quint32 last = messages.empty() ? 0 : messages.back().row.uid.value;
        FakeMessage message;
        message.row.uid = core::Uid{uid == 0 ? last + 1 : uid};
        message.row.content = core::ContentId{qint64(messages.size()) + 1};
        message.row.modSeq = core::ModSeq{qint64(messages.size()) + 1};
        message.facts.content = message.row.content;
        messages.push_back(std::move(message));
        return messages.back();
    }

    [[nodiscard]] mail::MailboxView view() const
    {
        mail::MailboxDelta delta;
        delta.whole = true;
        for (const FakeMessage &message : messages)
            delta.rows.push_back(message.row);
        delta.mailbox.messages = qint64(messages.size());
        delta.mailbox.uidNext = core::Uid{messages.empty() ? 1 : messages.back().row.uid.value + 1};
        return mail::MailboxView().updated(delta);
    }

    /// Whether @p message meets @p condition.
    [[nodiscard]] static bool meets(
        const FakeMessage &message, const mail::TextCondition &condition)
    {
        using Where = mail::TextCondition::Where;
        const QString needle = mime::casemap(condition.text);
        const auto has = [&needle](
                             const QString &text) { return mime::casemap(text).contains(needle); };
        const auto field = [&](const QString &name) {
            return std::any_of(message.fields.begin(), message.fields.end(), [&](const auto &one) {
                return one.first.compare(name, Qt::CaseInsensitive) == 0 && has(one.second);
            });
        };
        switch (condition.where) {
        case Where::Subject:
            return field(QStringLiteral("Subject"));
        case Where::From:
            return field(QStringLiteral("From"));
        case Where::To:
            return field(QStringLiteral("To"));
        case Where::Cc:
            return field(QStringLiteral("Cc"));
        case Where::Bcc:
            return field(QStringLiteral("Bcc"));
        case Where::Header:
            return field(condition.field);
        case Where::Body:
            return has(message.body);
        case Where::Text:
            return has(message.body)
                || std::any_of(message.fields.begin(), message.fields.end(), [&](const auto &one) {
                       return has(one.first + QStringLiteral(": ") + one.second);
                   });
        }
        return false;
    }

    // ---- mail::MailboxAccess ----

    core::Result<std::vector<mail::ContentFacts>> facts(
        std::span<const core::ContentId> contents, quint32 parts) override
    {
        factsAsked.emplace_back(contents.begin(), contents.end());
        partsAsked |= parts;
        onAsked();
        if (failure)
            return *failure;
        const bool sort = (parts & mail::SortPart) != 0;
        const bool thread = (parts & mail::ThreadPart) != 0;
        std::vector<mail::ContentFacts> result;
        for (const core::ContentId content : contents) {
            const mail::ContentFacts &all = of(content).facts;
            // Only what was asked for, so that a test sees when that is not enough.
            mail::ContentFacts some{.content = content, .damaged = all.damaged};
            if (!all.damaged) {
                if (sort || (parts & mail::EnvelopePart) != 0)
                    some.envelope = all.envelope;
                if ((parts & mail::EmailIdPart) != 0)
                    some.emailId = all.emailId;
                if (sort || thread) {
                    some.subject = all.subject;
                    some.dateMs = all.dateMs;
                }
                if (thread) {
                    some.messageId = all.messageId;
                    some.references = all.references;
                }
            }
            result.push_back(std::move(some));
        }
        return result;
    }
    core::Result<std::vector<bool>> matches(
        std::span<const core::ContentId> contents, const mail::TextCondition &condition) override
    {
        matchesAsked.emplace_back(contents.begin(), contents.end());
        onAsked();
        if (failure)
            return *failure;
        std::vector<bool> result;
        for (const core::ContentId content : contents)
            result.push_back(meets(of(content), condition));
        return result;
    }

    core::Result<mail::MailboxDelta> delta(core::MailboxId, std::optional<core::ModSeq>) override
    {
        return unasked();
    }
    core::Result<std::optional<std::vector<core::Uid>>> vanished(
        core::MailboxId, core::ModSeq) override
    {
        return unasked();
    }
    void storeFlags(mail::FlagStore, core::Completion<mail::FlagsStored> done) override
    {
        done(unasked());
    }
    void copy(mail::MailboxCopy, core::Completion<mail::MailboxCopied> done) override
    {
        done(unasked());
    }
    void expunge(mail::MailboxExpunge, core::Completion<mail::MailboxExpunged> done) override
    {
        done(unasked());
    }
    void appendTo(mail::MailboxAppend, core::Completion<mail::MailboxAppended> done) override
    {
        done(unasked());
    }
    void claimRecent(core::MailboxId, core::Completion<core::Uid> done) override
    {
        done(unasked());
    }
    core::Result<core::Uid> recentFrom(core::MailboxId) override { return unasked(); }
    core::Result<std::vector<mail::Subscription>> subscriptions(core::AccountId) override
    {
        return unasked();
    }
    void create(core::AccountId, const QString &, const QString &,
        core::Completion<mail::Mailbox> done) override
    {
        done(unasked());
    }
    void subscribe(core::AccountId, const QString &, bool, core::Completion<void> done) override
    {
        done(unasked());
    }

private:
    [[nodiscard]] const FakeMessage &of(core::ContentId content) const
    {
        return messages.at(size_t(content.value) - 1);
    }
    static core::Error unasked()
    {
        return {core::Errc::Internal, QStringLiteral("no search asks for this")};
    }
};

} // namespace digidig::tests
