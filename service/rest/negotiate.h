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

/// The tag in an If-None-Match field that is @p etag, or that of its compressed forms (see compress()), by weak
/// comparison (RFC 9110 §13.1.2); @p etag itself for `*`. Empty when none is.
[[nodiscard]] QByteArray matchingTag(QByteArrayView field, QByteArrayView etag);
/// The tags that a list of them holds, each with its quotes; weak ones as they are (RFC 9110 §8.8.3).
[[nodiscard]] QByteArrayList tagsOf(QByteArrayView field);

/// Compresses the content of @p response with gzip or deflate when the client takes it and it pays. Its bytes are
/// others then: `"tag"` becomes `"tag-gzip"`, which stays a strong one, fit for If-Match (RFC 9110 §8.8.3.3).
void compress(const net::Request &request, net::Response &response);

} // namespace digidig::rest
