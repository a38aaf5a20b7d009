// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "config/keys.h"
#include "lmtp/figures.h"
#include "mail/delivery.h"
#include "mail/ports.h"

#include <functional>

class QThreadPool;

namespace digidig::lmtp {

/// What sessions may use; all of it thread-safe, owned by the composition root, and longer-lived
/// than every session.
struct Context {
    config::Config &config;
    mail::AccountStore &accounts;
    mail::Delivery &delivery;
    std::function<mail::DeliveryPolicy()> deliveryPolicy;
    QThreadPool &workers;
    Figures &figures;
    QByteArray host; ///< Our name, in greeting and trace.
};

} // namespace digidig::lmtp
