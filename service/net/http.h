// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>
#include <QtNetwork/QHostAddress>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace digidig::net {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options, Other };

/// Header fields in the order received; names are compared without case (RFC 9110 §5.1).
class HeaderFields {
public:
    void append(QByteArray name, QByteArray value);
    /// Replaces every field of that name by one.
    void set(const QByteArray &name, QByteArray value);
    void remove(QByteArrayView name);
    /// The first value, or an empty array.
    [[nodiscard]] QByteArray value(QByteArrayView name) const;
    /// All values of that name joined by ", " (RFC 9110 §5.3).
    [[nodiscard]] QByteArray combined(QByteArrayView name) const;
    [[nodiscard]] bool contains(QByteArrayView name) const;
    [[nodiscard]] const QList<std::pair<QByteArray, QByteArray>> &all() const { return m_fields; }

private:
    QList<std::pair<QByteArray, QByteArray>> m_fields;
};

/// The bytes of a request's content: in memory when small, a memory-mapped unlinked temporary file
/// when large. Immutable, shareable between threads.
class Body {
public:
    virtual ~Body() = default;
    [[nodiscard]] virtual QByteArrayView bytes() const = 0;
};

/// One complete request, framed and validated; immutable once handed on, so any thread may read it.
struct Request {
    Method method = Method::Other;
    QByteArray methodName; ///< As sent; for `Other` it is all there is.
    QByteArray target; ///< As sent (an absolute form without its authority); `*` for OPTIONS.
    QByteArray path; ///< Percent-decoded, always begins with '/', no query; '/' for `OPTIONS *`.
    QList<std::pair<QString, QString>> query; ///< Decoded, in order; `+` means space.
    HeaderFields headers;
    std::shared_ptr<const Body> body; ///< Never null after the content was read; null in `onHead`.
    qint64 contentLength = 0; ///< Announced length; -1 when chunked and not yet known.
    QHostAddress peerAddress;
    quint16 peerPort = 0;
    QHostAddress localAddress;
    quint16 localPort = 0;
    bool tls = false;
    bool proxied = false; ///< A proxy has brought the connection, and says whose it is.
    int minorVersion = 1; ///< 0 for HTTP/1.0, 1 for HTTP/1.1.
    quint64 connectionId = 0; ///< As in the ConnectionRegistry.
    qint64 receivedAtMs = 0; ///< core::monotonicMs() when the head was complete.
    std::shared_ptr<const void> prepared; ///< What RequestHooks::prepare left for the other hooks.

    /// The first value of a query item, or nothing.
    [[nodiscard]] std::optional<QString> queryValue(QStringView name) const;
    [[nodiscard]] QByteArrayView content() const { return body ? body->bytes() : QByteArrayView(); }
};

/// Produces content in steps, so that a slow reader holds neither a worker nor memory. `read` is
/// called on a worker thread, never by two threads at once, and only when the socket has drained.
class BodySource {
public:
    virtual ~BodySource() = default;
    /// Total bytes, or -1 when unknown (then chunked, or close-delimited for HTTP/1.0).
    [[nodiscard]] virtual qint64 size() const = 0;
    /// The next at most @p limit bytes; empty at the end; an Error breaks the connection off.
    [[nodiscard]] virtual core::Result<QByteArray> read(qsizetype limit) = 0;
    /// Asked on the HTTP thread before each read(). True: there is nothing to read yet (events, a
    /// tail); then @p wake must be called once when there is, or at the end, from any thread. Must
    /// not block.
    [[nodiscard]] virtual bool waits([[maybe_unused]] std::function<void()> wake) { return false; }
};

struct Response {
    int status = 200;
    HeaderFields headers;
    QByteArray content; ///< Used when `source` is null.
    std::shared_ptr<BodySource> source;
    bool close = false; ///< Close the connection after this answer.
    bool headersOnly = false; ///< HEAD, 304: Content-Length is as for GET, nothing follows.
};

/// Answers one request; callable once, from any thread; what comes after the client has gone is
/// dropped.
using Reply = std::function<void(Response)>;

/// What the HTTP front calls, on the HTTP thread; neither may block.
struct RequestHooks {
    /// Right after the head: what must be found out before the request can be judged. True: it is
    /// being found out, the client waits, and @p goOn must be called once, from any thread. May set
    /// `prepared`. Empty: nothing.
    std::function<bool(Request &, std::function<void()> goOn)> prepare = {};
    /// After the head, before the content: an answer given here refuses the request without reading
    /// it.
    std::function<std::optional<Response>(const Request &)> onHead;
    /// The longest content that @p request may have, when not as HttpLimits says; asked after the
    /// head. Empty: as HttpLimits says.
    std::function<std::optional<qint64>(const Request &)> maxContent = {};
    /// After the content. Answers go out in request order per connection, whatever order they come
    /// in.
    std::function<void(std::shared_ptr<const Request>, Reply)> onRequest;
    /// Every answer that goes out, also those of the guard itself (400, 408, 413, 431 …; then
    /// `request` may be null), with its duration and the content bytes written. For access log,
    /// statistics, metrics.
    std::function<void(const Request *request, int status, qint64 bytes, qint64 durationUs)>
        onAnswered;
    /// Builds the content of an answer the guard itself gives (status, stable code, detail).
    std::function<Response(int status, QByteArrayView code, const QString &detail)> makeError;
    /// Whether such an answer is Czech, by the request's Accept-Language (empty where there is
    /// none, or it is not known). Empty: English.
    std::function<bool(QByteArrayView acceptLanguage)> speaksCzech = {};
};

} // namespace digidig::net
