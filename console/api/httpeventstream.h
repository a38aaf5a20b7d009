// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/eventstream.h"
#include "api/httpclient.h"

#include <QtCore/QTimer>

namespace digidig::console {

/// Follows `/api/events` on a connection of its own.
class HttpEventStream final : public EventStream {
    Q_OBJECT

public:
    explicit HttpEventStream(QObject *parent = nullptr);
    ~HttpEventStream() override;

    /// From now on it is there; the stream has to be started again.
    void setEndpoint(const Endpoint &endpoint);
    void start(const QStringList &kinds) override;
    void stop() override;
    [[nodiscard]] bool live() const override { return m_live; }

private:
    void open();
    void read();
    void ended();
    void drop();

    Endpoint m_endpoint;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    QStringList m_kinds;
    QPointer<QNetworkReply> m_reply;
    EventParser m_parser;
    QByteArray m_lastId;
    QTimer m_retry;
    int m_waitMs = 0;
    bool m_live = false;
    bool m_wanted = false;
};

} // namespace digidig::console
