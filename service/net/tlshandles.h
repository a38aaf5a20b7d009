// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

// OpenSSL's types, for headers that do without its own.
struct ssl_st;
struct ssl_ctx_st;

namespace digidig::net {

struct FreeSsl {
    void operator()(ssl_st *ssl) const;
};
struct FreeSslContext {
    void operator()(ssl_ctx_st *context) const;
};
using SslPtr = std::unique_ptr<ssl_st, FreeSsl>;
using SslContextPtr = std::unique_ptr<ssl_ctx_st, FreeSslContext>;

} // namespace digidig::net
