// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace digidig::mime {

/// NFKC_Casefold (Unicode §3.13): compares without case and compatibility forms; marks are kept.
[[nodiscard]] QString foldCase(QStringView text);

/// foldCase() without the diacritics of Latin, Greek, Cyrillic, Hebrew and Arabic (ł→l, ø→o, đ→d,
/// ħ→h, ı→i too), in NFC. Marks that make another letter (kana voicing, Indic vowels) stay.
[[nodiscard]] QString foldSearch(QStringView text);

/// Whether @p query has diacritics that foldSearch() would drop: then they were typed on purpose.
[[nodiscard]] bool hasMarks(QStringView query);

} // namespace digidig::mime
