// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/pass.h"

#include "core/awaited.h"
#include "core/clock.h"
#include "storageclient/bodies.h"
#include "storageclient/placing.h"

#include <QtCore/QLoggingCategory>
#include <QtCore/QSet>

#include <algorithm>

namespace digidig::storageclient {

namespace {

Q_LOGGING_CATEGORY(passLog, "sync")

/// Looked up at once.
constexpr size_t Batch = 200;
/// The first list asked for, and how much larger each further one is.
constexpr qint64 FirstWholeLimit = 1000;
constexpr qint64 TailLimit = 50;
constexpr qint64 Growth = 8;
/// Of the documented form, whose lists can be had in parts.
constexpr qint64 PassPage = 500;
/// How far Storage's clock, or the order in which e-mails come in there, may be off.
constexpr qint64 PassSlackMs = 600'000;
/// So many pages one after the other may tell nothing new, while others write, before the list
/// counts as one that has no end.
constexpr int MaxStalePages = 20;
/// A request for so many e-mails may take as long as any other; one for more, longer.
constexpr qint64 ListedPerTimeout = 1000;

/// Whether trying again may help.
bool isPassing(core::Errc errc)
{
    return errc == core::Errc::LimitExceeded || errc == core::Errc::StoreFull
        || errc == core::Errc::Unavailable || errc == core::Errc::Timeout
        || errc == core::Errc::Internal;
}

quint64 hashOf(const QString &document)
{
    return quint64(qHash(document, size_t(0x5851f42d4c957f2dULL)));
}

} // namespace

Passed &Passed::operator+=(const Passed &other)
{
    listed += other.listed;
    stored += other.stored;
    failed += other.failed;
    changed += other.changed;
    vanished += other.vanished;
    return *this;
}

Pass::Pass(const Parts &parts, Scope scope, Step step)
    : m_parts(parts)
    , m_scope(std::move(scope))
    , m_step(std::move(step))
    , m_caller{m_scope.addresses.value(0), Priority::Background, 0}
{
}

bool Pass::step(const Passed &change)
{
    m_passed += change;
    m_stopped = !m_step(change) || m_stopped;
    return !m_stopped;
}

core::Result<void> Pass::begin()
{
    if (std::exchange(m_begun, true) || !m_state.complete)
        return {};
    m_state.complete = false;
    return core::awaited<void>(
        [this](auto done) { m_parts.copies.setScope(m_scope.account, m_state, std::move(done)); });
}

core::Result<bool> Pass::run(bool whole, qint64 first)
{
    const auto state = m_scope.stranger ? core::Result<mail::RemoteScope>(mail::RemoteScope{})
                                        : m_parts.copies.scope(m_scope.account);
    if (!state)
        return state.error();
    m_state = *state;
    whole = whole || !m_state.complete;
    const qint64 startedMs = core::nowMs();
    const auto lastCopy = m_parts.copies.lastCopy();
    if (!lastCopy)
        return lastCopy.error();
    const auto end = readAll(whole, whole ? FirstWholeLimit : first);
    count(m_group.wait());
    if (!end)
        return end.error();
    if (*end == End::Stopped)
        return false;
    const bool ends = *end == End::Reached;
    if (m_scope.stranger)
        return true;
    if (ends && m_clean) {
        const auto swept = sweep(*lastCopy);
        if (!swept || !*swept)
            return swept;
    }
    if (m_retry)
        return true; // By the next one.
    m_state.complete = true;
    m_state.readMs = startedMs;
    if (ends)
        m_state.wholeMs = startedMs;
    const auto saved = core::awaited<void>(
        [this](auto done) { m_parts.copies.setScope(m_scope.account, m_state, std::move(done)); });
    return saved ? core::Result<bool>(true) : core::Result<bool>(saved.error());
}

core::Result<Pass::End> Pass::readAll(bool whole, qint64 limit)
{
    const QStringList addresses =
        m_scope.addresses.isEmpty() ? QStringList{QString()} : m_scope.addresses;
    End all = End::Reached;
    for (const QString &address : addresses) {
        const auto end = read(address, whole, limit);
        if (!end || *end == End::Stopped)
            return end;
        if (*end == End::Known)
            all = End::Known;
    }
    return all;
}

core::Result<Pass::End> Pass::read(const QString &address, bool whole, qint64 limit)
{
    qint64 offset = 0;
    bool tailRead = false;
    int stale = 0;
    for (;;) {
        const auto read = window(address, offset, limit);
        if (!read)
            return read.error();
        if (read->stopped)
            return End::Stopped;
        m_clean = m_clean && read->clean;
        if (read->received
            > limit) { // This Storage heeds no limit; what is behind ours was not taken.
            limit = 2 * read->received;
            continue;
        }
        const bool paged = read->form == Form::Documented;
        const qint64 end = offset + read->received;
        const bool last = paged && read->total ? read->received == 0 || end >= *read->total
                                               : read->received < limit;
        if (last)
            return End::Reached;
        stale = paged && read->added == 0 ? stale + 1 : 0;
        if (stale == MaxStalePages) { // It heeds no offset either, whatever it announces.
            m_clean = false;
            return End::Reached;
        }
        if (!whole && !read->fresh && goesBack(*read)) {
            // Which end of its list the documented form puts what is new at is not told.
            if (!paged || tailRead || !read->total)
                return End::Known;
            tailRead = true;
            const qint64 tail = std::max(end, *read->total - TailLimit);
            const auto oldest = window(address, tail, TailLimit);
            if (!oldest)
                return oldest.error();
            if (oldest->stopped)
                return End::Stopped;
            if (!oldest->fresh && goesBack(*oldest))
                return End::Known;
            whole = true; // All between is looked through.
        }
        offset = end;
        limit = paged ? PassPage : end * (Growth - 1);
    }
}

bool Pass::goesBack(const Window &window) const
{
    // That all of it is known does not tell: it may be one user's, who was read for just now, or
    // have times to come.
    return !window.oldestMs || *window.oldestMs < m_state.readMs - PassSlackMs;
}

core::Result<Pass::Window> Pass::window(const QString &address, qint64 offset, qint64 limit)
{
    Caller caller = m_caller;
    caller.timeoutMs = m_parts.client.timeoutMs() * (1 + (offset + limit) / ListedPerTimeout);
    Window window;
    const qint64 sinceMs = core::nowMs();
    m_wanted.clear();
    Listing listing(m_parts.client, caller, {address, limit, offset});
    for (;;) {
        auto documents = listing.take(Batch, [this] { return !step({}); });
        if (m_stopped) {
            window.stopped = true;
            return window;
        }
        if (documents.empty())
            break;
        for (const Document &document : documents) {
            window.added += m_seen.insert(hashOf(document.id)).second ? 1 : 0;
            if (document.has(Document::Timestamp))
                window.oldestMs =
                    std::min(window.oldestMs.value_or(document.timestampMs), document.timestampMs);
        }
        const Form form = m_parts.client.state().form;
        const auto taken = take(std::move(documents), form, sinceMs);
        if (!taken)
            return taken.error();
        window.fresh = window.fresh || *taken;
    }
    const auto ended = listing.ended();
    if (!ended)
        return ended.error();
    if (const auto stored = storeWanted(); !stored)
        return stored.error();
    if (m_stopped) {
        window.stopped = true;
        return window;
    }
    window.received =
        std::max<qint64>(0, ended->received - (ended->form == Form::Deployed ? offset : 0));
    window.clean = ended->malformed == 0 && ended->tooLarge == 0;
    window.total = ended->total;
    window.form = m_form = ended->form;
    return window;
}

core::Result<bool> Pass::take(std::vector<Document> documents, Form form, qint64 sinceMs)
{
    std::vector<mail::RemoteListed> all;
    all.reserve(documents.size());
    for (const Document &document : documents) {
        all.push_back(
            listed(document, [this](const QString &a) { return m_parts.ingest.mayCreate(a); }));
        all.back().sinceMs = sinceMs;
    }
    auto known = m_parts.copies.look(all);
    if (!known)
        return known.error();
    std::vector<mail::RemoteListed> news;
    for (size_t i = 0; i < all.size(); ++i) {
        if ((*known)[i].news)
            news.push_back(std::move(all[i]));
    }
    Passed change{.listed = qint64(documents.size())};
    if (!news.empty()) {
        const auto observed = core::awaited<qint64>(
            [&](auto done) { m_parts.copies.observe(std::move(news), std::move(done)); });
        if (!observed)
            return observed.error();
        change.changed = *observed;
    }
    step(change);
    return store(std::move(documents), *std::move(known), form);
}

core::Result<bool> Pass::store(
    std::vector<Document> documents, std::vector<mail::RemoteKnown> known, Form form)
{
    bool fresh = false;
    // The oldest first: lists begin with the newest, and UIDs grow with time.
    for (size_t i = documents.size(); i-- > 0;) {
        if (known[i].missing.empty())
            continue;
        if (const auto begun = begin(); !begun)
            return begun.error();
        fresh = true;
        if (form == Form::Documented)
            m_wanted.push_back({documents[i].id, documents[i].sizeBytes, documents[i].timestampMs,
                std::move(known[i].missing)});
        else
            m_parts.ingest.add(m_group, std::move(documents[i]), std::move(known[i].missing));
    }
    count(m_group.counts());
    return fresh;
}

core::Result<void> Pass::storeWanted()
{
    std::stable_sort(m_wanted.begin(), m_wanted.end(),
        [](const Wanted &a, const Wanted &b) { return a.timestampMs < b.timestampMs; });
    QStringList ids;
    std::vector<qint64> sizes;
    for (const Wanted &one : m_wanted) {
        ids += one.document;
        sizes.push_back(one.sizeBytes);
    }
    core::Result<void> outcome;
    Bodies bodies(m_parts.client, m_caller, ids, std::move(sizes));
    while (auto got = bodies.take()) {
        if (got->index % ptrdiff_t(Batch) == 0) {
            count(m_group.counts());
            if (!step({}))
                break;
        }
        if (got->document)
            m_parts.ingest.add(m_group, *std::move(got->document),
                std::move(m_wanted[size_t(got->index)].missing));
        else if (got->document.error().errc == core::Errc::TooLarge)
            step({.failed = 1});
        else if (got->document.error().errc != core::Errc::NotFound)
            outcome = got->document.error(); // What is gone meanwhile is no failure.
    }
    count(m_group.counts());
    return outcome;
}

void Pass::count(const Ingest::Counts &counts)
{
    if (counts.failed > 0) {
        m_retry = m_retry || isPassing(counts.error.errc);
        qCWarning(passLog, "%lld documents could not be taken: %s", counts.failed,
            qPrintable(counts.error.message + u' ' + counts.error.detail));
    }
    if (counts.stored > 0 || counts.failed > 0)
        step({.stored = counts.stored, .failed = counts.failed});
}

core::Result<bool> Pass::sweep(qint64 lastCopy)
{
    const bool receivedOnly = m_scope.account && m_form == Form::Documented;
    QSet<QString> missed;
    for (qint64 after = 0;;) {
        const auto copies =
            m_parts.copies.copies(m_scope.account, receivedOnly, after, lastCopy, 1000);
        if (!copies)
            return copies.error();
        if (copies->empty())
            break;
        after = copies->back().copy;
        for (const auto &[copy, document] : *copies) {
            if (m_seen.count(hashOf(document)) == 0)
                missed.insert(document);
        }
    }
    const auto gone = confirmedGone(missed.values());
    if (!gone)
        return gone.error();
    for (qsizetype at = 0; at < gone->size(); at += qsizetype(Batch)) {
        const auto vanished = core::awaited<qint64>([&](auto done) {
            m_parts.copies.vanish(gone->mid(at, qsizetype(Batch)), std::move(done));
        });
        if (!vanished)
            return vanished.error();
        if (!step({.vanished = *vanished}))
            return false;
    }
    return true;
}

core::Result<QStringList> Pass::confirmedGone(const QStringList &candidates)
{
    QStringList gone;
    for (qsizetype at = 0; at < candidates.size(); at += qsizetype(Batch)) {
        const QStringList some = candidates.mid(at, qsizetype(Batch));
        Bodies bodies(m_parts.client, m_caller, some);
        core::Result<QStringList> trouble = QStringList();
        while (const auto got = bodies.take()) {
            if (got->document)
                continue; // The list passed it over.
            if (got->document.error().errc == core::Errc::NotFound)
                gone += some[got->index];
            else
                trouble = got->document.error();
        }
        if (!trouble)
            return trouble;
        if (!step({}))
            break;
    }
    return gone;
}

} // namespace digidig::storageclient
