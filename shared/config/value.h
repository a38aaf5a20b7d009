// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <concepts>
#include <variant>

namespace digidig::config {

/// The value of a setting; which alternative it holds is fixed by the setting's declaration.
using Value = std::variant<bool, qint64, QString, QStringList>;

template <typename T>
concept SettingType = std::same_as<T, bool> || std::same_as<T, qint64> || std::same_as<T,
    QString> || std::same_as<T, QStringList>;

} // namespace digidig::config
