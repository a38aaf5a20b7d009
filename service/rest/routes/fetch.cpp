// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/handoff.h"
#include "mail/address.h"
#include "rest/accountscope.h"
#include "rest/fetching.h"
#include "rest/jobkinds.h"
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

/// Runs fetches on threads of its own, so that none holds a worker; a caller who wants what is being
/// fetched already joins that.
class FetchDesk {
public:
    explicit FetchDesk(Context &context)
        : m_context(context)
    {
        m_threads.setMaxThreadCount(AtOnce);
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
        core::post(&m_threads, [this, address] {
            const Fetched fetched = fetchMail(m_context, address, false);
            std::vector<Waiter> waiting;
            {
                const std::lock_guard lock(m_mutex);
                waiting = m_waiting.take(address);
            }
            for (const Waiter &one : waiting)
                one(fetched);
        });
    }

    /// The job of @p key that is under way, or else what @p submit makes. Blocks on the disk.
    core::Result<jobs::Job> job(const QString &key, const jobs::Jobs &jobs,
        const std::function<core::Result<jobs::Job>()> &submit)
    {
        const std::lock_guard lock(m_jobsMutex);
        if (const auto job = jobs.find(m_jobs.value(key)); job && !job->isFinished())
            return *job;
        const auto made = submit();
        if (made)
            m_jobs.insert(key, made->id);
        return made;
    }

private:
    static constexpr int AtOnce = 8;

    Context &m_context;
    std::mutex m_jobsMutex;
    QHash<QString, QString> m_jobs; ///< The latest of each key, at most two for each account.
    std::mutex m_mutex;
    QHash<QString, std::vector<Waiter>> m_waiting;
    QThreadPool m_threads;
};

Outcome outcome(const Fetched &fetched)
{
    if (!fetched)
        return fetched.error();
    QJsonObject object{
        {QStringLiteral("status"), QStringLiteral("success")},
        {QStringLiteral("emails_fetched"), fetched->stored},
        {QStringLiteral("message"),
            QCoreApplication::translate("rest", "E-mails fetched successfully")},
    };
    if (fetched->failed > 0)
        object.insert(QStringLiteral("emails_failed"), fetched->failed);
    return jsonAnswer(object);
}

/// RFC 7240 §4.1.
bool prefersAsync(const Call &call)
{
    for (const QByteArray &preference : call.request->headers.combined("Prefer").split(',')) {
        const QByteArray name = preference.split(';').first().trimmed();
        if (name.compare("respond-async", Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

/// The fetch as a job; the one that is under way for the same address, when there is one.
Outcome fetchLater(const Call &call, Context &context, FetchDesk &desk, const QString &address)
{
    // Who can look at its own jobs alone joins no other.
    const QString key = (confinedTo(call) ? u'+' : u'-') + address;
    const auto job = desk.job(key, context.jobs, [&] {
        return submitFor(call, context, address,
            {.kind = QStringLiteral("sync"), .parameters = {{QStringLiteral("address"), address}}});
    });
    if (!job)
        return job.error();
    net::Response response = jobAccepted(*job);
    response.headers.append("Preference-Applied", "respond-async");
    return response;
}

/// Whose mail is meant; an address that nobody has yet may get its account from Storage.
core::Result<QString> addressNamed(const Call &call, Context &context, const QString &user)
{
    const auto account = accountNamed(call, context, user);
    if (account)
        return account->address;
    const auto address = mail::normalizeAddress(user);
    if (context.storage && address && account.error().errc == core::Errc::NotFound)
        return *address;
    return account.error();
}

void fetch(const Call &call, Context &context, FetchDesk &desk, const Answer &answer)
{
    const auto object = call.jsonIfAny();
    if (!object)
        return answer(object.error());
    const bool later = prefersAsync(call);
    const Waiter waiter = [answer, czech = call.czech](const Fetched &fetched) {
        const Language::Scope scope(czech);
        answer(outcome(fetched));
    };
    QJsonValue user = object->value(QStringLiteral("user_id"));
    if ((user.isUndefined() || user.isNull()) && confinedTo(call))
        user = call.principal.accountPublicId;
    if (user.isUndefined() || user.isNull())
        return later ? answer(fetchLater(call, context, desk, {})) : desk.fetch({}, waiter);
    if (!user.isString()) {
        return answer(invalidField(QStringLiteral("user_id"),
            QCoreApplication::translate("rest", "must be an address or an account id")));
    }
    const auto address = addressNamed(call, context, user.toString());
    if (!address)
        return answer(address.error());
    if (later)
        return answer(fetchLater(call, context, desk, *address));
    desk.fetch(*address, waiter);
}

} // namespace

void addFetchRoutes(Router &router, Context &context)
{
    const auto desk = std::make_shared<FetchDesk>(context);
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
