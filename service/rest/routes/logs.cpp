// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "core/logbuffer.h"
#include "rest/event.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

/// `level`, `since` (RFC 3339 or Unix seconds), `category`, `text`.
core::Result<core::LogBuffer::Filter> filterOf(const Call &call)
{
    core::LogBuffer::Filter filter;
    if (const QString name = call.text(u"level"); !name.isEmpty()) {
        const auto level = core::logLevel(name);
        if (!level) {
            return invalidField(QStringLiteral("level"),
                QCoreApplication::translate("rest", "must be debug, info, warning or error"));
        }
        filter.least = *level;
    }
    if (const QString since = call.text(u"since"); !since.isEmpty()) {
        bool isNumber = false;
        const double seconds = since.toDouble(&isNumber);
        if (isNumber && seconds >= 0 && seconds < 1e11) {
            filter.sinceMs = qint64(seconds * 1000.0);
        } else if (isNumber || !core::parseRfc3339(since, &filter.sinceMs)) {
            return invalidField(QStringLiteral("since"),
                QCoreApplication::translate("rest", "must be a time such as 2025-10-23T10:30:00Z"));
        }
    }
    filter.category = call.text(u"category").toUtf8();
    filter.text = call.text(u"text");
    return filter;
}

QJsonObject toJson(const core::LogRecord &record)
{
    QJsonObject object = logJson(record);
    object.insert(QStringLiteral("id"), qint64(record.id));
    object.insert(QStringLiteral("time"), core::rfc3339(record.atMs));
    return object;
}

} // namespace

void addLogRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/logs",
        .access = Access::Admin,
        .handler = Work{[&context](const Call &call) -> Outcome {
            const auto filter = filterOf(call);
            if (!filter)
                return filter.error();
            const auto limit = limitOf(call);
            if (!limit)
                return limit.error();
            const auto before
                = call.number(u"cursor", 0, 0, std::numeric_limits<qint64>::max());
            if (!before)
                return before.error();
            const auto records = context.logs.list(*filter, quint64(*before), size_t(*limit));
            ListPage page;
            for (const auto &record : records)
                page.rows.append(toJson(*record));
            if (page.rows.size() == *limit)
                page.next = QString::number(records.back()->id);
            return jsonAnswer(listObject(call, QStringLiteral("logs"), page));
        }},
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
