// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/savedsearch.h"
#include "core/clock.h"
#include "core/text.h"
#include "mail/search.h"
#include "rest/accountscope.h"
#include "rest/etag.h"
#include "rest/listanswer.h"
#include "rest/members.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

#include <mutex>

namespace digidig::rest {

namespace {

const QString Kind = QStringLiteral("search");
constexpr int MostPerAccount = 100;
constexpr qsizetype LongestName = 100;
constexpr qsizetype LongestQuery = 1000;

/// The saved searches of all accounts, in records whose ids begin with the account's.
class SavedSearches {
public:
    explicit SavedSearches(core::Records &records)
        : m_records(records)
    {
    }

    core::Result<std::vector<api::SavedSearch>> list(const mail::Account &account)
    {
        // All ids with the prefix lie between it and the next character after the slash.
        const auto records = m_records.list(Kind,
            {account.publicId + u'/', account.publicId + QChar(u'/' + 1), MostPerAccount, false});
        if (!records)
            return records.error();
        std::vector<api::SavedSearch> all;
        for (const core::Record &record : *records)
            all.push_back(api::SavedSearch::fromJson(record.value));
        return all;
    }

    core::Result<api::SavedSearch> get(const mail::Account &account, const QString &id)
    {
        const auto record = m_records.get(Kind, recordId(account, id));
        if (record)
            return api::SavedSearch::fromJson(record->value);
        return record.error().errc == core::Errc::NotFound ? notThere() : record.error();
    }

    /// Makes @p search, or replaces the one with its id. Its name is the only one of the account.
    core::Result<api::SavedSearch> save(
        const mail::Account &account, const api::SavedSearch &search)
    {
        const auto all = list(account);
        if (!all)
            return all.error();
        bool known = false;
        for (const api::SavedSearch &other : *all) {
            known = known || other.id == search.id;
            if (other.id != search.id
                && other.name.compare(search.name, Qt::CaseInsensitive) == 0) {
                return core::Error{core::Errc::AlreadyExists,
                    QCoreApplication::translate("rest", "there is a search of this name already"),
                    {}, "search_exists", QStringLiteral("name")};
            }
        }
        if (!known && all->size() >= size_t(MostPerAccount)) {
            return core::Error{core::Errc::Conflict,
                QCoreApplication::translate("rest", "the account has %1 searches; remove one first")
                    .arg(MostPerAccount),
                {}, "too_many_searches"};
        }
        if (const auto kept = m_records.put(Kind, {recordId(account, search.id), search.toJson()});
            !kept)
            return kept.error();
        return search;
    }

    core::Result<void> remove(const mail::Account &account, const QString &id)
    {
        const auto removed = m_records.remove(Kind, recordId(account, id));
        if (!removed)
            return removed.error();
        return *removed > 0 ? core::Result<void>() : notThere();
    }

    /// Held from looking to saving.
    [[nodiscard]] std::unique_lock<std::mutex> turn() { return std::unique_lock(m_turn); }

private:
    static QString recordId(const mail::Account &account, const QString &id)
    {
        return account.publicId + u'/' + id;
    }
    static core::Error notThere()
    {
        return {core::Errc::NotFound,
            QCoreApplication::translate("rest", "there is no such search"), {}, "search_not_found"};
    }

    core::Records &m_records;
    std::mutex m_turn;
};

QByteArray stateOf(const api::SavedSearch &search)
{
    return rest::stateOf(
        {{QStringLiteral("name"), search.name}, {QStringLiteral("q"), search.query}});
}

net::Response answerOf(const api::SavedSearch &search, int status = 200)
{
    net::Response response = jsonAnswer(search.toJson(), status);
    tag(response, stateOf(search));
    return response;
}

Outcome list(const Call &call, Context &context, SavedSearches &searches)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto all = searches.list(*account);
    if (!all)
        return all.error();
    QJsonArray array;
    for (const api::SavedSearch &search : *all)
        array.append(search.toJson());
    return listAnswer(call, QStringLiteral("searches"), array, byText(QStringLiteral("id")));
}

Outcome get(const Call &call, Context &context, SavedSearches &searches)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto search = searches.get(*account, call.segment(1));
    if (!search)
        return search.error();
    return answerOf(*search);
}

