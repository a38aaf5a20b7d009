// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "net/http.h"

#include <QtCore/QCache>

#include <mutex>
#include <optional>

namespace digidig::rest {

/// Finished answers for single e-mails, so that what is read again costs neither worker nor disk. Bounded in
/// bytes; the least recently used goes first. Thread-safe.
class AnswerCache
{
public:
    /// Larger answers are not kept.
    static constexpr qsizetype LargestAnswer = 256 * 1024;

    /// @p bytes 0 keeps nothing.
    void setBytes(qint64 bytes);

    /// With @p only, nothing that belongs to another account.
    [[nodiscard]] std::optional<net::Response> find(
        const QString &id, std::optional<core::AccountId> only = {});
    /// A stamp to take before the e-mail is read …
    [[nodiscard]] quint64 epoch() const;
    /// … and to give back here: an answer read before a change that was forgotten since is not
    /// kept.
    void keep(
        const QString &id, core::AccountId account, const net::Response &response, quint64 epoch);
    void forget(const mail::Changes &changes);

    [[nodiscard]] qint64 hits() const;
    [[nodiscard]] qint64 misses() const;
    [[nodiscard]] qint64 bytes() const;

private:
    struct Kept {
        core::AccountId account;
        net::Response response;
    };

    mutable std::mutex m_mutex;
    QCache<QString, Kept> m_answers{0};
    quint64 m_epoch = 0;
    qint64 m_hits = 0;
    qint64 m_misses = 0;
};

} // namespace digidig::rest
