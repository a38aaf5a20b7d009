// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/positions.h"
#include "imapproto/searchkey.h"

#include <QtCore/QByteArray>

namespace digidig::imap {

// Untagged responses to SEARCH, SORT and THREAD, without `* ` before and CRLF behind.

/// Which of the messages @p found, in the order of the answer, RETURN asks for: the first and the
/// last where only MIN and MAX are named, else all. Those are what `$` keeps (RFC 5182 §2.4) and
/// what MODSEQ is of (RFC 7162 §3.1.10).
[[nodiscard]] Positions asked(const imapproto::SearchReturn &returns, const Positions &found);

/// `SEARCH 2 84 882 (MODSEQ 917)`, or SORT as @p name says (RFC 9051 §7.3.4, RFC 7162 §3.1.5).
[[nodiscard]] QByteArray searchResponse(const char *name, const mail::MailboxView &view,
    const Positions &found, bool uid, bool withModSeq);

/// `ESEARCH (TAG "A1") UID MIN 2 COUNT 3 ALL 2,84,882` (RFC 9051 §7.3.4). What RETURN says of
/// order is the order of @p found (RFC 5267 §3.1). Empty when there is nothing to say: only SAVE
/// was asked for.
[[nodiscard]] QByteArray extendedSearchResponse(const QByteArray &tag,
    const mail::MailboxView &view, const Positions &found, const imapproto::SearchReturn &returns,
    bool uid, bool withModSeq);

} // namespace digidig::imap
