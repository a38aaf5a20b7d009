// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <memory>
#include <optional>

namespace digidig::imapproto {

/// Reads the strings of a SEARCH in its CHARSET (RFC 9051 §6.4.4).
class CharsetText {
public:
    /// Of @p charset, any that ICU knows by that name. Nothing when it is not known.
    [[nodiscard]] static std::optional<CharsetText> open(const QByteArray &charset);
    CharsetText(CharsetText &&) noexcept;
    CharsetText &operator=(CharsetText &&) noexcept;
    ~CharsetText();

    /// Nothing when @p bytes are not valid in it.
    [[nodiscard]] std::optional<QString> decode(QByteArrayView bytes) const;

private:
    struct Converter;
    explicit CharsetText(std::unique_ptr<Converter> converter);

    std::unique_ptr<Converter> m_converter; ///< Null: UTF-8.
};

} // namespace digidig::imapproto
