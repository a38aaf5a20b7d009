// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/dialect.h"
#include "imapproto/responsecode.h"
#include "imapproto/sequenceset.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace digidig::imapproto {

/// The condition of a status response (RFC 9051 §7.1).
enum class Condition { Ok, No, Bad, Bye, PreAuth };

/// Writes responses (RFC 9051 §7) into a buffer that the session sends. Whatever it is given, the
/// bytes are legal: no NUL, no CR or LF inside of a line, 8-bit only in literals, or as valid UTF-8
/// where the dialect has it. Spaces between tokens come by themselves:
///
///     writer.untagged().number(3).atom("FETCH").open().atom("FLAGS").flags(flags).close().end();
///
/// A response may be taken away in pieces: the writer remembers where in the line it is.
class ResponseWriter {
public:
    explicit ResponseWriter(Dialect dialect = {})
        : m_dialect(dialect)
    {
    }

    void setDialect(Dialect dialect) { m_dialect = dialect; }
    [[nodiscard]] Dialect dialect() const { return m_dialect; }

    /// What is to be sent; the buffer is empty afterwards.
    [[nodiscard]] QByteArray take();
    [[nodiscard]] const QByteArray &bytes() const { return m_out; }
    [[nodiscard]] qsizetype size() const { return m_out.size(); }

    // ─ whole lines ─
    /// `tag OK [code] text`. A @p tag that is none is written `*`.
    void tagged(
        QByteArrayView tag, Condition condition, const ResponseCode &code, QStringView text);
    /// `* OK [code] text`
    void status(Condition condition, const ResponseCode &code, QStringView text);
    /// `+ text`; @p text goes out as it is when it is legal (base64 is).
    void continuation(QByteArrayView text = {});
    /// `* 23 EXISTS`, `* 3 EXPUNGE`
    void numbered(quint32 number, const char *atom);

    // ─ a line in tokens ─
    /// Begins a line with `*`.
    ResponseWriter &untagged();
    /// CRLF. Parentheses left open are closed first.
    void end();

    ResponseWriter &open(); ///< `(`
    ResponseWriter &close(); ///< `)`
    /// Bytes that no atom may have become `_`.
    ResponseWriter &atom(QByteArrayView atom);
    ResponseWriter &number(quint64 value);
    /// `1:3,5`; the set must not be empty (`0` is written, which no client takes for a message).
    ResponseWriter &set(const NumberRanges &numbers);
    ResponseWriter &nil();
    /// Quoted where possible, else a literal; NUL is dropped.
    ResponseWriter &string(QByteArrayView bytes);
    ResponseWriter &string(const QString &text) { return string(QByteArrayView(text.toUtf8())); }
    /// Null is NIL.
    ResponseWriter &nstring(const QByteArray &bytes);
    ResponseWriter &nstring(const QString &text);
    /// An atom where possible, else as string.
    ResponseWriter &astring(QByteArrayView bytes);
    /// In modified UTF-7, or UTF-8 where the dialect has it.
    ResponseWriter &mailbox(const QString &name);
    /// One flag, `\*` too. An illegal one is left out.
    ResponseWriter &flag(const QString &flag);
    /// `(\Seen work)`
    ResponseWriter &flags(const QStringList &flags);
    /// `"17-Jul-1996 02:44:25 -0700"`
    ResponseWriter &dateTime(qint64 ms, int offsetMinutes = 0);
    /// `(id)`, as EMAILID, THREADID and MAILBOXID have it (RFC 8474 §7).
    ResponseWriter &objectId(QByteArrayView id);
    /// What is in wire form already, such as ENVELOPE of mime/wire.h or a fetchLabel(): not
    /// checked.
    ResponseWriter &wire(QByteArrayView bytes);
    /// `{n}` and CRLF: the session sends exactly @p n bytes, none of them NUL, before it writes on.
    /// What follows is parted from the literal as usual.
    ResponseWriter &literalHead(qint64 n);
    /// `~{n}` and CRLF: the same for literal8, which may hold NUL (RFC 9051 §4.3.1).
    ResponseWriter &literal8Head(qint64 n);

private:
    void separate();
    void appendText(QStringView text);

    QByteArray m_out;
    Dialect m_dialect;
    int m_depth = 0;
    bool m_space = false; ///< The next token is parted by a space.
};

} // namespace digidig::imapproto
