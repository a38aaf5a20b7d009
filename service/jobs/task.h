// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "jobs/job.h"

#include <QtCore/QCoreApplication>

#include <functional>

namespace digidig::jobs {

/// What a job has while it runs, on the one thread that runs it.
class Task {
public:
    virtual ~Task() = default;

    /// As it was made: its id, whose it is, who asked for it.
    [[nodiscard]] virtual const Job &job() const = 0;
    /// What it was asked for.
    [[nodiscard]] virtual const QJsonObject &parameters() const = 0;
    /// As saved last, by this run or an earlier one that a restart ended; empty: from the start.
    [[nodiscard]] virtual const QJsonObject &checkpoint() const = 0;
    /// Keeps how far it has come; durable when the call returns. At most some 10 KiB: it is written
    /// often.
    virtual core::Result<void> save(const QJsonObject &checkpoint) = 0;
    /// How far it has come, for those who watch; cheap, on the disk within a second or so.
    /// @p total 0: not known.
    virtual void report(qint64 done, qint64 total) = 0;
    /// Whether it is to end with stopped() at its next step: it was cancelled, or the service ends.
    [[nodiscard]] virtual bool mustStop() const = 0;
    /// Waits for @p ms, or until it must stop; true: go on.
    virtual bool rest(qint64 ms) = 0;

    /// What a job returns that stops because it must.
    [[nodiscard]] static core::Error stopped()
    {
        return {core::Errc::Unavailable, QCoreApplication::translate("jobs", "the job was stopped"),
            {}, "job_stopped"};
    }
};

/// Something that jobs can do.
struct Kind {
    QString name; ///< Lower case, with `_`.
    QString unit; ///< What its progress counts, in the plural: `messages`.
    /// Does the work, on a thread of the jobs' own; may block. Its value is the result that the job
    /// shows, at most some 10 KiB.
    std::function<core::Result<QJsonObject>(Task &)> run;
    bool resumes = true; ///< Runs again from its checkpoint after a restart; else it has failed.
    bool alone = false; ///< No two at the same time.
};

} // namespace digidig::jobs
