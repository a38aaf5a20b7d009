// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/gate.h"
#include "core/records.h"

#include <QtCore/QHash>

#include <memory>
#include <mutex>
#include <vector>

namespace digidig::auth {

/// A bearer token without its secret.
struct Token {
    QString id; ///< UUID.
    QString name; ///< Unique without case.
    Role role = Role::Reader; ///< Account, Reader or Admin.
    core::AccountId account = {}; ///< Of Role::Account.
    QString accountPublicId = {};
    QString address = {}; ///< That account's, as it was when the token was made.
    QString madeBy = {};
    qint64 createdMs = 0;
    std::optional<qint64> expiresMs = {};
    qint64 lastUsedMs = 0; ///< 0: never.
};

/// The API tokens. All of them are held in memory, so that the HTTP thread finds one without the
/// disk; they are kept as SHA-256, which 256 random bits need no salt for. Thread-safe.
class Tokens {
public:
    static constexpr qsizetype MaxTokens = 10'000;
    static constexpr qsizetype MaxName = 200;
    /// How every secret begins, so that people and scanners of leaked secrets know one when they
    /// see it.
    static constexpr QByteArrayView Prefix = "digidig_";

    /// @p records outlives this.
    explicit Tokens(core::Records &records);
    ~Tokens();
    Tokens(const Tokens &) = delete;
    Tokens &operator=(const Tokens &) = delete;

    /// Reads what is kept. Blocks on the disk; once, before the first request.
    [[nodiscard]] core::Result<void> load();

    struct Made {
        Token token;
        QByteArray secret; ///< Known here and nowhere else.
    };
    /// Makes a token of @p wanted's name, role, account and end. Invalid (`name`, `expires_at`),
    /// AlreadyExists for a name that is taken, LimitExceeded. Blocks on the disk: it is durable
    /// when it is given.
    [[nodiscard]] core::Result<Made> create(Token wanted);
    /// Dead at once, and gone from the disk when this returns without an error. NotFound. Blocks on
    /// the disk.
    [[nodiscard]] core::Result<void> revoke(const QString &id);

    /// Oldest first. Memory only, like find() and principal().
    [[nodiscard]] std::vector<Token> list() const;
    [[nodiscard]] std::optional<Token> find(const QString &id) const;
    /// Whether there is a token of a single account.
    [[nodiscard]] bool haveAccounts() const;
    /// Whose @p secret is; nothing when there is none such, or no longer. Notes the use.
    [[nodiscard]] std::optional<Principal> principal(QByteArrayView secret) const;

    /// Tells which accounts there were at @p asOfMs, and whether each may be used. Tokens of the
    /// others that are older are dead at once and removed; those of accounts that may not be used
    /// are refused until they may. Blocks on the disk.
    [[nodiscard]] core::Result<void> keepAccounts(
        QHash<core::AccountId, bool> usable, qint64 asOfMs);
    /// Writes down when tokens were used, as far as that is news. Blocks on the disk.
    [[nodiscard]] core::Result<void> saveUses();

private:
    struct Entry;

    [[nodiscard]] core::Result<void> checked(const Token &wanted) const;

    core::Records &m_records;
    std::mutex m_changing; ///< One change at a time; held across the disk.
    mutable std::mutex m_mutex; ///< Guards what follows; never held across the disk.
    std::vector<std::shared_ptr<Entry>> m_entries;
    QHash<QByteArray, std::shared_ptr<Entry>> m_byHash;
    QHash<core::AccountId, bool> m_usable; ///< As last told.
};

} // namespace digidig::auth
