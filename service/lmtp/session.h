// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lmtp/command.h"
#include "lmtp/context.h"
#include "lmtp/dotreader.h"
#include "lmtp/recipients.h"
#include "net/httpcontent.h"
#include "net/linecutter.h"
#include "net/stream.h"

#include <QtCore/QObject>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace digidig::lmtp {

/// One mail server that delivers (RFC 2033), from the greeting to its end. It runs one command at a
/// time, in order; what is pipelined waits in the stream. Lives on the I/O thread of its stream;
/// the store is asked on workers. Deletes itself when the stream is gone and nothing works for it
/// any more.
class Session final : public QObject, private net::Stream::Handler {
    Q_OBJECT

public:
    /// Begins to speak with a client. @p count has one more as long as the session lives.
    [[nodiscard]] static net::Stream::Handler *begin(
        net::Stream &stream, Context &context, std::shared_ptr<std::atomic<int>> count);
    ~Session() override;

private:
    Session(net::Stream &stream, Context &context, std::shared_ptr<std::atomic<int>> count);

    // net::Stream::Handler
    void received() override;
    void drained() override;
    void secured() override;
    void timedOut() override;
    void asked(bool stopping) override;
    bool ended() override;
    void closed() override;

    /// What comes next from the client.
    enum class Next { Line, Text, Chunk };

    /// A message on its way in, from MAIL on.
    struct Transaction {
        Mail mail;
        std::vector<Recipient> recipients = {}; ///< That were taken, in the order of RCPT.
        std::unique_ptr<net::ContentBuffer> content = {}; ///< Since DATA or BDAT.
        QByteArray id = {};
        qsizetype trace = 0; ///< Bytes of the content that are ours.
        qint64 size = 0; ///< Without them.
        std::optional<Reply> refused = {};
        bool chunked = false;
        bool failed = false; ///< A chunk was refused: only RSET helps (RFC 3030 §2).
    };

    // Its course; session.cpp.
    void greet();
    void read();
    bool step();
    void readLine();
    void reply(const Reply &reply);
    void send(const QByteArray &bytes);
    /// Says 421 and closes.
    void bye(const Reply &reply);
    void end();
    void restartDeadline();
    void beginWait();
    /// Goes on with @p then, which works also when the client has gone meanwhile.
    void endWait(const std::function<void()> &then);

    // Commands; commands.cpp.
    void handle(const Lhlo &lhlo);
    void handle(const Mail &mail);
    void handle(const Rcpt &rcpt);
    void handle(const Data &data);
    void handle(const Bdat &bdat);
    void handle(const Rset &rset);
    void handle(const Noop &noop);
    void handle(const Quit &quit);
    void handle(const Vrfy &vrfy);
    void handle(const Help &help);
    void handle(const StartTls &startTls);
    void handle(const Wrong &wrong);
    void found(std::variant<Recipient, Reply> outcome);
    [[nodiscard]] qint64 maxMessageBytes() const;

    // The message; content.cpp.
    void beginContent();
    void keep(QByteArrayView bytes);
    void readText();
    void readChunk();
    void endChunk();
    void endMessage();
    void deliver(std::shared_ptr<const net::Body> body);
    void delivered(const core::Result<mail::Appended> &outcome);
    void answer(const std::vector<Reply> &replies);
    [[nodiscard]] QByteArray traceFor(QByteArray recipient) const;

    Context &m_context;
    net::Stream *m_stream; ///< Null once it is closed.
    const std::shared_ptr<std::atomic<int>> m_count;
    const std::shared_ptr<net::Connection> m_connection;
    std::optional<net::LineCutter> m_cutter; ///< Always there.
    DotReader m_dots;
    QByteArray m_client; ///< As in LHLO; empty before.
    std::optional<Transaction> m_transaction;
    qint64 m_chunkLeft = 0;
    qint64 m_discarded = 0; ///< Bytes of a message that was refused, or was none.
    qint64 m_endedUs = 0; ///< When the message was complete.
    int m_commands = 0;
    int m_mistakes = 0; ///< In a row.
    Next m_next = Next::Line;
    bool m_lastChunk = false;
    bool m_waiting = false; ///< For a worker or the store.
    bool m_reading = false; ///< read() is on the stack.
    bool m_ending = false;
    bool m_stopping = false;
    bool m_clientEnded = false; ///< Nothing more will come.
};

} // namespace digidig::lmtp
