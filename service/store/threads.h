// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"
#include "store/writer.h"

namespace digidig::store {

/// The thread (RFC 8474 §5.2) of a new message with @p content in @p account, by its Message-ID,
/// In-Reply-To and References. Threads that it connects become one: messages of the younger ones
/// take its id and a new MODSEQ, counted in @p account. @p messageId is the row id of the new
/// message, which names a thread that it begins.
[[nodiscard]] qint64 joinThread(
    Work &work, AccountRow &account, const ContentRow &content, qint64 messageId);

} // namespace digidig::store
