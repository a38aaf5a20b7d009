// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArrayView>

namespace digidig::lmtp {

/// Takes the content of DATA from what was received: removes the dots that were put in front of
/// lines, and finds the end (RFC 5321 §4.5.2). Lines end with CRLF alone: an LF or CR by itself is
/// content like any other byte, so that nobody can hide a second message behind an end that only
/// some programs see. Looks at no byte twice.
class DotReader {
public:
    /// Takes bytes off the front of @p input, and calls @p sink with pieces of content, in order.
    /// True: the end has come, and what is left of @p input comes behind it; the reader is as new
    /// then.
    template <typename Sink>
    [[nodiscard]] bool take(QByteArrayView &input, Sink &&sink)
    {
        while (!input.isEmpty()) {
            if (m_at == At::Text) {
                takeText(input, sink);
                continue;
            }
            const char c = input.front();
            if (m_at == At::LineBegin && c == '.') {
                m_at = At::Dot;
            } else if (m_at == At::Dot && c == '\r') {
                m_at = At::DotCr;
            } else if (m_at == At::DotCr && c == '\n') {
                m_at = At::LineBegin;
                input = input.sliced(1);
                return true;
            } else {
                // The dot was one that the sender had added.
                m_cr = m_at == At::DotCr;
                if (m_cr)
                    sink(QByteArrayView("\r"));
                m_at = At::Text;
                continue;
            }
            input = input.sliced(1);
        }
        return false;
    }

private:
    enum class At {
        LineBegin, ///< Behind CRLF, or at the beginning.
        Dot, ///< Behind a dot there.
        DotCr, ///< Behind a dot and a CR there.
        Text,
    };

    /// Up to the next line that begins with a dot, or to the end of the input: whole pieces are
    /// written, not lines.
    template <typename Sink>
    void takeText(QByteArrayView &input, Sink &&sink)
    {
        qsizetype end = -1;
        for (;;) {
            end = input.indexOf('\n', end + 1);
            if (end < 0)
                break;
            const bool isLineEnd = end > 0 ? input[end - 1] == '\r' : m_cr;
            if (isLineEnd && (end + 1 == input.size() || input[end + 1] == '.')) {
                m_at = At::LineBegin;
                break;
            }
        }
        const QByteArrayView text = end < 0 ? input : input.first(end + 1);
        m_cr = text.endsWith('\r');
        sink(text);
        input = input.sliced(text.size());
    }

    At m_at = At::LineBegin;
    bool m_cr = false; ///< In Text: the last byte was a CR.
};

} // namespace digidig::lmtp