Outcome create(const Call &call, Context &context, SavedSearches &searches)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto object = call.json();
    if (!object)
        return object.error();
    Members members(*object);
    api::SavedSearch search;
    search.id = core::newUuid();
    search.name = members.requiredText(QStringLiteral("name"), LongestName);
    search.query = members.requiredText(QStringLiteral("q"), LongestQuery);
    search.createdMs = core::nowMs();
    if (members.error())
        return *members.error();
    if (const auto read = mail::parseSearch(search.query, search.createdMs); !read)
        return read.error();
    const auto turn = searches.turn();
    const auto saved = searches.save(*account, search);
    if (!saved)
        return saved.error();
    net::Response response = answerOf(*saved, 201);
    response.headers.append("Location",
        "/api/accounts/" + account->publicId.toLatin1() + "/searches/" + saved->id.toLatin1());
    return response;
}

Outcome patch(const Call &call, Context &context, SavedSearches &searches)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto object = call.json();
    if (!object)
        return object.error();
    const auto turn = searches.turn();
    auto search = searches.get(*account, call.segment(1));
    if (!search)
        return search.error();
    if (const auto as = demand(call, stateOf(*search)); !as)
        return as.error();
    Members members(*object);
    if (const QString name = QStringLiteral("name"); members.has(name))
        search->name = members.requiredText(name, LongestName);
    if (const QString query = QStringLiteral("q"); members.has(query))
        search->query = members.requiredText(query, LongestQuery);
    if (members.error())
        return *members.error();
    if (const auto read = mail::parseSearch(search->query, core::nowMs());
        !read && members.has(QStringLiteral("q")))
        return read.error();
    const auto saved = searches.save(*account, *search);
    if (!saved)
        return saved.error();
    return answerOf(*saved);
}

Outcome remove(const Call &call, Context &context, SavedSearches &searches)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto turn = searches.turn();
    const auto search = searches.get(*account, call.segment(1));
    if (!search)
        return search.error();
    if (const auto as = demand(call, stateOf(*search)); !as)
        return as.error();
    if (const auto removed = searches.remove(*account, call.segment(1)); !removed)
        return removed.error();
    return jsonAnswer({{QStringLiteral("status"), QStringLiteral("deleted")},
        {QStringLiteral("id"), call.segment(1)}});
}

} // namespace

void addSearchRoutes(Router &router, Context &context)
{
    const auto searches = std::make_shared<SavedSearches>(context.records);
    const auto work = [&context, searches](
                          Outcome (*run)(const Call &, Context &, SavedSearches &)) {
        return Work{
            [&context, searches, run](const Call &call) { return run(call, context, *searches); }};
    };
    const QByteArray all = "/api/accounts/{account}/searches";
    const QByteArray one = all + "/{id}";
    const QByteArrayList json{"application/json", "application/merge-patch+json"};
    router.add({.method = net::Method::Get,
        .pattern = all,
        .access = Access::OwnRead,
        .handler = work(list)});
    router.add({.method = net::Method::Post,
        .pattern = all,
        .access = Access::OwnWrite,
        .handler = work(create),
        .contentTypes = {"application/json"}});
    router.add({.method = net::Method::Get,
        .pattern = one,
        .access = Access::OwnRead,
        .handler = work(get)});
    router.add({.method = net::Method::Patch,
        .pattern = one,
        .access = Access::OwnWrite,
        .handler = work(patch),
        .contentTypes = json});
    router.add({.method = net::Method::Delete,
        .pattern = one,
        .access = Access::OwnWrite,
        .handler = work(remove)});
}

} // namespace digidig::rest
