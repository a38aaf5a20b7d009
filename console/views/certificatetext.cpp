// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/certificatetext.h"

#include "models/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>
#include <QtNetwork/QSslCertificate>

namespace digidig::console {

QString certificateText(const QSslCertificate &certificate)
{
    const QLocale locale;
    return QCoreApplication::translate("console", "For: %1\nFrom: %2\nValid: %3 to %4\nSHA-256: %5")
        .arg(oneLine(certificate.subjectInfo(QSslCertificate::CommonName).join(u' '), 200),
            oneLine(certificate.issuerInfo(QSslCertificate::CommonName).join(u' '), 200),
            locale.toString(certificate.effectiveDate().date(), QLocale::ShortFormat),
            locale.toString(certificate.expiryDate().date(), QLocale::ShortFormat),
            // Spaces, so that the line can break.
            QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(' ')));
}

} // namespace digidig::console
