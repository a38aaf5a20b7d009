// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "mail/remote.h"
#include "store/remoterows.h"
#include "store/writer.h"

namespace digidig::store {

// What is written of the documents of Storage, inside a transaction of the writer's.

/// What has to be done for a row of `remote`, as things stand.
enum class Need {
    Nothing,
    Store, ///< Or, where the message is gone: look whether it was stored.
    SetRead,
    Remove,
    Rebind, ///< The message is gone, but the account has a copy of it, which takes its place.
    Restart, ///< The message came back after its document had gone.
    Drop, ///< The message is gone for good, and Storage never got it.
};
[[nodiscard]] Need needOf(Connection &db, const RemoteRow &row);

/// Those of @p append's targets that have no message of its document yet. When the document is one
/// that was stored from here it becomes known as that, and there is nobody.
[[nodiscard]] std::vector<mail::AppendTarget> withoutCopy(Work &work, const mail::Append &append);
/// Notes that @p message is made of the document of @p append, or is to become one.
void noteCopy(Work &work, const mail::Append &append, const mail::AppendTarget &target,
    const MessageRow &message);

[[nodiscard]] qint64 runObserve(Work &work, const std::vector<mail::RemoteListed> &news);
[[nodiscard]] qint64 runVanish(Work &work, const QStringList &documents);
void runSettle(Work &work, const mail::RemoteSettlement &settlement);
void runHurry(Work &work);

} // namespace digidig::store
