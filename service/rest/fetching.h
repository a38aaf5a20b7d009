// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/context.h"

namespace digidig::rest {

/// Takes new mail for @p address (normalised), or for everybody when empty, from wherever it is to
/// be had: the drop folder, and the Storage service, there @p whole from beginning to end. Blocks
/// until it is durable, or @p progress says to end.
[[nodiscard]] core::Result<mail::Fetched> fetchMail(Context &context, const QString &address,
    bool whole, const mail::DropFolder::Progress &progress = {});

/// How things stand with Storage, for statistics and events; see RemoteState.
[[nodiscard]] QJsonObject storageFacts(const mail::RemoteState &state);
/// Messages newly stored by fetchMail() since the start, by schedule too.
[[nodiscard]] qint64 fetchedInAll(const Context &context);

} // namespace digidig::rest
