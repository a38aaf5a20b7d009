// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/mirror.h"

#include "core/awaited.h"
#include "core/clock.h"
#include "core/handoff.h"
#include "storageclient/errors.h"
#include "storageclient/placing.h"
#include "storageclient/synthesis.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QLoggingCategory>

#include <algorithm>
#include <chrono>

namespace digidig::storageclient {

namespace {

Q_LOGGING_CATEGORY(syncLog, "sync")

/// How many e-mails a reading asks for at first: somebody waits for one by order, who has just
/// changed something perhaps; those on schedule are many.
constexpr qint64 OrderedFirst = 1000;
constexpr qint64 ScheduledFirst = 50;
/// Accounts that are read side by side, as far as there are connections.
constexpr int AccountsAtOnce = 8;
/// Passes over everybody's mail when accounts have appeared amid it.
constexpr int MaxRepeats = 3;
constexpr auto MirrorLookEvery = std::chrono::seconds(2);
constexpr qint64 ProgressMs = 1'000;
/// While it is stopping, what is asked of Storage may take so long.
constexpr qint64 StoppingMs = 500;

} // namespace

/// One call of fetch(): what it has come to, and whether it is to end. Thread-safe.
class Mirror::Reading {
public:
    Reading(Mirror &mirror, const mail::DropFolder::Progress &progress)
        : m_mirror(mirror)
        , m_progress(progress)
    {
        const std::lock_guard lock(m_mirror.m_mutex);
        ++m_mirror.m_readings;
        ++m_mirror.m_inside;
    }
    ~Reading()
    {
        {
            const std::lock_guard lock(m_mirror.m_mutex);
            --m_mirror.m_readings;
        }
        if (m_mirror.m_parts.onChange)
            m_mirror.m_parts.onChange();
        const std::lock_guard lock(m_mirror.m_mutex);
        --m_mirror.m_inside;
        m_mirror.m_wake.notify_all();
    }
    Reading(const Reading &) = delete;
    Reading &operator=(const Reading &) = delete;

    bool step(const Passed &change)
    {
        m_mirror.count(change);
        const std::lock_guard lock(m_mutex);
        m_fetched.stored += change.stored;
        m_fetched.failed += change.failed;
        m_goOn = m_goOn && !m_mirror.m_stop && (!m_progress || m_progress(m_fetched));
        return m_goOn;
    }
    [[nodiscard]] mail::Fetched fetched() const { return m_fetched; }

private:
    Mirror &m_mirror;
    const mail::DropFolder::Progress &m_progress;
    std::mutex m_mutex;
    mail::Fetched m_fetched;
    bool m_goOn = true;
};

Mirror::Mirror(
    std::unique_ptr<Client> client, std::unique_ptr<RedisCache> cache, Parts parts)
    : m_client(std::move(client))
    , m_cache(std::move(cache))
    , m_parts(std::move(parts))
    , m_ingest(m_parts.mail, m_parts.policy)
    , m_outbox({*m_client, m_parts.mail, m_parts.copies})
{
    m_threads.setMaxThreadCount(AccountsAtOnce);
}

Mirror::~Mirror()
{
    stop();
}

void Mirror::start()
{
    m_client->setObserver([this](const State &state) {
        if (state.reachable && state.form != Form::Unknown)
            qCInfo(syncLog, "Storage answers (%s form)", slug(state.form).constData());
        else if (!state.reachable)
            qCWarning(syncLog, "Storage cannot be reached: %s", qPrintable(state.lastError));
        m_outbox.poke();
        if (m_parts.onChange)
            m_parts.onChange();
    });
    m_outbox.start();
    m_thread = std::thread([this] { loop(); });
}

void Mirror::stop()
{
    m_stop = true;
    m_client->setTimeout(StoppingMs);
    {
        const std::lock_guard lock(m_mutex);
        m_wake.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
    m_outbox.stop();
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_inside == 0; });
    lock.unlock();
    m_client->setObserver({});
}

void Mirror::loop()
{
    const auto scope = m_parts.copies.scope({});
    qint64 nextMs = scope && scope->complete ? 0 : core::monotonicMs();
    bool reachable = false;
    QString said;
    while (!m_stop) {
        const Schedule schedule = m_parts.schedule();
        const qint64 now = core::monotonicMs();
        // What has come while Storage was away is asked for as soon as it is back.
        const bool back = !std::exchange(reachable, m_client->state().reachable) && reachable;
        if (schedule.everyMs > 0 && (back || now >= nextMs) && reachable) {
            const auto fetched = read(QString(), false, ScheduledFirst, {});
            const QString trouble =
                fetched ? QString() : fetched.error().message + u' ' + fetched.error().detail;
            // What goes on failing in one way is said once.
            if (trouble != std::exchange(said, trouble) && !fetched && !m_stop)
                qCWarning(syncLog, "reading from Storage: %s", qPrintable(trouble));
            nextMs = core::monotonicMs() + m_parts.schedule().everyMs;
        }
        keepTime();
        refresh();
        if (m_cache)
            m_cache->probe();
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock,
            std::clamp<std::chrono::milliseconds>(
                std::chrono::milliseconds(nextMs - core::monotonicMs()),
                std::chrono::milliseconds(100), MirrorLookEvery),
            [this] { return m_stop.load(); });
    }
}

