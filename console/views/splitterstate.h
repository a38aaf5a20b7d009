// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

class QSettings;
class QSplitter;

namespace digidig::console {

/// Makes @p splitter as it was left, and keeps how it is left from now on, as @p key of @p settings.
void rememberSplitter(QSplitter &splitter, QSettings &settings, const QString &key);

} // namespace digidig::console
