// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace digidig::auth {

/// Which API Identity speaks.
enum class IdentityForm {
    Unknown, ///< It has not answered so far.
    Documented, ///< `/verify`, as its README says.
    Deployed, ///< `/api/verify`, as its containers answer.
};

/// `unknown`, `documented` or `deployed`.
[[nodiscard]] QByteArray slug(IdentityForm form);

/// Who somebody is, as Identity has it.
struct IdentityUser {
    QString username; ///< As a rule the local part of the address alone.
    QStringList roles;
};

/// How things stand with Identity; times are Unix time in milliseconds, counts since the start.
struct IdentityState {
    IdentityForm form = IdentityForm::Unknown;
    bool reachable = true; ///< False: nothing is asked until a probe succeeds.
    qint64 sinceMs = 0; ///< Since when it is as `reachable` says.
    QString lastError; ///< For people who administer; empty when there was none.
    qint64 lastErrorMs = 0;
    qint64 lastSuccessMs = 0;
    int inFlight = 0;
    int queued = 0;
    qint64 requests = 0; ///< Sent over HTTP, probes included.
    qint64 failures = 0; ///< Connection errors, time-outs, 5xx, answers that make no sense.
    qint64 refused = 0; ///< Questions refused while it was not reachable, or with the queue full.
};

} // namespace digidig::auth
