// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/emaillist.h"

#include "models/rowruns.h"

#include <QtCore/QJsonArray>

#include <algorithm>
#include <limits>
#include <utility>

namespace digidig::console {

namespace {

constexpr int InFlight = 3;

QList<QJsonObject> emailsOf(const Answer &answer)
{
    QList<QJsonObject> rows;
    const QJsonArray array = answer.json.value(u"emails").toArray();
    rows.reserve(array.size());
    for (const QJsonValue &value : array)
        rows.append(value.toObject());
    return rows;
}

} // namespace

EmailList::EmailList(Client &client, QObject *parent)
    : EmailModel(parent)
    , m_client(client)
{
    m_readSoon.setSingleShot(true);
    m_readSoon.setInterval(0);
    connect(&m_readSoon, &QTimer::timeout, this, &EmailList::readWanted);
}

void EmailList::setFilter(const EmailFilter &filter)
{
    m_filter = filter;
    beginResetModel();
    forgetAll();
    endResetModel();
    Q_EMIT totalChanged();
    if (filter.account.isEmpty()) {
        setPhase(Phase::Idle);
        return;
    }
    setPhase(Phase::Loading);
    read(0, false);
}

void EmailList::forgetAll()
{
    ++m_generation;
    m_rows.clear();
    m_cursors.clear();
    m_wanted.clear();
    m_coming.clear();
    m_count = 0;
    m_total.reset();
    m_more = false;
    m_againLater = false;
    m_problem.reset();
}

void EmailList::refresh()
{
    if (m_filter.account.isEmpty())
        return;
    // The answer that is on its way may be from before the change.
    if (m_coming.contains(0))
        m_againLater = true;
    else
        read(0, true);
}

/// Notes that a view looks at the row; whoever scrolls past it looks at others before the timer fires.
void EmailList::want(int row) const
{
    const int page = row / PageSize;
    m_lastWanted = row;
    if (m_coming.contains(page) || m_phase == Phase::Failed)
        return;
    m_wanted.insert(page);
    if (!m_readSoon.isActive())
        m_readSoon.start();
}

void EmailList::readWanted()
{
    // What is looked at now, not what was scrolled past: at most two pages fit into a window.
    QList<int> pages(m_wanted.cbegin(), m_wanted.cend());
    const int here = m_lastWanted / PageSize;
    std::sort(pages.begin(), pages.end(), [here](int a, int b) { return std::abs(a - here) < std::abs(b - here); });
    m_wanted.clear();
    for (const int page : std::as_const(pages)) {
        if (std::abs(page - here) > InFlight)
            break;
        // What finds no room now has its turn when an answer has come: no view asks again for what it has painted.
        if (m_coming.size() >= InFlight)
            m_wanted.insert(page);
        else
            read(page, false);
    }
}

void EmailList::read(int page, bool again)
{
    QUrlQuery query = m_filter.parameters();
    query.addQueryItem(QStringLiteral("fields"), fields());
    query.addQueryItem(QStringLiteral("limit"), QString::number(PageSize));
    if (page > 0 && m_cursors.contains(page))
        query.addQueryItem(QStringLiteral("cursor"), m_cursors.value(page));
    else if (page > 0)
        query.addQueryItem(QStringLiteral("offset"), QString::number(qint64(page) * PageSize));
    m_coming.insert(page);
    const auto done = [this, page, again, generation = m_generation](const Answer &answer) {
        if (generation != m_generation)
            return;
        m_coming.remove(page);
        came(page, again, answer);
        if (!m_wanted.isEmpty())
            m_readSoon.start();
    };
    m_client.send(Request::get(QStringLiteral("/emails"), query), this, done);
}

void EmailList::came(int page, bool again, const Answer &answer)
{
    if (!answer.ok()) {
        if (answer.problem->code == u"cursor_expired") {
            m_cursors.clear();
            read(page, again);
            return;
        }
        // Rows that are here stay: the connection says what is wrong, and comes back by itself.
        if (m_count > 0 && answer.problem->passing())
            return;
        m_problem = answer.problem;
        setPhase(Phase::Failed);
        return;
    }
    m_problem.reset();
    const QList<QJsonObject> rows = emailsOf(answer);
    const QJsonValue total = answer.json.value(u"total");
    const auto now = total.isDouble() ? std::optional(total.toInteger()) : std::nullopt;
    if (again && m_phase == Phase::Ready) {
        if (!reconcile(rows, now)) {
            beginResetModel();
            forgetAll();
            endResetModel();
        }
    }
    const QString next = answer.json.value(u"next_cursor").toString();
    if (next.isEmpty())
        m_cursors.remove(page + 1);
    else
        m_cursors.insert(page + 1, next);
    setTotal(answer.json, page * PageSize + int(rows.size()));
    put(page * PageSize, rows);
    setPhase(Phase::Ready);
    if (page == 0 && std::exchange(m_againLater, false))
        refresh();
}

bool EmailList::reconcile(const QList<QJsonObject> &rows, std::optional<qint64> total)
{
    if (m_rows.isEmpty() || rows.isEmpty() || total.has_value() != m_total.has_value())
        return false;
    // How many came in front of what was the first.
    int front = 0;
    const QString first = EmailRows::idOf(m_rows.at(0));
    while (front < rows.size() && EmailRows::idOf(rows.at(front)) != first)
        ++front;
    if (front == rows.size() || (total && *total != *m_total + front))
        return false;
    for (int i = front; i < rows.size(); ++i) {
        if (m_rows.contains(i - front) && EmailRows::idOf(m_rows.at(i - front)) != EmailRows::idOf(rows.at(i)))
            return false;
    }
    if (front > 0) {
        beginInsertRows({}, 0, front - 1);
        m_rows.shift(0, front);
        m_count += front;
        m_cursors.clear();
        for (int i = 0; i < front; ++i)
            m_rows.put(i, rows.at(i));
        endInsertRows();
    }
    // Others than the first page may have changed too: they are read again when they are looked at.
    const QSet<QString> here = [&] {
        QSet<QString> ids;
        for (const QJsonObject &row : rows)
            ids.insert(EmailRows::idOf(row));
        return ids;
    }();
    m_rows.keepIf([&](int, const QString &id) { return here.contains(id); });
    if (m_count > rows.size())
        Q_EMIT dataChanged(index(int(rows.size()), 0), index(m_count - 1, ColumnCount - 1));
    return true;
}

void EmailList::setTotal(const QJsonObject &answer, int known)
{
    const QJsonValue total = answer.value(u"total");
    m_total = total.isDouble() ? std::optional(total.toInteger()) : std::nullopt;
    m_more = !m_total && answer.contains(u"next_cursor");
    const qint64 most = std::numeric_limits<int>::max();
    const int count = m_total ? int(std::min(*m_total, most)) : std::max(m_count, known);
    if (count > m_count) {
        beginInsertRows({}, m_count, count - 1);
        m_count = count;
        endInsertRows();
    } else if (count < m_count) {
        beginRemoveRows({}, count, m_count - 1);
        m_count = count;
        m_rows.keepIf([count](int row, const QString &) { return row < count; });
        endRemoveRows();
    }
    Q_EMIT totalChanged();
}

void EmailList::put(int first, const QList<QJsonObject> &rows)
{
    for (int i = 0; i < rows.size(); ++i) {
        const int row = first + i;
        if (row >= m_count)
            break;
        m_rows.put(row, rows.at(i));
    }
    if (!rows.isEmpty() && first < m_count) {
        const int last = std::min(first + int(rows.size()), m_count) - 1;
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
    // Those far from where somebody looks are forgotten.
    if (m_rows.size() > RowsKept)
        m_rows.keepIf([here = m_lastWanted](int row, const QString &) { return std::abs(row - here) <= RowsKept / 3; });
}

void EmailList::removeIds(const QStringList &ids)
{
    QList<int> places;
    for (const QString &id : ids) {
        if (const int at = rowOf(id); at >= 0)
            places.append(at);
    }
    if (places.isEmpty())
        return;
    // Answers that are on their way count rows as they were.
    ++m_generation;
    m_coming.clear();
    m_cursors.clear();
    forRunsFromTheEnd(places, [this](int first, int last) {
        beginRemoveRows({}, first, last);
        m_rows.keepIf([first, last](int row, const QString &) { return row < first || row > last; });
        m_rows.shift(last + 1, first - last - 1);
        m_count -= last - first + 1;
        endRemoveRows();
    });
    if (m_total)
        *m_total = std::max<qint64>(m_count, *m_total - places.size());
    Q_EMIT totalChanged();
}

void EmailList::changeFlags(const QStringList &ids, const QStringList &add, const QStringList &remove)
{
    for (const QString &id : ids) {
        const int row = rowOf(id);
        if (row < 0)
            continue;
        QJsonObject email = m_rows.at(row);
        changeFlagsOf(email, add, remove);
        m_rows.put(row, email);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

void EmailList::setPhase(Phase phase)
{
    m_phase = phase;
    Q_EMIT phaseChanged();
}

} // namespace digidig::console
