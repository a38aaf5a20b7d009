// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>

#include <chrono>

namespace digidig::core {

qint64 nowMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

qint64 monotonicMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

QString rfc3339(qint64 ms)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc());
    return time.toString(ms % 1000 == 0 ? u"yyyy-MM-ddTHH:mm:ssZ" : u"yyyy-MM-ddTHH:mm:ss.zzzZ");
}

bool parseRfc3339(QStringView text, qint64 *ms)
{
    const QString trimmed = text.trimmed().toString();
    if (trimmed.size() < 10 || trimmed.size() > 64)
        return false;
    QDateTime time = QDateTime::fromString(trimmed, Qt::ISODateWithMs);
    if (!time.isValid())
        return false;
    if (time.timeSpec() == Qt::LocalTime) // No zone was written: taken as UTC.
        time = QDateTime(time.date(), time.time(), QTimeZone::utc());
    *ms = time.toMSecsSinceEpoch();
    return true;
}

} // namespace digidig::core
