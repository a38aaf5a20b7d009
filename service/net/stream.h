// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/connections.h"

#include <QtCore/QByteArray>
#include <QtCore/QObject>
#include <QtNetwork/QHostAddress>

#include <memory>
#include <optional>

namespace digidig::net {

class TlsContext;

/// What the TLS of a connection has negotiated.
struct TlsFacts {
    QByteArray version; ///< `TLSv1.3`
    QByteArray cipher;
    QByteArray serverName; ///< SNI (RFC 6066 §3), lower case; empty: none.
    bool resumed = false;
    QByteArray peerCertificate; ///< DER; empty: none was shown, or it does not verify.
};

/// One client of a line protocol (IMAP, LMTP): bytes in, bytes out, TLS between. Lives on one I/O
/// thread, and is used there alone. Small while idle: it holds no buffers then.
class Stream : public QObject {
    Q_OBJECT

public:
    /// Who speaks with the client. Called on the stream's thread, never inside a call of the
    /// handler's own to the stream.
    class Handler {
    public:
        virtual ~Handler() = default;
        /// input() has grown.
        virtual void received() = 0;
        /// What was written is on its way: unsent() is below the low-water mark again.
        virtual void drained() = 0;
        /// The handshake of startTls(), or of a listener with TLS from the start, is done.
        virtual void secured() = 0;
        /// The deadline has passed; it is off until it is set again.
        virtual void timedOut() = 0;
        /// An administrator wants it closed (ConnectionRegistry::disconnect), or the service stops.
        virtual void asked(bool stopping) = 0;
        /// The client sends nothing more (it has shut its side down), and input() is all there will
        /// be. False, or nothing: closed() comes as soon as what was written is sent. True: there
        /// is still something to answer; the handler calls finish() in the end.
        virtual bool ended() { return false; }
        /// The connection is gone; the stream is deleted after this. The last call.
        virtual void closed() = 0;
    };

    /// Below this many unsent bytes a writer may go on, see Handler::drained().
    static constexpr qint64 LowWater = 64 * 1024;
    /// A writer should stop at this many unsent bytes.
    static constexpr qint64 HighWater = 256 * 1024;

    ~Stream() override;

    void setHandler(Handler *handler);

    /// What was received and not consumed; never more than the limit of setInputLimit() plus one
    /// record, however much can be made of what was compressed. Consume with `consume()`.
    [[nodiscard]] QByteArrayView input() const;
    void consume(qsizetype bytes);
    /// Reading pauses while input() has more than @p bytes; default 64 KiB.
    void setInputLimit(qsizetype bytes);
    /// Reading pauses altogether (the kernel's window then stops the client).
    void setReading(bool on);

    /// Sends @p bytes, in order; never blocks.
    void write(const QByteArray &bytes);
    /// Bytes written and not yet taken by the kernel.
    [[nodiscard]] qint64 unsent() const;

    /// Starts TLS as the server; what was written before goes out as it is. What was received
    /// before and is not consumed is dropped: a client must not send between STARTTLS and its
    /// answer. False when TLS is not to be had or on already. When the handshake fails or takes
    /// too long, closed() comes.
    [[nodiscard]] bool startTls();
    /// Whether startTls() could be true now.
    [[nodiscard]] bool canStartTls() const;
    /// Everything received and written from here on is under TLS, which has begun, or is to begin,
    /// with its handshake.
    [[nodiscard]] bool isTls() const;
    /// Empty until Handler::secured().
    [[nodiscard]] TlsFacts tls() const;
    /// Keying material of the TLS exporter (RFC 9266 for channel binding); empty without TLS.
    /// Of TLS 1.2 only with the extended master secret.
    [[nodiscard]] QByteArray exportKey(QByteArrayView label, qsizetype bytes) const;

    /// Everything written from here on, and everything received that is not consumed yet, is a
    /// DEFLATE stream of its own (RFC 1951), under TLS where there is TLS. Each turn of the stream
    /// ends with a flush. False when it is not to be had or on already. A stream that is damaged
    /// ends the connection.
    [[nodiscard]] bool startCompression();
    [[nodiscard]] bool isCompressed() const;
    /// Whether startCompression() could be true now.
    [[nodiscard]] bool canCompress() const;

    /// Calls Handler::timedOut() @p ms from now, coarsely (100 ms); negative: never.
    void setDeadline(qint64 ms);

    /// Closes when everything written was sent, or after 10 s.
    void finish();
    /// Closes at once.
    void abort();

    [[nodiscard]] QHostAddress peer() const;
    /// Both ends are this machine's loopback, and no proxy is between.
    [[nodiscard]] bool isLoopback() const;
    /// Nobody on the way can read along: TLS, here or, as a trusted proxy says, as far as there.
    [[nodiscard]] bool isConfidential() const;
    /// What administrators see of it.
    [[nodiscard]] Connection &connection() const;
    [[nodiscard]] std::shared_ptr<Connection> sharedConnection() const;

protected:
    bool event(QEvent *event) override;

private:
    friend class StreamServer;
    friend class StreamLoop;
    struct Private;
    std::unique_ptr<Private> d;
    explicit Stream(std::unique_ptr<Private> state);
};

} // namespace digidig::net
