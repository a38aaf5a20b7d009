// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "net/http.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

namespace digidig::rest {

/// What a route gives: an answer, or an Error that the router turns into problem+json.
using Outcome = core::Result<net::Response>;

/// A JSON answer, compact.
[[nodiscard]] net::Response jsonAnswer(const QJsonObject &object, int status = 200);
[[nodiscard]] net::Response textAnswer(
    QByteArray content, const QByteArray &contentType, int status = 200);

/// The HTTP status of @p error, the one place where Errc becomes HTTP.
[[nodiscard]] int httpStatus(const core::Error &error);
/// The stable code of the REST contract for @p error.
[[nodiscard]] QByteArray contractCode(const core::Error &error);

/// What problem() answers with, as an object.
[[nodiscard]] QJsonObject problemObject(const core::Error &error);

/// problem+json (RFC 9457) with `type,title,status,detail,code,request_id` and `errors[]` when
/// there are some.
[[nodiscard]] net::Response problem(int status, QByteArrayView code, const QString &detail,
    const QByteArray &requestId = {}, const QJsonArray &errors = {});
[[nodiscard]] net::Response problem(const core::Error &error, const QByteArray &requestId = {});

/// An Error for one wrong member or parameter, code `validation_failed`.
[[nodiscard]] core::Error invalidField(const QString &field, const QString &message);

} // namespace digidig::rest
