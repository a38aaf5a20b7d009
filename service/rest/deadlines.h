// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"

#include <QtCore/QTimer>

#include <atomic>
#include <deque>
#include <memory>

namespace digidig::rest {

/// A reply that the handler or the deadline gives, whichever comes first. Thread-safe.
class PendingReply
{
public:
    explicit PendingReply(net::Reply reply)
        : m_reply(std::move(reply))
    {
    }
    /// True for the one caller whose answer counts; it must call send() then.
    [[nodiscard]] bool claim() { return !m_claimed.exchange(true); }
    [[nodiscard]] bool isClaimed() const { return m_claimed; }
    void send(net::Response response) { m_reply(std::move(response)); }

private:
    net::Reply m_reply;
    std::atomic<bool> m_claimed = false;
};

/// Answers, in the handler's place, requests that are not answered in time. Lives on the HTTP thread.
class Deadlines : public QObject
{
    Q_OBJECT

public:
    using Late = std::function<net::Response()>;

    Deadlines();

    /// Sends `late()` at @p atMs (core::monotonicMs) unless @p pending is claimed by then.
    void watch(qint64 atMs, const std::shared_ptr<PendingReply> &pending, Late late);

private:
    struct Watched {
        qint64 atMs;
        std::weak_ptr<PendingReply> pending;
        Late late;
    };
    void sweep();

    std::deque<Watched> m_watched;
    QTimer m_timer;
};

} // namespace digidig::rest
