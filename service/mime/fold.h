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

/// Whether foldSearch() gives the folded @p c whatever stands beside it. Others may become one with
/// a neighbour: kana with their voicing marks, Hangul, Indic vowels. Of letters that only have marks
/// which are dropped it is true. "No" where that is not known.
[[nodiscard]] bool foldsAlone(char32_t c);

/// The form in which i;unicode-casemap (RFC 5051 §2) compares @p text: simple title case, then
/// compatibility decomposition, of whose parts the title case again (as of the `f` and `i` in a
/// ligature), all for each character by itself. Diacritics are kept, behind their letters.
[[nodiscard]] QString casemap(QStringView text);

} // namespace digidig::mime
