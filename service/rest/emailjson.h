// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/email.h"
#include "core/result.h"
#include "mail/types.h"
#include "net/http.h"
#include "rest/call.h"

namespace digidig::rest {

struct Context;

/// The list form of a message.
[[nodiscard]] api::Email toApi(const mail::Message &message);

/// The list form of a message without its text, with the MAILBOXID of where it is.
[[nodiscard]] QJsonObject summaryJson(const mail::Message &message);

/// The strong validator of a message's state: changes with every flag change and move.
[[nodiscard]] QByteArray etagOf(const mail::Message &message);

/// The MODSEQ that an If-Match field demands of the message that the path names: nothing without the
/// field; see demanded(). Blocks on the disk.
[[nodiscard]] core::Result<std::optional<core::ModSeq>> demandedState(
    const Call &call, Context &context);

/// Flags from a JSON array of names; an Error naming @p field otherwise.
[[nodiscard]] core::Result<mail::Flags> flagsFrom(const QJsonValue &value, const QString &field);

/// A change of flags from `{"set", "add", "remove"}`; Invalid naming `flags` or the member that is
/// wrong.
[[nodiscard]] core::Result<mail::FlagChange> flagChangeFrom(const QJsonValue &value);

/// Names of a comma-separated query item, without empty ones.
[[nodiscard]] QStringList listed(const QString &text);

} // namespace digidig::rest
