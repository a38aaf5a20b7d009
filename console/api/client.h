// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/call.h"

#include <QtCore/QObject>

namespace digidig::console {

/// Carries requests to a service. Models and windows know this interface only; tests have one of their own.
class Client : public QObject {
    Q_OBJECT

public:
    using Done = CallState::Done;
    /// A request as it was sent, for “copy as curl”.
    struct Sent {
        Request request; ///< Without what it carried in files.
        qint64 atMs = 0;
    };
    static constexpr int SentKept = 200;

    using QObject::QObject;

    /// Sends @p request; @p done is called once on this thread, never before this returns, unless the call
    /// is cancelled or @p receiver has gone.
    Call send(Request request, const QObject *receiver, Done done);

    /// Where the service is; empty: nowhere yet.
    [[nodiscard]] virtual QUrl baseUrl() const = 0;
    /// While set, only requests that change nothing are sent.
    [[nodiscard]] bool readOnly() const { return m_readOnly; }
    void setReadOnly(bool on);
    /// Requests whose answers have not come.
    [[nodiscard]] int inFlight() const { return m_inFlight; }
    /// The last requests that changed something or were asked for, the newest last.
    [[nodiscard]] const QList<Sent> &sent() const { return m_sent; }

Q_SIGNALS:
    void readOnlyChanged(bool on);
    /// The last answer has come.
    void idle();
    /// The service could not be reached by a request (`problem.kind` is Unreachable or Timeout), is not trusted, or
    /// refused the credentials (401).
    void troubled(const digidig::console::Problem &problem);

protected:
    /// Sends it; calls `finish()` of @p call, and only later than now, through `complete()`.
    virtual void transmit(const std::shared_ptr<CallState> &call) = 0;
    void complete(const std::shared_ptr<CallState> &call, const Answer &answer);
    /// What was sent ended without an answer that anybody wants.
    void dropped();

private:
    bool m_readOnly = false;
    int m_inFlight = 0;
    QList<Sent> m_sent;
};

} // namespace digidig::console
