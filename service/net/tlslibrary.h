// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace digidig::net {

/// Before anything else uses OpenSSL: it is not to clean up at the process's exit, where a thread that is still ending
/// would lose what it has there. The system takes the memory back anyway.
void keepTlsLibrary();

} // namespace digidig::net
