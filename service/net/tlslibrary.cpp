// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlslibrary.h"

#include <openssl/crypto.h>

namespace digidig::net {

void keepTlsLibrary()
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
}

} // namespace digidig::net
