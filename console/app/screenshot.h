// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QTimer>

class QWidget;

namespace digidig::console {

class Client;
class Connection;

/// Writes one picture of a window when nothing is on its way any more, and says so.
class Screenshot : public QObject {
    Q_OBJECT

public:
    Screenshot(QWidget &window, Client &client, Connection &connection, QString path, QObject *parent = nullptr);

Q_SIGNALS:
    void taken(bool written);

private:
    void look();

    QWidget &m_window;
    Client &m_client;
    Connection &m_connection;
    const QString m_path;
    QTimer m_timer;
    int m_quiet = 0;
    int m_looks = 0;
};

} // namespace digidig::console