void Mirror::keepTime()
{
    const auto evicted = core::awaited<qint64>([this](auto done) {
        m_parts.copies.evict(m_parts.schedule().cacheBytes, std::move(done));
    });
    if (!evicted)
        qCWarning(syncLog, "the cache: %s", qPrintable(evicted.error().message));
    else if (*evicted > 0)
        qCInfo(syncLog, "the cache: the bytes of %lld e-mails were let go", static_cast<long long>(*evicted));
}

core::Result<Form> Mirror::form()
{
    if (const State state = m_client->state(); state.form != Form::Unknown && state.reachable)
        return state.form;
    return core::awaited<Form>([this](auto done) { m_client->probe(std::move(done)); });
}

core::Result<bool> Mirror::pass(
    const Scope &scope, bool whole, qint64 first, Reading &reading)
{
    Pass pass({*m_client, m_parts.copies, m_ingest}, scope,
        [&reading](const Passed &change) { return reading.step(change); });
    return pass.run(whole, first);
}

core::Result<bool> Mirror::fetchAccounts(bool whole, Reading &reading)
{
    const auto accounts = m_parts.accounts.accounts();
    if (!accounts)
        return accounts.error();
    const qint64 due = core::nowMs() - m_parts.schedule().wholeEveryMs;
    std::mutex mutex;
    std::condition_variable changed;
    int open = 0;
    core::Result<bool> outcome = true;
    for (const mail::Account &account : *accounts) {
        const auto scope = m_parts.copies.scope(account.id);
        if (scope && !whole && scope->complete && scope->wholeMs > due)
            continue;
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return open < AccountsAtOnce; });
            if (!scope)
                outcome = scope.error();
            if (!outcome || !*outcome)
                break;
            ++open;
        }
        core::post(&m_threads, [&, account] {
            const auto read =
                pass({account.id, QStringList{account.address} + account.aliases}, true, 0, reading);
            const std::lock_guard lock(mutex);
            if (!read || !*read)
                outcome = read;
            --open;
            changed.notify_all();
        });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return open == 0; });
    return outcome;
}

core::Result<bool> Mirror::fetchAll(bool whole, qint64 first, Reading &reading)
{
    const auto form = this->form();
    if (!form)
        return form.error();
    if (*form == Form::Deployed) {
        const auto read = pass({}, false, first, reading);
        return read && *read ? fetchAccounts(whole, reading) : read;
    }
    const auto before = m_parts.copies.scope({});
    if (!before)
        return before.error();
    const bool due =
        whole || core::nowMs() - before->wholeMs >= m_parts.schedule().wholeEveryMs;
    for (int i = 0; i < MaxRepeats; ++i) {
        const auto known = m_parts.accounts.listAccounts({});
        const auto read = pass({}, due || i > 0, first, reading);
        if (!read || !*read)
            return read;
        // Mail that one sent before there was an account of theirs is found by another pass.
        const auto now = m_parts.accounts.listAccounts({});
        if (known && now && known->total == now->total)
            break;
    }
    return true;
}

core::Result<bool> Mirror::readStranger(
    const QString &address, const core::Error &unknown, Reading &reading)
{
    const auto read = pass({.addresses = {address}, .stranger = true}, true, 0, reading);
    if (!read || !*read)
        return read;
    const auto account = m_parts.accounts.account(address);
    return account ? core::Result<bool>(true) : core::Result<bool>(unknown);
}

core::Result<mail::Fetched> Mirror::fetch(
    const QString &address, bool whole, const mail::DropFolder::Progress &progress)
{
    return read(address, whole, OrderedFirst, progress);
}

core::Result<mail::Fetched> Mirror::read(const QString &address, bool whole, qint64 first,
    const mail::DropFolder::Progress &progress)
{
    if (m_stop)
        return errors::cancelled();
    Reading reading(*this, progress);
    const qint64 startedMs = core::nowMs();
    core::Result<bool> read = true;
    if (address.isEmpty()) {
        const std::lock_guard turn(m_allTurn);
        read = fetchAll(whole, first, reading);
        const std::lock_guard lock(m_mutex);
        m_syncError = read ? QString() : read.error().message;
        if (read && *read)
            m_syncedMs = startedMs;
    } else {
        const auto account = m_parts.accounts.account(address);
        const auto known = form();
        if (!known)
            read = known.error();
        else if (account)
            read = pass({account->id, QStringList{account->address} + account->aliases}, whole, first,
                reading);
        else
            read = readStranger(address, account.error(), reading);
    }
    if (!read)
        return read.error();
    return reading.fetched();
}

