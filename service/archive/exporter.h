// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/mailboxwriter.h"
#include "mail/ports.h"

#include <functional>

namespace digidig::archive {

/// A message that could not be exported.
struct ExportFailure {
    QString mailbox;
    QString id;
    core::Error error;
};

struct ExportReport {
    static constexpr size_t KeptFailures = 100'000;

    qint64 exported = 0;
    qint64 bytes = 0;
    qint64 mailboxes = 0;
    qint64 failed = 0;
    bool stopped = false;
    std::vector<ExportFailure> failures = {}; ///< The first KeptFailures.
};

/// Writes the mail of an account into a directory: an mbox for each mailbox, or a Maildir++. Needs
/// memory for one piece of one message, whatever their size. A message whose stored bytes are
/// damaged is left out and reported. An export that ended well has a Manifest, and an import of it
/// into an empty account gives the same bytes, flags, times and mailboxes.
class Exporter {
public:
    struct Options {
        ExportFormat format = ExportFormat::Mbox;
        QString directory; ///< Must be empty, or is made.
        std::optional<QString> mailbox; ///< Only this one.
    };

    /// @p stop is asked often; @p progress gets messages done and in all.
    Exporter(mail::MailStore &store, Options options, std::function<bool()> stop,
        std::function<void(qint64 done, qint64 total)> progress);

    /// Blocks. AlreadyExists (`not_empty`) when there is something in the directory, NotFound when
    /// there is no such mailbox, StoreFull when the disk is; what was written stays, without a
    /// manifest.
    [[nodiscard]] core::Result<ExportReport> run(const mail::Account &account);

private:
    [[nodiscard]] core::Result<std::vector<mail::Mailbox>> wanted(const mail::Account &account);
    [[nodiscard]] core::Result<void> mailbox(const mail::Mailbox &box, Manifest &manifest);
    [[nodiscard]] core::Result<void> messages(
        const mail::Mailbox &box, MailboxWriter &writer, qint64 *written);
    /// False: the message is damaged and was left out.
    [[nodiscard]] core::Result<bool> message(const mail::Message &message, MailboxWriter &writer);
    void fail(const QString &mailbox, const QString &id, const core::Error &error);

    mail::MailStore &m_store;
    const Options m_options;
    const std::function<bool()> m_stop;
    const std::function<void(qint64, qint64)> m_progress;
    qint64 m_total = 0;
    ExportReport m_report;
};

} // namespace digidig::archive
