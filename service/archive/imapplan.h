// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/imapfolders.h"
#include "archive/importer.h"
#include "archive/takenmail.h"

#include <memory>

namespace digidig::archive {

/// A folder of the other server with what is left to be taken.
struct PlannedFolder {
    ImapFolder folder;
    QString mailbox; ///< Here.
    quint32 uidValidity = 0;
    QString takenKey; ///< Empty in a dry run for a mailbox that is not there.
    qint64 messages = 0; ///< As the server lists them.
    quint64 bytes = 0;
    qint64 before = 0; ///< Taken by an earlier run.
    QHash<quint32, QByteArray> hashes = {}; ///< SHA-256 by UID of all that is durable here.
    std::vector<imapclient::ListedMessage> left = {};
};

/// Looks at all folders of a user on another server: what is there, where it belongs, and what of
/// it is not here yet. Makes the mailboxes that are missing unless nothing may be made.
class ImapPlanner {
public:
    struct Options {
        imapclient::Access access;
        QByteArray password;
        QStringList excluded; ///< Folders there, with all below them.
        bool again = false; ///< As if nothing had been taken before.
        QString account; ///< UUID; empty in a dry run for an account that would be made.
        Importer::Options importer;
    };

    /// What cannot be taken is told to @p visitor. @p progress gets folders done and in all.
    ImapPlanner(mail::MailStore &store, TakenMail &taken, const Options &options,
        SourceVisitor &visitor, std::function<void(qint64 done, qint64 total)> progress);

    /// Blocks. NotFound when the address names a folder that is not there; errors of
    /// imapclient::Session when the server cannot be used.
    [[nodiscard]] core::Result<std::vector<PlannedFolder>> run();

private:
    struct Look {
        imapclient::Examined examined;
        std::vector<imapclient::ListedMessage> messages;
    };

    /// Asks the server, over a new connection when one is lost.
    template <typename T, typename F>
    [[nodiscard]] core::Result<T> ask(F question);
    [[nodiscard]] core::Result<std::vector<ImapFolder>> wantedFolders();
    [[nodiscard]] core::Result<void> look(const ImapFolder &folder);
    /// Splits what is listed into what was taken before and what is left.
    [[nodiscard]] core::Result<void> compare(
        PlannedFolder &planned, std::vector<imapclient::ListedMessage> listed);
    [[nodiscard]] core::Result<QString> mailboxId(const QString &name);

    mail::MailStore &m_store;
    TakenMail &m_taken;
    const Options &m_options;
    SourceVisitor &m_visitor;
    const std::function<void(qint64, qint64)> m_progress;
    FolderMap m_places;
    std::unique_ptr<imapclient::Session> m_session;
    std::vector<PlannedFolder> m_plan;
};

} // namespace digidig::archive
