// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/confighistory.h"

#include "models/configuration.h"
#include "models/format.h"

namespace digidig::console {

namespace {

QList<PagedModel::Column> historyColumns()
{
    return {{QStringLiteral("version"), ConfigHistory::tr("Version"), 64, Qt::AlignRight | Qt::AlignVCenter},
        {QStringLiteral("at"), ConfigHistory::tr("When"), 64}, {QStringLiteral("who"), ConfigHistory::tr("Who"), 96},
        {QStringLiteral("what"), ConfigHistory::tr("What"), 400}};
}

} // namespace

ConfigHistory::ConfigHistory(digidig::console::Client &client, const Configuration &configuration, QObject *parent)
    : PagedModel(client, historyColumns(), parent)
    , m_configuration(configuration)
{
}

Request ConfigHistory::request() const
{
    return Request::get(QStringLiteral("/api/config/history"));
}

QString ConfigHistory::member() const
{
    return QStringLiteral("history");
}

QString ConfigHistory::idMember() const
{
    return QStringLiteral("version");
}

QStringList ConfigHistory::linesOf(const QJsonObject &row) const
{
    QStringList lines;
    const QJsonObject diff = row.value(u"diff").toObject();
    for (auto it = diff.begin(); it != diff.end(); ++it) {
        const Setting *setting = m_configuration.find(it.key());
        const Setting plain{.key = it.key(), .title = it.key()};
        const Setting &known = setting ? *setting : plain;
        const QJsonObject change = it.value().toObject();
        lines.append(QStringLiteral("%1: %2 → %3").arg(known.title, settingText(known, change.value(u"from")),
            settingText(known, change.value(u"to"))));
    }
    return lines;
}

QVariant ConfigHistory::cell(const QJsonObject &row, int column, int role) const
{
    if (role == SortRole && column == Version)
        return row.value(u"version").toInteger();
    if (role == SortRole && column == When)
        return row.value(u"at").toString();
    if (role == Qt::ToolTipRole && column == When)
        return formatExactly(row.value(u"at").toString());
    if (role == Qt::ToolTipRole && column == What)
        return linesOf(row).join(u'\n');
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Version:
        return formatCount(row.value(u"version").toInteger());
    case When:
        return formatWhen(row.value(u"at").toString());
    case Who:
        return oneLine(row.value(u"who").toString(), 100);
    case What:
        return linesOf(row).join(QStringLiteral("; "));
    default:
        return {};
    }
}

} // namespace digidig::console
