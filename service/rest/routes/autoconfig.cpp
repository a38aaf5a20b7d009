// SPDX-License-Identifier: GPL-3.0-or-later
// The settings for Thunderbird, Evolution, KMail and others that look for config-v1.1.xml.
#include "rest/clientsettings.h"
#include "rest/routes.h"

#include <QtCore/QXmlStreamWriter>

namespace digidig::rest {

namespace {

void server(QXmlStreamWriter &xml, const QString &element, const QString &type,
    const ClientSettings::Server &server)
{
    xml.writeStartElement(element);
    xml.writeAttribute(QStringLiteral("type"), type);
    xml.writeTextElement(QStringLiteral("hostname"), server.host);
    xml.writeTextElement(QStringLiteral("port"), QString::number(server.port));
    xml.writeTextElement(QStringLiteral("socketType"),
        server.tlsAtOnce ? QStringLiteral("SSL") : QStringLiteral("STARTTLS"));
    xml.writeTextElement(QStringLiteral("authentication"), QStringLiteral("password-cleartext"));
    xml.writeTextElement(QStringLiteral("username"), QStringLiteral("%EMAILADDRESS%"));
    xml.writeEndElement();
}

QByteArray document(const ClientSettings &settings)
{
    QByteArray content;
    QXmlStreamWriter xml(&content);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("clientConfig"));
    xml.writeAttribute(QStringLiteral("version"), QStringLiteral("1.1"));
    xml.writeStartElement(QStringLiteral("emailProvider"));
    xml.writeAttribute(QStringLiteral("id"), settings.domain);
    for (const char *element : {"domain", "displayName", "displayShortName"})
        xml.writeTextElement(QLatin1String(element), settings.domain);
    for (const ClientSettings::Server &imap : settings.imap)
        server(xml, QStringLiteral("incomingServer"), QStringLiteral("imap"), imap);
    // Thunderbird takes no file without one.
    server(xml, QStringLiteral("outgoingServer"), QStringLiteral("smtp"), settings.submission);
    xml.writeEndDocument();
    return content;
}

} // namespace

void addAutoconfigRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/mail/config-v1.1.xml",
        .access = Access::Open,
        .handler = settingsAs(context, [](const Call &, const ClientSettings &settings) {
            return textAnswer(document(settings), "application/xml");
        }),
        .whenDisabled = WhenDisabled::Served,
        .alsoAt = {"/.well-known/autoconfig/mail/config-v1.1.xml"}});
}

} // namespace digidig::rest
