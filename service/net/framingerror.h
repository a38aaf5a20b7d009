// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace digidig::net {

/// Why a message was refused. `status` is what the client gets; the connection cannot be used
/// further.
struct FramingError {
    int status = 400;
    const char *code = "bad_request"; ///< Stable code of the REST contract.
    const char *message = ""; ///< English source text, context "net".

    [[nodiscard]] QString text() const;
};

} // namespace digidig::net
