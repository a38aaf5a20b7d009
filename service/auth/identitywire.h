// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/identitystate.h"

#include <optional>

/// How the calls of Identity look on the wire.
namespace digidig::auth::wire {

/// One HTTP request, in whichever form.
struct Request {
    QByteArray verb;
    QByteArray path; ///< Below `/api` in the deployed form.
    QByteArray token = {}; ///< Of the Authorization field; empty: none.
    QByteArray content = {};
};

[[nodiscard]] Request verify(const QByteArray &token);
[[nodiscard]] Request login(const QString &address, const QByteArray &password);
[[nodiscard]] Request domains(const QByteArray &token);
/// What Identity refuses, in the form it has, without a look at its database.
[[nodiscard]] Request probe();

/// What the answers to these say; nothing when they make no sense.
[[nodiscard]] std::optional<IdentityUser> userOf(const QByteArray &answer);
[[nodiscard]] std::optional<QByteArray> accessTokenOf(const QByteArray &answer);
/// In lower case; from a list of names, or of objects with a `name` or `domain`, be it within an
/// object's `domains`.
[[nodiscard]] std::optional<QStringList> domainsOf(const QByteArray &answer);

} // namespace digidig::auth::wire
