// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionlist.h"

#include "models/format.h"

#include <memory>

namespace digidig::console {

namespace {

constexpr auto FiguresRight = Qt::AlignRight | Qt::AlignVCenter;

QList<PagedModel::Column> connectionColumns()
{
    return {{QStringLiteral("protocol"), ConnectionList::tr("Protocol"), 76},
        {QStringLiteral("user"), ConnectionList::tr("User"), 190},
        {QStringLiteral("peer"), ConnectionList::tr("Peer"), 132},
        {QStringLiteral("client"), ConnectionList::tr("Client"), 128},
        {QStringLiteral("mailbox"), ConnectionList::tr("Mailbox"), 88},
        {QStringLiteral("state"), ConnectionList::tr("State"), 140},
        {QStringLiteral("since"), ConnectionList::tr("Since"), 62},
        {QStringLiteral("idle"), ConnectionList::tr("Idle"), 84, FiguresRight},
        {QStringLiteral("in"), ConnectionList::tr("Received"), 78, FiguresRight},
        {QStringLiteral("out"), ConnectionList::tr("Sent"), 82, FiguresRight},
        {QStringLiteral("rate"), ConnectionList::tr("Rate"), 78, FiguresRight}};
}

qint64 bytesOf(const QJsonObject &row)
{
    return row.value(u"bytes_in").toInteger() + row.value(u"bytes_out").toInteger();
}

/// The states of the service in the language of the program; one that is not known is shown as it came.
QString stateOf(const QString &state)
{
    static const QHash<QString, const char *> Known = {
        {QStringLiteral("working"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "working")},
        {QStringLiteral("writing"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "writing")},
        {QStringLiteral("reading"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "reading")},
        {QStringLiteral("idle"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "idle")},
        {QStringLiteral("idling"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "idling")},
        {QStringLiteral("closing"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "closing")},
        {QStringLiteral("handshake"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "handshake")},
        {QStringLiteral("throttled"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "throttled")},
        {QStringLiteral("not authenticated"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "not authenticated")},
        {QStringLiteral("authenticated"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "authenticated")},
        {QStringLiteral("selected"), QT_TRANSLATE_NOOP("digidig::console::ConnectionList", "selected")},
    };
    const char *text = Known.value(state, nullptr);
    return text ? ConnectionList::tr(text) : oneLine(state, 60);
}

} // namespace

ConnectionList::ConnectionList(digidig::console::Client &client, std::function<qint64()> nowMs, QObject *parent)
    : PagedModel(client, connectionColumns(), parent)
    , m_nowMs(std::move(nowMs))
{
    connect(this, &PagedModel::phaseChanged, this, [this] {
        if (phase() == Phase::Ready)
            measure();
    });
}

Request ConnectionList::request() const
{
    return Request::get(QStringLiteral("/api/imap/connections"));
}

QString ConnectionList::member() const
{
    return QStringLiteral("active_connections");
}

void ConnectionList::measure()
{
    const qint64 now = m_nowMs();
    QHash<QString, Seen> seen;
    for (int i = 0; i < rowCount(); ++i) {
        const QJsonObject &connection = row(i);
        const QString id = connection.value(u"id").toString();
        Seen one{bytesOf(connection), now, {}};
        const auto before = m_seen.constFind(id);
        if (before != m_seen.cend() && now > before->atMs)
            one.rate = double(one.bytes - before->bytes) * 1000.0 / double(now - before->atMs);
        else if (before != m_seen.cend())
            one = *before;
        seen.insert(id, one);
    }
    m_seen = seen;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Rate), index(rowCount() - 1, Rate));
}

std::optional<double> ConnectionList::rateOf(const QString &id) const
{
    return m_seen.value(id).rate;
}

QVariant ConnectionList::shown(const QJsonObject &row, int column) const
{
    const auto text = [&row](QStringView member) { return oneLine(row.value(member).toString(), 200); };
    switch (Column(column)) {
    case Protocol: {
        const QString name = text(u"protocol").toUpper();
        return row.value(u"tls").toBool() ? name + QStringLiteral(" · TLS") : name;
    }
    case User:
        return text(u"user");
    case Peer:
        return text(u"peer");
    case Client:
        return text(u"client");
    case Mailbox:
        return text(u"mailbox");
    case State:
        return stateOf(row.value(u"state").toString());
    case Since:
        return formatWhen(row.value(u"since").toString());
    case Idle:
        return formatDuration(row.value(u"idle_seconds").toDouble());
    case Received:
        return formatBytes(row.value(u"bytes_in").toInteger());
    case Sent:
        return formatBytes(row.value(u"bytes_out").toInteger());
    case Rate: {
        const auto rate = rateOf(row.value(u"id").toString());
        return rate ? tr("%1/s").arg(formatBytes(qint64(*rate))) : QString();
    }
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ConnectionList::cell(const QJsonObject &row, int column, int role) const
{
    if (role == Qt::DisplayRole)
        return shown(row, column);
    if (role == Qt::ToolTipRole) {
        if (column == Since)
            return formatExactly(row.value(u"since").toString());
        if (column == Protocol && row.value(u"tls").toBool())
            return row.value(u"cipher").toString();
        return shown(row, column);
    }
    if (role != SortRole)
        return {};
    switch (column) {
    case Since:
        return row.value(u"since").toString();
    case Idle:
        return row.value(u"idle_seconds").toDouble();
    case Received:
        return row.value(u"bytes_in").toInteger();
    case Sent:
        return row.value(u"bytes_out").toInteger();
    case Rate:
        return rateOf(row.value(u"id").toString()).value_or(-1);
    default:
        return {};
    }
}

QStringList ConnectionList::idsOf(const QString &user) const
{
    QStringList ids;
    for (int i = 0; i < rowCount() && !user.isEmpty(); ++i) {
        if (row(i).value(u"user").toString() == user)
            ids.append(row(i).value(u"id").toString());
    }
    return ids;
}

QStringList ConnectionList::mailIds() const
{
    QStringList ids;
    for (int i = 0; i < rowCount(); ++i) {
        if (row(i).value(u"protocol").toString() != u"http")
            ids.append(row(i).value(u"id").toString());
    }
    return ids;
}

void ConnectionList::disconnectAll(const QStringList &ids)
{
    struct Batch {
        qsizetype left = 0;
        int cut = 0;
    };
    const auto batch = std::make_shared<Batch>(Batch{ids.size(), 0});
    for (const QString &id : ids) {
        m_client.send(Request::remove(QStringLiteral("/api/imap/connections/") + segment(id)), this,
            [this, batch, id](const Answer &answer) {
                const bool gone = answer.ok() || answer.status == 404;
                if (gone) {
                    batch->cut += answer.ok() ? 1 : 0;
                    removeIds({id});
                } else {
                    Q_EMIT failed(*answer.problem);
                }
                if (--batch->left == 0 && batch->cut > 0)
                    Q_EMIT disconnected(batch->cut);
            });
    }
}

} // namespace digidig::console
