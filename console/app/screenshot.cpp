// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot.h"

#include "api/client.h"
#include "api/connection.h"

#include <QtWidgets/QWidget>

#include <utility>

namespace digidig::console {

namespace {
constexpr int LookEveryMs = 50;
/// So often in a row nothing may have been on its way.
constexpr int QuietLooks = 12;
/// A service that is never quiet is pictured all the same.
constexpr int LastLook = 600;
} // namespace

Screenshot::Screenshot(QWidget &window, Client &client, Connection &connection, QString path, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_client(client)
    , m_connection(connection)
    , m_path(std::move(path))
{
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::look);
    m_timer.start(LookEveryMs);
}

void Screenshot::look()
{
    const bool quiet = m_client.inFlight() == 0 && m_connection.state() != Connection::State::Connecting;
    m_quiet = quiet ? m_quiet + 1 : 0;
    if (m_quiet < QuietLooks && ++m_looks < LastLook)
        return;
    m_timer.stop();
    Q_EMIT taken(m_window.grab().save(m_path, "PNG"));
}

} // namespace digidig::console
