// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QJsonValue>
#include <QtCore/QStringList>

#include <optional>

namespace digidig::console {

/// One setting of the service, as its schema declares it (`/api/config/schema`).
struct Setting {
    enum class Kind { Text, Whole, Real, Switch, Choice, List };

    QString key = {};
    QString title = {};
    QString help = {};
    QString group = {};
    QString unit = {}; ///< As the service names it: `seconds`, `bytes`, …; empty: none.
    Kind kind = Kind::Text;
    QStringList choices = {};
    QJsonValue standard = {}; ///< What it is without anybody having said anything.
    std::optional<double> least = {};
    std::optional<double> most = {};
    bool live = true; ///< A change acts at once; otherwise with the next start.
    bool risky = false; ///< One could lock oneself out by it.
    bool secret = false; ///< Never shown; the service masks it.
    bool fixed = false; ///< Cannot be changed while the service runs.
    QString source = {}; ///< `default`, `environment`, `file`, `runtime`.

    [[nodiscard]] static Setting fromSchema(const QString &key, const QJsonObject &schema);
    /// Between which bounds it may be, with the unit, for people; empty: whatever one likes.
    [[nodiscard]] QString range() const;
};

/// @p value as a person reads it; a secret stays one.
[[nodiscard]] QString settingText(const Setting &setting, const QJsonValue &value);
/// @p number of @p unit in larger units, `64 MB`; empty where that says nothing more.
[[nodiscard]] QString inLargerUnits(const QString &unit, double number);
/// The unit in the language of the program.
[[nodiscard]] QString unitText(const QString &unit);

} // namespace digidig::console
