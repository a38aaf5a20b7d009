// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpframing.h"

#include "net/httpchars.h"

#include <algorithm>

namespace digidig::net {

namespace {

constexpr qsizetype MaxTarget = 8 * 1024;
constexpr qsizetype MaxMethod = 32;
constexpr qsizetype MaxFields = 128;
constexpr qsizetype MaxLeadingLines = 4;

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

QByteArrayView trimmed(QByteArrayView text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

/// Nothing when an escape is broken or stands for NUL, which no path or query of ours may hold.
std::optional<QByteArray> percentDecoded(QByteArrayView text, bool plusIsSpace)
{
    QByteArray out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size())
                return std::nullopt;
            const int high = hexValue(text[i + 1]);
            const int low = hexValue(text[i + 2]);
            if (high < 0 || low < 0 || (high == 0 && low == 0))
                return std::nullopt;
            c = char(high * 16 + low);
            i += 2;
        } else if (c == '+' && plusIsSpace) {
            c = ' ';
        }
        out += c;
    }
    return out;
}

Method methodOf(QByteArrayView name)
{
    constexpr std::pair<QByteArrayView, Method> Known[] = {
        {"GET", Method::Get},
        {"HEAD", Method::Head},
        {"POST", Method::Post},
        {"PUT", Method::Put},
        {"PATCH", Method::Patch},
        {"DELETE", Method::Delete},
        {"OPTIONS", Method::Options},
    };
    for (const auto &[text, method] : Known) {
        if (text == name)
            return method;
    }
    return Method::Other;
}

/// Calls @p f with each element of a comma-separated list.
template <typename F>
void forEachElement(QByteArrayView list, F f)
{
    while (!list.isEmpty()) {
        const qsizetype comma = list.indexOf(',');
        const QByteArrayView element = trimmed(comma < 0 ? list : list.first(comma));
        if (!element.isEmpty())
            f(element);
        list = comma < 0 ? QByteArrayView() : list.sliced(comma + 1);
    }
}

} // namespace

QByteArray acceptLanguageOf(QByteArrayView head)
{
    constexpr QByteArrayView Name = "accept-language:";
    constexpr qsizetype MaxHead = 64 * 1024;
    head = head.first(std::min(head.size(), MaxHead));
    for (qsizetype at = head.indexOf('\n'); at >= 0; at = head.indexOf('\n', at + 1)) {
        const QByteArrayView line = head.sliced(at + 1);
        if (line.size() > Name.size()
            && line.first(Name.size()).compare(Name, Qt::CaseInsensitive) == 0) {
            const qsizetype end = line.indexOf('\n');
            return line.first(end < 0 ? line.size() : end)
                .sliced(Name.size())
                .trimmed()
                .toByteArray();
        }
    }
    return {};
}

bool isValidHost(QByteArrayView host)
{
    if (host.isEmpty() || host.size() > 255 + 6)
        return false;
    qsizetype end = 0;
    if (host.front() == '[') {
        end = host.indexOf(']');
        if (end < 3)
            return false;
        const auto inner = host.sliced(1, end - 1);
        if (!inner.contains(':') || !std::all_of(inner.begin(), inner.end(), [](char c) {
                return hexValue(c) >= 0 || c == ':' || c == '.';
            }))
            return false;
        ++end;
    } else {
        while (end < host.size()
            && (isDigit(host[end]) || isAlpha(host[end]) || host[end] == '-' || host[end] == '.'
                || host[end] == '_'))
            ++end;
        if (end == 0)
            return false;
    }
    if (end == host.size())
        return true;
    if (host[end] != ':')
        return false;
    const auto port = host.sliced(end + 1);
    return port.size() <= 5 && std::all_of(port.begin(), port.end(), isDigit)
        && port.toInt() <= 65535;
}

bool HeadParser::refuse(int status, const char *code, const char *message)
{
    m_error = {status, code, message};
    return false;
}

HeadParser::State HeadParser::fail(int status, const char *code, const char *message)
{
    m_error = {status, code, message};
    return State::Failed;
}

HeadParser::State HeadParser::parse(QByteArrayView input, qsizetype maxBytes)
{
    const State state = scan(input, maxBytes);
    if (state != State::Complete)
        return state;
    const qsizetype end = m_consumed;
    m_head = {};
    m_authority.clear();
    const bool good = readHead(input.sliced(m_start, end - m_start - 2));
    m_start = m_scanned = m_lineStart = 0;
    m_pastRequestLine = false;
    return good ? State::Complete : State::Failed;
}

