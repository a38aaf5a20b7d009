// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ticketkeys.h"

#include "core/clock.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>

namespace digidig::net {

namespace {

void freeKeys(void *, void *keys, CRYPTO_EX_DATA *, int, long, void *)
{
    delete static_cast<std::shared_ptr<TicketKeys> *>(keys);
}

int keysIndex()
{
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, freeKeys);
    return index;
}

bool prepareMac(EVP_MAC_CTX *mac, TicketKeys::Key &key)
{
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.mac.data(), key.mac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(mac, parameters) == 1;
}

/// See SSL_CTX_set_tlsext_ticket_key_evp_cb(3): 0 makes a whole handshake, 2 renews the ticket.
int sealOrOpen(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
    EVP_MAC_CTX *mac, int seal)
{
    auto *keys = static_cast<std::shared_ptr<TicketKeys> *>(
        SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), keysIndex()));
    const qint64 now = core::monotonicMs();
    TicketKeys::Key key;
    if (seal) {
        key = (*keys)->sealing(now);
        std::memcpy(name, key.name.data(), key.name.size());
        if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1)
            return -1;
    } else if (!(*keys)->opening(name, now, &key)) {
        return 0;
    }
    const bool ok =
        EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv, seal ? 1 : 0)
            == 1
        && prepareMac(mac, key);
    const bool isOld = !seal && now - key.sinceMs >= TicketKeys::LifetimeMs;
    OPENSSL_cleanse(&key, sizeof key);
    return !ok ? -1 : isOld ? 2 : 1;
}

} // namespace

TicketKeys::~TicketKeys()
{
    for (Key &key : m_keys)
        OPENSSL_cleanse(&key, sizeof key);
}

void TicketKeys::use(ssl_ctx_st *context, std::shared_ptr<TicketKeys> keys)
{
    SSL_CTX_set_ex_data(context, keysIndex(), new std::shared_ptr<TicketKeys>(std::move(keys)));
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, sealOrOpen);
}

void TicketKeys::rotate(qint64 nowMs)
{
    while (!m_keys.empty() && nowMs - m_keys.back().sinceMs >= 2 * LifetimeMs) {
        OPENSSL_cleanse(&m_keys.back(), sizeof(Key));
        m_keys.pop_back();
    }
    if (!m_keys.empty() && nowMs - m_keys.front().sinceMs < LifetimeMs)
        return;
    Key fresh;
    if (RAND_bytes(fresh.name.data(), int(fresh.name.size())) != 1
        || RAND_priv_bytes(fresh.cipher.data(), int(fresh.cipher.size())) != 1
        || RAND_priv_bytes(fresh.mac.data(), int(fresh.mac.size())) != 1)
        qFatal("The system gives no random numbers");
    fresh.sinceMs = nowMs;
    m_keys.insert(m_keys.begin(), fresh);
    if (m_keys.size() > 2) {
        OPENSSL_cleanse(&m_keys.back(), sizeof(Key));
        m_keys.pop_back();
    }
}

TicketKeys::Key TicketKeys::sealing(qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    rotate(nowMs);
    return m_keys.front();
}

bool TicketKeys::opening(const unsigned char *name, qint64 nowMs, Key *key)
{
    const std::lock_guard lock(m_mutex);
    rotate(nowMs);
    const auto it = std::find_if(m_keys.cbegin(), m_keys.cend(), [name](const Key &one) {
        return std::memcmp(one.name.data(), name, one.name.size()) == 0;
    });
    if (it == m_keys.cend())
        return false;
    *key = *it;
    return true;
}

} // namespace digidig::net
