// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signals.h"

#include <QtCore/QSocketNotifier>

#include <atomic>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace digidig::app {

namespace {

std::atomic<int> wakeFd = -1;
std::atomic<bool> stopping = false;

// Runs in signal context: only async-signal-safe calls.
void onSignal(int number)
{
    if (number != SIGHUP && stopping.exchange(true))
        ::_exit(128 + number);
    const char byte = number == SIGHUP ? 'h' : 's';
    // A pipe that is full wakes the reader all the same.
    [[maybe_unused]] const ssize_t told = ::write(wakeFd, &byte, 1);
}

} // namespace

UnixSignals::UnixSignals(QObject *parent)
    : QObject(parent)
{
    if (::pipe2(m_fds, O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("cannot make a pipe for signals");
    wakeFd = m_fds[1];
    m_notifier = new QSocketNotifier(m_fds[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &UnixSignals::read);
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        ::sigaction(number, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

UnixSignals::~UnixSignals()
{
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        std::signal(number, SIG_DFL);
    wakeFd = -1;
    ::close(m_fds[0]);
    ::close(m_fds[1]);
}

void UnixSignals::read()
{
    char bytes[16];
    const ssize_t count = ::read(m_fds[0], bytes, sizeof bytes);
    for (ssize_t i = 0; i < count; ++i) {
        if (bytes[i] == 'h')
            Q_EMIT reloadRequested();
        else
            Q_EMIT stopRequested();
    }
}

} // namespace digidig::app
