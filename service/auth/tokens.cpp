// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/tokens.h"

#include "core/base64url.h"
#include "core/clock.h"
#include "core/text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtCore/QRandomGenerator>

#include <algorithm>
#include <array>
#include <atomic>

namespace digidig::auth {

namespace {

const QString TokenKind = QStringLiteral("token");
/// The configured administrator token goes by this name in logs.
constexpr QStringView Reserved = u"admin";

QString roleName(Role role)
{
    return role == Role::Admin ? QStringLiteral("admin")
        : role == Role::Reader ? QStringLiteral("read")
                               : QStringLiteral("account");
}

/// Anonymous when @p name is none: no token is for that.
Role roleNamed(const QString &name)
{
    return name == u"admin"  ? Role::Admin
        : name == u"read"    ? Role::Reader
        : name == u"account" ? Role::Account
                             : Role::Anonymous;
}

core::Error invalid(const QString &field, const QString &message)
{
    return {core::Errc::Invalid, message, {}, "validation_failed", field};
}

} // namespace

struct Tokens::Entry {
    Token token;
    QByteArray hash;
    std::atomic<qint64> usedMs = 0;
    qint64 savedUseMs = 0; ///< Guarded by m_changing.

    [[nodiscard]] Token seen() const
    {
        Token copy = token;
        copy.lastUsedMs = usedMs.load(std::memory_order_relaxed);
        return copy;
    }
    [[nodiscard]] core::Record record(qint64 used) const
    {
        QJsonObject value{
            {QStringLiteral("hash"), QString::fromLatin1(hash.toHex())},
            {QStringLiteral("name"), token.name},
            {QStringLiteral("scope"), roleName(token.role)},
            {QStringLiteral("made_by"), token.madeBy},
            {QStringLiteral("created"), token.createdMs},
            {QStringLiteral("used"), used},
        };
        if (token.role == Role::Account) {
            value.insert(QStringLiteral("account"), token.account.value);
            value.insert(QStringLiteral("account_id"), token.accountPublicId);
            value.insert(QStringLiteral("address"), token.address);
        }
        if (token.expiresMs)
            value.insert(QStringLiteral("expires"), *token.expiresMs);
        return {token.id, value};
    }
    static std::shared_ptr<Entry> from(const core::Record &record)
    {
        const QJsonObject &value = record.value;
        auto entry = std::make_shared<Entry>();
        Token &token = entry->token;
        token.id = record.id;
        token.name = value.value(u"name").toString();
        token.role = roleNamed(value.value(u"scope").toString());
        token.account = {value.value(u"account").toInteger()};
        token.accountPublicId = value.value(u"account_id").toString();
        token.address = value.value(u"address").toString();
        token.madeBy = value.value(u"made_by").toString();
        token.createdMs = value.value(u"created").toInteger();
        if (const QJsonValue expires = value.value(u"expires"); !expires.isUndefined())
            token.expiresMs = expires.toInteger();
        entry->hash = QByteArray::fromHex(value.value(u"hash").toString().toLatin1());
        entry->usedMs = entry->savedUseMs = value.value(u"used").toInteger();
        const bool whole = token.role != Role::Anonymous
            && entry->hash.size() == QCryptographicHash::hashLength(QCryptographicHash::Sha256)
            && (token.role == Role::Account) == bool(token.account);
        return whole ? entry : nullptr;
    }
};

Tokens::Tokens(core::Records &records)
    : m_records(records)
{
}

Tokens::~Tokens() = default;

core::Result<void> Tokens::load()
{
    const std::lock_guard changing(m_changing);
    const auto kept = m_records.list(TokenKind, {{}, {}, int(MaxTokens), false});
    if (!kept)
        return kept.error();
    const std::lock_guard lock(m_mutex);
    for (const core::Record &record : *kept) {
        auto entry = Entry::from(record);
        if (!entry) {
            return core::Error{core::Errc::Corrupt,
                QCoreApplication::translate("auth", "the token %1 is damaged").arg(record.id), {},
                {}, {}};
        }
        m_byHash.insert(entry->hash, entry);
        m_entries.push_back(std::move(entry));
    }
    return {};
}

core::Result<void> Tokens::checked(const Token &wanted) const
{
    if (wanted.name.isEmpty() || wanted.name.size() > MaxName) {
        return invalid(QStringLiteral("name"),
            QCoreApplication::translate("auth", "must have 1 to %1 characters").arg(MaxName));
    }
    if (wanted.expiresMs && *wanted.expiresMs <= core::nowMs())
        return invalid(QStringLiteral("expires_at"),
            QCoreApplication::translate("auth", "must be in the future"));
    const std::lock_guard lock(m_mutex);
    if (qsizetype(m_entries.size()) >= MaxTokens) {
        return core::Error{core::Errc::LimitExceeded,
            QCoreApplication::translate("auth", "there are too many tokens"), {}, {}, {}};
    }
    const auto named = [&](const auto &entry) {
        return entry->token.name.compare(wanted.name, Qt::CaseInsensitive) == 0;
    };
    if (wanted.name.compare(Reserved, Qt::CaseInsensitive) == 0
        || std::any_of(m_entries.begin(), m_entries.end(), named)) {
        return core::Error{core::Errc::AlreadyExists,
            QCoreApplication::translate("auth", "there is a token of this name already"), {}, {},
            QStringLiteral("name")};
    }
    return {};
}

core::Result<Tokens::Made> Tokens::create(Token wanted)
{
    wanted.name = wanted.name.trimmed();
    const std::lock_guard changing(m_changing);
    if (const auto ok = checked(wanted); !ok)
        return ok.error();
    std::array<quint32, 8> random{}; // 256 bits
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    const QByteArray secret = Prefix.toByteArray()
        + QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random)
              .toBase64(core::Base64Url);
    auto entry = std::make_shared<Entry>();
    entry->token = std::move(wanted);
    entry->token.id = core::newUuid();
    entry->token.createdMs = core::nowMs();
    entry->token.lastUsedMs = 0;
    entry->hash = tokenDigest(secret);
    if (const auto kept = m_records.put(TokenKind, entry->record(0)); !kept)
        return kept.error();
    const std::lock_guard lock(m_mutex);
    m_byHash.insert(entry->hash, entry);
    m_entries.push_back(entry);
    if (entry->token.account && !m_usable.contains(entry->token.account))
        m_usable.insert(entry->token.account, true);
    return Made{entry->token, secret};
}

