// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/client.h"

#include <functional>
#include <memory>
#include <vector>

namespace digidig::storageclient {

/// A list of Client's, read at the pace of the thread that takes from it: while nobody does, Storage
/// waits. Not thread-safe.
class Listing {
public:
    Listing(Client &client, const Caller &caller, const ListQuery &query);
    /// Ends the list when it has not ended.
    ~Listing();
    Listing(const Listing &) = delete;
    Listing &operator=(const Listing &) = delete;

    /// Up to @p atMost e-mails in Storage's order, as soon as some are there; none: the list has
    /// ended, or @p mustStop (asked several times a second) says so. Blocks.
    [[nodiscard]] std::vector<Document> take(
        size_t atMost, const std::function<bool()> &mustStop);
    /// How it ended; after take() gave nothing.
    [[nodiscard]] core::Result<Listed> ended() const;

private:
    struct Shared;
    Client &m_client;
    const std::shared_ptr<Shared> m_shared;
    Client::CallId m_call = 0;
};

} // namespace digidig::storageclient
