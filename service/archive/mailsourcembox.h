// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/mailsource.h"

namespace digidig::archive::mbox {

/// Reads the mbox @p bytes of @p file; messages share @p owner and @p mailbox.
void read(const QString &file, QByteArrayView bytes, const std::shared_ptr<const void> &owner,
    SourceVisitor &visitor, const std::shared_ptr<const ArchivedMailbox> &mailbox = {});

/// Reads an mbox that begins with @p head and goes on with what @p more gives.
void readStream(const QString &name, QByteArray head, const ReadBytes &more, qint64 maxMessageBytes,
    SourceVisitor &visitor);

} // namespace digidig::archive::mbox
