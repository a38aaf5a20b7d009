// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records.h"
#include "store/sql.h"

#include <memory>
#include <mutex>

namespace digidig::store {

/// core::Records in `service.db` of a state directory, beside the mail: another file, so that
/// neither ever waits for the other. Several processes may have it open.
class RecordStore final : public core::Records {
public:
    /// Makes the file (mode 0600) when there is none; the directory must be there. Invalid when a
    /// newer version wrote it.
    [[nodiscard]] static core::Result<std::unique_ptr<RecordStore>> open(const QString &stateDir);

    using Records::put;
    core::Result<void> put(const QString &kind, const std::vector<core::Record> &records) override;
    core::Result<core::Record> get(const QString &kind, const QString &id) override;
    core::Result<std::vector<core::Record>> list(const QString &kind, const Range &range) override;
    core::Result<qint64> remove(const QString &kind, const QString &id) override;
    core::Result<qint64> removeBefore(const QString &kind, const QString &id) override;
    core::Result<qint64> count(const QString &kind) override;

private:
    explicit RecordStore(const QString &file);

    /// Runs @p f alone, in one transaction.
    template <typename F>
    auto write(F &&f) -> decltype(f());
    [[nodiscard]] core::Result<void> prepare();

    std::mutex m_mutex;
    Connection m_db;
};

} // namespace digidig::store
