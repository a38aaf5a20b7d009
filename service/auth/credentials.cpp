// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/credentials.h"

#include "auth/passwords.h"
#include "core/clock.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRandomGenerator>

#include <algorithm>

namespace digidig::auth {

namespace {

/// Without what is easily taken for another: 32 characters, 5 bits each. The groups after the
/// selector have 80 bits.
constexpr QByteArrayView Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
static_assert(Alphabet.size() == 32);
constexpr qsizetype Group = 4;
constexpr qsizetype Groups = 5;

/// What a password is held against where there is nothing else, so that time does not tell.
const QByteArray &decoy()
{
    static const QByteArray hash = [] {
        const auto made = hashPassword("nobody has this password");
        return made ? *made : QByteArray();
    }();
    return hash;
}

} // namespace

QByteArray canonicalAppPassword(const QByteArray &typed)
{
    if (typed.size() > 2 * Group * Groups)
        return {};
    QByteArray canonical = typed.toLower();
    canonical.removeIf([](char c) { return c == '-' || c == ' '; });
    const bool possible = canonical.size() == Group * Groups
        && std::all_of(
            canonical.begin(), canonical.end(), [](char c) { return Alphabet.contains(c); });
    return possible ? canonical : QByteArray();
}

core::Result<NewAppPassword> makeAppPassword()
{
    NewAppPassword made;
    QByteArray canonical;
    for (qsizetype i = 0; i < Group * Groups; ++i) {
        if (i > 0 && i % Group == 0)
            made.password += '-';
        canonical += Alphabet[qsizetype(QRandomGenerator::system()->generate() % 32)];
        made.password += canonical.back();
    }
    const auto hash = hashPassword(canonical);
    if (!hash)
        return hash.error();
    made.hash = *hash;
    made.selector = QString::fromLatin1(canonical.left(Group));
    return made;
}

core::Result<Entered> verifyLogin(
    CredentialStore &store, const QString &address, const QByteArray &password)
{
    const auto login = store.login(address);
    if (!login && login.error().errc != core::Errc::NotFound)
        return login.error();
    static const std::vector<Credential> none;
    const std::vector<Credential> &credentials = login ? login->credentials : none;
    const QByteArray canonical = canonicalAppPassword(password);
    const auto selector = QString::fromLatin1(canonical.left(Group));
    bool compared = false;
    const Credential *entered = nullptr;
    for (const Credential &credential : credentials) {
        const bool own = credential.id.isEmpty();
        if (!own && (canonical.isEmpty() || credential.selector != selector))
            continue;
        compared = true;
        if (verifyPassword(credential.hash, own ? password : canonical)) {
            entered = &credential;
            break;
        }
    }
    if (!compared)
        (void)verifyPassword(decoy(), password);
    if (!entered) {
        return core::Error{core::Errc::Unauthorized,
            QCoreApplication::translate("auth", "the credential is not valid"), {}, {}};
    }
    if (login->disabled) {
        return core::Error{core::Errc::Forbidden,
            QCoreApplication::translate("auth", "the account is disabled"), {}, "account_disabled"};
    }
    if (!entered->id.isEmpty())
        store.credentialUsed(entered->id, core::nowMs());
    return Entered{login->account, login->address, entered->id};
}

} // namespace digidig::auth