core::Result<void> Tokens::revoke(const QString &id)
{
    const std::lock_guard changing(m_changing);
    const auto isIt = [&](const auto &entry) { return entry->token.id == id; };
    {
        const std::lock_guard lock(m_mutex);
        const auto found = std::find_if(m_entries.begin(), m_entries.end(), isIt);
        if (found == m_entries.end()) {
            return core::Error{core::Errc::NotFound,
                QCoreApplication::translate("auth", "there is no such token"), {},
                "token_not_found", {}};
        }
        m_byHash.remove((*found)->hash);
    }
    // When the disk fails, the token is dead and listed still, so that the caller can try again.
    if (const auto removed = m_records.remove(TokenKind, id); !removed)
        return removed.error();
    const std::lock_guard lock(m_mutex);
    m_entries.erase(std::find_if(m_entries.begin(), m_entries.end(), isIt));
    return {};
}

std::vector<Token> Tokens::list() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Token> all;
    all.reserve(m_entries.size());
    for (const auto &entry : m_entries)
        all.push_back(entry->seen());
    return all;
}

std::optional<Token> Tokens::find(const QString &id) const
{
    const std::lock_guard lock(m_mutex);
    for (const auto &entry : m_entries) {
        if (entry->token.id == id)
            return entry->seen();
    }
    return std::nullopt;
}

bool Tokens::haveAccounts() const
{
    const std::lock_guard lock(m_mutex);
    return std::any_of(m_entries.begin(), m_entries.end(),
        [](const auto &entry) { return bool(entry->token.account); });
}

std::optional<Principal> Tokens::principal(QByteArrayView secret) const
{
    if (!secret.startsWith(Prefix))
        return std::nullopt;
    // What the look-up's time could tell of a hash tells nothing of the secret.
    const QByteArray hash = tokenDigest(secret);
    const qint64 now = core::nowMs();
    const std::lock_guard lock(m_mutex);
    const auto found = m_byHash.constFind(hash);
    if (found == m_byHash.constEnd())
        return std::nullopt;
    Entry &entry = **found;
    const Token &token = entry.token;
    if (token.expiresMs && *token.expiresMs <= now)
        return std::nullopt;
    if (token.role == Role::Account && !m_usable.value(token.account, false))
        return std::nullopt;
    entry.usedMs.store(now, std::memory_order_relaxed);
    return Principal{
        token.role, QStringLiteral("token:") + token.name, token.account, token.accountPublicId};
}

core::Result<void> Tokens::keepAccounts(QHash<core::AccountId, bool> usable, qint64 asOfMs)
{
    QStringList orphans;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &entry : m_entries) {
            const Token &token = entry->token;
            if (!token.account || usable.contains(token.account))
                continue;
            if (token.createdMs < asOfMs)
                orphans += token.id;
            else
                usable.insert(token.account, true); // Made since, as is its account perhaps.
        }
        m_usable = std::move(usable);
    }
    for (const QString &id : std::as_const(orphans)) {
        const auto revoked = revoke(id);
        if (!revoked && revoked.error().errc != core::Errc::NotFound)
            return revoked;
    }
    return {};
}

core::Result<void> Tokens::saveUses()
{
    const std::lock_guard changing(m_changing);
    std::vector<core::Record> news;
    std::vector<std::pair<std::shared_ptr<Entry>, qint64>> saved;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &entry : m_entries) {
            const qint64 used = entry->usedMs.load(std::memory_order_relaxed);
            if (used == entry->savedUseMs || !m_byHash.contains(entry->hash))
                continue;
            news.push_back(entry->record(used));
            saved.emplace_back(entry, used);
        }
    }
    if (news.empty())
        return {};
    if (const auto kept = m_records.put(TokenKind, news); !kept)
        return kept;
    for (const auto &[entry, used] : saved)
        entry->savedUseMs = used;
    return {};
}

} // namespace digidig::auth
