// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/threadtree.h"

#include "models/threadrow.h"

#include <QtCore/QJsonArray>
#include <QtCore/QSet>

#include <algorithm>
#include <iterator>
#include <utility>

namespace digidig::console {

namespace {

constexpr int ThreadsInFlight = 3;

QString threadIdOf(const QJsonObject &row)
{
    return row.value(u"thread_id").toString();
}

} // namespace

ThreadTree::ThreadTree(Client &client, QObject *parent)
    : EmailModel(parent)
    , m_client(client)
    , m_reader(client)
{
}

ThreadTree::~ThreadTree() = default;

void ThreadTree::setFilter(const EmailFilter &filter)
{
    m_filter = filter;
    ++m_generation;
    m_reader.cancel();
    m_inFlight = 0;
    m_wanted.clear();
    m_cursor.clear();
    m_problem.reset();
    beginResetModel();
    m_threads.clear();
    m_byId.clear();
    endResetModel();
    if (filter.account.isEmpty()) {
        setPhase(Phase::Idle);
        return;
    }
    setPhase(Phase::Loading);
    read(true);
}

void ThreadTree::refresh()
{
    if (m_filter.account.isEmpty())
        return;
    read(true);
    // What was read of single conversations may be old as well.
    for (const auto &thread : m_threads) {
        if (!thread->emails.isEmpty() || thread->wanted)
            want(*thread);
    }
}

void ThreadTree::read(bool again)
{
    Request request = Request::get(QStringLiteral("/api/accounts/%1/threads").arg(segment(m_filter.account)), m_filter.parameters());
    request.query.removeAllQueryItems(QStringLiteral("account"));
    request.query.removeAllQueryItems(QStringLiteral("sort"));
    const auto count = again ? std::max<qsizetype>(qsizetype(m_threads.size()), PageSize) : PageSize;
    m_reader.read(request, QStringLiteral("threads"), count, again ? QString() : m_cursor, this,
        [this, again](const Pages &pages) { came(again, pages); });
}

void ThreadTree::came(bool again, const Pages &pages)
{
    if (pages.problem) {
        if (!again && pages.problem->code == u"cursor_expired") {
            m_cursor.clear();
            read(true);
            return;
        }
        // Rows that are here stay: the connection says what is wrong, and comes back by itself.
        if (!m_threads.empty() && pages.problem->passing())
            return;
        m_problem = pages.problem;
        setPhase(Phase::Failed);
        return;
    }
    m_problem.reset();
    m_cursor = pages.cursor;
    if (again)
        merge(pages.rows);
    else
        append(pages.rows);
    setPhase(Phase::Ready);
}

void ThreadTree::append(const QList<QJsonObject> &rows)
{
    QList<QJsonObject> fresh;
    for (const QJsonObject &row : rows) {
        if (!m_byId.contains(threadIdOf(row)))
            fresh.append(row);
    }
    if (fresh.isEmpty())
        return;
    const auto first = m_threads.size();
    beginInsertRows({}, int(first), int(first) + int(fresh.size()) - 1);
    for (const QJsonObject &row : std::as_const(fresh)) {
        m_threads.push_back(std::make_unique<Thread>(Thread{row}));
        m_byId.insert(threadIdOf(row), m_threads.back().get());
    }
    number(first);
    endInsertRows();
}

/// Makes the conversations what @p rows are. Whoever wrote last moves up, so rows are moved, not made anew.
void ThreadTree::merge(const QList<QJsonObject> &rows)
{
    QSet<QString> now;
    for (const QJsonObject &row : rows)
        now.insert(threadIdOf(row));
    for (int at = int(m_threads.size()) - 1; at >= 0; --at) {
        const int last = at;
        while (at >= 0 && !now.contains(threadIdOf(m_threads.at(size_t(at))->row)))
            --at;
        if (at < last)
            removeThreads(at + 1, last);
    }
    QList<QJsonObject> behind;
    int at = 0;
    for (const QJsonObject &row : rows) {
        Thread *thread = m_byId.value(threadIdOf(row));
        if (!thread && at == int(m_threads.size())) {
            behind.append(row);
            continue;
        }
        if (!thread) {
            beginInsertRows({}, at, at);
            m_threads.insert(m_threads.begin() + at, std::make_unique<Thread>(Thread{row}));
            m_byId.insert(threadIdOf(row), m_threads.at(size_t(at)).get());
            number(size_t(at));
            endInsertRows();
        } else if (thread->place > at) {
            const int from = thread->place;
            beginMoveRows({}, from, from, {}, at);
            std::rotate(m_threads.begin() + at, m_threads.begin() + from, m_threads.begin() + from + 1);
            number(size_t(at));
            endMoveRows();
        } else if (thread->place < at) {
            continue; // It was told of twice.
        }
        if (thread && thread->row != row) {
            thread->row = row;
            Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
        }
        ++at;
    }
    append(behind);
}

void ThreadTree::removeThreads(int first, int last)
{
    beginRemoveRows({}, first, last);
    for (int i = first; i <= last; ++i)
        m_byId.remove(threadIdOf(m_threads.at(size_t(i))->row));
    m_threads.erase(m_threads.begin() + first, m_threads.begin() + last + 1);
    number(size_t(first));
    endRemoveRows();
}

void ThreadTree::number(size_t from)
{
    for (size_t i = from; i < m_threads.size(); ++i)
        m_threads.at(i)->place = int(i);
}

void ThreadTree::want(Thread &thread)
{
    thread.wanted = true;
    const QString id = threadIdOf(thread.row);
    if (!m_wanted.contains(id))
        m_wanted.append(id);
    readWanted();
}

void ThreadTree::readWanted()
{
    while (m_inFlight < ThreadsInFlight && !m_wanted.isEmpty()) {
        const QString id = m_wanted.takeFirst();
        ++m_inFlight;
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("fields"), fields());
        m_client.send(Request::get(QStringLiteral("/api/accounts/%1/threads/%2").arg(segment(m_filter.account), segment(id)), query), this,
            [this, id, generation = m_generation](const Answer &answer) {
                if (generation != m_generation)
                    return;
                --m_inFlight;
                emailsOf(id, answer);
                readWanted();
            });
    }
}

