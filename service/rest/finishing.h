// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"

#include <QtCore/QStringList>

namespace digidig::rest {

/// What every answer gets, whichever route gave it: 406, request id, caching, conditional requests
/// (304), compression, HEAD. Any thread.
void finish(const net::Request &request, const QByteArray &requestId, net::Response &response);
/// What lets web pages of @p origins read the answer.
void addCors(const net::Request &request, const QStringList &origins, net::Response &response);
/// The answer to OPTIONS where @p methods are allowed.
[[nodiscard]] net::Response optionsAnswer(
    const net::Request &request, const QByteArray &methods, const QStringList &origins);

} // namespace digidig::rest
