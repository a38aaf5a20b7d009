// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace digidig::config {

class Setting;

/// When a change of @p setting takes effect, in a word; translated.
[[nodiscard]] QString whenApplied(const Setting &setting);
/// digidig-imapd.conf(5) as a roff document, all settings in it; translated.
[[nodiscard]] QString manualPage();

} // namespace digidig::config