core::Result<QString> Mirror::bring(
    const QString &document, std::optional<core::AccountId> account)
{
    if (const auto here = m_parts.copies.messageOf(document, account); here)
        return here;
    const auto got = get(document);
    if (!got)
        return got.error();
    const auto known = m_parts.copies.look(
        {listed(*got, [this](const QString &a) { return m_ingest.mayCreate(a); })});
    if (!known)
        return known.error();
    Ingest::Group group;
    if (!known->front().missing.empty())
        m_ingest.add(group, *got, known->front().missing);
    const Ingest::Counts counts = group.wait();
    count({.listed = 1, .stored = counts.stored, .failed = counts.failed});
    if (counts.failed > 0)
        return counts.error;
    return m_parts.copies.messageOf(document, account);
}

void Mirror::hurry()
{
    m_parts.copies.hurry([this](const core::Result<void> &) { m_outbox.poke(); });
    m_client->probe([](const core::Result<Form> &) { });
}

core::Result<Document> Mirror::get(const QString &document)
{
    if (m_stop)
        return errors::cancelled();
    if (m_fetching.fetch_add(1) >= m_parts.schedule().waiters) {
        --m_fetching;
        return errors::connectionLimit();
    }
    // Before the request that waits for it is given up itself.
    const Caller caller{.timeoutMs = std::max<qint64>(1, m_client->timeoutMs() * 9 / 10)};
    auto got = core::awaited<Document>(
        [&](auto done) { m_client->get(caller, document, std::move(done)); });
    --m_fetching;
    return got;
}

bool Mirror::takesOffers() const
{
    return m_cache && m_cache->state().reachable;
}

void Mirror::offer(const QByteArray &sha256, const QByteArray &bytes)
{
    if (m_cache)
        m_cache->set(sha256, bytes);
}

core::Result<QByteArray> Mirror::fetch(const QString &document, const QByteArray &sha256)
{
    if (m_cache) {
        auto cached = m_cache->get(sha256);
        // Others can write there too.
        if (cached && QCryptographicHash::hash(*cached, QCryptographicHash::Sha256) == sha256)
            return *std::move(cached);
    }
    const auto got = get(document);
    if (!got)
        return got.error();
    ++m_fetched;
    QByteArray bytes = synthesised(*got);
    if (m_cache && QCryptographicHash::hash(bytes, QCryptographicHash::Sha256) == sha256)
        m_cache->set(sha256, bytes);
    return bytes;
}

void Mirror::count(const Passed &change)
{
    m_stored += change.stored;
    {
        const std::lock_guard lock(m_mutex);
        m_passed += change;
        if (change.listed == 0 || core::monotonicMs() - m_toldMs < ProgressMs)
            return;
        m_toldMs = core::monotonicMs();
    }
    if (m_parts.onChange)
        m_parts.onChange();
}

void Mirror::refresh()
{
    const auto figures = m_parts.copies.remoteFigures();
    const auto scope = m_parts.copies.scope({});
    const std::lock_guard lock(m_mutex);
    if (figures)
        m_figures = *figures;
    if (scope)
        m_wholeMs = scope->wholeMs;
}

mail::RemoteState Mirror::state() const
{
    const State client = m_client->state();
    mail::RemoteState state;
    state.form = slug(client.form);
    state.reachable = client.reachable;
    state.sinceMs = client.sinceMs;
    state.lastError = client.lastError;
    state.lastErrorMs = client.lastErrorMs;
    state.lastSuccessMs = client.lastSuccessMs;
    state.poolSize = client.poolSize;
    state.inFlight = client.inFlight;
    state.queued = client.queued;
    state.requests = client.requests;
    state.failures = client.failures;
    state.timeouts = client.timeouts;
    state.refused = client.refused;
    state.fetched = m_fetched;
    if (m_cache) {
        const RedisCache::State cache = m_cache->state();
        state.sharedCache = {true, cache.reachable, cache.hits, cache.misses, cache.failures};
    }
    const std::lock_guard lock(m_mutex);
    state.outbox = m_figures;
    state.wholeMs = m_wholeMs;
    state.syncing = m_readings > 0;
    state.syncedMs = m_syncedMs;
    state.syncError = m_syncError;
    state.listed = m_passed.listed;
    state.stored = m_passed.stored;
    state.failed = m_passed.failed;
    state.changed = m_passed.changed;
    state.vanished = m_passed.vanished;
    return state;
}

} // namespace digidig::storageclient
