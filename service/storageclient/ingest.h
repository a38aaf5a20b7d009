// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/delivery.h"
#include "mail/remote.h"
#include "storageclient/document.h"

#include <QtCore/QThreadPool>

#include <condition_variable>
#include <mutex>

namespace digidig::storageclient {

/// Makes messages of documents. Thread-safe.
class Ingest {
public:
    Ingest(mail::MailStore &store, std::function<mail::DeliveryPolicy()> policy);

    struct Counts {
        qint64 stored = 0; ///< Messages that were new.
        qint64 failed = 0; ///< Documents that could not be taken.
        core::Error error = {}; ///< Of the last of those.
    };
    /// Documents that are waited for together.
    class Group {
    public:
        Group() = default;
        ~Group() { (void)wait(); }
        Group(const Group &) = delete;
        Group &operator=(const Group &) = delete;

        /// What has become of them since the last call of this or wait().
        [[nodiscard]] Counts counts();
        [[nodiscard]] Counts wait();

    private:
        friend class Ingest;
        std::mutex m_mutex;
        std::condition_variable m_changed;
        int m_open = 0;
        qint64 m_openBytes = 0;
        Counts m_counts;
    };

    /// Whether an account may be made for @p address.
    [[nodiscard]] bool mayCreate(const QString &address) const;
    /// Stores @p document, which has its body, for those who lack it; counts in @p group, which
    /// outlives that. Blocks while much of the group is under way.
    void add(Group &group, Document document, std::vector<mail::RemoteKnown::Missing> missing);

private:
    void store(Group &group, qint64 room, const Document &document,
        const std::vector<mail::RemoteKnown::Missing> &missing);

    mail::MailStore &m_store;
    const std::function<mail::DeliveryPolicy()> m_policy;
    QThreadPool m_threads; ///< Where messages are made and parsed.
};

} // namespace digidig::storageclient
