// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/handoff.h"
#include "rest/accountscope.h"
#include "rest/language.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QHash>
#include <QtCore/QThreadPool>

#include <mutex>
#include <vector>

namespace digidig::rest {

namespace {

using Fetched = core::Result<mail::Fetched>;
using Waiter = std::function<void(const Fetched &)>;

/// Runs fetches one after the other on a thread of its own, so that none holds a worker; a caller who wants
/// what is being fetched already joins that.
class FetchDesk
{
public:
    explicit FetchDesk(mail::DropFolder &dropFolder)
        : m_dropFolder(dropFolder)
    {
        m_thread.setMaxThreadCount(1);
    }

    void fetch(const QString &address, Waiter waiter)
    {
        {
            const std::lock_guard lock(m_mutex);
            auto &waiting = m_waiting[address];
            waiting.push_back(std::move(waiter));
            if (waiting.size() > 1)
                return;
        }
        core::post(&m_thread, [this, address] {
            const Fetched fetched = m_dropFolder.fetch(address);
            std::vector<Waiter> waiting;
            {
                const std::lock_guard lock(m_mutex);
                waiting = m_waiting.take(address);
            }
            for (const Waiter &one : waiting)
                one(fetched);
        });
    }

private:
    mail::DropFolder &m_dropFolder;
    std::mutex m_mutex;
    QHash<QString, std::vector<Waiter>> m_waiting;
    QThreadPool m_thread;
};

Outcome outcome(const Fetched &fetched)
{
    if (!fetched)
        return fetched.error();
    QJsonObject object{
        {QStringLiteral("status"), QStringLiteral("success")},
        {QStringLiteral("emails_fetched"), fetched->stored},
        {QStringLiteral("message"), QCoreApplication::translate("rest", "E-mails fetched successfully")},
    };
    if (fetched->failed > 0)
        object.insert(QStringLiteral("emails_failed"), fetched->failed);
    return jsonAnswer(object);
}

void fetch(const Call &call, Context &context, FetchDesk &desk, const Answer &answer)
{
    const auto object = call.jsonIfAny();
    if (!object)
        return answer(object.error());
    const Waiter waiter = [answer, czech = call.czech](const Fetched &fetched) {
        const Language::Scope scope(czech);
        answer(outcome(fetched));
    };
    QJsonValue user = object->value(QStringLiteral("user_id"));
    if ((user.isUndefined() || user.isNull()) && confinedTo(call))
        user = call.principal.accountPublicId;
    if (user.isUndefined() || user.isNull())
        return desk.fetch({}, waiter);
    if (!user.isString()) {
        return answer(invalidField(QStringLiteral("user_id"),
            QCoreApplication::translate("rest", "must be an address or an account id")));
    }
    const auto account = accountNamed(call, context, user.toString());
    if (!account)
        return answer(account.error());
    desk.fetch(account->address, waiter);
}

} // namespace

void addFetchRoutes(Router &router, Context &context)
{
    const auto desk = std::make_shared<FetchDesk>(context.dropFolder);
    router.add({.method = net::Method::Post,
        .pattern = "/fetch",
        .access = Access::OwnWrite,
        .handler = Async{[&context, desk](const std::shared_ptr<const Call> &call,
                             const Answer &answer) { fetch(*call, context, *desk, answer); }},
        .contentTypes = {"application/json"},
        .alsoAt = {"/api/fetch"},
        .bounded = false});
}

} // namespace digidig::rest
