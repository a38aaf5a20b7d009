// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <vector>

namespace digidig::mime {

/// The boundaries of the multiparts that are open, and the search for their lines (RFC 2046
/// §5.1.1).
class Boundaries {
public:
    /// A boundary line, or the end of the message (level -1, at its size).
    struct Line {
        qint64 lineBegin = 0;
        qint64 lineEnd = 0; ///< After its line break.
        int level = -1; ///< Which of the open boundaries, from the outermost, 0.
        bool close = false;
    };

    explicit Boundaries(QByteArrayView raw)
        : m_raw(raw)
    {
    }

    /// Opens @p boundary within those that are open; returns its level.
    int push(const QByteArray &boundary);
    void pop() { m_open.pop_back(); }

    /// The first line of any open boundary at or after @p pos, which is the begin of a line. An
    /// outer boundary ends what is within, so that a missing close-delimiter harms its own
    /// multipart only.
    [[nodiscard]] Line next(qint64 pos) const;

    /// Which boundary @p line is, innermost first; level -1 if none.
    [[nodiscard]] Line match(QByteArrayView line) const;

private:
    QByteArrayView m_raw;
    std::vector<QByteArray> m_open;
};

} // namespace digidig::mime
