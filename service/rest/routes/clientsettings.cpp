// SPDX-License-Identifier: GPL-3.0-or-later
// The settings as a page for people.
#include "rest/clientsettings.h"
#include "rest/contract.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUrl>

namespace digidig::rest {

namespace {

QString told(const char *text)
{
    return QCoreApplication::translate("rest", text).toHtmlEscaped();
}

QString row(const QString &what, const QString &value)
{
    return QStringLiteral("<tr><th>%1</th><td><code>%2</code></td></tr>\n")
        .arg(what, value.toHtmlEscaped());
}

QString table(const QString &title, const ClientSettings::Server &server, const QString &user)
{
    return QStringLiteral("<h3>%1</h3>\n<table>\n").arg(title)
        + row(told(QT_TRANSLATE_NOOP("rest", "Server")), server.host)
        + row(told(QT_TRANSLATE_NOOP("rest", "Port")), QString::number(server.port))
        + row(told(QT_TRANSLATE_NOOP("rest", "Encryption")),
            server.tlsAtOnce ? QStringLiteral("SSL/TLS") : QStringLiteral("STARTTLS"))
        + row(told(QT_TRANSLATE_NOOP("rest", "User name")), user) + QStringLiteral("</table>\n");
}

QByteArray page(const ClientSettings &settings, bool czech)
{
    const QString user = settings.address.isEmpty()
        ? QCoreApplication::translate("rest", "your whole e-mail address")
        : settings.address;
    const QString title = QCoreApplication::translate("rest", "Mail of %1")
                              .arg(settings.address.isEmpty() ? settings.domain : settings.address)
                              .toHtmlEscaped();
    QString profile = QStringLiteral("/api/client-settings/apple.mobileconfig");
    if (!settings.address.isEmpty())
        profile += QLatin1String("?emailaddress=")
            + QString::fromLatin1(QUrl::toPercentEncoding(settings.address));
    QString html =
        QStringLiteral("<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\">"
                       "<meta name=\"viewport\" content=\"width=device-width\"><title>%2"
                       "</title><style>\n%3</style></head><body>\n<h1>%2</h1>\n<p>%4</p>\n"
                       "<p><a href=\"%5\">%6</a></p>\n")
            .arg(czech ? QStringLiteral("cs") : QStringLiteral("en"), title,
                QString::fromUtf8(contractStyle()),
                told(QT_TRANSLATE_NOOP("rest",
                    "Thunderbird and its like find these settings by themselves, from the e-mail "
                    "address. "
                    "The password is the one of the account, or one made for this program alone.")),
                profile.toHtmlEscaped(),
                told(QT_TRANSLATE_NOOP("rest", "Set up iPhone, iPad or Mac")));
    for (const ClientSettings::Server &server : settings.imap)
        html += table(told(QT_TRANSLATE_NOOP("rest", "Incoming mail (IMAP)")), server, user);
    html +=
        table(told(QT_TRANSLATE_NOOP("rest", "Outgoing mail (SMTP)")), settings.submission, user);
    return (html + QLatin1String("</body></html>\n")).toUtf8();
}

} // namespace

void addClientSettingsRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/client-settings",
        .access = Access::Open,
        .handler = settingsAs(context, [](const Call &call, const ClientSettings &settings) {
            net::Response response =
                textAnswer(page(settings, call.czech), "text/html; charset=utf-8");
            response.headers.append("Content-Security-Policy", pageSecurityPolicy());
            response.headers.append("Vary", "Accept-Language");
            return response;
        }),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
