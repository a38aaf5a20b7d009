// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/jobs.h"
#include "net/http.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/context.h"

#include <QtCore/QJsonObject>

namespace digidig::rest {

/// Tells the jobs of @p context what routes may ask them for; before Jobs::start().
void addJobKinds(Context &context);

/// As `/api/jobs` shows it.
[[nodiscard]] QJsonObject toJson(const jobs::Job &job);
/// The same as an event, `type: job`.
[[nodiscard]] QJsonObject jobEvent(const jobs::Job &job);
/// Queues what @p request says for the account @p address; empty: for all. A token of one account,
/// which can only ask for its own, is shown the job, and may have few of a kind under way:
/// LimitExceeded (`job_queue_full`).
[[nodiscard]] core::Result<jobs::Job> submitFor(
    const Call &call, Context &context, const QString &address, jobs::Jobs::Request request);
/// The job that the path names first; nothing too when it is another account's.
[[nodiscard]] std::optional<jobs::Job> jobOf(const Call &call, const Context &context);
/// Cancels a job that has not finished: 200 with the job when it waited, else 202. Blocks on the
/// disk.
[[nodiscard]] Outcome cancelJob(Context &context, const QString &id);
/// 202 with the job and its Location.
[[nodiscard]] net::Response jobAccepted(const jobs::Job &job);

} // namespace digidig::rest
