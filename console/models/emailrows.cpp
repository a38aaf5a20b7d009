// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/emailrows.h"

#include <algorithm>
#include <utility>

namespace digidig::console {

const QJsonObject *EmailRows::find(int row) const
{
    const auto found = m_rows.constFind(row);
    return found == m_rows.cend() ? nullptr : &*found;
}

QList<int> EmailRows::places() const
{
    QList<int> rows = m_rows.keys();
    std::sort(rows.begin(), rows.end());
    return rows;
}

void EmailRows::put(int row, const QJsonObject &email)
{
    if (const QString before = idOf(m_rows.value(row)); !before.isEmpty() && m_places.value(before) == row)
        m_places.remove(before);
    m_rows.insert(row, email);
    m_places.insert(idOf(email), row);
}

void EmailRows::shift(int from, int by)
{
    QHash<int, QJsonObject> moved;
    moved.reserve(m_rows.size());
    for (auto it = m_rows.cbegin(); it != m_rows.cend(); ++it)
        moved.insert(it.key() >= from ? it.key() + by : it.key(), it.value());
    m_rows = std::move(moved);
    for (int &row : m_places) {
        if (row >= from)
            row += by;
    }
}

void EmailRows::keepIf(const std::function<bool(int row, const QString &id)> &keep)
{
    m_rows.removeIf([&keep](std::pair<const int &, QJsonObject &> entry) { return !keep(entry.first, idOf(entry.second)); });
    m_places.removeIf([&keep](std::pair<const QString &, int &> entry) { return !keep(entry.second, entry.first); });
}

void EmailRows::clear()
{
    m_rows.clear();
    m_places.clear();
}

} // namespace digidig::console
