// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/ids.h"
#include "core/language.h"

#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <array>
#include <optional>

namespace digidig::jobs {

enum class State { Queued, Running, Done, Failed, Cancelled };

inline constexpr std::array AllStates{
    State::Queued, State::Running, State::Done, State::Failed, State::Cancelled};

/// `queued`, `running` and so on.
[[nodiscard]] QString stateName(State state);
[[nodiscard]] std::optional<State> stateNamed(QStringView name);

struct Progress {
    qint64 done = 0;
    qint64 total = 0; ///< 0: not known.
    QString unit; ///< What is counted, in the plural: `messages`.

    bool operator==(const Progress &) const = default;
};

/// A piece of work that outlasts the request that asked for it, and the process too.
struct Job {
    QString id; ///< UUID; sorts by when it was made.
    QString kind;
    State state = State::Queued;
    Progress progress;
    qint64 createdMs = 0; ///< Unix, as all times.
    qint64 startedMs = 0; ///< 0: not yet.
    qint64 finishedMs = 0; ///< 0: not yet.
    QString who; ///< Who asked for it, as in the audit log.
    std::optional<core::AccountId> account; ///< Whose it is; nothing: the administrator's.
    QString accountAddress; ///< Its address, when it has an account.
    bool czech = core::isCzech(); ///< The language of whoever asked for it; in it it fails.
    bool cancelling = false; ///< It is to stop at its next step.
    QJsonObject result; ///< Of one that is done.
    std::optional<core::Error> error; ///< Of one that failed.

    [[nodiscard]] bool isFinished() const
    {
        return state != State::Queued && state != State::Running;
    }
};

/// All of @p job as it is kept.
[[nodiscard]] QJsonObject toRecord(const Job &job);
/// What is missing or wrong in @p record is as of a new job.
[[nodiscard]] Job fromRecord(const QString &id, const QJsonObject &record);

} // namespace digidig::jobs
