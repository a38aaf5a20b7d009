// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

namespace digidig::console {

/// A program that speaks IMAP with the service.
class ImapPeer {
public:
    explicit ImapPeer(quint16 port)
    {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        hear("* OK");
    }

    /// Sends @p command, and waits for its end; false: it did not come.
    bool say(const QByteArray &command)
    {
        const QByteArray tag = "a" + QByteArray::number(++m_count);
        m_socket.write(tag + ' ' + command + "\r\n");
        return hear(tag + ' ');
    }
    /// Whether the last command ended with that word.
    [[nodiscard]] bool answered(const QByteArray &word) const
    {
        return m_heard.contains("a" + QByteArray::number(m_count) + ' ' + word);
    }
    [[nodiscard]] bool connected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    [[nodiscard]] QString name() const { return QStringLiteral("127.0.0.1:%1").arg(m_socket.localPort()); }

private:
    bool hear(const QByteArray &start)
    {
        return QTest::qWaitFor(
            [&] {
                m_heard += m_socket.readAll();
                return m_heard.startsWith(start) || m_heard.contains("\n" + start);
            },
            30'000);
    }

    QTcpSocket m_socket;
    QByteArray m_heard;
    int m_count = 0;
};

} // namespace digidig::console
