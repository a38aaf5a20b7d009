// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/deliverywindow.h"
#include "mail/ports.h"

#include <QtCore/QSet>

#include <functional>
#include <mutex>

namespace digidig::archive {

/// What to bring back of a backup.
struct RecoveryWish {
    QString account; ///< Address.
    std::optional<QString> mailbox = {}; ///< Only this one (whole name), without those below it.
    std::optional<QString> message = {}; ///< Only the message of this id.
};

struct RecoveryFailure {
    QString id;
    core::Error error;
};

struct RecoveryReport {
    static constexpr size_t KeptFailures = 10'000;

    qint64 present = 0; ///< Were there already, wherever they are by now; left alone.
    qint64 undeleted = 0; ///< Had been removed for good, and could be brought back.
    qint64 added = 0; ///< Taken from the backup.
    qint64 failed = 0;
    bool accountMade = false;
    bool stopped = false;
    std::vector<RecoveryFailure> failures = {};
};

/// Brings back what an account has lost since a backup, beside all that it has: messages that are
/// nowhere any more come back to the mailbox they were in, with id, bytes, flags and times as they
/// were, and a new UID. Account and mailboxes are made where they are missing (with the password,
/// without app passwords). Called again, it finds everything present.
class Recovery {
public:
    struct Side {
        mail::MailStore &mail;
        mail::AccountStore &accounts;
    };

    /// @p passwordHash is for an account that is made.
    Recovery(Side from, Side to, RecoveryWish wish, QByteArray passwordHash,
        std::function<bool()> stop, std::function<void(qint64 done, qint64 total)> progress);

    /// Blocks. NotFound when the backup has no such account, mailbox or message; what cannot be
    /// brought back of the rest is told in the report.
    [[nodiscard]] core::Result<RecoveryReport> run();

private:
    [[nodiscard]] core::Result<mail::Account> target(const mail::Account &source);
    [[nodiscard]] core::Result<void> listDeleted();
    [[nodiscard]] core::Result<void> mailbox(const mail::Mailbox &box);
    [[nodiscard]] core::Result<void> prepareMailbox(const mail::Mailbox &box);
    void bring(const mail::Message &message, const mail::Mailbox &box);
    [[nodiscard]] core::Result<void> undelete(const mail::Message &message);
    void add(const mail::Message &message);
    void count(qint64 RecoveryReport::*counter);
    void fail(const QString &id, const core::Error &error);

    Side m_from;
    Side m_to;
    const RecoveryWish m_wish;
    const QByteArray m_passwordHash;
    const std::function<bool()> m_stop;
    const std::function<void(qint64, qint64)> m_progress;
    mail::Account m_account; ///< That gets the mail.
    QSet<QString> m_deleted; ///< Ids that can be brought back there.
    QSet<QString> m_mailboxes; ///< Names that are there.
    qint64 m_done = 0;
    qint64 m_total = 0;
    DeliveryWindow m_window;
    std::mutex m_mutex; ///< Guards the report.
    RecoveryReport m_report;
};

} // namespace digidig::archive