void ThreadTree::emailsOf(const QString &threadId, const Answer &answer)
{
    Thread *thread = m_byId.value(threadId);
    if (!thread)
        return;
    thread->wanted = false;
    if (!answer.ok())
        return;
    QList<QJsonObject> emails;
    QList<int> depths;
    const QJsonArray tree = answer.json.value(u"tree").toArray();
    for (const QJsonValue &place : tree) {
        if (!place[u"email"].isObject())
            continue;
        emails.append(place[u"email"].toObject());
        depths.append(place[u"depth"].toInt());
    }
    const QModelIndex parent = index(thread->place, 0);
    const auto same = std::equal(emails.begin(), emails.end(), thread->emails.begin(), thread->emails.end(),
        [](const QJsonObject &a, const QJsonObject &b) { return a.value(u"id") == b.value(u"id"); });
    if (same) {
        thread->emails = emails;
        thread->depths = depths;
        if (!emails.isEmpty())
            Q_EMIT dataChanged(index(0, 0, parent), index(int(emails.size()) - 1, ColumnCount - 1, parent));
    } else {
        if (const int before = rowCount(parent); before > 0) {
            beginRemoveRows(parent, 0, before - 1);
            thread->emails.clear();
            endRemoveRows();
        }
        thread->emails.clear();
        if (emails.size() > 1)
            beginInsertRows(parent, 0, int(emails.size()) - 1);
        thread->emails = emails;
        thread->depths = depths;
        if (emails.size() > 1)
            endInsertRows();
    }
    Q_EMIT emailsCame();
}

QList<QJsonObject> ThreadTree::emails(const QModelIndex &index)
{
    Thread *thread = threadAt(index);
    if (!thread)
        return {};
    if (index.internalPointer())
        return {thread->emails.value(index.row())};
    if (thread->emails.isEmpty() && !thread->wanted)
        want(*thread);
    QList<QJsonObject> here;
    std::copy_if(thread->emails.cbegin(), thread->emails.cend(), std::back_inserter(here), [this](const QJsonObject &email) {
        return m_filter.mailbox.isEmpty() || email.value(u"mailbox").toString() == m_filter.mailbox;
    });
    return here;
}

void ThreadTree::changeFlags(const QStringList &ids, const QStringList &add, const QStringList &remove)
{
    for (const auto &thread : m_threads) {
        bool changed = false;
        for (QJsonObject &email : thread->emails) {
            if (!ids.contains(email.value(u"id").toString()))
                continue;
            changeFlagsOf(email, add, remove);
            changed = true;
        }
        if (!changed)
            continue;
        const auto has = [&thread](auto what) { return std::count_if(thread->emails.cbegin(), thread->emails.cend(), what); };
        thread->row.insert(QStringLiteral("unread"), has([](const QJsonObject &email) { return !email.value(u"read").toBool(); }));
        thread->row.insert(QStringLiteral("flagged"), has([](const QJsonObject &email) {
            return email.value(u"flags").toArray().contains(QStringLiteral("\\Flagged"));
        }) > 0);
        const QModelIndex parent = index(thread->place, 0);
        Q_EMIT dataChanged(parent, index(thread->place, ColumnCount - 1));
        if (const int below = rowCount(parent); below > 0)
            Q_EMIT dataChanged(index(0, 0, parent), index(below - 1, ColumnCount - 1, parent));
    }
}

void ThreadTree::setPhase(Phase phase)
{
    m_phase = phase;
    Q_EMIT phaseChanged();
}

} // namespace digidig::console
