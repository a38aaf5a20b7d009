// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

namespace digidig::mail {

/// @p name as every store keeps it: NFC, `INBOX` and what is below it in upper case there, empty:
/// INBOX. Invalid when it cannot name a mailbox: controls, `*` or `%`, empty levels, more than 20
/// levels or 1,000 bytes.
[[nodiscard]] core::Result<QString> mailboxName(const QString &name);

} // namespace digidig::mail
