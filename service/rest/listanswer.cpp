// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/listanswer.h"

#include "api/email.h"
#include "core/base64url.h"
#include "rest/emailjson.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <vector>

namespace digidig::rest {

namespace {

constexpr int DefaultLimit = 50;
constexpr int MaxLimit = 500;
constexpr qsizetype MaxCursor = 4096;

/// Sorts as the number does.
QByteArray digits(const QJsonValue &value)
{
    constexpr int width = 20;
    return (value.isDouble() ? QByteArray::number(value.toInteger()) : value.toString().toLatin1())
        .rightJustified(width, '0');
}

/// The key of the last row of the page before; empty: there was none.
core::Result<QByteArray> keyBefore(const Call &call)
{
    const QByteArray cursor = call.text(u"cursor").toUtf8();
    const auto key = QByteArray::fromBase64Encoding(
        cursor.left(MaxCursor), core::Base64Url | QByteArray::AbortOnBase64DecodingErrors);
    if (!key || cursor.size() > MaxCursor || (*key).isEmpty() != cursor.isEmpty()) {
        return invalidField(QStringLiteral("cursor"),
            QCoreApplication::translate("rest", "the cursor does not belong to this list"));
    }
    return *key;
}

} // namespace

core::Result<int> limitOf(const Call &call)
{
    const auto limit = call.number(u"limit", DefaultLimit, 1, MaxLimit);
    if (!limit)
        return limit.error();
    return int(*limit);
}

QJsonObject listObject(const Call &call, const QString &name, const ListPage &page)
{
    const QStringList fields = listed(call.text(u"fields"));
    QJsonArray rows;
    for (const QJsonValue &row : page.rows)
        rows.append(api::selected(row.toObject(), fields));
    QJsonObject object{{name, rows}, {QStringLiteral("count"), rows.size()}};
    if (page.total)
        object.insert(QStringLiteral("total"), *page.total);
    if (!page.next.isEmpty())
        object.insert(QStringLiteral("next_cursor"), page.next);
    return object;
}

ListOrder byText(const QString &member)
{
    return {[member](const QJsonObject &row) { return row.value(member).toString().toUtf8(); }};
}

ListOrder byNumber(const QString &member)
{
    return {[member](const QJsonObject &row) { return digits(row.value(member)); }};
}

core::Result<QJsonObject> pageOfAll(
    const Call &call, const QString &name, const QJsonArray &all, const ListOrder &order)
{
    const auto limit = call.request->queryValue(u"limit") ? limitOf(call) : order.limit;
    if (!limit)
        return limit.error();
    const auto before = keyBefore(call);
    if (!before)
        return before.error();
    std::vector<std::pair<QByteArray, QJsonValue>> rows;
    rows.reserve(size_t(all.size()));
    for (const QJsonValue &row : all)
        rows.emplace_back(order.key(row.toObject()), row);
    const auto precedes = [&order](const QByteArray &a, const QByteArray &b) {
        return order.descending ? b < a : a < b;
    };
    std::sort(rows.begin(), rows.end(),
        [&](const auto &a, const auto &b) { return precedes(a.first, b.first); });
    auto row = before->isEmpty()
        ? rows.begin()
        : std::upper_bound(rows.begin(), rows.end(), *before,
            [&](const QByteArray &key, const auto &one) { return precedes(key, one.first); });
    ListPage page{.rows = {}, .total = all.size()};
    for (; row != rows.end() && page.rows.size() < *limit; ++row)
        page.rows.append(row->second);
    if (row != rows.end())
        page.next = QString::fromLatin1((row - 1)->first.toBase64(core::Base64Url));
    return listObject(call, name, page);
}

Outcome listAnswer(
    const Call &call, const QString &name, const QJsonArray &all, const ListOrder &order)
{
    const auto page = pageOfAll(call, name, all, order);
    if (!page)
        return page.error();
    return jsonAnswer(*page);
}

} // namespace digidig::rest
