// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

class QSslCertificate;

namespace digidig::console {

/// Whose it is, who vouches for it, how long, and its SHA-256, on lines of their own.
[[nodiscard]] QString certificateText(const QSslCertificate &certificate);

} // namespace digidig::console
