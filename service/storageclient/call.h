// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/exchange.h"
#include "storageclient/wire.h"

namespace digidig::storageclient {

/// An answer that came whole.
struct Answer {
    Form form = Form::Unknown; ///< In which it was asked for.
    int status = 0;
    QString trouble; ///< For the log, of an answer that is no success.
    [[nodiscard]] bool success() const { return status >= 200 && status < 300; }
};

/// What an answer means for its call, and for whether Storage works.
struct Verdict {
    enum class Health {
        Good,
        Bad, ///< Storage failed, or talks nonsense.
        Open, ///< What comes next will tell.
    };
    bool done = true; ///< Otherwise Call::next() is asked for one more request.
    Health health = Health::Good;
    bool wrongForm = false; ///< This server does not know what it was asked for.
    QString trouble = {}; ///< When the health is bad: for the log.
};

/// How a request came to nothing.
struct Failure {
    core::Error error;
    bool sent = false; ///< Storage may have got it.
};

/// A call of the client: the requests that it takes, one after the other, and its completion, which
/// it calls exactly once: within next() when that returns nothing, answered() when that is done, or
/// failed(). Lives on the client's thread.
class Call {
public:
    virtual ~Call() = default;

    /// The request to be sent next.
    [[nodiscard]] virtual std::optional<wire::Request> next(Form form) = 0;
    /// Content of an answer that is a success. Unless this is overridden it is kept, up to
    /// `maxContent` bytes.
    [[nodiscard]] virtual Take take(QByteArrayView content);
    /// The answer has come, or as much of it as take() wanted.
    [[nodiscard]] virtual Verdict answered(const Answer &answer) = 0;
    virtual void failed(const Failure &failure) = 0;

protected:
    explicit Call(qsizetype maxContent = 64 * 1024)
        : m_maxContent(maxContent)
    {
    }
    /// The content kept since the last call of this.
    [[nodiscard]] QByteArray content() { return std::exchange(m_content, {}); }

private:
    const qsizetype m_maxContent;
    QByteArray m_content;
};

/// What an answer that is no success means where it tells nothing more special; the error is @p
/// error's.
[[nodiscard]] Verdict failing(const Answer &answer, core::Error &error);
/// The verdict over an answer that makes no sense, and its error.
[[nodiscard]] Verdict senseless(const char *what, core::Error &error);

} // namespace digidig::storageclient
