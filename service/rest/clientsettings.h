// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/router.h"

#include <QtCore/QString>

#include <functional>
#include <vector>

namespace digidig::rest {

struct Call;
struct Context;

/// What a person's mail program has to know, in whatever form it is told.
struct ClientSettings {
    struct Server {
        QString host;
        quint16 port = 0;
        bool tlsAtOnce = false; ///< TLS from the first byte; else STARTTLS.
    };

    QString address; ///< Normalised; empty: nobody's in particular.
    QString domain; ///< Of the address; without one the host's name.
    std::vector<Server> imap; ///< At least one; the best first (RFC 8314 §3).
    Server submission;
};

/// The settings for the `emailaddress` that @p call asks with, if any. Invalid when it is no
/// address, NotFound when its domain is not ours (`unknown_domain`) or IMAP is off (`imap_off`).
/// Whether there is such an account is told to nobody.
[[nodiscard]] core::Result<ClientSettings> clientSettings(const Call &call, const Context &context);

/// The handler of a route that answers with what @p form makes of these settings.
[[nodiscard]] Quick settingsAs(const Context &context,
    std::function<net::Response(const Call &, const ClientSettings &)> form);

} // namespace digidig::rest
