// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtCore/QJsonObject>
#include <QtCore/QList>

#include <functional>

namespace digidig::console {

/// The rows of a long list that are here, found by their places and by the ids of their e-mails.
class EmailRows {
public:
    [[nodiscard]] static QString idOf(const QJsonObject &email) { return email.value(u"id").toString(); }

    [[nodiscard]] qsizetype size() const { return m_rows.size(); }
    [[nodiscard]] bool isEmpty() const { return m_rows.isEmpty(); }
    [[nodiscard]] bool contains(int row) const { return m_rows.contains(row); }
    /// Empty: it is not here.
    [[nodiscard]] QJsonObject at(int row) const { return m_rows.value(row); }
    /// Until the rows are changed; nullptr: it is not here.
    [[nodiscard]] const QJsonObject *find(int row) const;
    /// -1: it is not here.
    [[nodiscard]] int placeOf(const QString &id) const { return m_places.value(id, -1); }
    /// Of all, in their order.
    [[nodiscard]] QList<int> places() const;

    void put(int row, const QJsonObject &email);
    /// Gives the rows from @p from on other numbers; where they come to, there is none.
    void shift(int from, int by);
    /// Forgets the others.
    void keepIf(const std::function<bool(int row, const QString &id)> &keep);
    void clear();

private:
    QHash<int, QJsonObject> m_rows;
    QHash<QString, int> m_places;
};

} // namespace digidig::console
