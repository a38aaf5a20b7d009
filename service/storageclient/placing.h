// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/remote.h"
#include "storageclient/document.h"

#include <functional>

namespace digidig::storageclient {

/// Where the message of a document belongs when it is first seen.
struct Place {
    QString mailbox = {}; ///< Whole name, or …
    QString specialUse = {}; ///< … the mailbox of this use.
};

/// Of the recipient's copy: as `folder` says, but what is somebody's `Sent` or `Drafts` came to the
/// recipient's INBOX. The sender's copy is in \Sent.
[[nodiscard]] Place placeOf(const QString &folder, bool received);

/// What a mailbox is called as `folder` of a document.
[[nodiscard]] QString folderOf(const QString &mailbox, const QString &specialUse);

/// Whom @p document concerns. @p mayCreate tells of which addresses accounts may be made.
[[nodiscard]] mail::RemoteListed listed(
    const Document &document, const std::function<bool(const QString &)> &mayCreate);

} // namespace digidig::storageclient
