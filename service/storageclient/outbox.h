// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "mail/remote.h"
#include "storageclient/client.h"

#include <QtCore/QSet>
#include <QtCore/QThreadPool>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace digidig::storageclient {

/// Tells Storage what has happened here: reads what RemoteCopies has waiting, and waits itself while
/// Storage cannot be reached. What it does may be done again after a crash, to the same end; of one
/// message, one thing at a time. Thread-safe.
class Outbox {
public:
    struct Parts {
        Client &client;
        mail::MailStore &mail;
        mail::RemoteCopies &copies;
    };

    explicit Outbox(const Parts &parts);
    ~Outbox();
    Outbox(const Outbox &) = delete;
    Outbox &operator=(const Outbox &) = delete;

    void start();
    /// There may be something new to tell.
    void poke();
    /// Ends what is under way; what is left waits for the next start.
    void stop();

private:
    using Settlement = mail::RemoteSettlement;

    void loop();
    /// How long until it is to be looked again, in ms.
    [[nodiscard]] qint64 dispatch();
    [[nodiscard]] Settlement carryOut(const mail::RemoteTask &task);
    [[nodiscard]] Settlement store(const mail::RemoteTask &task);
    [[nodiscard]] Settlement remove(const mail::RemoteTask &task);
    /// The document that an earlier attempt may have left, or what is to be done instead.
    [[nodiscard]] std::optional<Settlement> recovered(
        const mail::RemoteTask &task, const NewDocument &document);

    const Parts m_parts;
    QThreadPool m_threads;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    QSet<qint64> m_underWay; ///< Copies.
    bool m_poked = false;
    bool m_stop = false;
    std::thread m_thread;
};

} // namespace digidig::storageclient
