// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/context.h"
#include "imap/reply.h"
#include "imap/selected.h"
#include "imap/task.h"
#include "imap/waits.h"
#include "imapproto/parser.h"
#include "imapproto/receiver.h"
#include "imapproto/writer.h"
#include "net/stream.h"
#include "net/transcript.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <atomic>
#include <optional>

namespace digidig::imap {

/// What ENABLE (RFC 5161) has switched on, as bits.
enum Enabled : quint8 {
    EnabledCondstore = 1U << 0, ///< Also by any command that uses it (RFC 7162 §3.1).
    EnabledQresync = 1U << 1,
    EnabledUtf8 = 1U << 2,
    EnabledRev2 = 1U << 3,
};

/// One IMAP client from its greeting to its end. It runs one command at a time, in order; what is
/// pipelined waits in the stream. A command is a coroutine: see run() in commands.h. Lives on the
/// I/O thread of its stream, and deletes itself when that is gone and nothing works for it any
/// more.
class Session final : public QObject, private net::Stream::Handler {
    Q_OBJECT

public:
    /// Who is logged in.
    struct User {
        core::AccountId account;
        QString address;
    };

    /// Begins to speak with a client. @p count has one more as long as the session lives.
    [[nodiscard]] static net::Stream::Handler *begin(
        net::Stream &stream, Context &context, std::shared_ptr<std::atomic<int>> count);
    ~Session() override;

    // ---- For commands; on the session's thread ----

    [[nodiscard]] Context &context() const { return m_context; }
    [[nodiscard]] net::Stream &stream() const { return *m_stream; }
    /// Where untagged responses go; flush() sends them, and so does the end of a command.
    [[nodiscard]] imapproto::ResponseWriter &out() { return m_out; }
    void flush();
    /// Responses are sent in pieces of about this size, so that nothing grows with the mailbox:
    /// where hasPiece(), who writes on does `co_await room()` first.
    static constexpr qsizetype Piece = 32 * 1024;
    [[nodiscard]] bool hasPiece() const { return m_out.size() >= Piece; }
    /// Sends bytes of a response that were made elsewhere, after what out() has.
    void send(const QByteArray &bytes);
    /// Of the connection, as administrators see it.
    [[nodiscard]] quint64 id() const { return m_connection->id; }
    /// The tag of the command that runs.
    [[nodiscard]] const QByteArray &tag() const { return m_command->tag; }
    [[nodiscard]] imapproto::Dialect dialect() const;
    [[nodiscard]] const std::optional<User> &user() const { return m_user; }
    [[nodiscard]] core::AccountId account() const { return m_user->account; }
    /// Null: no mailbox is selected.
    [[nodiscard]] Selected *selected() const { return m_selected.get(); }
    [[nodiscard]] bool isEnabled(Enabled what) const { return (m_enabled & what) != 0; }
    void enable(quint8 what);
    /// Whether a password may be sent now: over TLS, or from this machine.
    [[nodiscard]] bool isPrivate() const;
    /// A string literal, as administrators see it until the command ends.
    void setState(const char *state);
    /// What a client said of itself by ID (RFC 2971).
    void setClientId(const QString &id);

    void logIn(const User &user);
    /// The old mailbox is left.
    void select(std::unique_ptr<Selected> selected);
    /// Leaves the mailbox, if there is one.
    void unselect();
    /// Ends the session once the tagged response is sent; the client has been told.
    /// Cuts the connection: what was begun cannot be ended.
    void breakOff();
    void endAfterReply() { m_then = Then::End; }
    void startTlsAfterReply() { m_then = Then::StartTls; }
    void compressAfterReply() { m_then = Then::Compress; }
    /// `* BYE` and the end.
    void bye(const QString &text, const imapproto::ResponseCode &code = {});

    /// True once the client has gone: long work on other threads looks at it and stops.
    [[nodiscard]] const std::atomic<bool> &gone() const { return m_gone; }

    // ---- What commands wait for ----

    /// The result of @p f, which runs on a worker.
    template <typename F>
    [[nodiscard]] auto work(F f)
    {
        return WorkWait<Session, F>(*this, m_context.workers, std::move(f));
    }
    template <typename F>
    [[nodiscard]] auto workOn(QThreadPool &pool, F f)
    {
        return WorkWait<Session, F>(*this, pool, std::move(f));
    }
    /// The result that @p start's completion gets.
    template <typename T, typename Start>
    [[nodiscard]] auto completed(Start start)
    {
        return CompletionWait<Session, T, Start>(*this, std::move(start));
    }
    /// Lets @p ms pass.
    [[nodiscard]] auto pause(qint64 ms)
    {
        return completed<void>([this, ms](const core::Completion<void> &done) {
            QTimer::singleShot(int(ms), this, [done] { done({}); });
        });
    }
    /// Sends what is written, and waits while the client does not take it, or its account has moved
    /// more than it may.
    [[nodiscard]] RoomWait<Session> room()
    {
        flush();
        return RoomWait<Session>(*this);
    }

