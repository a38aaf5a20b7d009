// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailboxindex.h"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace digidig::mail {

namespace {

constexpr qint64 DefaultBytes = 64 << 20;

struct Hash {
    template <typename Id>
    size_t operator()(Id id) const
    {
        return std::hash<qint64>()(id.value);
    }
};

} // namespace

/// Of a mailbox, or of an account.
struct MailboxIndex::Watcher {
    core::MailboxId mailbox = {};
    core::AccountId account = {};
    std::function<void(const MailEvent &)> changed = {};
    bool gone = false;
    std::vector<std::thread::id> running = {}; ///< Threads that call it just now.
};

struct MailboxIndex::State {
    using Watchers = std::vector<std::shared_ptr<Watcher>>;
    using Call = std::pair<std::shared_ptr<Watcher>, MailEvent>;

    /// A reading under way; those who wait for it hold it too.
    struct Loading {
        quint64 reach = 0; ///< What was noted up to here will be in it.
        bool over = false;
        std::optional<core::Error> error = {};
    };

    struct Entry {
        std::optional<MailboxView> view = {};
        quint64 noted = 1; ///< Grows with each change.
        quint64 known = 0; ///< What was noted up to here is in `view`.
        std::shared_ptr<Loading> loading = {};
        int calls = 0; ///< Of current(), under way.
        Watchers watchers = {};
        std::optional<std::list<core::MailboxId>::iterator> idle = {};
        qint64 idleBytes = 0;

        [[nodiscard]] bool isUsed() const { return calls > 0 || !watchers.empty(); }
    };
    using Entries = std::unordered_map<core::MailboxId, Entry, Hash>;

    MailboxAccess &access;
    mutable std::mutex mutex; ///< Guards all that follows, and what Watcher changes.
    std::condition_variable loaded;
    std::condition_variable called;
    Entries entries;
    std::unordered_map<core::AccountId, Watchers, Hash> accounts;
    std::list<core::MailboxId> idle; ///< Views that nobody uses, those used longest ago first.
    qint64 idleBytes = 0;
    qint64 budget = DefaultBytes;

    explicit State(MailboxAccess &store)
        : access(store)
    {
    }

    Entry &use(core::MailboxId mailbox);
    /// Of an entry that nobody may use any more.
    void release(core::MailboxId mailbox);
    void shrink();
    [[nodiscard]] core::Result<MailboxView> view(
        std::unique_lock<std::mutex> &lock, core::MailboxId mailbox, Entry &entry);
    void load(std::unique_lock<std::mutex> &lock, core::MailboxId mailbox, Entry &entry);
    static void noteOne(Entry &entry, std::vector<Call> &calls);
    void call(const std::vector<Call> &calls);
};

MailboxIndex::State::Entry &MailboxIndex::State::use(core::MailboxId mailbox)
{
    Entry &entry = entries[mailbox];
    if (entry.idle) {
        idle.erase(*entry.idle);
        idleBytes -= entry.idleBytes;
        entry.idle.reset();
    }
    return entry;
}

void MailboxIndex::State::release(core::MailboxId mailbox)
{
    const auto at = entries.find(mailbox);
    if (at == entries.end() || at->second.isUsed())
        return;
    if (!at->second.view) {
        entries.erase(at);
        return;
    }
    at->second.idle = idle.insert(idle.end(), mailbox);
    at->second.idleBytes = at->second.view->bytes() + qint64(sizeof(Entry));
    idleBytes += at->second.idleBytes;
    shrink();
}

void MailboxIndex::State::shrink()
{
    while (idleBytes > budget && !idle.empty()) {
        const auto at = entries.find(idle.front());
        idleBytes -= at->second.idleBytes;
        idle.pop_front();
        entries.erase(at);
    }
}

core::Result<MailboxView> MailboxIndex::State::view(
    std::unique_lock<std::mutex> &lock, core::MailboxId mailbox, Entry &entry)
{
    const quint64 wanted = entry.noted;
    for (;;) {
        if (entry.view && entry.known >= wanted)
            return *entry.view;
        auto loading = entry.loading;
        if (loading) {
            loaded.wait(lock, [&] { return loading->over; });
        } else {
            loading = entry.loading = std::make_shared<Loading>(Loading{entry.noted});
            load(lock, mailbox, entry);
        }
        // One that began before the call tells nothing.
        if (loading->reach >= wanted && loading->error)
            return *loading->error;
    }
}

void MailboxIndex::State::load(
    std::unique_lock<std::mutex> &lock, core::MailboxId mailbox, Entry &entry)
{
    const auto before = entry.view;
    lock.unlock();
    const auto delta = access.delta(
        mailbox, before ? std::optional(before->mailbox().highestModSeq) : std::nullopt);
    auto after =
        delta ? std::optional(before.value_or(MailboxView()).updated(*delta)) : std::nullopt;
    lock.lock();
    if (delta) {
        entry.view = std::move(after);
        entry.known = entry.loading->reach;
    } else {
        entry.loading->error = delta.error();
        if (delta.error().errc == core::Errc::NotFound)
            entry.view.reset();
    }
    entry.loading->over = true;
    entry.loading.reset();
    loaded.notify_all();
}

