// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/scramverifier.h"
#include "core/ids.h"
#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>
#include <vector>

namespace digidig::auth {

class Identity;
class LoginMemory;

/// One secret by which an account is entered.
struct Credential {
    QString id = {}; ///< Of an app password; empty: the account's own password.
    QString selector = {}; ///< Of an app password; see NewAppPassword.
    QByteArray hash = {}; ///< argon2id.
    ScramVerifier scram = {}; ///< Not whole: SCRAM cannot prove it.
};

struct Login {
    core::AccountId account;
    QString address; ///< As the account spells it.
    bool disabled = false;
    std::vector<Credential> credentials;
};

/// What a login has shown to be kept otherwise than it should; members that are not set stay.
struct CredentialRenewal {
    core::AccountId account;
    QString id = {}; ///< Of an app password; empty: the account's own.
    QByteArray hash = {}; ///< By which it was verified: when it is another by now, nothing is done.
    std::optional<QByteArray> newHash = {};
    std::optional<ScramVerifier> scram = {}; ///< Not whole: it is removed.
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
    /// Keeps the same password in another way; later, and perhaps not at all. Does not block.
    virtual void renewCredential(const CredentialRenewal &renewal) = 0;
};

/// Who a password has proven.
struct Entered {
    core::AccountId account;
    QString address;
    QString credential; ///< The app password's id; empty: the account's own password.
};

/// Makes what wrong logins are held against where there is no such account, so that not even the
/// first one takes longer. Costs a hash.
void prepareLogins();

/// Verifies @p password for @p address, against app passwords and the account's own. Unauthorized
/// when it is wrong or there is no such account, which takes as long; Forbidden
/// (`account_disabled`) when it is right, but the account is disabled. Costs tens of milliseconds
/// and blocks on the disk: call it on a worker. What is right goes into @p memory; null: nowhere.
/// A hash of older parameters is made anew then; so is what SCRAM needs, of the account's own
/// password when @p ownScram says that it is wanted (and else it is removed).
[[nodiscard]] core::Result<Entered> verifyLogin(CredentialStore &store, const QString &address,
    const QByteArray &password, LoginMemory *memory = nullptr, bool ownScram = false);

/// The same where the platform's users come in as well: a password that is none of the account's
/// own here is asked for at @p identity, which takes no worker; it lets in the account at @p
/// address when that is the one account which Identity's user has here. Unavailable
/// (`identity_unavailable`) when Identity does not answer and has not confirmed the same lately. @p
/// done runs within the call, or on a thread of @p identity, and must not block.
void verifyLogin(CredentialStore &store, Identity &identity, const QString &address,
    const QByteArray &password, core::Completion<Entered> done, LoginMemory *memory = nullptr,
    bool ownScram = false);

/// The outcome of verifyLogin() when @p memory knows the password, which costs no hash; else
/// nothing. Blocks on the disk.
[[nodiscard]] std::optional<core::Result<Entered>> rememberedLogin(CredentialStore &store,
    const LoginMemory &memory, const QString &address, const QByteArray &password);

/// Lets in whose @p credential of @p login was shown to be right, and notes the use.
[[nodiscard]] core::Result<Entered> enter(
    CredentialStore &store, const Login &login, const Credential &credential);

/// A password for one program: random, in groups that can be read and typed.
struct NewAppPassword {
    QByteArray password; ///< `k7mf-2xqa-…`; shown once, never kept.
    QString selector; ///< Its first group, kept in clear: so one hash is computed, not one for each
                      ///< app password.
    QByteArray hash; ///< Of canonicalAppPassword().
    ScramVerifier scram; ///< Of the password as it is shown.
};
/// Unavailable when there is not enough memory to hash it.
[[nodiscard]] core::Result<NewAppPassword> makeAppPassword();

/// An app password as it is hashed, however it was typed: lower case, without spaces and dashes.
/// Empty when @p typed cannot be one.
[[nodiscard]] QByteArray canonicalAppPassword(const QByteArray &typed);
/// Whether @p text has the form of NewAppPassword::selector.
[[nodiscard]] bool isAppPasswordSelector(QStringView text);

} // namespace digidig::auth
