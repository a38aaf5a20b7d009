// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/loginmemory.h"

#include <sodium.h>

namespace digidig::auth {

LoginMemory::LoginMemory(std::function<qint64()> now)
    : m_now(std::move(now))
    , m_secret(crypto_generichash_KEYBYTES, Qt::Uninitialized)
{
    if (sodium_init() < 0) // Harmless when it has been; random bytes need it.
        qFatal("libsodium does not start");
    randombytes_buf(m_secret.data(), size_t(m_secret.size()));
}

bool LoginMemory::has(const QByteArray &hash, const QByteArray &password) const
{
    if (m_lifetimeMs <= 0)
        return false;
    const QByteArray key = keyOf(hash, password);
    const std::lock_guard lock(m_mutex);
    const auto found = m_until.constFind(key);
    return found != m_until.constEnd() && *found > m_now();
}

void LoginMemory::add(const QByteArray &hash, const QByteArray &password)
{
    const qint64 lifetime = m_lifetimeMs;
    if (lifetime <= 0)
        return;
    const QByteArray key = keyOf(hash, password);
    const qint64 now = m_now();
    const std::lock_guard lock(m_mutex);
    if (m_until.size() >= MaxEntries) {
        m_until.removeIf([now](const auto &entry) { return entry.value() <= now; });
        if (m_until.size() >= MaxEntries)
            m_until.clear(); // They cost a hash once more, no more than that.
    }
    m_until.insert(key, now + lifetime);
}

QByteArray LoginMemory::keyOf(const QByteArray &hash, const QByteArray &password) const
{
    QByteArray key(crypto_generichash_BYTES, Qt::Uninitialized);
    crypto_generichash_state state;
    const auto feed = [&state](const QByteArray &bytes) {
        crypto_generichash_update(&state,
            reinterpret_cast<const unsigned char *>(bytes.constData()), size_t(bytes.size()));
    };
    crypto_generichash_init(&state, reinterpret_cast<const unsigned char *>(m_secret.constData()),
        size_t(m_secret.size()), size_t(key.size()));
    feed(hash);
    feed(QByteArray(1, '\0')); // No hash holds one: where the password begins is certain.
    feed(password);
    crypto_generichash_final(
        &state, reinterpret_cast<unsigned char *>(key.data()), size_t(key.size()));
    sodium_memzero(&state, sizeof state);
    return key;
}

} // namespace digidig::auth
