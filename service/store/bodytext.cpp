// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/bodytext.h"

#include "mime/text.h"
#include "store/codec.h"
#include "store/contentreader.h"
#include "store/derive.h"

#include <QtCore/QtEndian>

namespace digidig::store {

namespace {

/// The codec byte of a piece of the raw bytes; where it begins and its length follow (codec.h has
/// the others).
constexpr char Piece = 2;
constexpr qsizetype PieceSize = 1 + 2 * qsizetype(sizeof(quint32));
/// Shorter text costs less than looking it up.
constexpr qsizetype WorthKeeping = 512;

/// As mime::parse() makes display text of such bytes.
QByteArray normalized(QByteArrayView bytes)
{
    QByteArray result(bytes.size(), Qt::Uninitialized);
    result.truncate(mime::writeLines(bytes, result.data()) - result.constData());
    return result;
}

} // namespace

QByteArray packText(QByteArrayView raw, const mime::Message &parsed, const QByteArray &text)
{
    const mime::Part *part = text.size() < WorthKeeping || raw.size() > ChunkSize
        ? nullptr
        : parsed.root.find(parsed.textPart);
    if (!part)
        return pack(text);
    const QByteArrayView piece = raw.sliced(part->bodyBegin, part->bodyEnd - part->bodyBegin);
    if (piece.size() < text.size() || normalized(piece) != text)
        return pack(text);
    QByteArray packed(PieceSize, Piece);
    qToLittleEndian<quint32>(quint32(part->bodyBegin), packed.data() + 1);
    qToLittleEndian<quint32>(quint32(piece.size()), packed.data() + 1 + sizeof(quint32));
    return packed;
}

core::Result<QByteArray> unpackText(Connection &db, qint64 content, QByteArrayView packed)
{
    if (packed.isEmpty() || packed[0] != Piece)
        return unpack(packed, MaxDerivedBytes);
    if (packed.size() != PieceSize)
        return damagedContent(QStringLiteral("where the text is"));
    const auto begin = qFromLittleEndian<quint32>(packed.data() + 1);
    const auto size = qFromLittleEndian<quint32>(packed.data() + 1 + sizeof(quint32));
    const auto chunk = readChunk(db, content, 0);
    if (!chunk)
        return chunk.error();
    if (begin > quint64(chunk->size()) || size > quint64(chunk->size()) - begin)
        return damagedContent(QStringLiteral("where the text is"));
    return normalized(QByteArrayView(*chunk).sliced(begin, size));
}

} // namespace digidig::store
