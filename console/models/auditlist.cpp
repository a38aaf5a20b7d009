// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/auditlist.h"

#include "models/format.h"

namespace digidig::console {

namespace {

QList<PagedModel::Column> auditColumns()
{
    return {{QStringLiteral("at"), AuditList::tr("When"), 150}, {QStringLiteral("who"), AuditList::tr("Who"), 150},
        {QStringLiteral("from"), AuditList::tr("From"), 120}, {QStringLiteral("what"), AuditList::tr("What"), 260},
        {QStringLiteral("objects"), AuditList::tr("To what"), 300}, {QStringLiteral("outcome"), AuditList::tr("Outcome"), 130}};
}

} // namespace

AuditList::AuditList(digidig::console::Client &client, QObject *parent)
    : FilteredList(client, auditColumns(), QStringLiteral("/api/audit"), QStringLiteral("entries"), parent)
{
}

void AuditList::setFilter(const Filter &filter)
{
    narrowBy({{QStringLiteral("who"), filter.who}, {QStringLiteral("what"), filter.what}, {QStringLiteral("object"), filter.object}});
}

QVariant AuditList::cell(const QJsonObject &row, int column, int role) const
{
    const QStringList objects = row.value(u"objects").toVariant().toStringList();
    if (role == SortRole && column == When)
        return row.value(u"at").toString();
    if (role == Qt::ToolTipRole && column == Objects)
        return oneLine(objects.join(QStringLiteral(", ")), 2'000);
    if (role == Qt::ToolTipRole && column == When)
        return tr("Request %1").arg(oneLine(row.value(u"request_id").toString(), 60));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case When:
        return timeText(row.value(u"at").toString());
    case Who:
        return oneLine(row.value(u"who").toString(), 200);
    case From:
        return oneLine(row.value(u"from").toString(), 100);
    case What: {
        const QString what = oneLine(row.value(u"method").toString() + u' ' + row.value(u"route").toString(), 200);
        const int count = row.value(u"count").toInt(1);
        return count > 1 ? tr("%1 × %2").arg(what).arg(count) : what;
    }
    case Objects:
        return oneLine(objects.join(QStringLiteral(", ")), 300);
    case Outcome:
        return (row.value(u"outcome").toString() == u"done" ? tr("done (%1)") : tr("refused (%1)")).arg(row.value(u"status").toInt());
    default:
        return {};
    }
}

} // namespace digidig::console
