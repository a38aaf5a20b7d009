// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"
#include "auth/username.h"

#include <optional>

namespace digidig::auth {

/// What one SCRAM login is about.
struct ScramSubject {
    ScramVerifier verifier; ///< A decoy's where there is nobody.
    std::optional<Login> login = {}; ///< Nothing: whatever is proven, nobody is let in.
    Credential credential = {};
};

/// Finds what @p name (its address normalised) is to prove: the app password that it names, or the
/// account's own password where @p own says that those are kept for SCRAM. Errors are the disk's
/// alone: unknown names get a decoy made with @p secret. Blocks on the disk.
[[nodiscard]] core::Result<ScramSubject> scramSubject(
    CredentialStore &store, const UserName &name, bool own, const QByteArray &secret);

/// Lets in who has proven @p subject; as verifyLogin().
[[nodiscard]] core::Result<Entered> enterByScram(
    CredentialStore &store, const ScramSubject &subject);

} // namespace digidig::auth
