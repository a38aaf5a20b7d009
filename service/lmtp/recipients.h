// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lmtp/path.h"
#include "lmtp/reply.h"
#include "mail/delivery.h"
#include "mail/ports.h"

#include <optional>
#include <variant>

namespace digidig::lmtp {

/// A recipient that RCPT has taken.
struct Recipient {
    QByteArray text; ///< As the client wrote it.
    QString address; ///< Normalised: an account's, or an alias.
    QStringList firstOf =
        {}; ///< Mailboxes of which the first that is there gets the mail, else INBOX.
    qint64 quotaBytes = 0; ///< 0: none.
    std::optional<QString> junkHeader = {}; ///< mail::Account::junkHeader
};

/// Who gets mail for @p path, or why nobody does. `user@…` is looked for as it is first, and then
/// without what stands behind the first @p delimiter (empty: never), which names a mailbox:
/// `INBOX/tag` or `tag`. @p size as far as the client has told. Reads the store.
[[nodiscard]] std::variant<Recipient, Reply> findRecipient(const Path &path,
    std::optional<qint64> size, mail::AccountStore &accounts, const mail::DeliveryPolicy &policy,
    const QString &delimiter);

} // namespace digidig::lmtp
