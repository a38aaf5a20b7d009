// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/searchlist.h"

#include "models/format.h"
#include "models/undostack.h"

namespace digidig::console {

SearchList::SearchList(digidig::console::Client &client, UndoStack &undo, QObject *parent)
    : PagedModel(client, {{QStringLiteral("name"), tr("Saved searches")}}, parent)
    , m_undo(undo)
{
}

void SearchList::setAccount(const QString &account)
{
    m_account = account;
    reload();
}

QString SearchList::path() const
{
    return QStringLiteral("/api/accounts/%1/searches").arg(segment(m_account));
}

Request SearchList::request() const
{
    return m_account.isEmpty() ? Request{} : Request::get(path());
}

QString SearchList::member() const
{
    return QStringLiteral("searches");
}

QVariant SearchList::cell(const QJsonObject &row, int, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return oneLine(row.value(u"name").toString());
    case Qt::ToolTipRole:
        return oneLine(row.value(u"q").toString());
    case QueryRole:
        return row.value(u"q").toString();
    default:
        return {};
    }
}

void SearchList::change(Request request, std::function<void()> then)
{
    m_client.send(std::move(request), this, [this, account = m_account, then = std::move(then)](const Answer &answer) {
        if (answer.ok())
            then();
        else
            Q_EMIT failed(*answer.problem);
        if (account == m_account)
            refresh();
    });
}

void SearchList::save(const QString &name, const QString &query)
{
    change(Request::send("POST", path(), {{QStringLiteral("name"), name}, {QStringLiteral("q"), query}}), [this, name] { Q_EMIT saved(name); });
}

void SearchList::rename(const QString &id, const QString &name)
{
    change(Request::send("PATCH", path() + u'/' + segment(id), {{QStringLiteral("name"), name}}), [] {});
}

void SearchList::forget(const QString &id)
{
    const int at = rowOf(id);
    if (at < 0)
        return;
    const QJsonObject before = row(at);
    change(Request::remove(path() + u'/' + segment(id)), [this, id, before, account = m_account] {
        if (account == m_account)
            removeIds({id});
        const QString name = before.value(u"name").toString();
        m_undo.push(tr("The search “%1” was taken away").arg(oneLine(name, 60)), [this, before, account, name] {
            const QString all = QStringLiteral("/api/accounts/%1/searches").arg(segment(account));
            change(Request::send("POST", all, {{QStringLiteral("name"), name}, {QStringLiteral("q"), before.value(u"q")}}), [] {});
        });
    });
}

} // namespace digidig::console
