// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/types.h"
#include "mime/part.h"
#include "net/http.h"

#include <memory>

namespace digidig::rest {

/// Bytes of known length that can be produced from any offset.
class RangedContent
{
public:
    virtual ~RangedContent() = default;
    [[nodiscard]] virtual qint64 size() const = 0;
    /// A source of exactly @p length bytes from @p offset; called once.
    [[nodiscard]] virtual std::shared_ptr<net::BodySource> from(qint64 offset, qint64 length) = 0;
};

/// Bytes `begin..end` of a stored message, as they are.
[[nodiscard]] std::unique_ptr<RangedContent> sliceOf(
    std::unique_ptr<mail::ContentReader> reader, qint64 begin, qint64 end);

/// The body of an attachment with its transfer encoding undone.
[[nodiscard]] std::unique_ptr<RangedContent> decodedBodyOf(
    std::unique_ptr<mail::ContentReader> reader, const mime::Part &part);

/// 200 with all of @p content, 206 with the range asked for, or 416 (RFC 9110 §14; one range, If-Range). The
/// caller sets Content-Type and ETag in @p response before.
void answerRanged(
    const net::Request &request, std::unique_ptr<RangedContent> content, net::Response &response);

/// Reads the first piece of the response's source ahead, so that damage in it is an answer and not a broken
/// connection. Keeps the response as it is otherwise. Blocks on the disk.
[[nodiscard]] core::Result<void> readAhead(net::Response &response);

} // namespace digidig::rest
