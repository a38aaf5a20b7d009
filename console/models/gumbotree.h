// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <gumbo.h>

#include <functional>

namespace digidig::console {

/// How much a document may cost before it is given up.
struct HtmlBudget {
    qsizetype memory = 48 * 1024 * 1024;
    int milliseconds = 1'000;
};

/// Parses @p html (UTF-8) as HTML 5 and shows the tree to @p use, which must not keep any of it. Returns false,
/// without having called it, when the document costs more than @p budget: deeply nested elements make any
/// parser of HTML quadratic.
[[nodiscard]] bool withHtmlTree(const QByteArray &html, const HtmlBudget &budget, const std::function<void(const GumboNode &)> &use);

} // namespace digidig::console