/// Finds the empty line that ends the head and checks every byte on the way, so that a broken head
/// is refused when the broken byte comes, not when a deadline does.
HeadParser::State HeadParser::scan(QByteArrayView input, qsizetype maxBytes)
{
    while (m_scanned < input.size()) {
        const qsizetype at = m_scanned;
        const auto c = static_cast<unsigned char>(input[at]);
        if (at >= maxBytes)
            break;
        if (c == '\r') {
            if (at + 1 == input.size())
                return State::NeedMore; // the LF decides
            if (input[at + 1] != '\n')
                return fail(400, "bad_request",
                    QT_TRANSLATE_NOOP("net", "A line of the request head is not ended by CR LF"));
            m_scanned = at + 2;
            const bool empty = at == m_lineStart;
            m_lineStart = m_scanned;
            if (!empty) {
                m_pastRequestLine = true;
            } else if (m_pastRequestLine) {
                m_consumed = m_scanned;
                return m_consumed > maxBytes ? fail(431, "header_too_large",
                           QT_TRANSLATE_NOOP("net", "The request head is too large"))
                                             : State::Complete;
            } else {
                // RFC 9112 §2.2: empty lines before a request line are to be ignored, within
                // reason.
                m_start = m_scanned;
                if (m_start > 2 * MaxLeadingLines)
                    return fail(
                        400, "bad_request", QT_TRANSLATE_NOOP("net", "There is no request line"));
            }
            continue;
        }
        if (c == '\n')
            return fail(400, "bad_request",
                QT_TRANSLATE_NOOP("net", "A line of the request head is not ended by CR LF"));
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return fail(400, "bad_request",
                QT_TRANSLATE_NOOP("net", "The request head contains a control character"));
        ++m_scanned;
        if (!m_pastRequestLine && m_scanned - m_start > MaxTarget + MaxMethod + 16)
            return fail(
                414, "target_too_long", QT_TRANSLATE_NOOP("net", "The request target is too long"));
    }
    if (m_scanned < maxBytes)
        return State::NeedMore;
    return m_pastRequestLine
        ? fail(431, "header_too_large", QT_TRANSLATE_NOOP("net", "The request head is too large"))
        : fail(414, "target_too_long", QT_TRANSLATE_NOOP("net", "The request target is too long"));
}

bool HeadParser::readHead(QByteArrayView head)
{
    const qsizetype line = head.indexOf('\r');
    return readRequestLine(head.first(line)) && readFields(head.sliced(line + 2)) && readFraming();
}

/// RFC 9112 §3: method SP request-target SP HTTP-version, single spaces.
bool HeadParser::readRequestLine(QByteArrayView line)
{
    Request &request = m_head.request;
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first)
        return refuse(
            400, "bad_request", QT_TRANSLATE_NOOP("net", "The request line is malformed"));
    const auto method = line.first(first);
    const auto target = line.sliced(first + 1, last - first - 1);
    const auto version = line.sliced(last + 1);

    if (!isToken(method) || method.size() > MaxMethod)
        return refuse(400, "bad_request", QT_TRANSLATE_NOOP("net", "The method is malformed"));
    if (version.size() != 8 || !version.startsWith("HTTP/") || !isDigit(version[5])
        || version[6] != '.' || !isDigit(version[7]))
        return refuse(
            400, "bad_request", QT_TRANSLATE_NOOP("net", "The request line is malformed"));
    if (version[5] != '1')
        return refuse(505, "http_version_not_supported",
            QT_TRANSLATE_NOOP("net", "Only HTTP/1.0 and HTTP/1.1 are spoken here"));
    request.minorVersion = version[7] == '0' ? 0 : 1;
    request.methodName = method.toByteArray();
    request.method = methodOf(method);
    if (target.size() > MaxTarget)
        return refuse(
            414, "target_too_long", QT_TRANSLATE_NOOP("net", "The request target is too long"));
    return readTarget(target);
}

/// RFC 9112 §3.2: origin form, absolute form, or `*` for OPTIONS. There is nothing to CONNECT to.
bool HeadParser::readTarget(QByteArrayView target)
{
    Request &request = m_head.request;
    const auto malformed = [this] {
        return refuse(
            400, "bad_request", QT_TRANSLATE_NOOP("net", "The request target is malformed"));
    };
    if (!std::all_of(
            target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; }))
        return malformed();

    if (target == "*") {
        if (request.method != Method::Options)
            return malformed();
        request.target = "*";
        request.path = "/";
        return true;
    }
    if (!target.isEmpty() && target.front() != '/') {
        const qsizetype scheme = target.indexOf("://");
        if (scheme < 0
            || !(equals(target.first(scheme), "http") || equals(target.first(scheme), "https")))
            return malformed();
        const auto rest = target.sliced(scheme + 3);
        const auto end =
            std::find_if(rest.begin(), rest.end(), [](char c) { return c == '/' || c == '?'; });
        const qsizetype authority = end - rest.begin();
        m_authority = rest.first(authority).toByteArray();
        if (!isValidHost(m_authority))
            return refuse(400, "bad_request", QT_TRANSLATE_NOOP("net", "The host is malformed"));
        request.target = rest.sliced(authority).toByteArray();
        if (!request.target.startsWith('/'))
            request.target.prepend('/');
    } else {
        request.target = target.toByteArray();
    }
    if (request.target.isEmpty())
        return malformed();

    const QByteArrayView all = request.target;
    const qsizetype mark = all.indexOf('?');
    auto path = percentDecoded(mark < 0 ? all : all.first(mark), false);
    if (!path)
        return malformed();
    request.path = *std::move(path);
    auto items = mark < 0 ? QByteArrayView() : all.sliced(mark + 1);
    while (!items.isEmpty()) {
        const qsizetype amp = items.indexOf('&');
        const auto item = amp < 0 ? items : items.first(amp);
        items = amp < 0 ? QByteArrayView() : items.sliced(amp + 1);
        if (item.isEmpty())
            continue;
        const qsizetype eq = item.indexOf('=');
        const auto name = percentDecoded(eq < 0 ? item : item.first(eq), true);
        const auto value = percentDecoded(eq < 0 ? QByteArrayView() : item.sliced(eq + 1), true);
        if (!name || !value)
            return malformed();
        request.query.emplaceBack(QString::fromUtf8(*name), QString::fromUtf8(*value));
    }
    return true;
}

