// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/keptbans.h"

#include "auth/throttle.h"

#include <QtCore/QJsonArray>

namespace digidig::auth {

namespace {

const QString Kind = QStringLiteral("bans");
const QString Id = QStringLiteral("all");
const QString List = QStringLiteral("bans");

QString nameOf(Ban::Kind kind)
{
    return kind == Ban::Kind::Address ? QStringLiteral("address")
        : kind == Ban::Kind::Network  ? QStringLiteral("network")
                                      : QStringLiteral("account");
}

Ban::Kind kindNamed(const QString &name)
{
    return name == u"address" ? Ban::Kind::Address
        : name == u"network"  ? Ban::Kind::Network
                              : Ban::Kind::Account;
}

QJsonObject toJson(const Ban &ban)
{
    return {{QStringLiteral("id"), qint64(ban.id)}, {QStringLiteral("kind"), nameOf(ban.kind)},
        {QStringLiteral("subject"), ban.subject}, {QStringLiteral("failures"), ban.failures},
        {QStringLiteral("since"), ban.sinceMs}, {QStringLiteral("until"), ban.untilMs}};
}

Ban fromJson(const QJsonObject &object)
{
    Ban ban;
    ban.id = quint64(object.value(u"id").toInteger());
    ban.kind = kindNamed(object.value(u"kind").toString());
    ban.subject = object.value(u"subject").toString();
    ban.failures = object.value(u"failures").toInt();
    ban.sinceMs = object.value(u"since").toInteger();
    ban.untilMs = object.value(u"until").toInteger();
    return ban;
}

} // namespace

KeptBans::KeptBans(core::Records &records, Throttle &throttle)
    : m_records(records)
    , m_throttle(throttle)
{
}

core::Result<void> KeptBans::load()
{
    const auto kept = m_records.get(Kind, Id);
    if (!kept)
        return kept.error().errc == core::Errc::NotFound ? core::Result<void>() : kept.error();
    std::vector<Ban> bans;
    const QJsonArray list = kept->value.value(List).toArray();
    for (const QJsonValue &one : list)
        bans.push_back(fromJson(one.toObject()));
    m_throttle.restore(bans);
    return {};
}

core::Result<void> KeptBans::save()
{
    const std::lock_guard lock(m_mutex);
    const quint64 version = m_throttle.version();
    if (version == m_saved)
        return {};
    std::vector<Ban> bans = m_throttle.bans();
    bans.resize(std::min(bans.size(), MaxKept));
    QJsonArray list;
    for (const Ban &ban : bans)
        list.append(toJson(ban));
    if (const auto put = m_records.put(Kind, core::Record{Id, {{List, list}}}); !put)
        return put;
    m_saved = version;
    return {};
}

} // namespace digidig::auth
