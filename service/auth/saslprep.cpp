// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslprep.h"

#include <unicode/usprep.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QString>

#include <algorithm>
#include <memory>

namespace digidig::auth {

namespace {

struct CloseProfile {
    void operator()(UStringPrepProfile *profile) const { usprep_close(profile); }
};

core::Error prohibited()
{
    return {core::Errc::Invalid,
        QCoreApplication::translate("auth", "it has characters that SASL does not allow"), {}};
}

} // namespace

core::Result<QByteArray> saslPrepared(const QByteArray &text)
{
    // Most are: then there is nothing to do.
    if (std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; }))
        return text;
    const QString decoded = QString::fromUtf8(text);
    if (decoded.toUtf8() != text)
        return prohibited();
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UStringPrepProfile, CloseProfile> profile(
        usprep_openByType(USPREP_RFC4013_SASLPREP, &status));
    if (U_FAILURE(status))
        return core::Error{core::Errc::Internal, {}, QStringLiteral("ICU has no SASLprep")};
    // NFKC makes 18 characters of one at most.
    QString prepared(decoded.size() * 18 + 1, Qt::Uninitialized);
    const int32_t size = usprep_prepare(profile.get(),
        reinterpret_cast<const UChar *>(decoded.utf16()), int32_t(decoded.size()),
        reinterpret_cast<UChar *>(prepared.data()), int32_t(prepared.size()), USPREP_DEFAULT,
        nullptr, &status);
    if (U_FAILURE(status))
        return prohibited();
    prepared.truncate(size);
    return prepared.toUtf8();
}

} // namespace digidig::auth
