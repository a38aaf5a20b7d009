// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtNetwork/QTcpSocket>

class QSocketNotifier;

namespace digidig::net {

/// A connected TCP socket without a read buffer: readyRead() comes when the kernel has bytes, and
/// what is not read stays there, so a client that sends too fast is held back at no cost; reading
/// -1 is the peer's end of sending, which does not end ours. Writes go out at once, the rest when
/// there is room.
class DirectSocket : public QTcpSocket {
    Q_OBJECT

public:
    /// Takes @p descriptor over, which is connected.
    explicit DirectSocket(qintptr descriptor, QObject *parent = nullptr);
    ~DirectSocket() override;

    qintptr socketDescriptor() const override { return m_descriptor; }
    qint64 bytesAvailable() const override { return QIODevice::bytesAvailable(); }
    qint64 bytesToWrite() const override { return m_unsent.size() - m_sent; }
    /// Closes at once; what was not sent is dropped. Emits no signal.
    void close() override;
    void disconnectFromHost() override { close(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    void readable();
    void writable();
    /// Bytes taken by the kernel, 0 when it has no room, -1 when the connection is broken.
    qint64 sendNow(const char *data, qint64 size);

    int m_descriptor;
    QSocketNotifier *m_reader;
    QSocketNotifier *m_writer =
        nullptr; ///< Made when the kernel's buffer is full for the first time.
    QByteArray m_unsent;
    qsizetype m_sent = 0; ///< Of m_unsent.
    bool m_wasRead = false;
};

} // namespace digidig::net
