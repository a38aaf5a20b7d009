// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/manifest.h"
#include "mail/types.h"

#include <memory>

namespace digidig::archive {

/// Writes the messages of one mailbox, one after the other, each in pieces. A message that turns
/// out to be damaged is taken back. What it answers with an error is about the disk.
class MailboxWriter {
public:
    virtual ~MailboxWriter() = default;
    /// Begins a message of @p size bytes with the hash @p sha256.
    [[nodiscard]] virtual core::Result<void> begin(
        const mail::Message &message, qint64 size, const QByteArray &sha256) = 0;
    [[nodiscard]] virtual core::Result<void> write(QByteArrayView bytes) = 0;
    /// Ends the message.
    [[nodiscard]] virtual core::Result<void> commit() = 0;
    /// Takes the message back that is under way.
    [[nodiscard]] virtual core::Result<void> drop() = 0;
    /// Ends the mailbox.
    [[nodiscard]] virtual core::Result<void> close() = 0;
};

/// Makes the mbox file @p path, with the directories that it lies in.
[[nodiscard]] core::Result<std::unique_ptr<MailboxWriter>> makeMboxWriter(const QString &path);
/// Makes a Maildir in the directory @p path.
[[nodiscard]] core::Result<std::unique_ptr<MailboxWriter>> makeMaildirWriter(const QString &path);

} // namespace digidig::archive
