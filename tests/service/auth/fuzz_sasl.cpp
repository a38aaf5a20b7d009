// SPDX-License-Identifier: GPL-3.0-or-later
// What clients say in AUTHENTICATE, in every mechanism: whatever it is, nobody is let in who does not
// know the password, and what is read is within its bounds.
#include "auth/saslexternal.h"
#include "auth/saslname.h"
#include "auth/sasloauth.h"
#include "auth/saslplain.h"
#include "auth/saslprep.h"
#include "auth/saslscram.h"
#include "auth/username.h"

#include <cstdint>
#include <cstdlib>

using namespace digidig;

namespace {

using Fault = auth::ScramExchange::Fault;

void demand(bool holds)
{
    if (!holds)
        abort();
}

void scram(const QByteArray &first, const QByteArray &last, bool plus)
{
    static const auth::ScramVerifier verifier =
        auth::decoyVerifier("fuzzing", QStringLiteral("nobody"));
    auth::ScramExchange exchange(
        {.plus = plus, .offered = plus, .binding = plus ? QByteArray(32, 'x') : QByteArray(), .serverNonce = "s"});
    if (exchange.begin(first) == Fault::None) {
        demand(!exchange.user().isEmpty() && auth::isUtf8(exchange.user()));
        demand(exchange.challenge(verifier).size() < 2000);
    }
    demand(exchange.finish(last) != Fault::None);
    demand(exchange.serverFinal().isEmpty());
}

void oauth(const std::optional<auth::OAuthMessage> &read)
{
    demand(!read || (!read->token.isEmpty() && read->token.size() <= 12 * 1024));
    demand(!read || auth::isUtf8(read->authzid));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const qsizetype half = bytes.indexOf('\n');
    const QByteArray first = half < 0 ? bytes : bytes.first(half);
    const QByteArray last = half < 0 ? bytes : bytes.sliced(half + 1);
    scram(first, last, false);
    scram(first, last, true);
    scram("n,,n=user,r=c", last, false);
    scram("p=tls-exporter,,n=user,r=c", last, true);
    scram("n,," + first, "c=biws,r=cs," + last, false);
    oauth(auth::readOAuthBearer(bytes));
    oauth(auth::readOAuthBearer("n,,\x01" + bytes));
    oauth(auth::readXOAuth2(bytes));
    if (const auto plain = auth::readPlain(bytes))
        demand(!plain->user.isEmpty() && !plain->password.isEmpty());
    if (const auto prepared = auth::saslPrepared(bytes))
        demand(auth::isUtf8(*prepared));
    const auto verifier = auth::ScramVerifier::fromText(bytes);
    demand(!verifier.isWhole() || auth::ScramVerifier::fromText(verifier.toText()).isWhole());
    (void)auth::splitUserName(QString::fromUtf8(bytes));
    for (const QString &address : auth::certificateAddresses(
             bytes, {QStringLiteral("email"), QStringLiteral("cn")}))
        demand(address.count(u'@') == 1 && address.size() <= 320);
    return 0;
}
