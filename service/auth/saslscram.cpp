// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslscram.h"

#include "auth/saslname.h"
#include "core/text.h"

#include <sodium.h>

#include <QtCore/QCryptographicHash>

#include <algorithm>

namespace digidig::auth {

namespace {

constexpr qsizetype NonceBytes = 18;
constexpr qsizetype MaxNonce = 1024; ///< Of a client.

QByteArray randomNonce()
{
    QByteArray bytes(NonceBytes, Qt::Uninitialized);
    if (sodium_init() < 0)
        qFatal("libsodium does not start");
    randombytes_buf(bytes.data(), size_t(bytes.size()));
    return bytes.toBase64(); // 18 bytes need no padding, and base64 has no comma.
}

/// `printable` of RFC 5802 §7.
bool isPrintable(QByteArrayView text)
{
    return std::all_of(
        text.begin(), text.end(), [](char c) { return c >= 0x21 && c <= 0x7e && c != ','; });
}

/// The value of `NAME=…` up to the next comma, which @p in is moved behind; nothing when another
/// attribute comes. The last one leaves @p in empty.
std::optional<QByteArrayView> attribute(QByteArrayView &in, char name)
{
    if (in.size() < 2 || in[0] != name || in[1] != '=')
        return std::nullopt;
    const qsizetype comma = in.indexOf(',');
    const QByteArrayView value = comma < 0 ? in.sliced(2) : in.sliced(2, comma - 2);
    in = comma < 0 ? QByteArrayView() : in.sliced(comma + 1);
    return value;
}

std::optional<QByteArray> fromBase64(QByteArrayView text)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        text.toByteArray(), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || QByteArrayView(decoded.decoded.toBase64()) != text)
        return std::nullopt;
    return decoded.decoded;
}

/// `extensions` (RFC 5802 §7), which we need not understand: attributes of a letter each. `m=`
/// before the name is refused where it stands.
bool areExtensions(QByteArrayView in)
{
    while (!in.isEmpty()) {
        const char name = in[0];
        const bool letter = (name >= 'a' && name <= 'z') || (name >= 'A' && name <= 'Z');
        const auto value = letter ? attribute(in, name) : std::nullopt;
        if (!value || value->isEmpty() || value->contains('\0'))
            return false;
    }
    return true;
}

} // namespace

ScramExchange::ScramExchange(Options options)
    : m_options(std::move(options))
{
}

/// gs2-header (RFC 5801 §4), without its last comma: `n,a=jana`
ScramExchange::Fault ScramExchange::readGs2(QByteArrayView header)
{
    const qsizetype comma = header.indexOf(',');
    const QByteArrayView flag = header.first(comma);
    QByteArrayView authzid = header.sliced(comma + 1);
    if (!authzid.isEmpty()) {
        const auto value = attribute(authzid, 'a');
        const auto name = value ? readSaslName(*value) : std::nullopt;
        if (!name || !authzid.isEmpty())
            return Fault::Malformed;
        m_authzid = *name;
    }
    const bool binds = flag.startsWith("p=");
    if (!binds && flag != "n" && flag != "y")
        return Fault::Malformed;
    m_flag = flag[0];
    // RFC 5802 §6: whoever can bind and believes that we cannot was told so by somebody else.
    if (m_flag == 'y' && m_options.offered)
        return Fault::Downgrade;
    if (m_options.plus != binds)
        return Fault::Binding;
    if (binds && (flag != "p=tls-exporter" || m_options.binding.isEmpty()))
        return Fault::Binding;
    return Fault::None;
}

ScramExchange::Fault ScramExchange::begin(QByteArrayView clientFirst)
{
    const qsizetype first = clientFirst.indexOf(',');
    const qsizetype second = first < 0 ? -1 : clientFirst.indexOf(',', first + 1);
    if (clientFirst.size() > MaxMessage || second < 0)
        return Fault::Malformed;
    if (const Fault fault = readGs2(clientFirst.first(second)); fault != Fault::None)
        return fault;
    m_gs2 = clientFirst.first(second + 1).toByteArray();
    m_bare = clientFirst.sliced(second + 1).toByteArray();
    QByteArrayView in = m_bare;
    const auto name = attribute(in, 'n');
    const auto user = name ? readSaslName(*name) : std::nullopt;
    const auto nonce = user ? attribute(in, 'r') : std::nullopt;
    if (!nonce || nonce->isEmpty() || nonce->size() > MaxNonce || !isPrintable(*nonce)
        || !areExtensions(in))
        return Fault::Malformed;
    m_user = *user;
    m_nonce = nonce->toByteArray();
    return Fault::None;
}

QByteArray ScramExchange::challenge(const ScramVerifier &verifier)
{
    m_verifier = verifier;
    m_nonce += m_options.serverNonce.isEmpty() ? randomNonce() : m_options.serverNonce;
    m_serverFirst = "r=" + m_nonce + ",s=" + verifier.salt.toBase64()
        + ",i=" + QByteArray::number(verifier.iterations);
    return m_serverFirst;
}

/// cbind-input (RFC 5802 §7): the gs2-header as it came, and behind it the channel's own data.
bool ScramExchange::isBinding(QByteArrayView base64) const
{
    const auto input = fromBase64(base64);
    const QByteArray expected = m_flag == 'p' ? m_gs2 + m_options.binding : m_gs2;
    return input && core::equalConstantTime(*input, expected);
}

ScramExchange::Fault ScramExchange::finish(QByteArrayView clientFinal)
{
    const qsizetype last = clientFinal.lastIndexOf(",p=");
    if (clientFinal.size() > MaxMessage || last < 0 || m_serverFirst.isEmpty())
        return Fault::Malformed;
    const QByteArrayView withoutProof = clientFinal.first(last);
    QByteArrayView in = withoutProof;
    const auto binding = attribute(in, 'c');
    const auto nonce = binding ? attribute(in, 'r') : std::nullopt;
    const auto proof = fromBase64(clientFinal.sliced(last + 3));
    if (!nonce || !areExtensions(in) || !proof || proof->size() != m_verifier.storedKey.size())
        return Fault::Malformed;
    if (!isBinding(*binding))
        return Fault::Binding;
    const QByteArray message = m_bare + ',' + m_serverFirst + ',' + withoutProof.toByteArray();
    QByteArray key = scramMac(m_verifier.storedKey, message);
    for (qsizetype i = 0; i < key.size(); ++i)
        key[i] = char(key[i] ^ (*proof)[i]);
    const bool proven = core::equalConstantTime(
        QCryptographicHash::hash(key, QCryptographicHash::Sha256), m_verifier.storedKey);
    const bool sameNonce = core::equalConstantTime(nonce->toByteArray(), m_nonce);
    if (!proven || !sameNonce)
        return Fault::Proof;
    m_serverFinal = "v=" + scramMac(m_verifier.serverKey, message).toBase64();
    m_serverFirst.clear(); // It is over.
    return Fault::None;
}

} // namespace digidig::auth
