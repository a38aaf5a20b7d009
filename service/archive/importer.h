// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/deliverywindow.h"
#include "archive/foldermap.h"
#include "archive/mailsource.h"
#include "mail/delivery.h"

#include <QtCore/QThreadPool>

#include <atomic>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace digidig::archive {

struct ImportFailure {
    SourceLocation location;
    core::Error error;
};

/// What became of an import.
struct ImportReport {
    qint64 imported = 0;
    qint64 skipped = 0; ///< The same bytes were in that mailbox already.
    qint64 failed = 0;
    qint64 ignored = 0; ///< Files that are not mail.
    qint64 bytes = 0; ///< Of what was imported.
    bool storeFull = false; ///< The reading was given up.
    std::vector<ImportFailure> failures; ///< The first Importer::KeptFailures.
};

/// Puts the messages of sources into one account: hashed, parsed and prepared on all cores, a
/// bounded number under way, each stored once; from an export of ours as often as its mailbox
/// had it. Nothing is remembered between runs; what the mailbox
/// holds is the memory.
class Importer final : public SourceVisitor {
public:
    static constexpr size_t KeptFailures = 100'000;

    struct Options {
        core::AccountId account; ///< None in a dry run for an account that would be made.
        QString address; ///< Normalised.
        QString mailbox; ///< Where to; empty: INBOX.
        QString folderParent; ///< Above a Maildir's folders when `mailbox` is empty.
        mail::DeliveryPolicy policy;
        bool dryRun = false; ///< Only look.
    };

    /// @p stop is asked often, from the reading thread; @p progress gets messages and bytes read,
    /// on that thread.
    Importer(mail::MailStore &store, Options options, std::function<bool()> stop,
        std::function<void(qint64 messages, qint64 bytes)> progress);
    ~Importer() override;

    void message(SourceMessage message) override;
    void mailbox(const ArchivedMailbox &mailbox) override;
    void failed(const SourceLocation &location, const core::Error &error) override;
    void ignored(const QString &path) override;
    [[nodiscard]] bool wantsMore() override;

    /// A message of a mailbox of ours (its name here) that an earlier run has taken and this one
    /// does not read: it counts among those that the mailbox must have.
    void takenBefore(const QString &mailbox, const QByteArray &sha256);

    /// Waits for what is under way; then the counts are final.
    [[nodiscard]] ImportReport finish();

private:
    using Key = std::pair<QString, QByteArray>; ///< Mailbox and SHA-256.

    /// On a worker: everything that needs the bytes.
    void take(SourceMessage message, const FolderMap::Mailbox &mailbox, qint64 bytes);
    void wouldTake(const Key &key, qint64 bytes, bool held, bool archived);
    /// How often an archive's mailbox must have this message to have it once more.
    [[nodiscard]] qint64 occurrence(const Key &key);
    void skip(const SourceMessage &message, const QByteArray &sha256);
    void deliver(SourceMessage message, const Key &key, qint64 bytes);
    /// Waits while the same message is under way.
    void claim(const Key &key);
    void release(const Key &key);
    void count(qint64 ImportReport::*counter);

    mail::MailStore &m_store;
    const Options m_options;
    const std::function<bool()> m_stop;
    const std::function<void(qint64, qint64)> m_progress;
    FolderMap m_folders;
    mail::Delivery m_delivery;
    DeliveryWindow m_window;
    QThreadPool m_workers;
    qint64 m_readMessages = 0;
    qint64 m_readBytes = 0;
    std::atomic<bool> m_storeFull = false;
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_released;
    std::set<Key> m_underWay;
    std::unordered_set<size_t> m_seen; ///< In a dry run: hashes of what would have been stored.
    std::unordered_map<size_t, qint64> m_occurrences; ///< Of messages of archives, by hash.
    ImportReport m_report;
};

} // namespace digidig::archive
