// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/derive.h"

#include "mime/fold.h"
#include "mime/text.h"
#include "store/bodytext.h"
#include "store/codec.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>
#include <QtCore/QSet>
#include <QtCore/QtEndian>

#include <openssl/evp.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <unordered_map>

namespace digidig::store {

namespace {

constexpr qsizetype SortKeyLength = 100;
constexpr qsizetype AddressTextLimit = 256 * 1024;
/// References beyond these, newest first, do not join threads: a hostile message must not cost
/// thousands of rows.
constexpr qsizetype MaxRefs = 100;

QString addressText(const QList<mime::Address> &addresses)
{
    QString text;
    for (const mime::Address &a : addresses) {
        if (text.size() > AddressTextLimit)
            break;
        if (!text.isEmpty())
            text += QStringLiteral(", ");
        text += a.name.isEmpty() ? a.address : a.name + QStringLiteral(" <") + a.address + u'>';
    }
    return text;
}

QString references(const mime::Message &parsed)
{
    QStringList refs;
    QSet<QString> seen;
    const auto take = [&](const QString &id) {
        if (!id.isEmpty() && refs.size() < MaxRefs && !seen.contains(id)) {
            seen.insert(id);
            refs += id.simplified();
        }
    };
    take(parsed.inReplyTo);
    for (auto id = parsed.references.rbegin(); id != parsed.references.rend(); ++id)
        take(*id);
    return refs.join(u'\n');
}

/// An object of the decoded header fields, each under the name as first written; of several with
/// one name, an array.
QByteArray headersJson(const mime::Message &parsed)
{
    std::vector<std::pair<QByteArray, QByteArrayList>> fields;
    std::unordered_map<QByteArray, size_t> places;
    for (const auto &[name, raw] : parsed.headers) {
        const size_t place = places.try_emplace(name.toLower(), fields.size()).first->second;
        if (place == fields.size())
            fields.push_back({name, {}});
        fields[place].second += mime::decodeHeader(raw).toUtf8();
    }
    rapidjson::StringBuffer json;
    rapidjson::Writer writer(json);
    const auto write = [&writer](const QByteArray &text) {
        writer.String(text.constData(), rapidjson::SizeType(text.size()));
    };
    writer.StartObject();
    for (const auto &[name, values] : fields) {
        write(name);
        if (values.size() > 1)
            writer.StartArray();
        for (const QByteArray &value : values)
            write(value);
        if (values.size() > 1)
            writer.EndArray();
    }
    writer.EndObject();
    return {json.GetString(), qsizetype(json.GetSize())};
}

/// The search text mostly contains the display text: then only the rest is kept, and where it goes.
QByteArray searchBytes(const QString &search, const QString &text)
{
    const qsizetype at = text.isEmpty() ? -1 : search.indexOf(text);
    QByteArray bytes(8, Qt::Uninitialized);
    qToLittleEndian<qint64>(at, bytes.data());
    if (at < 0)
        return bytes + search.toUtf8();
    return bytes + (search.left(at) + search.mid(at + text.size())).toUtf8();
}

/// Whether there is a surrogate in @p text; most text has none, and need not be looked at closer.
bool hasSurrogates(QStringView text)
{
    constexpr qsizetype Block = 32;
    const char16_t *at = text.utf16();
    const char16_t *const end = at + text.size();
    const auto surrogate = [](char16_t c) { return (c & 0xf800) == 0xd800; };
    for (; end - at >= Block; at += Block) {
        quint16 found = 0; // As wide as what is compared, so that it is done for many at once.
        for (qsizetype i = 0; i < Block; ++i)
            found |= surrogate(at[i]) ? 0xffff : 0;
        if (found != 0)
            return true;
    }
    return std::any_of(at, end, surrogate);
}

/// As it will be read, through UTF-8 and back: what is not text must not make a difference later.
QString asRead(const QString &text)
{
    return !hasSurrogates(text) || text.isValidUtf16() ? text : QString::fromUtf8(text.toUtf8());
}

} // namespace

QByteArray sha256(QByteArrayView raw)
{
    static EVP_MD *const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr); // Looked up once.
    QByteArray digest(EVP_MD_get_size(algorithm), Qt::Uninitialized);
    EVP_Digest(raw.data(), size_t(raw.size()), reinterpret_cast<unsigned char *>(digest.data()),
        nullptr, algorithm, nullptr);
    return digest;
}

ContentRow derive(QByteArrayView raw, const mime::Message &parsed)
{
    ContentRow row;
    row.sha256 = sha256(raw);
    row.size = raw.size();
    // What a limit cut off depends on the limits of the day, and cannot be compared later.
    row.parserVersion = parsed.truncated ? -ParserVersion : ParserVersion;
    row.dateMs = parsed.dateMs;
    row.hasAttachment = parsed.attachments.isEmpty() ? 0 : 1;
    row.htmlPart = parsed.htmlPart;
    row.messageId = parsed.messageId;
    row.subjectKey = mime::foldSearch(mime::threadSubject(parsed.subject)).left(SortKeyLength);
    row.fromKey =
        mime::foldSearch(parsed.sender.name.isEmpty() ? parsed.sender.address : parsed.sender.name)
            .left(SortKeyLength);
    row.subject = parsed.subject;
    row.fromText = addressText(parsed.from.isEmpty() ? QList{parsed.sender} : parsed.from);
    row.preview = parsed.preview;
    row.toText = addressText(parsed.to + parsed.cc);
    row.refs = references(parsed);
    const QString text = asRead(parsed.text);
    row.text = packText(raw, parsed, text.toUtf8());
    row.search = pack(searchBytes(asRead(parsed.searchText), text));
    row.headers = pack(headersJson(parsed));
    row.structure = mime::serialize(parsed.root);
    row.envelope = parsed.envelope;
    row.body = parsed.body;
    row.bodyStructure = parsed.bodyStructure;
    for (QString *column : {&row.messageId, &row.subjectKey, &row.fromKey, &row.subject,
             &row.fromText, &row.preview, &row.toText, &row.refs})
        *column = asRead(*column);
    return row;
}

Prepared prepared(QByteArrayView raw, const mime::Message &parsed)
{
    Prepared result{derive(raw, parsed), {}};
    for (qint64 at = 0; at < raw.size(); at += ChunkSize)
        result.chunks.push_back(pack(raw.sliced(at, qMin(ChunkSize, raw.size() - at))));
    return result;
}

core::Result<Texts> texts(
    Connection &db, qint64 content, QByteArrayView packedText, QByteArrayView packedSearch)
{
    const auto text = unpackText(db, content, packedText);
    if (!text)
        return text.error();
    const auto search = unpack(packedSearch, MaxDerivedBytes);
    if (!search)
        return search.error();
    Texts result{QString::fromUtf8(*text), QString::fromUtf8(search->mid(8))};
    if (search->size() < 8)
        return damagedContent(QStringLiteral("search text"));
    const auto at = qFromLittleEndian<qint64>(search->constData());
    if (at >= 0)
        result.search.insert(qMin<qint64>(at, result.search.size()), result.text);
    return result;
}

core::Result<QJsonObject> headers(QByteArrayView packed)
{
    const auto json = unpack(packed, MaxDerivedBytes);
    if (!json)
        return json.error();
    return QJsonDocument::fromJson(*json).object();
}

} // namespace digidig::store
