// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/wire.h"

#include <QtCore/QPointer>
#include <QtNetwork/QNetworkReply>

namespace digidig::storageclient {

/// What the receiver of content says to it.
enum class Take {
    More,
    Pause, ///< Until Exchange::resume().
    Enough, ///< The rest is not needed.
    Senseless, ///< This is not what was asked for.
};

/// How an exchange ended.
enum class End {
    Answered, ///< The answer is whole, whatever its status.
    Enough, ///< The receiver had enough.
    Senseless, ///< The receiver made no sense of it.
    NotSent, ///< There was no connection.
    Broke, ///< The connection was lost before an answer.
    Cut, ///< It was lost within the answer.
};

/// One request and its answer over a manager. Reads no further than its receiver takes, and hands
/// over the content of an answer that is a success; of any other it keeps the beginning.
class Exchange : public QObject {
public:
    struct Receiver {
        std::function<Take(QByteArrayView)> take;
        /// The last call; the exchange may be stopped within, but not destroyed.
        std::function<void(End)> ended;
    };

    Exchange(QNetworkAccessManager &manager, QNetworkRequest request, const wire::Request &what,
        Receiver receiver);
    ~Exchange() override;

    void resume();
    /// Aborts what has not ended; the receiver hears no more.
    void stop();
    /// 0: none so far.
    [[nodiscard]] int status() const { return m_status; }
    /// For the log: why it failed, or the beginning of what a failing server said.
    [[nodiscard]] QString trouble() const;
    /// Whether the connection came through: after a failure, or a stop() before its end, the
    /// manager is not to be trusted with more requests.
    [[nodiscard]] bool sound() const { return m_sound; }

private:
    void read();
    /// False: nothing more for now.
    [[nodiscard]] bool offer(QByteArrayView bytes);
    void end(End end);
    [[nodiscard]] End endOfReply() const;

    const Receiver m_receiver;
    QPointer<QNetworkReply> m_reply;
    int m_status = 0;
    QByteArray m_said; ///< Of an answer that is no success.
    bool m_paused = false;
    bool m_ended = false;
    bool m_sound = false;
};

} // namespace digidig::storageclient
