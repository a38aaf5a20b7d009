// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/savedsearch.h"

#include "core/clock.h"

namespace digidig::api {

QJsonObject SavedSearch::toJson() const
{
    return {
        {QStringLiteral("id"), id},
        {QStringLiteral("name"), name},
        {QStringLiteral("q"), query},
        {QStringLiteral("created_at"), core::rfc3339(createdMs)},
    };
}

SavedSearch SavedSearch::fromJson(const QJsonObject &object)
{
    SavedSearch search;
    search.id = object.value(QStringLiteral("id")).toString();
    search.name = object.value(QStringLiteral("name")).toString();
    search.query = object.value(QStringLiteral("q")).toString();
    (void)core::parseRfc3339(
        object.value(QStringLiteral("created_at")).toString(), &search.createdMs);
    return search;
}

} // namespace digidig::api
