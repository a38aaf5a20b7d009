// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/boundaries.h"

#include <cstring>

namespace digidig::mime {

int Boundaries::push(const QByteArray &boundary)
{
    m_open.push_back(boundary);
    return static_cast<int>(m_open.size()) - 1;
}

Boundaries::Line Boundaries::next(qint64 pos) const
{
    const qint64 size = m_raw.size();
    const char *data = m_raw.data();
    const Line end{size, size, -1, false};
    if (m_open.empty())
        return end;
    while (pos < size) {
        if (m_raw.sliced(pos).startsWith("--")) {
            const void *feed = memchr(data + pos, '\n', static_cast<size_t>(size - pos));
            const qint64 after = feed ? static_cast<const char *>(feed) - data + 1 : size;
            Line line = match(m_raw.sliced(pos, after - pos));
            if (line.level >= 0) {
                line.lineBegin = pos;
                line.lineEnd = after;
                return line;
            }
            // The line's own break may be the one before the next boundary.
            pos = feed ? after - 1 : size;
        }
        if (pos >= size)
            break;
        const void *found = memmem(data + pos, static_cast<size_t>(size - pos), "\n--", 3);
        if (!found)
            break;
        pos = static_cast<const char *>(found) - data + 1;
    }
    return end;
}

Boundaries::Line Boundaries::match(QByteArrayView line) const
{
    if (m_open.empty() || !line.startsWith("--"))
        return {};
    // Trailing white space is transport padding.
    while (!line.isEmpty() && strchr(" \t\r\n", line.back()) && line.back() != '\0')
        line.chop(1);
    const QByteArrayView name = line.size() >= 2 ? line.sliced(2) : QByteArrayView();
    for (size_t i = m_open.size(); i-- > 0;) {
        const QByteArrayView boundary = m_open[i];
        if (!name.startsWith(boundary))
            continue;
        const QByteArrayView rest = name.sliced(boundary.size());
        if (rest.isEmpty() || rest == "--")
            return {0, 0, static_cast<int>(i), !rest.isEmpty()};
    }
    return {};
}

} // namespace digidig::mime
