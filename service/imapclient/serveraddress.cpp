// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapclient/serveraddress.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUrl>

namespace digidig::imapclient {

namespace {

core::Error wrongAddress(const QString &message)
{
    return {core::Errc::Invalid, message};
}

QString decodedPart(QStringView text)
{
    return QUrl::fromPercentEncoding(text.toUtf8());
}

/// A server that can be connected to, and nothing that would tear the line of a command.
bool hasControls(const QString &text)
{
    return std::any_of(
        text.begin(), text.end(), [](QChar c) { return c < u' ' || c == QChar(0x7f); });
}

} // namespace

bool ServerAddress::looksLike(const QString &text)
{
    return text.startsWith(u"imap://", Qt::CaseInsensitive)
        || text.startsWith(u"imaps://", Qt::CaseInsensitive);
}

core::Result<ServerAddress> ServerAddress::parse(const QString &text)
{
    const QString form = QCoreApplication::translate(
        "imapclient", "a server is given as imap://USER@HOST[:PORT][/FOLDER], or with imaps://");
    if (!looksLike(text))
        return wrongAddress(form);
    ServerAddress address;
    address.implicitTls = text.startsWith(u"imaps", Qt::CaseInsensitive);
    const QStringView rest = QStringView(text).sliced(text.indexOf(u"://") + 3);
    const qsizetype slash = rest.indexOf(u'/');
    const QStringView authority = slash < 0 ? rest : rest.first(slash);
    // User names that are addresses are often written with their @ as it is.
    const qsizetype at = authority.lastIndexOf(u'@');
    if (at <= 0)
        return wrongAddress(form);
    if (authority.first(at).contains(u':')) {
        return wrongAddress(QCoreApplication::translate("imapclient",
            "no password belongs into the address, where every user of this machine sees it; a "
            "colon in a user name is written %3A"));
    }
    address.user = decodedPart(authority.first(at));
    const QUrl url(
        QStringLiteral("imap://") + authority.sliced(at + 1).toString(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || url.port(1) < 1)
        return wrongAddress(form);
    address.host = url.host();
    address.port = quint16(url.port(address.implicitTls ? 993 : 143));
    if (slash >= 0)
        address.folder = decodedPart(rest.sliced(slash + 1));
    while (address.folder.endsWith(u'/'))
        address.folder.chop(1);
    if (address.user.isEmpty() || hasControls(address.user) || hasControls(address.folder))
        return wrongAddress(form);
    return address;
}

QString ServerAddress::server() const
{
    const QString name = host.contains(u':') ? u'[' + host + u']' : host;
    return QStringLiteral("%1://%2:%3")
        .arg(implicitTls ? QStringLiteral("imaps") : QStringLiteral("imap"), name)
        .arg(port);
}

} // namespace digidig::imapclient
