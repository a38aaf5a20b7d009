// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/listing.h"

#include "storageclient/errors.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace digidig::storageclient {

namespace {

constexpr size_t MaxWaiting = 500;
constexpr qsizetype MaxWaitingChars = 4 * 1024 * 1024;
constexpr auto LookEvery = std::chrono::milliseconds(200);

} // namespace

struct Listing::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Document> waiting;
    qsizetype chars = 0;
    bool paused = false;
    std::optional<core::Result<Listed>> ended;
};

Listing::Listing(Client &client, const Caller &caller, const ListQuery &query)
    : m_client(client)
    , m_shared(std::make_shared<Shared>())
{
    m_call = client.list(
        caller, query,
        [shared = m_shared](Document &&document) {
            const std::lock_guard lock(shared->mutex);
            shared->chars += document.chars();
            shared->waiting.push_back(std::move(document));
            shared->paused =
                shared->waiting.size() >= MaxWaiting || shared->chars >= MaxWaitingChars;
            shared->changed.notify_all();
            return shared->paused ? Flow::Pause : Flow::Next;
        },
        [shared = m_shared](const core::Result<Listed> &listed) {
            const std::lock_guard lock(shared->mutex);
            shared->ended = listed;
            shared->changed.notify_all();
        });
}

Listing::~Listing()
{
    const std::lock_guard lock(m_shared->mutex);
    if (!m_shared->ended)
        m_client.cancel(m_call);
}

std::vector<Document> Listing::take(size_t atMost, const std::function<bool()> &mustStop)
{
    std::vector<Document> taken;
    std::unique_lock lock(m_shared->mutex);
    while (m_shared->waiting.empty() && !m_shared->ended) {
        m_shared->changed.wait_for(lock, LookEvery);
        if (mustStop())
            return {};
    }
    while (!m_shared->waiting.empty() && taken.size() < atMost) {
        taken.push_back(std::move(m_shared->waiting.front()));
        m_shared->waiting.pop_front();
    }
    if (m_shared->waiting.empty()) {
        m_shared->chars = 0;
        if (std::exchange(m_shared->paused, false)) {
            lock.unlock();
            m_client.resume(m_call);
        }
    }
    return taken;
}

core::Result<Listed> Listing::ended() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->ended ? *m_shared->ended : core::Result<Listed>(errors::cancelled());
}

} // namespace digidig::storageclient
