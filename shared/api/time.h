// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QtCore/QJsonValue>

namespace digidig::api {

/// @p ms as RFC 3339; null for 0, which stands for a time that has not come, or is not known.
[[nodiscard]] inline QJsonValue timeOrNull(qint64 ms)
{
    return ms > 0 ? QJsonValue(core::rfc3339(ms)) : QJsonValue(QJsonValue::Null);
}

} // namespace digidig::api
