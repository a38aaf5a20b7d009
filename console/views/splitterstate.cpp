// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/splitterstate.h"

#include <QtCore/QSettings>
#include <QtWidgets/QSplitter>

namespace digidig::console {

void rememberSplitter(QSplitter &splitter, QSettings &settings, const QString &key)
{
    splitter.restoreState(settings.value(key).toByteArray());
    QObject::connect(&splitter, &QSplitter::splitterMoved, &splitter,
        [&splitter, &settings, key] { settings.setValue(key, splitter.saveState()); });
}

} // namespace digidig::console
