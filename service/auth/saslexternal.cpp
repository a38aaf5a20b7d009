// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslexternal.h"

#include <QtCore/QCryptographicHash>
#include <QtNetwork/QSslCertificate>

#include <algorithm>

namespace digidig::auth {

namespace {

/// Whether @p text can be an address; with a NUL in it, it is not what it looks like.
bool isAddress(const QString &text)
{
    return text.size() <= 320 && text.count(u'@') == 1 && !text.contains(QChar::Null)
        && !text.contains(QChar::ReplacementCharacter);
}

QStringList emailsOf(const QSslCertificate &certificate)
{
    return certificate.subjectAlternativeNames().values(QSsl::EmailEntry);
}

QStringList commonNameOf(const QSslCertificate &certificate)
{
    const QStringList names = certificate.subjectInfo(QSslCertificate::CommonName);
    return names.size() == 1 ? names : QStringList(); // Of two nobody knows which is meant.
}

} // namespace

QStringList certificateAddresses(const QByteArray &certificate, const QStringList &mapping)
{
    const QSslCertificate parsed(certificate, QSsl::Der);
    if (parsed.isNull())
        return {};
    const QStringList ways = mapping.isEmpty() ? QStringList(QStringLiteral("email")) : mapping;
    const QString fingerprint = QString::fromLatin1(
        QCryptographicHash::hash(certificate, QCryptographicHash::Sha256).toHex());
    QStringList found;
    for (const QString &way : ways) {
        if (way == u"email") {
            QStringList emails = emailsOf(parsed);
            std::sort(emails.begin(), emails.end()); // Qt does not tell their order.
            found += emails;
        } else if (way == u"cn") {
            found += commonNameOf(parsed);
        } else if (way.section(u'=', 0, 0).compare(fingerprint, Qt::CaseInsensitive) == 0) {
            found += way.section(u'=', 1);
        }
    }
    found.removeIf([](const QString &text) { return !isAddress(text); });
    found.removeDuplicates();
    return found;
}

} // namespace digidig::auth
