// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTest/QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace lmtptest {

/// A mail server, blocking.
class Client {
public:
    explicit Client(quint16 port)
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{30, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            qFatal("no connection");
    }
    ~Client() { ::close(m_socket); }
    Q_DISABLE_COPY_MOVE(Client)

    void send(QByteArrayView bytes)
    {
        while (!bytes.isEmpty()) {
            const ssize_t n = ::send(m_socket, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
            if (n <= 0)
                return;
            bytes = bytes.sliced(n);
        }
    }
    /// The code and the status code of the next answer; `end` when there is none.
    QByteArray answer()
    {
        for (;;) {
            const qsizetype end = m_buffer.indexOf("\r\n");
            if (end < 0) {
                char piece[4096];
                const ssize_t n = ::recv(m_socket, piece, sizeof piece, 0);
                if (n <= 0)
                    return "end";
                m_buffer.append(piece, n);
                continue;
            }
            const QByteArray line = m_buffer.left(end);
            m_buffer.remove(0, end + 2);
            if (line.size() > 3 && line[3] == '-')
                continue;
            const QByteArrayList words = line.split(' ');
            return words.size() > 1 && words[1].count('.') == 2 ? words[0] + ' ' + words[1]
                                                                : words[0];
        }
    }
    QByteArray ask(const QByteArray &line)
    {
        send(line + "\r\n");
        return answer();
    }
    /// Until recipients may be named.
    void begin(const QByteArray &parameters = {})
    {
        QCOMPARE(answer(), QByteArray("220"));
        QCOMPARE(ask("LHLO test"), QByteArray("250"));
        QCOMPARE(ask("MAIL FROM:<eva@example.org>" + parameters), QByteArray("250 2.1.0"));
    }

private:
    const int m_socket;
    QByteArray m_buffer;
};

} // namespace lmtptest
