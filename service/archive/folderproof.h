// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"

#include <functional>
#include <vector>

namespace digidig::archive {

/// How many messages, and a hash over all of them: the SHA-256 of the SHA-256 of each, in
/// hexadecimal, sorted, with a line end (LF) behind each. `sha256sum`, `sort`, `sha256sum` give it.
struct FolderProof {
    qint64 messages = 0;
    QByteArray sha256; ///< Hexadecimal.

    bool operator==(const FolderProof &) const = default;
};

/// The proof of messages whose SHA-256 (32 bytes each) are @p hashes, in any order.
[[nodiscard]] FolderProof proofOf(std::vector<QByteArray> hashes);

/// Reads every byte of @p mailbox from the disk, and gives the proof of those messages that are
/// among @p hashes, each as often as it is there. Damaged ones are not. Blocks; @p read is told of
/// each message, and gives up by false (Timeout).
[[nodiscard]] core::Result<FolderProof> proofOfMailbox(mail::MailStore &store,
    core::AccountId account, const QString &mailbox, const std::vector<QByteArray> &hashes,
    const std::function<bool()> &read);

} // namespace digidig::archive
