// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/remotestorage.h"
#include "storageclient/client.h"
#include "storageclient/ingest.h"
#include "storageclient/outbox.h"
#include "storageclient/pass.h"
#include "storageclient/rediscache.h"

#include <QtCore/QThreadPool>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace digidig::storageclient {

/// Keeps the store and the Storage service the same: reads what is new there, by order and by
/// schedule, and tells it what is new here. Thread-safe.
class Mirror final : public mail::RemoteStorage, public mail::RemoteContents {
public:
    struct Schedule {
        qint64 everyMs = 60'000; ///< Between two readings; 0: by order only.
        qint64 wholeEveryMs = 3'600'000; ///< Between two from beginning to end.
        qint64 cacheBytes = 0; ///< Of contents that may be had again.
        /// Readers that may wait for Storage at once; more are refused, so that others find workers.
        int waiters = 4;
    };
    struct Parts {
        mail::MailStore &mail;
        mail::AccountStore &accounts;
        mail::RemoteCopies &copies;
        std::function<mail::DeliveryPolicy()> policy;
        std::function<Schedule()> schedule; ///< Asked anew each time.
        /// Whether Storage can be reached has changed, or a reading has begun, ended, or come
        /// further (told once a second at most); may be empty.
        std::function<void()> onChange;
    };

    /// @p cache: where contents are looked for before Storage is asked; null: nowhere.
    Mirror(std::unique_ptr<Client> client, std::unique_ptr<RedisCache> cache, Parts parts);
    ~Mirror() override;

    /// Begins with the schedule and with telling.
    void start();
    /// Something has changed in the store.
    void poke() { m_outbox.poke(); }
    /// Ends what is under way, durably as far as it got; later calls fail.
    void stop();
    [[nodiscard]] Client &client() { return *m_client; }

    [[nodiscard]] core::Result<mail::Fetched> fetch(const QString &address, bool whole,
        const mail::DropFolder::Progress &progress) override;
    [[nodiscard]] core::Result<QString> bring(
        const QString &document, std::optional<core::AccountId> account) override;
    void hurry() override;
    [[nodiscard]] mail::RemoteState state() const override;
    void refresh() override;
    [[nodiscard]] qint64 storedInAll() const override { return m_stored; }

    [[nodiscard]] core::Result<QByteArray> fetch(
        const QString &document, const QByteArray &sha256) override;
    [[nodiscard]] bool takesOffers() const override;
    void offer(const QByteArray &sha256, const QByteArray &bytes) override;

private:
    class Reading;

    [[nodiscard]] core::Result<mail::Fetched> read(const QString &address, bool whole,
        qint64 first, const mail::DropFolder::Progress &progress);
    [[nodiscard]] core::Result<bool> fetchAll(bool whole, qint64 first, Reading &reading);
    /// Of an address that nobody has yet; mail to it may make an account.
    [[nodiscard]] core::Result<bool> readStranger(
        const QString &address, const core::Error &unknown, Reading &reading);
    [[nodiscard]] core::Result<bool> fetchAccounts(bool whole, Reading &reading);
    [[nodiscard]] core::Result<bool> pass(
        const Scope &scope, bool whole, qint64 first, Reading &reading);
    [[nodiscard]] core::Result<Form> form();
    /// Asks for one document on behalf of somebody who waits.
    [[nodiscard]] core::Result<Document> get(const QString &document);
    void count(const Passed &change);
    void loop();
    void keepTime();

    const std::unique_ptr<Client> m_client;
    const std::unique_ptr<RedisCache> m_cache;
    const Parts m_parts;
    Ingest m_ingest;
    Outbox m_outbox;
    QThreadPool m_threads; ///< For accounts that are read side by side.
    std::mutex m_allTurn; ///< One reading of everybody's at a time.

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::atomic<bool> m_stop = false;
    int m_readings = 0; ///< Under way.
    int m_inside = 0; ///< With those that tell of their end.
    qint64 m_syncedMs = 0;
    QString m_syncError;
    Passed m_passed;
    qint64 m_wholeMs = 0;
    mail::RemoteFigures m_figures; ///< As read last.
    qint64 m_toldMs = 0; ///< When a reading's progress was told last, monotonic.
    std::atomic<qint64> m_stored = 0;
    std::atomic<qint64> m_fetched = 0;
    std::atomic<int> m_fetching = 0;
    std::thread m_thread;
};

} // namespace digidig::storageclient
