// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/searchcondition.h"

#include <atomic>

namespace digidig::imap {

/// Contents that are asked for at once; between, the search looks whether anybody waits for it.
inline constexpr qsizetype SearchBatch = 10'000;

/// The messages of @p scope that meet @p key (RFC 9051 §6.4.4). INTERNALDATE and SAVEDATE are
/// days in UTC, as the server writes them; the Date header counts as it is written, and one that
/// names no day is neither before, on nor since any (INTERNALDATE in its place is for SORT and
/// THREAD alone, RFC 5256 §2.2). Texts are asked only of messages on which nothing cheaper has decided,
/// and a set of UIDs or sequence numbers is searched in the time of what it names, not of the
/// mailbox. Blocks on the disk: call it on a worker. Unavailable once @p gone is true; else what @p
/// access fails with.
[[nodiscard]] core::Result<Positions> searched(const imapproto::SearchKey &key,
    const SearchScope &scope, mail::MailboxAccess &access, const std::atomic<bool> &gone);

/// Calls @p use with each of @p positions, its row and its facts, in the same order; @p parts as
/// for MailboxAccess::facts(). Fails like searched(), having used some.
[[nodiscard]] core::Result<void> eachWithFacts(const mail::MailboxView &view,
    const Positions &positions, quint32 parts, mail::MailboxAccess &access,
    const std::atomic<bool> &gone,
    const std::function<void(qsizetype, const mail::IndexRow &, const mail::ContentFacts &)> &use);

} // namespace digidig::imap
