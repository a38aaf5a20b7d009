// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <vector>

namespace digidig::auth {

/// One secret by which an account is entered.
struct Credential {
    QString id = {}; ///< Of an app password; empty: the account's own password.
    QString selector = {}; ///< Of an app password; see NewAppPassword.
    QByteArray hash = {}; ///< argon2id.
};

struct Login {
    core::AccountId account;
    QString address; ///< As the account spells it.
    bool disabled = false;
    std::vector<Credential> credentials;
};

/// What verifying passwords needs to know of accounts. Thread-safe.
class CredentialStore {
public:
    virtual ~CredentialStore() = default;

    /// The account whose own address @p address is, however it is spelt; NotFound when there is
    /// none. Blocks on the disk.
    [[nodiscard]] virtual core::Result<Login> login(const QString &address) = 0;
    /// Remembers when an app password was last used, to the minute; later, and perhaps not at all
    /// when the disk is full. Does not block.
    virtual void credentialUsed(const QString &id, qint64 atMs) = 0;
};

/// Who a password has proven.
struct Entered {
    core::AccountId account;
    QString address;
    QString credential; ///< The app password's id; empty: the account's own password.
};

/// Verifies @p password for @p address, against app passwords and the account's own. Unauthorized
/// when it is wrong or there is no such account, which takes as long; Forbidden
/// (`account_disabled`) when it is right, but the account is disabled. Costs tens of milliseconds
/// and blocks on the disk: call it on a worker.
[[nodiscard]] core::Result<Entered> verifyLogin(
    CredentialStore &store, const QString &address, const QByteArray &password);

/// A password for one program: random, in groups that can be read and typed.
struct NewAppPassword {
    QByteArray password; ///< `k7mf-2xqa-…`; shown once, never kept.
    QString selector; ///< Its first group, kept in clear: so one hash is computed, not one for each
                      ///< app password.
    QByteArray hash; ///< Of canonicalAppPassword().
};
/// Unavailable when there is not enough memory to hash it.
[[nodiscard]] core::Result<NewAppPassword> makeAppPassword();

/// An app password as it is hashed, however it was typed: lower case, without spaces and dashes.
/// Empty when @p typed cannot be one.
[[nodiscard]] QByteArray canonicalAppPassword(const QByteArray &typed);

} // namespace digidig::auth
