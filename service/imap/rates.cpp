// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/rates.h"

#include <algorithm>
#include <cmath>

namespace digidig::imap {

namespace {

/// What was not used for so long owes nothing worth keeping.
constexpr qint64 ForgottenMs = 60'000;

} // namespace

Rates::Rates(std::function<qint64()> now)
    : m_now(std::move(now))
{
}

void Rates::forgetSome(qint64 now)
{
    m_accounts.removeIf([now](const auto &entry) {
        return std::all_of(entry.value().begin(), entry.value().end(),
            [now](const Bucket &bucket) { return now - bucket.atMs > ForgottenMs; });
    });
    if (m_accounts.size() >= MaxAccounts)
        m_accounts.clear(); // They get a second's worth more, no more than that.
}

qint64 Rates::take(core::AccountId account, Kind kind, qint64 amount, qint64 perSecond)
{
    const qint64 now = m_now();
    const auto rate = double(std::max<qint64>(1, perSecond));
    const std::lock_guard lock(m_mutex);
    if (m_accounts.size() >= MaxAccounts && !m_accounts.contains(account))
        forgetSome(now);
    Bucket &bucket = m_accounts[account][size_t(kind)];
    const double since = bucket.atMs == 0 ? 1000 : double(now - bucket.atMs);
    bucket.level = std::min(rate, bucket.level + rate * since / 1000) - double(amount);
    bucket.atMs = now;
    return bucket.level >= 0 ? 0 : qint64(std::ceil(-bucket.level * 1000 / rate));
}

} // namespace digidig::imap
