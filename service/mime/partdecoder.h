// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <memory>

namespace digidig::mime {

/// Undoes a Content-Transfer-Encoding (RFC 2045 §6; x-uuencode too) piece by piece, for bodies of
/// any size. Damaged input gives what can be saved; an unknown encoding passes through. Not
/// thread-safe.
class PartDecoder {
public:
    /// @p encoding is the name as in Part::encoding, in any case.
    explicit PartDecoder(QByteArrayView encoding);
    ~PartDecoder();
    PartDecoder(PartDecoder &&) noexcept;
    PartDecoder &operator=(PartDecoder &&) noexcept;

    /// The bytes that @p chunk completes.
    [[nodiscard]] QByteArray feed(QByteArrayView chunk);
    /// The bytes that were held back; call once, after the last chunk.
    [[nodiscard]] QByteArray finish();

    /// False when decoding is the identity, so that slices of the raw body can be served as they
    /// are.
    [[nodiscard]] static bool transforms(QByteArrayView encoding);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace digidig::mime
