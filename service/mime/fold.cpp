// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

#include <algorithm>

namespace digidig::mime {

namespace {

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

QString normalized(const UNormalizer2 *normalizer, QStringView text)
{
    UErrorCode status = U_ZERO_ERROR;
    // ICU counts in 32 bits; searched texts are bounded far below that.
    const auto length = static_cast<int32_t>(std::min<qsizetype>(text.size(), 1 << 28));
    QString out(text.size() + text.size() / 4 + 16, Qt::Uninitialized);
    for (int attempt = 0; attempt < 2; ++attempt) {
        status = U_ZERO_ERROR;
        const int32_t size =
            unorm2_normalize(normalizer, reinterpret_cast<const UChar *>(text.utf16()), length,
                reinterpret_cast<UChar *>(out.data()), static_cast<int32_t>(out.size()), &status);
        out.resize(size);
        if (status != U_BUFFER_OVERFLOW_ERROR)
            break;
    }
    return U_SUCCESS(status) ? out : text.toString();
}

bool isDiacritic(char16_t c)
{
    if (c < 0x300)
        return false;
    return c <= 0x36f // combining diacritical marks
        || (c >= 0x591 && c <= 0x5c7 && c != 0x5be && c != 0x5c0 && c != 0x5c3 && c != 0x5c6)
        || (c >= 0x610 && c <= 0x61a) || (c >= 0x64b && c <= 0x65f) || c == 0x670
        || (c >= 0x6d6 && c <= 0x6dc) || (c >= 0x6df && c <= 0x6e4) || c == 0x6e7 || c == 0x6e8
        || (c >= 0x6ea && c <= 0x6ed);
}

/// Letters with a stroke do not decompose, yet are typed without it.
char16_t withoutStroke(char16_t c)
{
    switch (c) {
    case u'ł':
        return u'l';
    case u'ø':
        return u'o';
    case u'đ':
        return u'd';
    case u'ħ':
        return u'h';
    case u'ı':
        return u'i';
    default:
        return c;
    }
}

} // namespace

QString foldCase(QStringView text)
{
    if (isAscii(text)) {
        QString lower = text.toString();
        for (QChar &c : lower) {
            if (c >= u'A' && c <= u'Z')
                c = QChar(c.unicode() + 32);
        }
        return lower;
    }
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folder = unorm2_getNFKCCasefoldInstance(&status);
    return U_SUCCESS(status) ? normalized(folder, text) : text.toString().toCaseFolded();
}

QString foldSearch(QStringView text)
{
    QString folded = foldCase(text);
    if (isAscii(folded))
        return folded;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    if (U_FAILURE(status))
        return folded;
    QString bare = normalized(nfd, folded);
    bare.removeIf([](QChar c) { return isDiacritic(c.unicode()); });
    for (QChar &c : bare)
        c = QChar(withoutStroke(c.unicode()));
    return normalized(nfc, bare);
}

bool hasMarks(QStringView query)
{
    return foldSearch(query) != foldCase(query);
}

bool foldsAlone(char32_t c)
{
    const auto point = static_cast<UChar32>(c);
    if (c < 0x80)
        return true;
    if (u_getCombiningClass(point) != 0)
        return false;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(point, &status)) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_HEBREW:
    case USCRIPT_ARABIC:
    case USCRIPT_HAN:
        return true;
    case USCRIPT_COMMON: {
        const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
        return U_SUCCESS(status) && unorm2_isInert(nfc, point) != 0;
    }
    default:
        return false;
    }
}

QString casemap(QStringView text)
{
    // Most text is ASCII, of which the simple loop does many at once.
    const auto upper = [](char16_t c) {
        return c >= u'a' && c <= u'z' ? static_cast<char16_t>(c - 32) : c;
    };
    const auto size = text.size();
    const char16_t *const from = text.utf16();
    QString mapped(size, Qt::Uninitialized);
    auto *to = reinterpret_cast<char16_t *>(mapped.data());
    char16_t seen = 0;
    for (qsizetype i = 0; i < size; ++i) {
        seen = static_cast<char16_t>(seen | from[i]);
        to[i] = upper(from[i]);
    }
    if (seen < 0x80)
        return mapped;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
    mapped.clear();
    mapped.reserve(size + size / 4);
    constexpr int Longest = 32; // The longest decomposition has 18 units.
    UChar parts[Longest];
    for (qsizetype i = 0; i < size;) {
        UChar32 c = 0;
        U16_NEXT(from, i, size, c);
        if (c < 0x80) {
            mapped += QChar(upper(static_cast<char16_t>(c)));
            continue;
        }
        const UChar32 title = u_totitle(c);
        UErrorCode failed = status;
        const int32_t count =
            U_SUCCESS(failed) ? unorm2_getDecomposition(nfkd, title, parts, Longest, &failed) : -1;
        if (count < 0 || U_FAILURE(failed)) {
            mapped += QStringView(QChar::fromUcs4(char32_t(title)));
            continue;
        }
        for (int32_t at = 0; at < count;) {
            UChar32 part = 0;
            U16_NEXT(parts, at, count, part);
            mapped += QStringView(QChar::fromUcs4(char32_t(u_totitle(part))));
        }
    }
    return mapped;
}

} // namespace digidig::mime
