// SPDX-License-Identifier: GPL-3.0-or-later
// The settings as a configuration profile for Mail on iPhone, iPad and Mac.
#include "rest/clientsettings.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUuid>
#include <QtCore/QXmlStreamWriter>

namespace digidig::rest {

namespace {

/// A property list, member by member; escaping is the writer's.
class PropertyList {
public:
    PropertyList()
    {
        m_xml.setAutoFormatting(true);
        m_xml.writeStartDocument();
        m_xml.writeDTD(QStringLiteral("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
                                      "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">"));
        m_xml.writeStartElement(QStringLiteral("plist"));
        m_xml.writeAttribute(QStringLiteral("version"), QStringLiteral("1.0"));
    }

    void begin(const char *element) { m_xml.writeStartElement(QLatin1String(element)); }
    void end() { m_xml.writeEndElement(); }
    void key(const char *name) { write("key", QLatin1String(name)); }

    void add(const char *name, const QString &text)
    {
        key(name);
        write("string", text);
    }
    void add(const char *name, int number)
    {
        key(name);
        write("integer", QString::number(number));
    }
    void add(const char *name, bool truth)
    {
        key(name);
        m_xml.writeEmptyElement(truth ? QStringLiteral("true") : QStringLiteral("false"));
    }

    [[nodiscard]] QByteArray finished()
    {
        m_xml.writeEndDocument();
        return m_content;
    }

private:
    void write(const char *element, const QString &text)
    {
        m_xml.writeTextElement(QLatin1String(element), text);
    }

    QByteArray m_content;
    QXmlStreamWriter m_xml{&m_content};
};

/// What each payload says of itself. The same settings are the same profile, so that a newer one
/// takes its place.
void identify(PropertyList &list, const char *type, const QUuid &id, const QString &name)
{
    list.add("PayloadType", QString::fromLatin1(type));
    list.add("PayloadVersion", 1);
    list.add("PayloadUUID", id.toString(QUuid::WithoutBraces).toUpper());
    list.add("PayloadIdentifier",
        QStringLiteral("org.digidig.imap.") + id.toString(QUuid::WithoutBraces));
    list.add("PayloadDisplayName", name);
}

void account(PropertyList &list, const ClientSettings &settings)
{
    const ClientSettings::Server &imap = settings.imap.front();
    list.add("EmailAccountType", QStringLiteral("EmailTypeIMAP"));
    list.add("EmailAccountDescription", settings.domain);
    if (!settings.address.isEmpty()) { // Else the device asks for it.
        list.add("EmailAddress", settings.address);
        list.add("IncomingMailServerUsername", settings.address);
        list.add("OutgoingMailServerUsername", settings.address);
    }
    list.add("IncomingMailServerAuthentication", QStringLiteral("EmailAuthPassword"));
    list.add("IncomingMailServerHostName", imap.host);
    list.add("IncomingMailServerPortNumber", imap.port);
    list.add("IncomingMailServerUseSSL", true);
    list.add("OutgoingMailServerAuthentication", QStringLiteral("EmailAuthPassword"));
    list.add("OutgoingMailServerHostName", settings.submission.host);
    list.add("OutgoingMailServerPortNumber", settings.submission.port);
    list.add("OutgoingMailServerUseSSL", true);
    list.add("OutgoingPasswordSameAsIncomingPassword", true);
}

QByteArray profile(const ClientSettings &settings)
{
    static const QUuid ours(
        0x6f0c2f5e, 0x2b1d, 0x4c55, 0x9a, 0x43, 0x7d, 0x0e, 0x41, 0x8c, 0x52, 0xb6);
    const QString whose = settings.address.isEmpty() ? settings.domain : settings.address;
    const QUuid id = QUuid::createUuidV5(ours, whose);
    const QString name = QCoreApplication::translate("rest", "Mail of %1").arg(whose);
    PropertyList list;
    list.begin("dict");
    identify(list, "Configuration", id, name);
    list.add("PayloadOrganization", settings.domain);
    list.add("PayloadDescription",
        QCoreApplication::translate("rest", "Sets up Mail for %1.").arg(whose));
    list.key("PayloadContent");
    list.begin("array");
    list.begin("dict");
    identify(list, "com.apple.mail.managed", QUuid::createUuidV5(id, QStringLiteral("mail")), name);
    account(list, settings);
    list.end();
    list.end();
    list.end();
    return list.finished();
}

} // namespace

void addMobileconfigRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/client-settings/apple.mobileconfig",
        .access = Access::Open,
        .handler = settingsAs(context, [](const Call &, const ClientSettings &settings) {
            net::Response response =
                textAnswer(profile(settings), "application/x-apple-aspen-config");
            response.headers.append(
                "Content-Disposition", "attachment; filename=\"mail.mobileconfig\"");
            response.headers.append("Vary", "Accept-Language");
            return response;
        }),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
