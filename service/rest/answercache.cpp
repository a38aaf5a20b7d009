// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/answercache.h"

namespace digidig::rest {

namespace {
/// What an entry costs beside its content: key, node, header fields.
constexpr qsizetype Overhead = 1024;
}

void AnswerCache::setBytes(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_answers.setMaxCost(bytes);
}

std::optional<net::Response> AnswerCache::find(
    const QString &id, std::optional<core::AccountId> only)
{
    const std::lock_guard lock(m_mutex);
    const Kept *found = m_answers.object(id);
    if (found && (!only || found->account == *only)) {
        ++m_hits;
        return found->response;
    }
    ++m_misses;
    return std::nullopt;
}

quint64 AnswerCache::epoch() const
{
    const std::lock_guard lock(m_mutex);
    return m_epoch;
}

void AnswerCache::keep(
    const QString &id, core::AccountId account, const net::Response &response, quint64 epoch)
{
    if (response.source || response.content.size() > LargestAnswer)
        return;
    const std::lock_guard lock(m_mutex);
    if (epoch == m_epoch)
        m_answers.insert(id, new Kept{account, response}, response.content.size() + Overhead);
}

void AnswerCache::forget(const mail::Changes &changes)
{
    const std::lock_guard lock(m_mutex);
    ++m_epoch;
    if (changes.everything)
        m_answers.clear();
    for (const QString &id : changes.ids)
        m_answers.remove(id);
}

qint64 AnswerCache::hits() const
{
    const std::lock_guard lock(m_mutex);
    return m_hits;
}

qint64 AnswerCache::misses() const
{
    const std::lock_guard lock(m_mutex);
    return m_misses;
}

qint64 AnswerCache::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_answers.totalCost();
}

} // namespace digidig::rest
