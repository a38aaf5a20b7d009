// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace digidig::storageclient {

/// Which API Storage speaks.
enum class Form {
    Unknown, ///< Not asked yet, or it has not answered so far.
    Documented, ///< `/emails`, as its README says.
    Deployed, ///< `/api/emails`, as its containers answer.
};

/// `unknown`, `documented` or `deployed`.
[[nodiscard]] QByteArray slug(Form form);

/// How things stand with Storage; times are Unix time in milliseconds, counts since the start.
struct State {
    Form form = Form::Unknown;
    bool reachable = true; ///< False: calls fail at once, until a probe succeeds.
    qint64 sinceMs = 0; ///< Since when it is as `form` and `reachable` say.
    qint64 nextProbeMs = 0; ///< While not reachable.
    QString lastError; ///< For people who administer; empty when there was none.
    qint64 lastErrorMs = 0;
    qint64 lastSuccessMs = 0;
    int poolSize = 0;
    int inFlight = 0; ///< Requests sent and not yet answered.
    int queued = 0; ///< Calls that wait for a connection.
    qint64 requests = 0; ///< Sent over HTTP, probes and repeats included.
    qint64 failures = 0; ///< Connection errors, time-outs, 5xx, answers that make no sense.
    qint64 timeouts = 0; ///< Those of them that were time-outs.
    qint64 refused = 0; ///< Calls refused while it was not reachable, or with the queue full.
};

} // namespace digidig::storageclient
