// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/scramlogin.h"

#include "auth/autherrors.h"

namespace digidig::auth {

core::Result<ScramSubject> scramSubject(
    CredentialStore &store, const UserName &name, bool own, const QByteArray &secret)
{
    ScramSubject subject{decoyVerifier(secret, name.address + u'/' + name.selector)};
    const auto login = store.login(name.address);
    if (!login)
        return login.error().errc == core::Errc::NotFound
            ? core::Result<ScramSubject>(std::move(subject))
            : core::Result<ScramSubject>(login.error());
    for (const Credential &credential : login->credentials) {
        const bool isNamed = credential.id.isEmpty()
            ? own && name.selector.isEmpty()
            : !name.selector.isEmpty() && credential.selector == name.selector;
        if (!isNamed || !credential.scram.isWhole())
            continue;
        subject.verifier = credential.scram;
        subject.login = *login;
        subject.credential = credential;
        break;
    }
    return subject;
}

core::Result<Entered> enterByScram(CredentialStore &store, const ScramSubject &subject)
{
    if (!subject.login)
        return errors::wrongCredential();
    return enter(store, *subject.login, subject.credential);
}

} // namespace digidig::auth
