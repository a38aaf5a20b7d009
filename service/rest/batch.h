// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/task.h"
#include "mail/ports.h"

#include <QtCore/QJsonArray>

namespace digidig::rest {

/// How a batch has gone, so far or in the end.
struct BatchTally {
    static constexpr qsizetype MaxErrors = 100; ///< More are only counted.

    qint64 changed = 0;
    qint64 unchanged = 0; ///< They are as wanted already.
    qint64 failed = 0;
    QJsonArray errors = {}; ///< `{"id", "code", "detail"}` of those that failed.

    [[nodiscard]] qint64 matched() const { return changed + unchanged + failed; }
    void add(const mail::BatchOutcome &outcome, qsizetype mostErrors = MaxErrors);
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static BatchTally fromJson(const QJsonObject &object);
};

/// What `operation`, `flags`, `mailbox` and `permanent` of a request ask for, without ids. Invalid
/// names the member that is wrong.
[[nodiscard]] core::Result<mail::BatchChange> batchOperation(const QJsonObject &request);

/// What a batch that is a job is asked for.
struct BatchJob {
    QJsonObject request; ///< As batchOperation() reads it, with `filter` when there are no ids.
    QStringList ids;
    std::optional<core::AccountId> account; ///< All it may touch; nothing: every account.
    core::MessageId through; ///< The last row that existed when it was asked for.
    qint64 nowMs = 0; ///< When that was.

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static BatchJob fromJson(const QJsonObject &object);
};

/// Runs such a job: in steps of mail::MaxBatch, each in one transaction, each done once however
/// often the service is killed. Leaves the writer to others most of the time.
[[nodiscard]] core::Result<QJsonObject> runBatchJob(mail::MailStore &store, jobs::Task &task);

} // namespace digidig::rest
