// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QString>

#include <vector>

namespace digidig::archive {

enum class ExportFormat { Mbox, Maildir };

/// A mailbox in an exported directory.
struct ArchivedMailbox {
    QString name; ///< Whole, as in the store.
    QString
        path; ///< Of its mbox file or Maildir, below the directory; empty: the directory itself.
    QString specialUse; ///< `\Sent` …, or empty.
    bool subscribed = true;
    qint64 messages = 0;
};

/// What an export leaves beside the mail when it is done: which file is which mailbox, as no file
/// name can say it.
struct Manifest {
    static constexpr auto FileName = "digidig-archive.json";

    ExportFormat format = ExportFormat::Mbox;
    QString account;
    qint64 exportedMs = 0;
    std::vector<ArchivedMailbox> mailboxes;

    /// Whether there is one in @p directory.
    [[nodiscard]] static bool isIn(const QString &directory);
    /// Invalid when it is none, or names what lies outside of @p directory.
    [[nodiscard]] static core::Result<Manifest> read(const QString &directory);
    /// Durable when it returns.
    [[nodiscard]] core::Result<void> write(const QString &directory) const;
};

/// Where the mbox of mailbox @p name goes: `Work/2024` is `Work.sbd/2024.mbox`. No two names give
/// one path.
[[nodiscard]] QString mboxPath(const QString &name);

} // namespace digidig::archive
