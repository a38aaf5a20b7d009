// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

namespace digidig::core {

QByteArrayView slug(Errc code)
{
    switch (code) {
    case Errc::Invalid:
        return "invalid";
    case Errc::Unauthorized:
        return "unauthorized";
    case Errc::Forbidden:
        return "forbidden";
    case Errc::NotFound:
        return "not_found";
    case Errc::AlreadyExists:
        return "already_exists";
    case Errc::Conflict:
        return "conflict";
    case Errc::TooLarge:
        return "too_large";
    case Errc::LimitExceeded:
        return "limit_exceeded";
    case Errc::QuotaExceeded:
        return "quota_exceeded";
    case Errc::StoreFull:
        return "store_full";
    case Errc::Timeout:
        return "timeout";
    case Errc::Unavailable:
        return "unavailable";
    case Errc::Corrupt:
        return "corrupt";
    case Errc::Internal:
        return "internal";
    }
    return "internal";
}

} // namespace digidig::core
