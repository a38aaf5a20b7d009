// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>
#include <utility>

namespace digidig::net {

/// Cuts what was received into the lines of a line protocol, looking at no byte twice. A line ends
/// with LF; a CR before it is no part of it. Of a line that is too long nothing is kept:
///
///     for (;;) {
///         const auto step = m_cutter.next(m_stream->input());
///         if (step.line)
///             …; // before it is consumed
///         m_stream->consume(step.bytes);
///         if (step.wasTooLong)
///             …;
///         if (step.bytes == 0)
///             break; // more has to come
///     }
class LineCutter {
public:
    struct Step {
        qsizetype bytes = 0; ///< To be consumed before the next step.
        std::optional<QByteArrayView> line = {}; ///< Without its end; within the input.
        bool wasTooLong = false; ///< A line that was too long has come to its end.
    };

    /// Lines have up to @p longest bytes, without their ends.
    explicit LineCutter(qsizetype longest)
        : m_longest(longest)
    {
    }

    /// What to do with @p input, which begins where the last step has left it.
    [[nodiscard]] Step next(QByteArrayView input)
    {
        const qsizetype end = input.indexOf('\n', std::exchange(m_seen, 0));
        if (end >= 0) {
            const qsizetype size = end > 0 && input[end - 1] == '\r' ? end - 1 : end;
            if (std::exchange(m_skips, false) || size > m_longest)
                return {.bytes = end + 1, .wasTooLong = true};
            return {.bytes = end + 1, .line = input.first(size)};
        }
        // One more for the CR.
        m_skips = m_skips || input.size() > m_longest + 1;
        if (m_skips)
            return {.bytes = input.size()};
        m_seen = input.size();
        return {};
    }

private:
    const qsizetype m_longest;
    qsizetype m_seen = 0; ///< Bytes of the input known to hold no LF.
    bool m_skips = false;
};

} // namespace digidig::net
