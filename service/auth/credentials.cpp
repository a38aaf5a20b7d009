// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/credentials.h"

#include "auth/autherrors.h"
#include "auth/identity.h"
#include "auth/loginmemory.h"
#include "auth/passwords.h"
#include "core/clock.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRandomGenerator>

#include <algorithm>
#include <utility>

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

/// A credential that @p password may be, and the password as that is hashed; they are few, and
/// none is tried in vain.
struct Candidate {
    const Credential *credential;
    QByteArray password;
};

std::vector<Candidate> candidates(const Login &login, const QByteArray &password)
{
    std::vector<Candidate> found;
    const QByteArray canonical = canonicalAppPassword(password);
    const auto selector = QString::fromLatin1(canonical.left(Group));
    for (const Credential &credential : login.credentials) {
        const bool own = credential.id.isEmpty();
        if (own)
            found.push_back({&credential, password});
        else if (!canonical.isEmpty() && credential.selector == selector)
            found.push_back({&credential, canonical});
    }
    return found;
}

/// An app password as it is shown: in groups.
QByteArray shownAppPassword(const QByteArray &canonical)
{
    QByteArray shown = canonical;
    for (qsizetype i = Group * (Groups - 1); i > 0; i -= Group)
        shown.insert(i, '-');
    return shown;
}

/// Has the store keep @p right, a password that was just verified, as it is kept today.
void renew(CredentialStore &store, const Login &login, const Candidate &right, bool ownScram)
{
    const Credential &credential = *right.credential;
    CredentialRenewal renewal{login.account, credential.id, credential.hash};
    if (passwordNeedsRehash(credential.hash)) {
        if (const auto hash = hashPassword(right.password))
            renewal.newHash = *hash;
    }
    const bool isOwn = credential.id.isEmpty();
    const bool wanted = !isOwn || ownScram;
    if (wanted && !credential.scram.isWhole()) {
        // A password that SASL does not allow has none.
        const auto made =
            makeScramVerifier(isOwn ? right.password : shownAppPassword(right.password));
        if (made)
            renewal.scram = *made;
    } else if (!wanted && credential.scram.isWhole()) {
        renewal.scram = ScramVerifier();
    }
    if (renewal.newHash || renewal.scram)
        store.renewCredential(renewal);
}

/// verifyLogin() once the store has answered.
core::Result<Entered> verifyOwn(CredentialStore &store, const core::Result<Login> &login,
    const QByteArray &password, LoginMemory *memory, bool ownScram)
{
    if (!login && login.error().errc != core::Errc::NotFound)
        return login.error();
    const auto possible = login ? candidates(*login, password) : std::vector<Candidate>();
    for (const Candidate &candidate : possible) {
        if (verifyPassword(candidate.credential->hash, candidate.password)) {
            if (memory)
                memory->add(candidate.credential->hash, candidate.password);
            renew(store, *login, candidate, ownScram);
            return enter(store, *login, *candidate.credential);
        }
    }
    if (possible.empty())
        (void)verifyPassword(decoy(), password);
    return errors::wrongCredential();
}

/// Whom a password of Identity lets in.
core::Result<Entered> enterByIdentity(const core::Result<Login> &login, const Identity &identity,
    const core::Result<IdentityUser> &user)
{
    if (!user)
        return user.error();
    if (!login)
        return errors::wrongCredential();
    const auto account = identity.accounts().find(user->username);
    if (!account)
        return account.error();
    if (account->id != login->account)
        return errors::wrongCredential();
    if (login->disabled)
        return errors::accountDisabled();
    return Entered{login->account, login->address, {}};
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

bool isAppPasswordSelector(QStringView text)
{
    return text.size() == Group && std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.unicode() < 0x80 && Alphabet.contains(char(c.unicode()));
    });
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
    const auto scram = makeScramVerifier(made.password);
    if (!scram)
        return scram.error();
    made.scram = *scram;
    made.selector = QString::fromLatin1(canonical.left(Group));
    return made;
}

void prepareLogins()
{
    (void)decoy();
}

core::Result<Entered> enter(
    CredentialStore &store, const Login &login, const Credential &credential)
{
    if (login.disabled)
        return errors::accountDisabled();
    if (!credential.id.isEmpty())
        store.credentialUsed(credential.id, core::nowMs());
    return Entered{login.account, login.address, credential.id};
}

core::Result<Entered> verifyLogin(CredentialStore &store, const QString &address,
    const QByteArray &password, LoginMemory *memory, bool ownScram)
{
    return verifyOwn(store, store.login(address), password, memory, ownScram);
}

std::optional<core::Result<Entered>> rememberedLogin(CredentialStore &store,
    const LoginMemory &memory, const QString &address, const QByteArray &password)
{
    const auto login = store.login(address);
    if (!login)
        return std::nullopt;
    for (const Candidate &candidate : candidates(*login, password)) {
        if (memory.has(candidate.credential->hash, candidate.password))
            return enter(store, *login, *candidate.credential);
    }
    return std::nullopt;
}

void verifyLogin(CredentialStore &store, Identity &identity, const QString &address,
    const QByteArray &password, core::Completion<Entered> done, LoginMemory *memory, bool ownScram)
{
    const auto login = store.login(address);
    auto entered = verifyOwn(store, login, password, memory, ownScram);
    const bool isText = QString::fromUtf8(password).toUtf8() == password;
    if (entered || entered.error().errc != core::Errc::Unauthorized || password.isEmpty()
        || password.size() > MaxPasswordBytes || !isText)
        return done(std::move(entered));
    // Asked also where there is no account: how long it takes must not tell.
    identity.login(address, password,
        [login, &identity, done = std::move(done)](const core::Result<IdentityUser> &user) {
            done(enterByIdentity(login, identity, user));
        });
}

} // namespace digidig::auth
