// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rows.h"

#include <QtCore/QtEndian>

#include <sodium.h>

namespace digidig::store {

static_assert(sizeof(crypto_generichash_state) <= 384);

namespace {

crypto_generichash_state *state(unsigned char *bytes)
{
    return reinterpret_cast<crypto_generichash_state *>(bytes);
}

void add(unsigned char *hash, char kind, QByteArrayView bytes)
{
    unsigned char head[9];
    head[0] = static_cast<unsigned char>(kind);
    qToLittleEndian<qint64>(bytes.size(), head + 1);
    crypto_generichash_update(state(hash), head, sizeof head);
    crypto_generichash_update(state(hash),
        reinterpret_cast<const unsigned char *>(bytes.isNull() ? "" : bytes.data()),
        static_cast<unsigned long long>(bytes.size()));
}

} // namespace

RowHash::RowHash()
{
    crypto_generichash_init(state(m_state), nullptr, 0, 16);
}

void RowHash::operator()(qint64 value)
{
    unsigned char bytes[9];
    bytes[0] = 'i';
    qToLittleEndian(value, bytes + 1);
    crypto_generichash_update(state(m_state), bytes, sizeof bytes);
}

void RowHash::operator()(Later value)
{
    if (value.value != 0)
        (*this)(value.value);
}

void RowHash::operator()(const QString &value)
{
    add(m_state, 't', value.toUtf8());
}

void RowHash::operator()(const QByteArray &value)
{
    add(m_state, 'b', value);
}

void RowHash::operator()(const std::optional<qint64> &value)
{
    if (value)
        (*this)(*value);
    else
        add(m_state, 'n', {});
}

qint64 RowHash::result()
{
    unsigned char digest[16];
    crypto_generichash_final(state(m_state), digest, sizeof digest);
    return qFromLittleEndian<qint64>(digest);
}

} // namespace digidig::store