void MailboxIndex::State::noteOne(Entry &entry, std::vector<Call> &calls)
{
    ++entry.noted;
    for (const auto &watcher : entry.watchers)
        calls.emplace_back(watcher, MailEvent());
}

void MailboxIndex::State::call(const std::vector<Call> &calls)
{
    const auto self = std::this_thread::get_id();
    for (const auto &[watcher, event] : calls) {
        std::unique_lock lock(mutex);
        if (watcher->gone)
            continue;
        watcher->running.push_back(self);
        lock.unlock();
        watcher->changed(event);
        lock.lock();
        watcher->running.erase(std::find(watcher->running.begin(), watcher->running.end(), self));
        called.notify_all();
    }
}

MailboxIndex::MailboxIndex(MailboxAccess &access)
    : m_state(std::make_shared<State>(access))
{
}

MailboxIndex::~MailboxIndex() = default;

void MailboxIndex::setBytes(qint64 bytes)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->budget = bytes;
    m_state->shrink();
}

core::Result<MailboxView> MailboxIndex::current(core::MailboxId mailbox)
{
    std::unique_lock lock(m_state->mutex);
    State::Entry &entry = m_state->use(mailbox);
    ++entry.calls; // So that it stays.
    auto view = m_state->view(lock, mailbox, entry);
    --entry.calls;
    m_state->release(mailbox);
    return view;
}

std::optional<MailboxView> MailboxIndex::known(core::MailboxId mailbox) const
{
    const std::lock_guard lock(m_state->mutex);
    const auto at = m_state->entries.find(mailbox);
    if (at == m_state->entries.end() || at->second.known != at->second.noted)
        return std::nullopt;
    return at->second.view;
}

void MailboxIndex::note(const Changes &changes)
{
    std::vector<State::Call> calls;
    {
        const std::lock_guard lock(m_state->mutex);
        const bool elsewhere = std::any_of(changes.events.begin(), changes.events.end(),
            [](const MailEvent &event) { return event.what == MailEvent::What::Elsewhere; });
        if (elsewhere) {
            for (auto &[mailbox, entry] : m_state->entries)
                State::noteOne(entry, calls);
        } else {
            for (const core::MailboxId mailbox : changes.mailboxes) {
                const auto at = m_state->entries.find(mailbox);
                if (at != m_state->entries.end())
                    State::noteOne(at->second, calls);
            }
        }
        const auto tell = [&calls](const State::Watchers &watchers, const MailEvent &event) {
            for (const auto &watcher : watchers)
                calls.emplace_back(watcher, event);
        };
        for (const MailEvent &event : changes.events) {
            if (event.what == MailEvent::What::Elsewhere) {
                for (const auto &[account, watchers] : m_state->accounts)
                    tell(watchers, event);
            } else if (const auto at = m_state->accounts.find(event.account);
                       at != m_state->accounts.end()) {
                tell(at->second, event);
            }
        }
    }
    m_state->call(calls);
}

std::unique_ptr<MailboxIndex::Watch> MailboxIndex::watch(
    core::MailboxId mailbox, std::function<void()> changed)
{
    auto watcher = std::make_shared<Watcher>(Watcher{.mailbox = mailbox,
        .changed = [changed = std::move(changed)](const MailEvent &) { changed(); }});
    const std::lock_guard lock(m_state->mutex);
    m_state->use(mailbox).watchers.push_back(watcher);
    return std::unique_ptr<Watch>(new Watch(m_state, std::move(watcher)));
}

std::unique_ptr<MailboxIndex::Watch> MailboxIndex::watchAccount(
    core::AccountId account, std::function<void(const MailEvent &)> changed)
{
    auto watcher =
        std::make_shared<Watcher>(Watcher{.account = account, .changed = std::move(changed)});
    const std::lock_guard lock(m_state->mutex);
    m_state->accounts[account].push_back(watcher);
    return std::unique_ptr<Watch>(new Watch(m_state, std::move(watcher)));
}

MailboxIndex::Watch::Watch(std::shared_ptr<State> state, std::shared_ptr<Watcher> watcher)
    : m_state(std::move(state))
    , m_watcher(std::move(watcher))
{
}

MailboxIndex::Watch::~Watch()
{
    std::unique_lock lock(m_state->mutex);
    m_watcher->gone = true;
    if (m_watcher->mailbox) {
        std::erase(m_state->entries[m_watcher->mailbox].watchers, m_watcher);
        m_state->release(m_watcher->mailbox);
    } else {
        const auto at = m_state->accounts.find(m_watcher->account);
        std::erase(at->second, m_watcher);
        if (at->second.empty())
            m_state->accounts.erase(at);
    }
    const auto self = std::this_thread::get_id();
    m_state->called.wait(lock, [&] {
        const auto &running = m_watcher->running;
        return std::all_of(
            running.begin(), running.end(), [self](const auto &thread) { return thread == self; });
    });
}

} // namespace digidig::mail
