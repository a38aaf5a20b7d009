// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/directsocket.h"

#include "net/endpoint.h"

#include <QtCore/QSocketNotifier>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace digidig::net {

DirectSocket::DirectSocket(qintptr descriptor, QObject *parent)
    : QTcpSocket(parent)
    , m_descriptor(int(descriptor))
    , m_reader(new QSocketNotifier(descriptor, QSocketNotifier::Read, this))
{
    ::fcntl(m_descriptor, F_SETFL, ::fcntl(m_descriptor, F_GETFL) | O_NONBLOCK);
    const auto [peer, peerPort] = peerOf(m_descriptor);
    const auto [local, localPort] = localOf(m_descriptor);
    setPeerAddress(peer);
    setPeerPort(peerPort);
    setLocalAddress(local);
    setLocalPort(localPort);
    QIODevice::open(ReadWrite | Unbuffered);
    setSocketState(ConnectedState);
    connect(m_reader, &QSocketNotifier::activated, this, &DirectSocket::readable);
}

DirectSocket::~DirectSocket()
{
    close();
}

void DirectSocket::close()
{
    if (m_descriptor < 0)
        return;
    m_reader->setEnabled(false);
    if (m_writer)
        m_writer->setEnabled(false);
    ::close(std::exchange(m_descriptor, -1));
    m_unsent.clear();
    m_sent = 0;
    setSocketState(UnconnectedState);
    setOpenMode(NotOpen);
}

/// Switching a notifier off and on costs system calls, so it is switched off only for a listener
/// that leaves the bytes where they are, and on again when somebody reads.
void DirectSocket::readable()
{
    m_wasRead = false;
    Q_EMIT readyRead();
    if (!m_wasRead && m_descriptor >= 0)
        m_reader->setEnabled(false);
}

qint64 DirectSocket::readData(char *data, qint64 maxSize)
{
    if (m_descriptor < 0)
        return -1;
    m_wasRead = true;
    if (maxSize == 0)
        return 0;
    ssize_t n = 0;
    do {
        n = ::recv(m_descriptor, data, size_t(maxSize), 0);
    } while (n < 0 && errno == EINTR);
    const bool waiting = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    const bool open = n > 0 || waiting;
    if (m_reader->isEnabled() != open)
        m_reader->setEnabled(open); // an end would be announced for ever
    return n > 0 ? n : waiting ? 0 : -1;
}

qint64 DirectSocket::sendNow(const char *data, qint64 size)
{
    ssize_t n = 0;
    do {
        n = ::send(m_descriptor, data, size_t(size), MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    if (n >= 0 || errno == EAGAIN || errno == EWOULDBLOCK)
        return std::max<ssize_t>(n, 0);
    return -1;
}

qint64 DirectSocket::writeData(const char *data, qint64 size)
{
    if (m_descriptor < 0)
        return -1;
    qint64 sent = 0;
    if (m_unsent.isEmpty()) {
        sent = sendNow(data, size);
        if (sent < 0 || sent == size)
            return sent;
    }
    m_unsent.append(data + sent, qsizetype(size - sent));
    if (!m_writer) {
        m_writer = new QSocketNotifier(m_descriptor, QSocketNotifier::Write, this);
        connect(m_writer, &QSocketNotifier::activated, this, &DirectSocket::writable);
    }
    m_writer->setEnabled(true);
    return size;
}

void DirectSocket::writable()
{
    const qint64 sent = sendNow(m_unsent.constData() + m_sent, m_unsent.size() - m_sent);
    if (sent < 0) {
        m_writer->setEnabled(false);
        setSocketError(RemoteHostClosedError);
        Q_EMIT errorOccurred(RemoteHostClosedError);
        return;
    }
    m_sent += qsizetype(sent);
    if (m_sent == m_unsent.size()) {
        m_unsent = {};
        m_sent = 0;
        m_writer->setEnabled(false);
    }
    if (sent > 0)
        Q_EMIT bytesWritten(sent);
}

} // namespace digidig::net
