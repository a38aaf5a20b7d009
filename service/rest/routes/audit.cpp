// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/audit.h"
#include "core/clock.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

core::Result<std::optional<qint64>> timeOf(const Call &call, QStringView name)
{
    const auto value = call.request->queryValue(name);
    if (!value)
        return std::optional<qint64>();
    qint64 ms = 0;
    if (!core::parseRfc3339(*value, &ms)) {
        return invalidField(name.toString(),
            QCoreApplication::translate("rest", "must be a time such as 2025-10-23T10:30:00Z"));
    }
    return std::optional(ms);
}

Outcome list(const Call &call, Context &context)
{
    const auto limit = limitOf(call);
    if (!limit)
        return limit.error();
    const auto since = timeOf(call, u"since");
    if (!since)
        return since.error();
    const auto before = timeOf(call, u"before");
    if (!before)
        return before.error();
    const Audit::Filter filter{call.text(u"who"), call.text(u"what"), call.text(u"from"),
        call.text(u"object"), *since, *before};
    const auto page = context.audit.list(filter, *limit, call.text(u"cursor"));
    if (!page)
        return page.error();
    QJsonArray entries;
    for (const AuditEntry &entry : page->entries)
        entries.append(entry.toJson());
    return jsonAnswer(
        listObject(call, QStringLiteral("entries"), {.rows = entries, .next = page->next}));
}

} // namespace

void addAuditRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/audit",
        .access = Access::Admin,
        .handler = onWorker(context, list),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
