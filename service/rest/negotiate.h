// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"

namespace digidig::rest {

/// Content smaller than this is sent as it is.
inline constexpr qsizetype CompressAbove = 1024;

/// The type of a Content-Type field without parameters, lower case.
[[nodiscard]] QByteArray mediaType(QByteArrayView contentType);

/// Whether @p contentType is in what an Accept field takes (RFC 9110 §12.5.1); an empty field takes all.
[[nodiscard]] bool accepts(QByteArrayView accept, QByteArrayView contentType);

/// Whether @p etag is listed in an If-None-Match or If-Match field. Weak comparison for both: a client that
/// read the compressed form got the weak tag, and may change the resource with it.
[[nodiscard]] bool matchesTag(QByteArrayView field, QByteArrayView etag);

/// Compresses the content of @p response with gzip or deflate when the client takes it and it pays.
void compress(const net::Request &request, net::Response &response);

} // namespace digidig::rest
