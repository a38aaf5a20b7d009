// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "rest/eventhub.h"

namespace digidig::rest {

/// The events of a hub as the content of an answer: Server-Sent Events without end. A reader that
/// waits costs no worker; one that does not keep up is given up, and its memory is bounded by one
/// step. The hub outlives it.
class EventStream final : public net::BodySource {
public:
    /// A stream ends after this long, so that who reads must show anew that it may.
    static constexpr qint64 LongestMs = 3'600'000;

    EventStream(EventHub &hub, EventFilter filter, std::optional<quint64> after);
    ~EventStream() override;
    Q_DISABLE_COPY_MOVE(EventStream)

    [[nodiscard]] qint64 size() const override { return -1; }
    [[nodiscard]] core::Result<QByteArray> read(qsizetype limit) override;
    [[nodiscard]] bool waits(std::function<void()> wake) override;

private:
    EventHub &m_hub;
    EventReader m_reader;
    QByteArray m_pending; ///< Taken and not given yet.
    const qint64 m_untilMs;
};

} // namespace digidig::rest
