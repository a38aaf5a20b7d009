// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/problem.h"

#include <QtCore/QIODevice>
#include <QtCore/QJsonObject>
#include <QtCore/QUrl>
#include <QtCore/QUrlQuery>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace digidig::console {

/// One request of the REST contract.
struct Request {
    QByteArray method = "GET";
    QString path; ///< Encoded where it holds what is not ours: see `segment()`.
    QUrlQuery query = {};
    QByteArray body = {};
    QByteArray contentType = {};
    /// Members of the JSON that nobody else is to read: `curl()` has variables of the shell in their place.
    QStringList secrets = {};
    QList<QPair<QByteArray, QByteArray>> headers = {};
    /// From which the body is read instead, from its current position; kept until the answer.
    std::shared_ptr<QIODevice> upload = {};
    /// Into which a successful answer is written as it comes, instead of memory.
    std::shared_ptr<QIODevice> download = {};
    /// How far it has got, in bytes; the total is 0 while it is not known.
    std::function<void(qint64 done, qint64 total)> progress = {};
    std::chrono::milliseconds deadline = std::chrono::seconds(30); ///< Of the whole; 0: only silence ends it.
    qint64 maxBytes = 64 * 1024 * 1024; ///< Longer answers into memory are given up.

    [[nodiscard]] static Request get(const QString &path, const QUrlQuery &query = {});
    [[nodiscard]] static Request send(const QByteArray &method, const QString &path, const QJsonObject &body,
        const QUrlQuery &query = {});
    [[nodiscard]] static Request remove(const QString &path, const QUrlQuery &query = {});

    /// True when it changes nothing.
    [[nodiscard]] bool looksOnly() const { return method == "GET" || method == "HEAD"; }
    /// The whole address below @p base, whose own path stays in front.
    [[nodiscard]] QUrl url(const QUrl &base) const;
    /// A line for a shell that sends the same; the token is written as `$TOKEN`, a secret `password` as `$PASSWORD`.
    [[nodiscard]] QString curl(const QUrl &base, bool withToken) const;

private:
    [[nodiscard]] QString bodyWord() const;
};

/// @p text as one segment of a path: everything that has a meaning in a URL encoded.
[[nodiscard]] QString segment(const QString &text);

/// What came of a request.
struct Answer {
    int status = 0;
    QByteArray body = {};
    QJsonObject json = {}; ///< Of an answer of the type JSON.
    QByteArray etag = {};
    std::optional<Problem> problem = {};

    [[nodiscard]] bool ok() const { return !problem; }
};

} // namespace digidig::console
