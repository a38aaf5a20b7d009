// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/framingerror.h"

#include <QtCore/QByteArrayView>

namespace digidig::net {

/// Takes chunked content apart (RFC 9112 §7.1), strictly; extensions and trailers are checked and
/// dropped.
class ChunkedDecoder {
public:
    enum class State { NeedMore, Data, Complete, Failed };

    /// Consumes a piece of @p input. Data: `data()` is content within it; call again with the rest.
    /// NeedMore: all of it was consumed. Complete: `consumed()` bytes were, the rest is the next
    /// request.
    State next(QByteArrayView input);
    [[nodiscard]] qsizetype consumed() const { return m_consumed; }
    [[nodiscard]] QByteArrayView data() const { return m_data; }
    /// After Failed.
    [[nodiscard]] const FramingError &error() const { return m_error; }

private:
    enum class At { Size, Extension, SizeLf, Data, DataCr, DataLf, Trailer, TrailerLf };

    State fail(int status, const char *code, const char *message);

    At m_at = At::Size;
    qint64 m_left = 0;
    int m_digits = 0;
    int m_overhead = 0; ///< Bytes of extensions and trailers so far.
    bool m_lineEmpty = true;
    qsizetype m_consumed = 0;
    QByteArrayView m_data;
    FramingError m_error;
};

} // namespace digidig::net
