// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"

namespace digidig::net {

/// How one answer goes over the wire: its head, and how its content is delimited.
struct AnswerPlan {
    QByteArray head; ///< Up to and with the empty line.
    bool sendsContent = true;
    bool chunked = false;
    bool close = false;
    qint64 length = 0; ///< Content bytes that must follow; -1: until the source ends.
};

/// Decides the framing of @p response (RFC 9112 §6) to @p request, which is null when its head
/// could not be read. Date, Content-Length, Transfer-Encoding and Connection are set here whatever
/// the response says, and a field that would break the head is left out. @p keepAlive: the client
/// would go on.
[[nodiscard]] AnswerPlan planAnswer(
    const Response &response, const Request *request, bool keepAlive);

/// The phrase that goes with a status code (RFC 9110 §15); empty when there is none.
[[nodiscard]] QByteArrayView reasonPhrase(int status);

} // namespace digidig::net
