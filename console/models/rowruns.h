// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>

#include <algorithm>
#include <functional>

namespace digidig::console {

/// Calls @p remove with the first and the last row of each run of neighbours among @p rows, the lowest run
/// last, so that what was removed does not move what is still to be: views do their work once for each run.
template <typename Remove>
void forRunsFromTheEnd(QList<int> rows, Remove remove)
{
    std::sort(rows.begin(), rows.end(), std::greater<>());
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const int last = rows.at(i);
        int first = last;
        while (i + 1 < rows.size() && rows.at(i + 1) >= first - 1)
            first = rows.at(++i);
        remove(first, last);
    }
}

} // namespace digidig::console
