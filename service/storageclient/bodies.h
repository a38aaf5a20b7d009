// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/client.h"

#include <QtCore/QStringList>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace digidig::storageclient {

/// Documents asked for side by side, of a form whose lists have no bodies; they are taken as they
/// come, by one thread. Those under way and those not taken yet are bounded together, in number
/// and, as far as their sizes are known, in bytes.
class Bodies {
public:
    static constexpr int AtOnce = 16;
    static constexpr qint64 BytesAtOnce = 32 * 1024 * 1024;

    /// @p sizes: in bytes, of the first ones of @p ids; the others count as nothing.
    Bodies(Client &client, Caller caller, QStringList ids, std::vector<qint64> sizes = {});
    /// Waits for what is under way.
    ~Bodies();
    Bodies(const Bodies &) = delete;
    Bodies &operator=(const Bodies &) = delete;

    struct Got {
        qsizetype index; ///< Of its id.
        core::Result<Document> document;
    };
    /// The next that is there; nothing: that was all. Blocks.
    [[nodiscard]] std::optional<Got> take();

private:
    [[nodiscard]] qint64 sizeOf(qsizetype index) const;
    [[nodiscard]] bool hasRoom() const;

    Client &m_client;
    const Caller m_caller;
    const QStringList m_ids;
    const std::vector<qint64> m_sizes;
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_changed;
    std::deque<Got> m_got; ///< And not taken.
    qsizetype m_next = 0;
    int m_open = 0;
    qint64 m_heldBytes = 0;
};

} // namespace digidig::storageclient
