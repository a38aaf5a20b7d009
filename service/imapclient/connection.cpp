// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapclient/connection.h"

#include "core/clock.h"

#include <QtCore/QCoreApplication>
#include <QtNetwork/QSslConfiguration>

namespace digidig::imapclient {

namespace {

constexpr int ConnectMs = 30'000;
constexpr int SliceMs = 200;
constexpr qint64 ReadBytes = 64 * 1024;
constexpr qint64 SocketBuffer = 256 * 1024;
/// A line of a server: a folder with its attributes, the flags of a message, capabilities.
constexpr qsizetype LineBytes = 256 * 1024;
/// A literal that is no message: the name of a folder.
constexpr qint64 WordBytes = 64 * 1024;
constexpr int LiteralsOfResponse = 100;

imapproto::ReceiverLimits receiverLimits(qint64 literal)
{
    imapproto::ReceiverLimits limits;
    limits.lineBytes = LineBytes;
    limits.literalBytes = literal;
    limits.literalsBytes = literal + WordBytes;
    limits.appendLiteralBytes = limits.literalBytes;
    limits.appendLiteralsBytes = limits.literalsBytes;
    limits.literals = LiteralsOfResponse;
    return limits;
}

core::Error stoppedError()
{
    return {core::Errc::Timeout, QCoreApplication::translate("imapclient", "stopped")};
}

} // namespace

Connection::Connection(const Access &access)
    : m_access(access)
    , m_receiver(receiverLimits(WordBytes))
{
    // Qt reads ahead no more than this; the rest stays with the kernel and the server.
    m_socket.setReadBufferSize(SocketBuffer);
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    tls.setAllowedNextProtocols({});
    if (!m_access.authorities.isEmpty())
        tls.setCaCertificates(m_access.authorities);
    m_socket.setSslConfiguration(tls);
}

core::Result<void> Connection::open()
{
    const ServerAddress &server = m_access.server;
    m_socket.connectToHost(server.host, server.port);
    if (!m_socket.waitForConnected(ConnectMs)) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("imapclient", "%1 cannot be reached: %2")
                .arg(server.server(), m_socket.errorString())};
    }
    return server.implicitTls ? handshake() : core::Result<void>();
}

core::Result<void> Connection::startTls()
{
    if (m_at < m_input.size() || m_receiver.midway() || m_socket.bytesAvailable() > 0) {
        return {core::Errc::Corrupt,
            QCoreApplication::translate("imapclient",
                "%1 sent something between STARTTLS and TLS, which is not to be trusted")
                .arg(m_access.server.server())};
    }
    return handshake();
}

core::Result<void> Connection::handshake()
{
    m_socket.setPeerVerifyName(m_access.server.host);
    m_socket.startClientEncryption();
    if (m_socket.waitForEncrypted(ConnectMs))
        return {};
    QStringList reasons;
    for (const QSslError &error : m_socket.sslHandshakeErrors())
        reasons += error.errorString();
    reasons.removeDuplicates();
    if (reasons.isEmpty()) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("imapclient", "%1 does not speak TLS: %2")
                .arg(m_access.server.server(), m_socket.errorString())};
    }
    return core::Error{core::Errc::Unavailable,
        QCoreApplication::translate("imapclient",
            "the certificate of %1 is not trusted: %2; --ca-file names who vouches for it")
            .arg(m_access.server.server(), reasons.join(QStringLiteral("; "))),
        {}, "untrusted_certificate"};
}

bool Connection::isThere() const
{
    return m_socket.state() == QAbstractSocket::ConnectedState
        && m_socket.error() == QAbstractSocket::SocketTimeoutError;
}

core::Error Connection::lost() const
{
    return {core::Errc::Unavailable,
        QCoreApplication::translate("imapclient", "the connection to %1 was lost: %2")
            .arg(m_access.server.server(), m_socket.errorString())};
}

core::Result<void> Connection::send(const QByteArray &bytes)
{
    if (m_socket.write(bytes) != bytes.size())
        return lost();
    for (qint64 waited = 0; m_socket.bytesToWrite() > 0; waited += SliceMs) {
        if (m_access.stop())
            return stoppedError();
        if ((!m_socket.waitForBytesWritten(SliceMs) && !isThere()) || waited > m_access.silenceMs)
            return lost();
    }
    return {};
}

core::Result<imapproto::RawCommand> Connection::read()
{
    for (;;) {
        QByteArrayView input = QByteArrayView(m_input).sliced(m_at);
        imapproto::Reception reception = m_receiver.next(input);
        m_at = m_input.size() - input.size();
        if (auto *response = std::get_if<imapproto::RawCommand>(&reception))
            return std::move(*response);
        if (const auto *refused = std::get_if<imapproto::Refused>(&reception)) {
            return {core::Errc::TooLarge,
                QCoreApplication::translate("imapclient", "%1 sends more than is taken")
                    .arg(m_access.server.server()),
                QString::fromLatin1(refused->message())};
        }
        // A server does not wait before it sends a literal.
        if (std::holds_alternative<imapproto::Continue>(reception))
            continue;
        if (const auto filled = fill(); !filled)
            return filled.error();
    }
}

void Connection::expect(qint64 waitMs, bool messages)
{
    m_waitMs = waitMs;
    m_receiver.setLimits(receiverLimits(messages ? m_access.maxMessageBytes : WordBytes));
}

core::Result<void> Connection::fill()
{
    const qint64 begin = core::monotonicMs();
    qint64 waited = 0;
    while (m_socket.bytesAvailable() == 0) {
        if (m_access.stop())
            return stoppedError();
        if (waited > m_waitMs || waited > m_access.silenceMs) {
            return {core::Errc::Timeout,
                QCoreApplication::translate("imapclient", "%1 takes too long to answer")
                    .arg(m_access.server.server())};
        }
        if (!m_socket.waitForReadyRead(SliceMs) && m_socket.bytesAvailable() == 0 && !isThere())
            return lost();
        waited = core::monotonicMs() - begin;
    }
    m_waitMs -= waited;
    m_input = m_socket.read(ReadBytes);
    m_at = 0;
    return {};
}

} // namespace digidig::imapclient
