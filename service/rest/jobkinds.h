// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"
#include "net/http.h"
#include "rest/context.h"

#include <QtCore/QJsonObject>

namespace digidig::rest {

/// Tells the jobs of @p context what routes may ask them for; before Jobs::start().
void addJobKinds(Context &context);

/// As `/api/jobs` shows it.
[[nodiscard]] QJsonObject toJson(const jobs::Job &job);
/// The same as an event, `type: job`.
[[nodiscard]] QJsonObject jobEvent(const jobs::Job &job);
/// 202 with the job and its Location.
[[nodiscard]] net::Response jobAccepted(const jobs::Job &job);

} // namespace digidig::rest
