// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "imapproto/responsecode.h"

#include <QtCore/QByteArray>

namespace digidig::imap {

/// The tagged response to a command (RFC 9051 §7.1).
struct Reply {
    enum class Status { Ok, No, Bad };
    Status status = Status::Ok;
    QString text; ///< English.
    imapproto::ResponseCode code = {};
};

[[nodiscard]] inline Reply ok(const QString &text, const imapproto::ResponseCode &code = {})
{
    return {Reply::Status::Ok, text, code};
}
[[nodiscard]] inline Reply no(const QString &text, const imapproto::ResponseCode &code = {})
{
    return {Reply::Status::No, text, code};
}
[[nodiscard]] inline Reply bad(const QString &text, const imapproto::ResponseCode &code = {})
{
    return {Reply::Status::Bad, text, code};
}

/// The NO of @p error with its response code (RFC 5530, RFC 9051 §7.1), for every command alike.
[[nodiscard]] Reply refusal(const core::Error &error);

} // namespace digidig::imap
