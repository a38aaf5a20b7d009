// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>

#include <vector>

namespace digidig::mime {

/// A header field as it stands in the message; the views point into it.
struct Field {
    QByteArrayView name;
    QByteArrayView value; ///< After the colon, still folded, without the last line end.
};

/// One header block: its fields in order.
struct Header {
    std::vector<Field> fields;
    bool truncated = false; ///< There was more than the limits allow.

    /// The first field called @p name (any case), or null.
    [[nodiscard]] const Field *first(QByteArrayView name) const;
    /// The unfolded value of the first field called @p name; null if there is none.
    [[nodiscard]] QByteArray value(QByteArrayView name) const;
    /// The unfolded values of all fields called @p name, joined by commas.
    [[nodiscard]] QByteArray joined(QByteArrayView name) const;
};

/// @p value without line breaks and NUL, and without white space around it (RFC 5322 §2.2.3).
[[nodiscard]] QByteArray unfold(QByteArrayView value);

/// Splits `name: value`; false unless the name is one by RFC 5322 §2.2 (white space before the
/// colon is accepted, §4.5).
[[nodiscard]] bool splitField(QByteArrayView line, Field *field);

} // namespace digidig::mime
