// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArrayView>
#include <QtCore/QList>
#include <QtCore/QString>

namespace digidig::config {

/// One `key = value` line of a configuration file.
struct FileEntry {
    QString key;
    QString text;
    int line = 0; ///< Counted from 1.
};

/// Reads the text of a configuration file: UTF-8, a line each `key = value`, empty, or a comment.
/// `#` starts a comment at the start of a line and after a space; "double quotes" around a value
/// keep it (and spaces) literal, with \" and \\ inside. At most 1 MiB. The error begins with "line
/// N: " and never repeats what the line says, which may be a secret.
[[nodiscard]] core::Result<QList<FileEntry>> parseConfigFile(QByteArrayView bytes);

} // namespace digidig::config
