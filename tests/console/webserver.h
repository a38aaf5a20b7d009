// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtCore/QSet>
#include <QtCore/QUrl>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

namespace digidig::console {

/// Somebody else's web server on this machine, which counts who asks it.
class WebServer : public QObject {
public:
    WebServer()
    {
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("no port");
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                ++m_connections;
                ++m_open;
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
                connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                    --m_open;
                    m_heads.remove(socket);
                    socket->deleteLater();
                });
            }
        });
    }

    /// What follows the status line: fields, an empty line, content.
    void answer(const QByteArray &path, const QByteArray &status, const QByteArray &rest) { m_answers.insert(path, "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + rest); }
    void answerWith(const QByteArray &path, const QByteArray &type, const QByteArray &content)
    {
        answer(path, "200 OK", "Content-Type: " + type + "\r\nContent-Length: " + QByteArray::number(content.size()) + "\r\n\r\n" + content);
    }
    /// Whoever asks for it waits for ever.
    void hold(const QByteArray &path) { m_held.insert(path); }
    [[nodiscard]] QString url(const QString &path) const { return QStringLiteral("http://127.0.0.1:%1%2").arg(m_server.serverPort()).arg(path); }
    /// Connections that were ever made.
    [[nodiscard]] int connections() const { return m_connections; }
    /// Of those, the ones that nobody has ended yet.
    [[nodiscard]] int open() const { return m_open; }
    /// Heads of the requests that came, in their order.
    [[nodiscard]] const QList<QByteArray> &requests() const { return m_requests; }

private:
    void read(QTcpSocket *socket)
    {
        QByteArray &head = m_heads[socket];
        head += socket->readAll();
        if (!head.contains("\r\n\r\n"))
            return;
        m_requests.append(head);
        const QByteArray path = head.split(' ').value(1);
        m_heads.remove(socket);
        if (m_held.contains(path))
            return;
        socket->write(m_answers.value(path, "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
        socket->disconnectFromHost();
    }

    QTcpServer m_server;
    QHash<QTcpSocket *, QByteArray> m_heads;
    QHash<QByteArray, QByteArray> m_answers;
    QList<QByteArray> m_requests;
    QSet<QByteArray> m_held;
    int m_connections = 0;
    int m_open = 0;
};

} // namespace digidig::console
