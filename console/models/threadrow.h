// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/threadtree.h"

namespace digidig::console {

/// A conversation of a ThreadTree. The indexes of its e-mails point to it.
struct ThreadTree::Thread {
    QJsonObject row;
    int place = 0; ///< Among the conversations.
    QList<QJsonObject> emails = {}; ///< Empty until somebody wanted them.
    QList<int> depths = {};
    bool wanted = false; ///< They are being read.
};

} // namespace digidig::console
