// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/setting.h"
#include "core/result.h"

#include <QtCore/QHash>
#include <QtCore/QStringList>

#include <optional>
#include <vector>

namespace digidig::config {

/// What one source says: by Setting::index(), nothing where it is silent.
using Layer = std::vector<std::optional<Value>>;

/// Reads the configuration file at @p path (empty: no file). Unknown keys are warned about.
[[nodiscard]] core::Result<Layer> readFile(const QString &path, QStringList *warnings);
/// Picks our variables out of @p environment. Unknown `IMAP_*` ones are warned about.
[[nodiscard]] core::Result<Layer> readEnvironment(
    const QHash<QString, QString> &environment, QStringList *warnings);
/// Reads what was given on the command line; an unknown key is an error.
[[nodiscard]] core::Result<Layer> readCommandLine(const QHash<QString, QString> &options);
/// Reads persisted live changes and takes out of @p live what no longer is valid, with a warning
/// each.
[[nodiscard]] Layer readLive(QJsonObject *live, QStringList *warnings);

/// "there is no setting …", with the key that may have been meant.
[[nodiscard]] QString noSuchSetting(QStringView key);

} // namespace digidig::config
