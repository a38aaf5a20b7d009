// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "mail/remote.h"
#include "storageclient/document.h"

namespace digidig::storageclient {

/// The document that @p raw becomes: its text, or its markup where that is all it has, and its
/// header. Attachments stay here: Storage has no place for them. Key and folder are left to the
/// caller.
[[nodiscard]] NewDocument documentOf(
    QByteArrayView raw, const mail::Message &message, const mail::RemoteTask &task);

} // namespace digidig::storageclient
