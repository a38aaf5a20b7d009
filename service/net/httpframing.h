// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/framingerror.h"
#include "net/http.h"

#include <optional>

namespace digidig::net {

/// Whether two field names, or two tokens that take no notice of case, are the same (RFC 9110 §5.1).
[[nodiscard]] inline bool equals(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

/// The head of one request, validated (RFC 9112 §3, §5, §6), and what it says about the connection.
struct RequestHead {
    Request request; ///< Addresses, body, ids and times are the caller's to fill in.
    bool chunked = false;
    bool keepAlive = true;
    bool expectContinue = false;
};

/// Reads request heads strictly: whatever two readers might understand differently is refused,
/// because that is how requests are smuggled. Pure; fed with everything received and not yet
/// consumed.
class HeadParser {
public:
    enum class State { NeedMore, Complete, Failed };

    /// Looks at @p input, which begins where the last head's content ended and grows between calls;
    /// looks at no byte twice until the head is complete. @p maxBytes bounds the whole head.
    State parse(QByteArrayView input, qsizetype maxBytes);
    /// After Complete: the head's length in the input; the parser then starts over.
    [[nodiscard]] qsizetype consumed() const { return m_consumed; }
    /// After Complete.
    [[nodiscard]] RequestHead take() { return std::move(m_head); }
    /// After Failed.
    [[nodiscard]] const FramingError &error() const { return m_error; }

private:
    State fail(int status, const char *code, const char *message);
    State scan(QByteArrayView input, qsizetype maxBytes);
    bool readHead(QByteArrayView head);
    bool readRequestLine(QByteArrayView line);
    bool readTarget(QByteArrayView target);
    bool readFields(QByteArrayView block);
    bool readFraming();
    bool refuse(int status, const char *code, const char *message);

    RequestHead m_head;
    QByteArray m_authority; ///< Of an absolute-form target.
    FramingError m_error;
    qsizetype m_start = 0; ///< After the empty lines that may precede a request.
    qsizetype m_scanned = 0;
    qsizetype m_lineStart = 0;
    qsizetype m_consumed = 0;
    bool m_pastRequestLine = false;
};

/// The first Accept-Language in what there is of a @p head, which may be wrong in every other
/// respect: it chooses the language in which that is said, and nothing else.
[[nodiscard]] QByteArray acceptLanguageOf(QByteArrayView head);

/// The authority of a URI without user information (RFC 9110 §4.2): a host and perhaps a port.
[[nodiscard]] bool isValidHost(QByteArrayView host);

} // namespace digidig::net
