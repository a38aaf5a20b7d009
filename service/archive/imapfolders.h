// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/manifest.h"
#include "imapclient/session.h"
#include "mail/types.h"

#include <optional>

namespace digidig::archive {

/// A folder of another server, and where its mail belongs here.
struct ImapFolder {
    QByteArray wireName; ///< For the server.
    QString name; ///< For people: its levels there, parted by `/`.
    ArchivedMailbox target; ///< A name of its own among all.
};

/// Finds the place of each folder of @p found that can hold mail: by its name; its special use,
/// announced or plain from its name, is the one of @p present with that use, and what lies below
/// it follows. Levels lose what no name here may have (`/`, wildcards, controls); two that
/// become the same are told apart by a number. With @p below all keep their names, to stand below
/// a mailbox.
[[nodiscard]] std::vector<ImapFolder> imapFolders(
    const imapclient::Folders &found, const std::vector<mail::Mailbox> &present, bool below);

/// @p wireName as Unicode: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 where a server sends that.
[[nodiscard]] QString folderText(QByteArrayView wireName);

} // namespace digidig::archive
