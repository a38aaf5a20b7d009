// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/writer.h"
#include "mail/types.h"

namespace digidig::imap {

/// The one quota root of an account (RFC 9208 §3.1): all its mailboxes together.
inline constexpr QByteArrayView QuotaRoot = "mail";

/// The QUOTA response of @p account (RFC 9208 §5.1): STORAGE in units of 1024 bytes.
void writeQuota(const mail::Account &account, imapproto::ResponseWriter &out);

} // namespace digidig::imap
