// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "views/theme.h"

#include <QtCore/QSize>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QUrl>
#include <QtCore/QVariantMap>

#include <optional>

namespace digidig::console {

/// What the command line says.
struct Options {
    QUrl url; ///< Connect there at once; empty: ask.
    QString token;
    bool readOnly = false;
    QString page; ///< Empty: the one that was shown last.
    QVariantMap show; ///< What the page brings up.
    std::optional<Theme::Choice> theme;
    QString language; ///< `cs` or `en`; empty: that of the system.
    QSize size; ///< Of the window; invalid: as it was last.
    QString screenshot; ///< Write a picture of the window there, and end.
    QString settingsFile; ///< Instead of the person's own.

    /// Reads @p arguments; `--help` and `--version` print and end the program.
    [[nodiscard]] static core::Result<Options> parse(const QStringList &arguments);
};

} // namespace digidig::console
