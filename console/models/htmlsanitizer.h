// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtCore/QSize>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace digidig::console {

/// HTML of a stranger made fit to be shown.
struct SafeHtml {
    QString html = {}; ///< Only structure, emphasis, tables and links; empty when `tooCostly`.
    int remoteImages = 0; ///< Left out, as everything that would have been fetched.
    QStringList remoteAddresses = {}; ///< Of those that could be fetched over http and https, each once.
    QStringList inlineIds = {}; ///< Content-IDs of images that the e-mail itself has.
    bool scripts = false; ///< There were scripts, forms, frames or plug-ins; they are left out.
    bool shortened = false; ///< What comes after is left out.
    bool tooCostly = false; ///< It is made to keep a program busy: show the text instead.
};

/// Bounds of what is shown.
struct HtmlBounds {
    qsizetype input = 1024 * 1024; ///< Characters that are looked at.
    qsizetype output = 256 * 1024; ///< Characters that are shown.
    int depth = 64; ///< Elements nested deeper lose their markup, not their text.
    int tables = 3; ///< Tables nested deeper become plain blocks.
    int cells = 2'000;
    int columns = 40; ///< Cells of a row; what comes after stands below.
};

/// Images that were fetched, by their address (`https://…`, or `cid:` and the Content-ID), with their size.
using KnownImages = QHash<QString, QSize>;

/// Leaves of @p html what is on the list of the harmless, written anew from the parsed tree: never an attribute
/// or an address as it came, no colours or sizes (they would hide things, and defy the theme). Links go to http,
/// https and mailto only. Images of @p known stand as `<img src="image:…">`, see imageName(). Takes time bounded by about a second; any thread.
[[nodiscard]] SafeHtml sanitizeHtml(const QString &html, const HtmlBounds &bounds = {}, const KnownImages &known = {});

/// What the safe HTML calls the image of that address.
[[nodiscard]] QString imageName(const QString &address);

} // namespace digidig::console
