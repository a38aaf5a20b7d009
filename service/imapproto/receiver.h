// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>
#include <variant>
#include <vector>

namespace digidig::imapproto {

/// How much a client may send in one command. Bytes, all of them.
struct ReceiverLimits {
    /// The text of a command without its literals and without line ends.
    qsizetype lineBytes = 64 * 1024;
    /// One literal, and all literals of a command together.
    qint64 literalBytes = 64 * 1024;
    qint64 literalsBytes = 256 * 1024;
    /// The same for APPEND (`tag SP "APPEND"`); one message is what APPENDLIMIT says.
    /// They are collected in memory.
    qint64 appendLiteralBytes = 50 * 1024 * 1024;
    qint64 appendLiteralsBytes = 64 * 1024 * 1024;
    int literals = 1000;
    /// The largest literal that may come without being asked for: 4096 for LITERAL-, else LITERAL+
    /// (RFC 7888 §4, §5).
    qint64 nonSyncBytes = 1LL << 62;
    /// How much of a refused command is read and dropped to keep the connection; more ends it.
    qint64 discardBytes = 256LL * 1024 * 1024;
    /// The same of a line that is too long: no client's line has no end.
    qint64 discardLineBytes = 1024 * 1024;
};

/// One literal of a command, where `text` has its announcement.
struct Literal {
    qsizetype at = 0; ///< Index in `RawCommand::text` of the `{`, or of the `~` before it.
    qsizetype length =
        0; ///< Length of the announcement there; what follows it follows the literal.
    bool binary = false; ///< literal8 (RFC 9051 §9): may hold NUL.
    QByteArray bytes; ///< Shared, not copied, by whoever keeps it.
};

/// A whole command as it came, without the line ends.
struct RawCommand {
    QByteArray text; ///< `a1 LOGIN {3} {4}`
    std::vector<Literal> literals; ///< In order of `at`.
};

/// All bytes were consumed, and nothing is complete.
struct NeedMore { };

/// A synchronising literal was announced: the client waits for `+ ` before it sends it, or for the
/// end of the command (call `Receiver::abandon`, then answer).
struct Continue {
    qint64 bytes = 0;
    bool append = false; ///< A message; `Receiver::pending` says for which mailbox.
};

/// One line, without its end, after `Receiver::expectLine`.
struct Line {
    QByteArray text;
};

/// The command is not taken.
struct Refused {
    enum class Reason {
        LineTooLong,
        LiteralTooLarge, ///< Of a command other than APPEND.
        MessageTooLarge, ///< Of APPEND: NO [TOOBIG] (RFC 7889 §4).
        CommandTooLarge, ///< All its literals together.
        TooManyLiterals,
        NonSyncTooLarge, ///< RFC 7888 §5.
        Nul, ///< A NUL outside of a literal.
    };
    Reason reason = Reason::LineTooLong;
    QByteArray tag; ///< Empty when none was readable; answer with `*` then.
    /// What follows cannot be told from the refused command: say BYE and close. Else the next byte
    /// begins the next command.
    bool close = false;

    /// English, for the client.
    [[nodiscard]] QByteArray message() const;
};

using Reception = std::variant<NeedMore, Continue, RawCommand, Line, Refused>;

/// Takes the bytes of a connection apart into commands: finds line ends and literals, nothing else
/// (RFC 9051 §2.2, §4.3, RFC 7888). Looks at each byte once however they are chopped. Line ends are
/// CRLF; LF alone is taken for one. Empty lines between commands are skipped.
class Receiver {
public:
    explicit Receiver(ReceiverLimits limits = {})
        : m_limits(limits)
    {
    }

    /// Takes bytes off the front of @p input until there is something to say, or none are left
    /// (NeedMore). What is left of @p input after another answer belongs to what comes next, so
    /// that STARTTLS can throw it away.
    [[nodiscard]] Reception next(QByteArrayView &input);

    /// The text so far of the command whose literal is waited for, up to the `{`.
    [[nodiscard]] QByteArrayView pending() const;
    /// After Continue and before `+ ` was sent: forgets the command. The caller answers its tag.
    void abandon();
    /// The tag of the command under way, if there is one and it is legal.
    [[nodiscard]] QByteArray tag() const;
    /// Bytes have come of a command that is not complete.
    [[nodiscard]] bool midway() const;
    /// Bytes of memory that the command under way holds, about.
    [[nodiscard]] qint64 held() const;

    /// The next line is not a command but the client's answer in AUTHENTICATE or IDLE, of at most
    /// @p maxBytes.
    void expectLine(qsizetype maxBytes);

    /// Holds from the next literal on.
    void setLimits(const ReceiverLimits &limits) { m_limits = limits; }

private:
    enum class At { Line, Literal, Skip };
    struct Announced {
        qsizetype at = 0;
        qint64 bytes = 0;
        bool sync = true;
        bool binary = false;
    };

    /// What the end of a line, without it, announces.
    [[nodiscard]] std::optional<Announced> announced() const;
    [[nodiscard]] qint64 discardLimit() const;
    void takeLine(QByteArrayView piece);
    std::optional<Reception> endLine();
    std::optional<Reception> beginLiteral(const Announced &literal);
    void takeLiteral(QByteArrayView &input);
    void refuse(Refused::Reason reason);
    Reception endRefused(bool close);
    void reset();
    [[nodiscard]] bool isAppend() const;

    ReceiverLimits m_limits;
    RawCommand m_command;
    At m_at = At::Line;
    qsizetype m_lineBegin = 0; ///< Where in the text the line under way begins.
    qint64 m_left = 0; ///< Of the literal that is taken or skipped.
    qint64 m_literalsBytes = 0;
    qint64 m_discarded = 0;
    qsizetype m_maxLine = 0; ///< Not 0: a line is expected.
    std::optional<Refused::Reason> m_refused; ///< The rest of the command is dropped.
    QByteArray m_refusedTag;
    bool m_quoted = false; ///< Inside of a quoted string.
    bool m_escaped = false; ///< After its backslash.
};

} // namespace digidig::imapproto