/// RFC 9112 §5: no folding, no space before the colon; control characters were refused by scan().
bool HeadParser::readFields(QByteArrayView block)
{
    HeaderFields &fields = m_head.request.headers;
    while (!block.isEmpty()) {
        const qsizetype end = block.indexOf('\r');
        const auto line = block.first(end);
        block = block.sliced(end + 2);
        const qsizetype colon = line.indexOf(':');
        if (colon < 0 || !isToken(line.first(colon)))
            return refuse(
                400, "bad_request", QT_TRANSLATE_NOOP("net", "A header field is malformed"));
        if (fields.all().size() >= MaxFields)
            return refuse(431, "header_too_large",
                QT_TRANSLATE_NOOP("net", "The request has too many header fields"));
        fields.append(
            line.first(colon).toByteArray(), trimmed(line.sliced(colon + 1)).toByteArray());
    }
    return true;
}

/// RFC 9112 §6.3, without its leniencies.
bool HeadParser::readFraming()
{
    Request &request = m_head.request;
    int lengths = 0;
    int hosts = 0;
    int codings = 0;
    QByteArrayView length;
    QByteArrayView host;
    QByteArrayView coding;
    bool close = false;
    bool keep = false;
    const char *expectation = nullptr;
    for (const auto &[name, value] : request.headers.all()) {
        if (equals(name, "Content-Length")) {
            ++lengths;
            length = value;
        } else if (equals(name, "Transfer-Encoding")) {
            ++codings;
            coding = value;
        } else if (equals(name, "Host")) {
            ++hosts;
            host = value;
        } else if (equals(name, "Connection")) {
            forEachElement(value, [&](QByteArrayView option) {
                close = close || equals(option, "close");
                keep = keep || equals(option, "keep-alive");
            });
        } else if (equals(name, "Expect")) {
            expectation = equals(value, "100-continue") ? "continue" : "other";
        }
    }

    if (hosts > 1 || (hosts == 0 && request.minorVersion == 1))
        return refuse(
            400, "bad_request", QT_TRANSLATE_NOOP("net", "A request needs exactly one Host field"));
    if ((hosts == 1 && !isValidHost(host))
        || (hosts == 1 && !m_authority.isEmpty() && !equals(m_authority, host)))
        return refuse(400, "bad_request", QT_TRANSLATE_NOOP("net", "The host is malformed"));

    if (codings > 0) {
        if (lengths > 0 || request.minorVersion == 0)
            return refuse(400, "bad_request",
                QT_TRANSLATE_NOOP("net", "The length of the content is ambiguous"));
        if (codings > 1 || !equals(coding, "chunked"))
            return refuse(501, "not_implemented",
                QT_TRANSLATE_NOOP("net", "No transfer coding but chunked is understood"));
        m_head.chunked = true;
        request.contentLength = -1;
    }
    if (lengths > 1)
        return refuse(
            400, "bad_request", QT_TRANSLATE_NOOP("net", "The length of the content is ambiguous"));
    if (lengths == 1) {
        // 18 digits stay below 2^63.
        if (length.isEmpty() || length.size() > 18
            || !std::all_of(length.begin(), length.end(), isDigit))
            return refuse(400, "bad_request",
                QT_TRANSLATE_NOOP("net", "The length of the content is malformed"));
        request.contentLength = length.toLongLong();
    }

    m_head.keepAlive = !close && (request.minorVersion == 1 || keep);
    if (expectation && request.minorVersion == 1) {
        if (QByteArrayView(expectation) == "other")
            return refuse(417, "expectation_failed",
                QT_TRANSLATE_NOOP("net", "No expectation but 100-continue can be met"));
        m_head.expectContinue = true;
    }
    return true;
}

} // namespace digidig::net
