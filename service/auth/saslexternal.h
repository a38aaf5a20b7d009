// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QStringList>

namespace digidig::auth {

/// The addresses that the bearer of a client's certificate (DER, verified) may log in as by EXTERNAL
/// (RFC 4422 Appendix A), the first one when it names none. @p mapping says where they come from,
/// in order: `email` (the rfc822Names of the subject's alternative names), `cn` (the common name,
/// when it is an address), `SHA256=ADDRESS` (the certificate of this fingerprint). Empty: `email`.
[[nodiscard]] QStringList certificateAddresses(
    const QByteArray &certificate, const QStringList &mapping);

} // namespace digidig::auth
