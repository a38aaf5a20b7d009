// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace digidig::api {

/// A piece of work that outlasts its request, as `/api/jobs` has it. Times are Unix milliseconds;
/// 0: not yet, and null in JSON.
struct Job {
    QString id;
    QString kind;
    QString state; ///< `queued`, `running`, `done`, `failed` or `cancelled`.
    qint64 done = 0;
    qint64 total = 0; ///< 0: not known, and null in JSON.
    QString unit; ///< What `done` and `total` count.
    qint64 createdMs = 0;
    qint64 startedMs = 0;
    qint64 finishedMs = 0;
    QString who;
    QString account; ///< The address of whose it is; empty: the administrator's.
    bool cancelling = false; ///< It stops at its next step.
    QJsonObject result; ///< Of one that is done; empty: null in JSON.
    QJsonObject error; ///< Of one that failed, a problem object; empty: null in JSON.

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static Job fromJson(const QJsonObject &object);
};

} // namespace digidig::api
