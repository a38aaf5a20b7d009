// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/bodies.h"

#include <algorithm>

namespace digidig::storageclient {

Bodies::Bodies(Client &client, Caller caller, QStringList ids, std::vector<qint64> sizes)
    : m_client(client)
    , m_caller(std::move(caller))
    , m_ids(std::move(ids))
    , m_sizes(std::move(sizes))
{
}

Bodies::~Bodies()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_open == 0; });
}

std::optional<Bodies::Got> Bodies::take()
{
    std::unique_lock lock(m_mutex);
    while (m_next < m_ids.size() && hasRoom()) {
        const qsizetype index = m_next++;
        ++m_open;
        m_heldBytes += sizeOf(index);
        lock.unlock();
        m_client.get(m_caller, m_ids[index], [this, index](core::Result<Document> document) {
            const std::lock_guard guard(m_mutex);
            m_got.push_back({index, std::move(document)});
            --m_open;
            m_changed.notify_all();
        });
        lock.lock();
    }
    m_changed.wait(lock, [this] { return !m_got.empty() || m_open == 0; });
    if (m_got.empty())
        return std::nullopt;
    Got got = std::move(m_got.front());
    m_got.pop_front();
    m_heldBytes -= sizeOf(got.index);
    return got;
}

qint64 Bodies::sizeOf(qsizetype index) const
{
    const bool known = size_t(index) < m_sizes.size();
    return known ? std::clamp<qint64>(m_sizes[size_t(index)], 0, MaxDocumentBytes) : 0;
}

/// Under m_mutex. What has come counts too, or a slow taker would have all of it in memory.
bool Bodies::hasRoom() const
{
    const int held = m_open + int(m_got.size());
    return held == 0 || (held < AtOnce && m_heldBytes + sizeOf(m_next) <= BytesAtOnce);
}

} // namespace digidig::storageclient
