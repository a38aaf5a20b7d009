// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/remote.h"
#include "store/readers.h"
#include "store/remotecontent.h"
#include "store/writer.h"

#include <atomic>
#include <memory>

namespace digidig::store {

/// What the store knows of the documents of Storage. Thread-safe.
class RemoteStore final : public mail::RemoteCopies {
public:
    /// Both outlive this.
    RemoteStore(Writer &writer, Readers &readers)
        : m_writer(writer)
        , m_readers(readers)
    {
    }

    [[nodiscard]] core::Result<std::vector<mail::RemoteKnown>> look(
        const std::vector<mail::RemoteListed> &listed) override;
    void observe(std::vector<mail::RemoteListed> news, core::Completion<qint64> done) override;
    [[nodiscard]] core::Result<std::vector<Copy>> copies(std::optional<core::AccountId> account,
        bool receivedOnly, qint64 after, qint64 through, int limit) override;
    [[nodiscard]] core::Result<qint64> lastCopy() override;
    void vanish(const QStringList &documents, core::Completion<qint64> done) override;
    [[nodiscard]] core::Result<QString> messageOf(
        const QString &document, std::optional<core::AccountId> account) override;
    [[nodiscard]] core::Result<std::vector<mail::RemoteTask>> due(
        qint64 nowMs, int limit, const QList<qint64> &except) override;
    [[nodiscard]] core::Result<std::optional<qint64>> nextDue() override;
    void settle(mail::RemoteSettlement settlement, core::Completion<void> done) override;
    void hurry(core::Completion<void> done) override;
    [[nodiscard]] core::Result<mail::RemoteScope> scope(
        std::optional<core::AccountId> account) override;
    void setScope(std::optional<core::AccountId> account, const mail::RemoteScope &scope,
        core::Completion<void> done) override;
    void evict(qint64 bytes, core::Completion<qint64> done) override;
    [[nodiscard]] core::Result<mail::RemoteFigures> remoteFigures() override;

    /// Who gives bytes again that are not here; before the first read. Outlives the reads.
    void setContents(mail::RemoteContents *contents) { m_contents = contents; }
    /// Reads a content: from here, or, where its bytes were let go, from setContents()'s. Blocks.
    [[nodiscard]] core::Result<std::unique_ptr<mail::ContentReader>> content(core::ContentId id);

private:
    /// Offers what is about to be let go, the first of it, to setContents()'s.
    void offerOld(qint64 excess);
    [[nodiscard]] core::Result<std::unique_ptr<mail::ContentReader>> open(core::ContentId id);
    void evictMore(qint64 bytes, core::Completion<qint64> done, qint64 before);

    Writer &m_writer;
    Readers &m_readers;
    std::atomic<mail::RemoteContents *> m_contents = nullptr;
    RecentlyRead m_recent;
};

} // namespace digidig::store
