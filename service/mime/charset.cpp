// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/text.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <memory>

namespace digidig::mime {

namespace {

struct ConverterDeleter {
    void operator()(UConverter *converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterDeleter>;

/// Whether @p bytes is UTF-8 (RFC 3629); sets @p multi if it has at least one multi-byte character,
/// be it before the first error.
bool isUtf8(QByteArrayView bytes, bool *multi)
{
    const auto *p = reinterpret_cast<const uchar *>(bytes.data());
    const auto *end = p + bytes.size();
    *multi = false;
    while (p < end) {
        if (*p < 0x80) {
            constexpr quint64 HighBits = 0x8080808080808080;
            quint64 eight = HighBits;
            if (end - p >= qsizetype(sizeof eight))
                memcpy(&eight, p, sizeof eight);
            p += (eight & HighBits) == 0 ? sizeof eight : 1;
            continue;
        }
        const int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : 1;
        if (*p < 0xc2 || *p > 0xf4 || end - p <= more)
            return false;
        const uchar second = p[1];
        if ((*p == 0xe0 && second < 0xa0) || (*p == 0xed && second > 0x9f)
            || (*p == 0xf0 && second < 0x90) || (*p == 0xf4 && second > 0x8f))
            return false;
        for (int i = 1; i <= more; ++i) {
            if ((p[i] & 0xc0) != 0x80)
                return false;
        }
        *multi = true;
        p += more + 1;
    }
    return true;
}

/// The name ICU knows for what mail calls @p charset; empty for "do not rely on it".
QByteArray canonicalName(QByteArrayView charset)
{
    if (charset.compare("utf-8", Qt::CaseInsensitive) == 0)
        return "utf-8";
    QByteArray name = charset.trimmed().toByteArray().toLower();
    name.removeIf([](char c) { return c == '"' || c == '\'' || c == ';'; });
    if (name.size() > 40 || name.contains(','))
        return {};
    static constexpr std::pair<const char *, const char *> Names[] = {
        {"utf8", "utf-8"},
        {"utf-8mb4", "utf-8"},
        {"utf8mb4", "utf-8"},
        {"unicode-1-1-utf-8", "utf-8"},
        {"unicode-1-1-utf-7", "utf-7"},
        {"unknown-8bit", ""},
        {"x-unknown", ""},
        {"unknown", ""},
        {"default", ""},
        {"default_charset", ""},
        {"_autodetect_all", ""},
        {"us-ascii", ""},
        {"ascii", ""},
        {"ansi_x3.4-1968", ""},
        {"iso-8859-1", "windows-1252"},
        {"iso8859-1", "windows-1252"},
        {"iso_8859-1", "windows-1252"},
        {"latin1", "windows-1252"},
        {"cp1252", "windows-1252"},
        {"iso-8859-9", "windows-1254"},
        {"iso-8859-8-i", "iso-8859-8"},
        {"iso-8859-8-e", "iso-8859-8"},
        {"shift_jis", "windows-31j"},
        {"shift-jis", "windows-31j"},
        {"sjis", "windows-31j"},
        {"x-sjis", "windows-31j"},
        {"cp932", "windows-31j"},
        {"ks_c_5601-1987", "windows-949"},
        {"ks_c_5601", "windows-949"},
        {"ksc5601", "windows-949"},
        {"euc-kr", "windows-949"},
        {"cp949", "windows-949"},
        {"gb2312", "gb18030"},
        {"gbk", "gb18030"},
        {"x-gbk", "gb18030"},
        {"cp936", "gb18030"},
        {"big5", "windows-950"},
        {"x-mac-roman", "macintosh"},
        {"cp-850", "ibm850"},
    };
    for (const auto &[from, to] : Names) {
        if (name == from)
            return to;
    }
    if (name.startsWith("win-") || name.startsWith("cp-12"))
        return "windows-" + name.mid(name.indexOf('-') + 1);
    return name;
}

QString byConverter(QByteArrayView bytes, const QByteArray &name, bool *ok)
{
    UErrorCode status = U_ZERO_ERROR;
    const Converter converter(ucnv_open(name.constData(), &status));
    *ok = converter && U_SUCCESS(status);
    if (!*ok)
        return {};
    QString text;
    constexpr qsizetype Step = 16 * 1024;
    char16_t buffer[Step];
    const char *from = bytes.data();
    const char *const end = from + bytes.size();
    do {
        char16_t *to = buffer;
        status = U_ZERO_ERROR;
        ucnv_toUnicode(converter.get(), &to, buffer + Step, &from, end, nullptr, true, &status);
        text.append(reinterpret_cast<const QChar *>(buffer), to - buffer);
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    return text;
}

QString fromWindows1252(QByteArrayView bytes)
{
    static constexpr char16_t High[32] = {0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020,
        0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019,
        0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e,
        0x178};
    QString text = QString::fromLatin1(bytes);
    for (QChar &c : text) {
        if (c.unicode() >= 0x80 && c.unicode() < 0xa0)
            c = QChar(High[c.unicode() - 0x80]);
    }
    return text;
}

/// The charset that an HTML document declares in its first kilobyte.
QByteArray metaCharset(QByteArrayView html)
{
    const QByteArray head =
        html.first(std::min<qsizetype>(html.size(), 1024)).toByteArray().toLower();
    qsizetype at = head.indexOf("charset=");
    if (at < 0 || head.lastIndexOf("<meta", at) < 0)
        return {};
    at += 8;
    if (at < head.size() && (head[at] == '"' || head[at] == '\''))
        ++at;
    qsizetype end = at;
    while (
        end < head.size() && (isalnum(static_cast<uchar>(head[end])) || strchr("-_.:", head[end])))
        ++end;
    return head.mid(at, end - at);
}

} // namespace

QString decodeText(QByteArrayView bytes, QByteArrayView charset, const Part *part)
{
    QByteArray name = canonicalName(charset);
    bool multi = false;
    bool utf8 = false;
    if (name.isEmpty() || name == "utf-8") {
        utf8 = isUtf8(bytes, &multi);
        // Damaged UTF-8 is still UTF-8, if it has shown itself to be.
        if (utf8 || (multi && !name.isEmpty()))
            return QString::fromUtf8(bytes);
        if (name.isEmpty() && part && part->subtype == "html")
            name = canonicalName(metaCharset(bytes));
        if (name.isEmpty() || name == "utf-8")
            return fromWindows1252(bytes);
    }
    if (name == "windows-1252")
        return fromWindows1252(bytes);
    bool ok = false;
    const QString text = byConverter(bytes, name, &ok);
    if (ok)
        return text;
    return isUtf8(bytes, &multi) ? QString::fromUtf8(bytes) : fromWindows1252(bytes);
}

} // namespace digidig::mime
