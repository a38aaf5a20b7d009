// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records.h"

#include <optional>
#include <vector>

namespace digidig::rest {

/// The events that wait for one webhook, on the disk. Blocks on it; any thread, one at a time.
class WebhookQueue {
public:
    /// What is there when the service starts.
    struct State {
        qint64 pending = 0;
        quint64 lastId = 0; ///< Of the newest event; 0: there is none.
        qint64 entry = 0; ///< See add().
    };
    struct Event {
        quint64 id = 0; ///< Greater than those of all before.
        QJsonObject data;
    };

    /// @p records outlives this.
    WebhookQueue(core::Records &records, const QString &webhook);

    [[nodiscard]] core::Result<State> state() const;
    /// Adds all or none. @p entry above 0 is kept with them: the entry of the store's log that they
    /// come from.
    [[nodiscard]] core::Result<void> add(const std::vector<Event> &events, qint64 entry);
    /// The one to post next; nothing: the queue is empty.
    [[nodiscard]] core::Result<std::optional<core::Record>> first() const;
    /// Removes an event by the id of its record.
    [[nodiscard]] core::Result<void> remove(const QString &id);
    [[nodiscard]] core::Result<void> clear();

private:
    core::Records &m_records;
    const QString m_kind;
};

} // namespace digidig::rest