    /// What the client or the mailbox does while a command waits for either.
    struct Event {
        enum class What { Line, Changed };
        What what = What::Changed;
        QByteArray line = {}; ///< Without its end.
    };
    /// The next line of the client, not a command: for IDLE and AUTHENTICATE. With @p orChange also
    /// a change of the selected mailbox. A line that is too long ends the session.
    class EventWait;
    [[nodiscard]] EventWait event(bool orChange);

    /// Brings the selected mailbox up to date and tells the client what has changed. Without @p
    /// expunge, messages that have gone stay in the view (RFC 9051 §7.5.1). @p quiet rows, in order
    /// of UIDs, are not told.
    struct Told {
        core::Uid uid;
        /// Only at this MODSEQ: what others have changed since is news. Nothing: at no MODSEQ, for
        /// the command itself tells the row as it is after sync().
        std::optional<core::ModSeq> modSeq;
    };
    Task<> sync(bool expunge, std::vector<Told> quiet = {});
    /// Writes the FETCH response with the flags of the message at @p position, and UID and MODSEQ
    /// as far as this client wants them.
    void tellFlags(qsizetype position, const mail::IndexRow &row, bool withUid);
    /// The same with MODSEQ alone (RFC 7162 §3.1.3).
    void tellModSeq(qsizetype position, const mail::IndexRow &row, bool withUid);
    /// Tells FLAGS and PERMANENTFLAGS again when @p keywords has some that they did not name.
    void tellKeywords(const QStringList &keywords);
    void tellMailboxFlags();
    /// The flags of @p row as this client is told them.
    [[nodiscard]] QStringList flagsOf(const mail::IndexRow &row) const;

    // ---- For the waits ----

    void beginWait() { ++m_waits; }
    void endWait(std::coroutine_handle<> command);
    [[nodiscard]] bool hasRoom() const;
    [[nodiscard]] bool mayGoOn() { return hasRoom() && owedMs(0) <= 0; }
    void awaitRoom(std::coroutine_handle<> command);

private:
    friend class EventWait;

    Session(net::Stream &stream, Context &context, std::shared_ptr<std::atomic<int>> count);

    // net::Stream::Handler
    void received() override;
    void drained() override;
    void secured() override;
    void timedOut() override;
    void asked(bool stopping) override;
    bool ended() override;
    void closed() override;

    enum class Then { Nothing, End, StartTls, Compress };

    void greet();
    void end();
    void follow(Then then);
    void readCommands();
    /// What may be done with the input as it is; false: wait for more.
    bool readCommand();
    void refuse(const imapproto::Refused &refused);
    void announceLiteral(const imapproto::Continue &literal);
    void readRaw(const imapproto::RawCommand &raw);
    void start(imapproto::TaggedCommand command);
    Task<> perform();
    void respond(const QByteArray &tag, const Reply &reply);
    void count(const Reply &reply);
    void resume(std::coroutine_handle<> command);
    void afterStep();
    void deliverEvent();
    Task<> announce(mail::MailboxView later, std::vector<Told> quiet);
    void claimRecent(const mail::MailboxView &later);
    void restartDeadline();
    /// How long the account's sessions are to wait, @p commands more and all bytes so far counted.
    [[nodiscard]] qint64 owedMs(qint64 commands);
    Task<> keepPace();
    void slowReading();
    void showState();
    void die();

    Context &m_context;
    net::Stream *m_stream; ///< Null once it is closed.
    const std::shared_ptr<std::atomic<int>> m_count;
    const std::shared_ptr<net::Connection> m_connection;
    net::Transcript &m_transcript;
    imapproto::Receiver m_receiver;
    imapproto::ResponseWriter m_out;
    std::optional<imapproto::TaggedCommand> m_command; ///< The one that runs.
    Task<> m_task;
    qint64 m_beganUs = 0;
    std::optional<User> m_user;
    std::unique_ptr<Selected> m_selected;
    std::coroutine_handle<> m_roomWaiter;
    std::coroutine_handle<> m_eventWaiter;
    bool m_eventOrChange = false;
    std::optional<Event> m_event;
    std::atomic<bool> m_gone = false;
    qint64 m_paidBytes = 0; ///< Of the wire, that owedMs() has counted.
    int m_waits = 0;
    int m_mistakes = 0; ///< Commands in a row that were BAD.
    quint8 m_enabled = 0;
    Then m_then = Then::Nothing; ///< What comes after the tagged response.
    bool m_changed = false; ///< The selected mailbox may have, since the last sync().
    bool m_readingSlowed = false; ///< slowReading() will look again.
    bool m_reading = false; ///< readCommands() is on the stack.
    bool m_ending = false;
    bool m_stopping = false;
    bool m_clientEnded = false; ///< Nothing more will come.
    bool m_greetAfterTls = false; ///< The listener speaks TLS from the start.
};

class Session::EventWait {
public:
    EventWait(Session &session, bool orChange)
        : m_session(session)
        , m_orChange(orChange)
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> command);
    Event await_resume();

private:
    Session &m_session;
    const bool m_orChange;
};

} // namespace digidig::imap
