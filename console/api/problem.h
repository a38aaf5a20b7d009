// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

namespace digidig::console {

/// Why a request failed, as a person and a program want to know it.
struct Problem {
    enum class Kind {
        Unreachable, ///< No connection, or it broke off.
        Timeout, ///< The deadline passed.
        Untrusted, ///< The certificate is not believed, or not the pinned one.
        Refused, ///< The service answered with a problem (RFC 9457) or another status of 400 and above.
        Garbled, ///< The answer is not what the contract says.
        ReadOnly, ///< This console may only look; nothing was sent.
    };
    /// One member of what was sent that is wrong.
    struct Field {
        QString name;
        QString message;
    };

    Kind kind = Kind::Refused;
    int status = 0; ///< HTTP; 0: no answer came.
    QString code = {}; ///< Stable, `email_not_found`; empty when the service did not say.
    QString text = {}; ///< For people, in their language.
    QList<Field> fields = {};
    QString requestId = {}; ///< By which the log of the service knows the request.

    /// What the service said with @p status; never fails, whatever @p body is.
    [[nodiscard]] static Problem fromAnswer(int status, const QByteArray &body);
    /// True when the same request may go well later, without anybody doing anything.
    [[nodiscard]] bool passing() const;
    /// True when no request will go well before somebody gives other credentials, or trusts another certificate.
    [[nodiscard]] bool needsPerson() const;
};

} // namespace digidig::console
