// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/folderproof.h"
#include "archive/imapplan.h"

#include <condition_variable>
#include <deque>

namespace digidig::archive {

/// What became of one folder of the other server.
struct ImapFolderReport {
    QString folder; ///< There.
    QString mailbox; ///< Here.
    quint32 uidValidity = 0;
    qint64 messages = 0; ///< That the server lists.
    quint64 bytes = 0;
    qint64 before = 0; ///< Of them, taken by an earlier run.
    std::optional<FolderProof> there =
        {}; ///< Over what the server has sent; not when it was given up.
    std::optional<FolderProof> here = {}; ///< Over the same as the disk has it.

    /// Every message that the server lists is here, byte for byte.
    [[nodiscard]] bool same() const
    {
        return there && here && *there == *here && there->messages == messages;
    }
};

struct ImapReport {
    ImportReport mail; ///< `skipped` counts what earlier runs have taken, too.
    std::vector<ImapFolderReport> folders = {};
    std::optional<core::Error> ended = {}; ///< Why it was given up before all was tried.
    bool stopped = false;
};

/// Takes the mail of a user on another IMAP server into one account, over several connections:
/// folders, flags, keywords, times, bytes. Every message is stored once, over any number of runs
/// and however they ended: TakenMail is the memory, and what a crash has made it forget is known by
/// its bytes. Nothing is changed there. Needs memory for one message of the largest size for each
/// connection, and a few bytes for each message there is.
class ImapImport {
public:
    static constexpr int MaxConnections = 16;

    enum class Stage { Listing, Taking, Verifying };
    struct Options {
        ImapPlanner::Options plan;
        int connections = 4;
    };

    /// @p progress is called on one thread at a time.
    ImapImport(mail::MailStore &store, core::Records &records, Options options,
        std::function<void(Stage, qint64 done, qint64 total)> progress);

    /// Blocks. Errors are those of ImapPlanner::run(), before anything was taken.
    [[nodiscard]] core::Result<ImapReport> run();

private:
    struct Batch {
        size_t folder = 0;
        std::vector<imapclient::ListedMessage> messages;
        int attempts = 0;
    };

    void makeBatches();
    void takeAll();
    /// One connection, until nothing is left.
    void work();
    [[nodiscard]] std::optional<Batch> nextBatch();
    void endBatch();
    /// Fetches what it can of @p batch; what stays behind is queued again or failed. An error
    /// means that the connection is of no use.
    [[nodiscard]] core::Result<void> fetch(
        imapclient::Session &session, std::optional<size_t> &examined, const Batch &batch);
    [[nodiscard]] core::Result<void> examine(imapclient::Session &session, size_t folder);
    void take(size_t folder, imapclient::Fetched fetched);
    /// @p left of @p batch was not given: the first one alone is to blame, or each by itself.
    void putBack(const Batch &batch, std::vector<imapclient::ListedMessage> left,
        const core::Error &why, bool connectionLost);
    void fail(size_t folder, quint32 uid, const core::Error &error);
    void prove(ImapReport &report);
    [[nodiscard]] ImapReport counted();
    [[nodiscard]] bool wantsMore() { return m_importer.wantsMore(); }

    mail::MailStore &m_store;
    const Options m_options;
    const std::function<void(Stage, qint64, qint64)> m_progress;
    TakenMail m_taken;
    Importer m_importer;
    std::vector<PlannedFolder> m_folders;
    qint64 m_left = 0; ///< Messages to be taken.
    std::mutex m_importing; ///< The importer reads from one thread at a time.
    std::mutex m_mutex; ///< Guards what follows, and `hashes` of the folders.
    std::condition_variable m_changed;
    std::deque<Batch> m_batches;
    int m_underWay = 0;
    std::optional<core::Error> m_lastError;
};

} // namespace digidig::archive
