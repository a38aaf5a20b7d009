// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/clientsettings.h"

#include "auth/identity.h"
#include "mail/address.h"
#include "rest/address.h"
#include "rest/call.h"
#include "rest/context.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

namespace {

constexpr quint16 SubmissionPort = 587; // RFC 6409 §3.1
constexpr quint16 SubmissionsPort = 465; // RFC 8314 §7.3

/// What a Host field names, without the port and an IPv6 address's brackets (RFC 9110 §7.2).
QString hostAskedFor(const net::Request &request)
{
    const QString field = QString::fromLatin1(request.headers.value("Host"));
    if (field.startsWith(u'['))
        return field.mid(1, field.indexOf(u']') - 1);
    const QString host = field.section(u':', 0, 0);
    return host.isEmpty() ? request.localAddress.toString() : host;
}

/// Addresses to bind to, 0.0.0.0 above all, are nothing that a program elsewhere could use.
QString mailHost(const Call &call, const Context &context)
{
    const QString configured = context.config.get(config::keys::mailHost);
    if (!configured.isEmpty())
        return configured;
    const QString bound = context.config.get(config::keys::hostname);
    return QHostAddress(bound).isNull() ? bound : hostAskedFor(*call.request);
}

ClientSettings::Server submission(const QString &host, const Context &context)
{
    const QString configured = context.config.get(config::keys::submissionServer);
    if (configured.isEmpty())
        return {host, SubmissionPort, false};
    const QString port = configured.section(u':', 1);
    const quint16 number = port.isEmpty() ? SubmissionPort : quint16(port.toUInt());
    return {configured.section(u':', 0, 0), number, number == SubmissionsPort};
}

QStringList localDomains(const Context &context)
{
    return context.identity ? context.identity->localDomains().domains
                            : context.config.get(config::keys::localDomains);
}

core::Error notFound(const QString &message, const QByteArray &slug)
{
    return {core::Errc::NotFound, message, {}, slug, {}};
}

} // namespace

core::Result<ClientSettings> clientSettings(const Call &call, const Context &context)
{
    ClientSettings settings;
    const QString asked = call.text(u"emailaddress");
    if (!asked.isEmpty()) {
        const auto address = addressIn(QStringLiteral("emailaddress"), asked);
        if (!address)
            return address.error();
        if (!mail::isLocal(*address, localDomains(context))) {
            return notFound(QCoreApplication::translate("rest", "mail of this domain is not here"),
                "unknown_domain");
        }
        settings.address = *address;
        settings.domain = address->section(u'@', -1);
    }
    const QString host = mailHost(call, context);
    if (settings.domain.isEmpty())
        settings.domain = host;
    const ImapPorts ports = context.imapPorts();
    if (ports.imaps)
        settings.imap.push_back({host, *ports.imaps, true});
    if (ports.imap)
        settings.imap.push_back({host, *ports.imap, false});
    if (settings.imap.empty())
        return notFound(QCoreApplication::translate("rest", "IMAP is switched off"), "imap_off");
    settings.submission = submission(host, context);
    return settings;
}

Quick settingsAs(const Context &context,
    std::function<net::Response(const Call &, const ClientSettings &)> form)
{
    return [&context, form = std::move(form)](const Call &call) -> Outcome {
        const auto settings = clientSettings(call, context);
        if (!settings)
            return settings.error();
        return form(call, *settings);
    };
}

} // namespace digidig::rest
