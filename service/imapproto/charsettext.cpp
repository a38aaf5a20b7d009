// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/charsettext.h"

#include <unicode/ucnv.h>

#include <algorithm>

namespace digidig::imapproto {

struct CharsetText::Converter {
    UConverter *handle = nullptr;
    ~Converter() { ucnv_close(handle); }
};

CharsetText::CharsetText(std::unique_ptr<Converter> converter)
    : m_converter(std::move(converter))
{
}
CharsetText::CharsetText(CharsetText &&) noexcept = default;
CharsetText &CharsetText::operator=(CharsetText &&) noexcept = default;
CharsetText::~CharsetText() = default;

std::optional<CharsetText> CharsetText::open(const QByteArray &charset)
{
    if (charset.compare("UTF-8", Qt::CaseInsensitive) == 0)
        return CharsetText(nullptr);
    // ICU takes options after a comma and file names; only what it lists is let through.
    const bool plain =
        charset.size() <= 40 && std::all_of(charset.begin(), charset.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                || c == '-' || c == '_' || c == ':' || c == '.';
        });
    UErrorCode error = U_ZERO_ERROR;
    if (!plain || !ucnv_getAlias(charset.constData(), 0, &error) || U_FAILURE(error))
        return {};
    auto converter = std::make_unique<Converter>();
    converter->handle = ucnv_open(charset.constData(), &error);
    ucnv_setToUCallBack(
        converter->handle, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    if (U_FAILURE(error))
        return {};
    return CharsetText(std::move(converter));
}

std::optional<QString> CharsetText::decode(QByteArrayView bytes) const
{
    if (!m_converter) {
        if (!bytes.isValidUtf8())
            return {};
        return QString::fromUtf8(bytes);
    }
    // No charset of ICU makes more than a few UTF-16 units of one byte.
    QString out(bytes.size() * 4 + 16, Qt::Uninitialized);
    UErrorCode error = U_ZERO_ERROR;
    const int32_t size = ucnv_toUChars(m_converter->handle, reinterpret_cast<UChar *>(out.data()),
        int32_t(out.size()), bytes.data(), int32_t(bytes.size()), &error);
    if (U_FAILURE(error) || size > out.size() || error == U_STRING_NOT_TERMINATED_WARNING)
        return {};
    out.truncate(size);
    if (!out.isValidUtf16()) // ICU's converter of mailbox names lets lone surrogates through.
        return {};
    return out;
}

} // namespace digidig::imapproto
