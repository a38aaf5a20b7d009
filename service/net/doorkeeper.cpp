// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/doorkeeper.h"

#include "core/clock.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace digidig::net {

namespace {

constexpr size_t MaxWaiting = 64;
constexpr qint64 WaitMs = 1'000;

int openReserve()
{
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

} // namespace

Doorkeeper::Doorkeeper()
    : m_reserve(openReserve())
{
}

Doorkeeper::~Doorkeeper()
{
    release(0, true);
    if (m_reserve >= 0)
        ::close(m_reserve);
}

bool Doorkeeper::turnAway(int descriptor, QByteArrayView words)
{
    ssize_t sent = 0;
    if (!words.isEmpty()) {
        sent = ::send(descriptor, words.data(), size_t(words.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
        ::shutdown(descriptor, SHUT_WR);
    }
    const qint64 now = core::monotonicMs();
    if (m_waiting.size() >= MaxWaiting || sent <= 0) {
        ::close(descriptor);
        release(now);
    } else {
        m_waiting.push_back({descriptor, now + WaitMs});
    }
    return sent > 0;
}

void Doorkeeper::release(qint64 nowMs, bool all)
{
    char sink[16 * 1024];
    const auto last =
        std::remove_if(m_waiting.begin(), m_waiting.end(), [&](const Waiting &client) {
            const ssize_t n = ::recv(client.descriptor, sink, sizeof sink, MSG_DONTWAIT);
            const bool gone = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
            if (!all && !gone && client.untilMs > nowMs)
                return false;
            ::close(client.descriptor);
            return true;
        });
    m_waiting.erase(last, m_waiting.end());
}

void Doorkeeper::descriptorsExhausted(
    int listening, const std::function<void(int descriptor)> &turnAway)
{
    release(0, true);
    if (m_reserve < 0 || listening < 0)
        return;
    ::close(std::exchange(m_reserve, -1));
    const int descriptor = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor >= 0) {
        turnAway(descriptor);
        release(0, true);
    }
    m_reserve = openReserve();
}

} // namespace digidig::net
