// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proxylobby.h"

#include "core/clock.h"

#include <QtCore/QLoggingCategory>
#include <QtCore/QSocketNotifier>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace digidig::net {

namespace {

Q_LOGGING_CATEGORY(lobbyLog, "digidig.net")

} // namespace

class ProxyLobby::Guest : public QObject, private Deadline {
public:
    Guest(ProxyLobby &lobby, int descriptor, const void *whose_, Arrived arrived, Left left)
        : QObject(&lobby)
        , Deadline(lobby.m_deadlines)
        , whose(whose_)
        , m_lobby(lobby)
        , m_descriptor(descriptor)
        , m_arrived(std::move(arrived))
        , m_left(std::move(left))
        , m_notifier(descriptor, QSocketNotifier::Read)
    {
        connect(&m_notifier, &QSocketNotifier::activated, this, &Guest::readable);
    }
    ~Guest() override
    {
        if (m_descriptor >= 0)
            close();
    }
    void wait(qint64 ms) { Deadline::set(ms); }
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    void close()
    {
        m_notifier.setEnabled(false);
        ::close(std::exchange(m_descriptor, -1));
        m_left();
    }

    const void *const whose;

protected:
    void dueNow() override { refuse("it did not come in time"); }

private:
    /// What belongs to the header is looked at first and taken then: the rest is for others.
    void readable()
    {
        std::array<char, ProxyHeaderReader::MaxPiece> piece;
        const ssize_t n =
            ::recv(m_descriptor, piece.data(), piece.size(), MSG_PEEK | MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n < 0)
            return refuse(std::strerror(errno));
        if (n == 0) // A look whether somebody listens.
            return m_isBegun ? refuse("it is cut off") : m_lobby.leave(this);
        m_isBegun = true;
        qsizetype taken = 0;
        const auto state = m_reader.take(QByteArrayView(piece.data(), n), &taken);
        if (::recv(m_descriptor, piece.data(), size_t(taken), MSG_DONTWAIT) != taken)
            return refuse(std::strerror(errno));
        if (state == ProxyHeaderReader::State::Failed)
            return refuse(m_reader.reason());
        if (state == ProxyHeaderReader::State::NeedMore)
            return;
        m_notifier.setEnabled(false);
        const int descriptor = std::exchange(m_descriptor, -1);
        const Arrived arrived = std::move(m_arrived);
        const ProxyHeader header = m_reader.header();
        m_lobby.leave(this);
        arrived(descriptor, header);
    }

    void refuse(const char *why)
    {
        qCWarning(lobbyLog, "PROXY header from %s: %s", qPrintable(peerOf(m_descriptor).name()), why);
        m_lobby.leave(this);
    }

    ProxyLobby &m_lobby;
    int m_descriptor; ///< -1: it is somebody else's, or closed.
    Arrived m_arrived;
    Left m_left;
    QSocketNotifier m_notifier;
    ProxyHeaderReader m_reader;
    bool m_isBegun = false;
};

class ProxyLobby::Tick : public Deadline {
public:
    Tick(ProxyLobby &lobby)
        : Deadline(lobby.m_deadlines)
        , m_lobby(lobby)
    {
    }

protected:
    void dueNow() override { m_lobby.release(); }

private:
    ProxyLobby &m_lobby;
};

ProxyLobby::ProxyLobby(Deadlines &deadlines, QObject *parent)
    : QObject(parent)
    , m_deadlines(deadlines)
{
}

ProxyLobby::~ProxyLobby()
{
    for (Guest *guest : std::exchange(m_guests, {}))
        delete guest;
}

void ProxyLobby::await(
    int descriptor, qint64 timeoutMs, const void *whose, Arrived arrived, Left left)
{
    auto *guest = new Guest(*this, descriptor, whose, std::move(arrived), std::move(left));
    m_guests.push_back(guest);
    guest->wait(timeoutMs);
}

/// It may be the guest that calls.
void ProxyLobby::leave(Guest *guest)
{
    m_guests.erase(std::remove(m_guests.begin(), m_guests.end(), guest), m_guests.end());
    guest->wait(-1);
    if (guest->isOpen())
        guest->close();
    guest->deleteLater();
}

void ProxyLobby::closeAll(const void *whose)
{
    const std::vector<Guest *> guests = m_guests;
    for (Guest *guest : guests) {
        if (guest->whose == whose)
            leave(guest);
    }
}

void ProxyLobby::turnAway(int descriptor, QByteArrayView words)
{
    if (!m_doorkeeper) {
        m_doorkeeper = std::make_unique<Doorkeeper>();
        m_tick = std::make_unique<Tick>(*this);
    }
    m_doorkeeper->turnAway(descriptor, words);
    if (m_doorkeeper->isWaiting())
        m_tick->set(Doorkeeper::TickMs);
}

void ProxyLobby::release()
{
    m_doorkeeper->release(core::monotonicMs());
    if (m_doorkeeper->isWaiting())
        m_tick->set(Doorkeeper::TickMs);
}

} // namespace digidig::net
