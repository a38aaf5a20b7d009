// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/manifest.h"
#include "mail/ports.h"

#include <QtCore/QHash>

namespace digidig::archive {

/// Names the mailboxes into which the folders of a Maildir go, and makes them when they are
/// missing. For one thread.
class FolderMap {
public:
    struct Mailbox {
        QString name;
        bool exists = true; ///< False only when nothing may be made.
    };

    /// Without @p target a top folder called like a special use (Sent, Drafts, Trash, Junk,
    /// Archive, in any case) is the account's mailbox of that use, others stand below @p parent.
    /// With it all stand below it.
    /// @p make: missing mailboxes are made in @p store.
    FolderMap(
        mail::MailStore &store, core::AccountId account, QString target, QString parent, bool make);

    /// Blocks on the disk when a folder is asked for the first time. Invalid when it cannot name a
    /// mailbox.
    [[nodiscard]] core::Result<Mailbox> mailbox(const QStringList &folder);
    /// The mailbox of an export of ours. Without a target it is the one of that name, else the
    /// account's of that special use, else it is made as it was; with one it stands below it, as a
    /// folder does.
    [[nodiscard]] core::Result<Mailbox> mailbox(const ArchivedMailbox &archived);

private:
    [[nodiscard]] core::Result<Mailbox> find(const QStringList &folder);
    [[nodiscard]] core::Result<Mailbox> find(const ArchivedMailbox &archived);
    [[nodiscard]] core::Result<Mailbox> make(const ArchivedMailbox &archived);

    mail::MailStore &m_store;
    core::AccountId m_account;
    QString m_target;
    QString m_parent;
    bool m_make;
    QHash<QStringList, Mailbox> m_known;
    QHash<QString, Mailbox> m_archived; ///< By name in the archive.
};

} // namespace digidig::archive
