// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/rules.h"

#include <QtCore/QUrl>
#include <QtCore/QtGlobal>

#include <arpa/inet.h>

namespace digidig::config::rules {

namespace {

bool isListener(const QString &text)
{
    if (text.isEmpty() || text.startsWith(u'/'))
        return true;
    return text.mid(text.lastIndexOf(u':') + 1).toInt() <= 65535;
}

bool isHttpUrl(const QString &text)
{
    if (text.isEmpty())
        return true;
    const QUrl url(text, QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty();
}

bool isNetwork(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    const QByteArray address = text.left(slash).toLatin1();
    in6_addr parsed;
    const bool v4 = inet_pton(AF_INET, address.constData(), &parsed) == 1;
    if (!v4 && inet_pton(AF_INET6, address.constData(), &parsed) != 1)
        return false;
    return slash < 0 || text.mid(slash + 1).toInt() <= (v4 ? 32 : 128);
}

} // namespace

TextRule oneOf(std::initializer_list<const char *> choices)
{
    return {.choices = choices};
}

TextRule host()
{
    return {.pattern = "^[A-Za-z0-9._:%-]{1,255}$",
        .what = QT_TRANSLATE_NOOP("config", "an IP address or a host name")};
}

TextRule server()
{
    return {.pattern = "^[A-Za-z0-9.-]{0,255}$",
        .what = QT_TRANSLATE_NOOP("config", "a host name or an IPv4 address, or empty")};
}

TextRule serverAndPort()
{
    return {.pattern = "^([A-Za-z0-9.-]{1,255}(:[0-9]{1,5})?)?$",
        .what = QT_TRANSLATE_NOOP("config", "host or host:port, or empty"),
        .accepts = [](const QString &text) {
            const QStringList parts = text.split(u':');
            return parts.size() == 1 || (parts[1].toInt() >= 1 && parts[1].toInt() <= 65535);
        }};
}

TextRule portOrOff()
{
    return {.pattern = "^[0-9]{0,5}$",
        .what = QT_TRANSLATE_NOOP("config", "a port between 0 and 65535, or empty"),
        .accepts = [](const QString &text) { return text.toInt() <= 65535; },
        .number = true};
}

TextRule listenerOrOff()
{
    return {.pattern = "^(/.*|[^\\s/,]+:[0-9]{1,5})?$",
        .what = QT_TRANSLATE_NOOP("config", "host:port or the absolute path of a socket, or empty"),
        .accepts = isListener};
}

TextRule httpUrl()
{
    return {.pattern = "^(https?://[^\\s@]+)?$",
        .what = QT_TRANSLATE_NOOP("config", "an http or https URL without credentials, or empty"),
        .accepts = isHttpUrl};
}

TextRule redisUrl()
{
    return {.pattern = "^(redis://[^\\s@/:]+(:[0-9]{1,5})?(/[0-9]{1,4})?)?$",
        .what = QT_TRANSLATE_NOOP(
            "config", "redis://HOST[:PORT][/DATABASE] without credentials, or empty"),
        .accepts = [](const QString &text) { return text.isEmpty() || QUrl(text).isValid(); }};
}

TextRule absolutePath()
{
    return {
        .pattern = "^(/.*)?$", .what = QT_TRANSLATE_NOOP("config", "an absolute path, or empty")};
}

TextRule token()
{
    return {.pattern = "^([!-~]{16,512})?$",
        .what = QT_TRANSLATE_NOOP(
            "config", "16 to 512 printable ASCII characters without spaces, or empty")};
}

TextRule password()
{
    return {.pattern = "^[ -~]{0,512}$",
        .what = QT_TRANSLATE_NOOP("config", "up to 512 printable ASCII characters")};
}

TextRule secret()
{
    return {.pattern = "^([!-~]{8,8192})?$",
        .what = QT_TRANSLATE_NOOP(
            "config", "8 to 8192 printable ASCII characters without spaces, or empty")};
}

TextRule folderName()
{
    return {.pattern = "^[^/]{0,255}$",
        .what = QT_TRANSLATE_NOOP("config", "the name of one folder without /, or empty")};
}

TextRule delimiter()
{
    return {.pattern = "^[-+=_.!#$%&*~^]?$",
        .what = QT_TRANSLATE_NOOP("config", "one character such as + or -, or empty")};
}

TextRule headerRule()
{
    return {.pattern = "^([!-9;-~]{1,77}: ?[!-~]([ -~]{0,198}[!-~])?)?$",
        .what = QT_TRANSLATE_NOOP(
            "config", "a header field such as X-Spam-Flag: YES, or empty")};
}

TextRule domain()
{
    return {.pattern = "^[^\\s@/,]{1,253}$", .what = QT_TRANSLATE_NOOP("config", "a mail domain")};
}

TextRule origin()
{
    return {.pattern = "^https?://[^\\s@/,?#]{1,253}$",
        .what = QT_TRANSLATE_NOOP("config", "a web origin such as https://mail.example.org"),
        .accepts = isHttpUrl};
}

TextRule listenerName()
{
    return {.pattern = "^(rest|imaps?|lmtp)$",
        .what = QT_TRANSLATE_NOOP("config", "one of rest, imap, imaps and lmtp")};
}

TextRule clientMapping()
{
    return {.pattern = "^(email|cn|[0-9A-Fa-f]{64}=[^\\s,=]+@[^\\s,=@]+)$",
        .what = QT_TRANSLATE_NOOP(
            "config", "email, cn, or the SHA-256 of a certificate (64 digits) = an address")};
}

TextRule network()
{
    return {.pattern = "^[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?$",
        .what = QT_TRANSLATE_NOOP("config", "an IP address or a network such as 10.0.0.0/8"),
        .accepts = isNetwork};
}

} // namespace digidig::config::rules
