// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/documentreader.h"

#include "core/clock.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <cmath>
#include <optional>

namespace digidig::storageclient {

namespace {

constexpr int MaxDepth = 32;
constexpr qsizetype MaxHeaders = 10'000;
constexpr std::size_t MaxMembers = 64;
/// Storage counts its 16 MiB in another encoding: a little more is let through.
constexpr qsizetype MaxText = MaxDocumentBytes + 1024 * 1024;
/// The last millisecond of the year 9999.
constexpr double MaxTimeMs = 253'402'300'799'999.0;

using View = QByteArrayView;

/// Whether four hexadecimal digits stand at @p at; their value.
std::optional<uint> hex4(View json, qsizetype at)
{
    if (at + 4 > json.size())
        return std::nullopt;
    bool ok = false;
    // No sign, space or prefix may pass for a digit.
    for (const char c : json.sliced(at, 4)) {
        if (!std::isxdigit(static_cast<unsigned char>(c)))
            return std::nullopt;
    }
    const uint value = json.sliced(at, 4).toByteArray().toUInt(&ok, 16);
    return ok ? std::optional(value) : std::nullopt;
}

/// @p json with every escaped surrogate that has no partner replaced: a text that Storage cannot
/// spell must not take its whole e-mail along, and versions of the parser treat it differently.
QByteArray withoutLoneSurrogates(View json)
{
    QByteArray repaired = json.toByteArray();
    for (qsizetype at = 0; (at = repaired.indexOf('\\', at)) >= 0;) {
        const auto unit = at + 1 < repaired.size() && repaired[at + 1] == 'u'
            ? hex4(repaired, at + 2)
            : std::nullopt;
        if (!unit) {
            at += 2;
            continue;
        }
        const bool high = *unit >= 0xD800 && *unit < 0xDC00;
        const bool low = *unit >= 0xDC00 && *unit < 0xE000;
        if (high && View(repaired).sliced(at + 6).startsWith("\\u")) {
            const auto second = hex4(repaired, at + 8);
            if (second && *second >= 0xDC00 && *second < 0xE000) {
                at += 12;
                continue;
            }
        }
        if (high || low)
            repaired.replace(at + 2, 4, "fffd");
        at += 6;
    }
    return repaired;
}

/// Numbers stay texts, so that none is too large; no recursion, so that nothing is too deep.
template <typename Handler>
bool parse(View json, Handler &handler)
{
    QByteArray repaired;
    if (json.contains("\\ud") || json.contains("\\uD")) {
        repaired = withoutLoneSurrogates(json);
        json = repaired;
    }
    rapidjson::MemoryStream stream(json.data(), static_cast<std::size_t>(json.size()));
    rapidjson::Reader reader;
    constexpr auto flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag
        | rapidjson::kParseNanAndInfFlag;
    return !reader.Parse<flags>(stream, handler).IsError();
}

/// What all readers have in common: only texts, numbers, truth values and null are left to them.
template <typename Derived>
class Handler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Derived> {
public:
    using Size = rapidjson::SizeType;

    bool Null() { return self().scalar(Kind::Null, {}); }
    bool Bool(bool value) { return self().scalar(Kind::Bool, value ? "true" : "false"); }
    bool Double(double) { return self().scalar(Kind::Null, {}); } // NaN or infinite.
    bool RawNumber(const char *text, Size size, bool)
    {
        return self().scalar(Kind::Number, View(text, size));
    }
    bool String(const char *text, Size size, bool)
    {
        return self().scalar(Kind::Text, View(text, size));
    }
    bool StartObject() { return self().open(true); }
    bool EndObject(Size) { return self().close(); }
    bool StartArray() { return self().open(false); }
    bool EndArray(Size) { return self().close(); }
    bool Key(const char *text, Size size, bool) { return self().key(View(text, size)); }

protected:
    enum class Kind { Null, Bool, Number, Text };

private:
    Derived &self() { return static_cast<Derived &>(*this); }
};

class MemberHandler final : public Handler<MemberHandler> {
public:
    std::map<QByteArray, QString> members;

    bool open(bool object) { return ++m_depth <= MaxDepth && (m_depth > 1 || object); }
    bool close()
    {
        --m_depth;
        return true;
    }
    bool key(View name)
    {
        if (m_depth == 1)
            m_key = name.toByteArray();
        return true;
    }
    bool scalar(Kind kind, View text)
    {
        if (m_depth == 1 && kind != Kind::Null && members.size() < MaxMembers)
            members[m_key] = QString::fromUtf8(text);
        return m_depth > 0;
    }

private:
    int m_depth = 0;
    QByteArray m_key;
};

Document::Field fieldOf(View name)
{
    static const std::map<View, Document::Field> fields{
        {"email_id", Document::Id},
        {"_id", Document::Id},
        {"id", Document::Id},
        {"sender", Document::Sender},
        {"recipient", Document::Recipient},
        {"subject", Document::Subject},
        {"body", Document::Body},
        {"headers", Document::Headers},
        {"received_at", Document::Timestamp},
        {"timestamp", Document::Timestamp},
        {"read", Document::Read},
        {"folder", Document::Folder},
        {"size_bytes", Document::Size},
    };
    const auto found = fields.find(name);
    return found == fields.end() ? Document::Field() : found->second;
}

class DocumentHandler final : public Handler<DocumentHandler> {
public:
    Document document;

    bool open(bool object)
    {
        if (++m_depth > MaxDepth || (m_depth == 1 && !object))
            return false;
        if (m_depth == 2) {
            m_inObject = object;
            // An empty list of headers is one; any other field needs a value in it.
            if (m_field == Document::Headers)
                object ? give() : mistake();
        }
        return true;
    }
    bool close()
    {
        if (--m_depth == 1 && m_field != Document::Field() && !document.has(m_field))
            mistake();
        return true;
    }
    bool key(View name)
    {
        if (m_depth == 1) {
            const auto field = fieldOf(name);
            // `id` beside the name of a form is something else.
            const bool shadowed = name == "id" && document.has(Document::Id);
            m_field = shadowed ? Document::Field() : field;
            m_nested.clear();
        } else if (m_depth == 2) {
            m_nested = name.toByteArray();
        }
        return true;
    }
    bool scalar(Kind kind, View text)
    {
        m_size += text.size();
        if (m_depth == 0 || m_size > MaxText)
            return false;
        if (m_field == Document::Field() || kind == Kind::Null)
            return true;
        if (m_field == Document::Headers) {
            header(kind, text);
        } else if (m_depth == 1) {
            value(kind, text);
        } else if (m_depth == 2) {
            if (!m_inObject)
                item(kind, text);
            else if (m_nested == "$oid" || m_nested == "$date") // MongoDB's own JSON.
                value(kind, text);
        }
        return true;
    }

private:
    void give()
    {
        document.given |= m_field;
        document.mistyped &= ~Document::Fields(m_field);
    }
    void mistake()
    {
        if (!document.has(m_field))
            document.mistyped |= m_field;
    }

    void header(Kind kind, View text)
    {
        if (m_depth == 1)
            return mistake();
        if (m_depth > 3 || !m_inObject || kind == Kind::Bool
            || qsizetype(document.headers.size()) >= MaxHeaders)
            return;
        document.headers.emplace_back(QString::fromUtf8(m_nested), QString::fromUtf8(text));
    }

    /// One of a list of addresses.
    void item(Kind kind, View text)
    {
        QString *const list = m_field == Document::Recipient ? &document.recipient
            : m_field == Document::Sender                    ? &document.sender
                                                             : nullptr;
        if (!list || kind != Kind::Text)
            return;
        if (!list->isEmpty())
            *list += QStringLiteral(", ");
        *list += QString::fromUtf8(text);
        give();
    }

    void value(Kind kind, View text)
    {
        switch (m_field) {
        case Document::Id:
            return kind == Kind::Bool ? mistake() : set(document.id, text);
        case Document::Sender:
            return kind == Kind::Text ? set(document.sender, text) : mistake();
        case Document::Recipient:
            return kind == Kind::Text ? set(document.recipient, text) : mistake();
        case Document::Folder:
            return kind == Kind::Text ? set(document.folder, text) : mistake();
        case Document::Subject:
            return kind == Kind::Bool ? mistake() : set(document.subject, text);
        case Document::Body:
            return kind == Kind::Bool ? mistake() : set(document.body, text);
        case Document::Timestamp:
            return time(kind, text);
        case Document::Read:
            if (text == "true" || text == "1" || text == "false" || text == "0") {
                document.read = text == "true" || text == "1";
                return give();
            }
            return mistake();
        case Document::Size: {
            bool ok = false;
            const qint64 size = text.toByteArray().toLongLong(&ok);
            if (!ok || size < 0)
                return mistake();
            document.sizeBytes = size;
            return give();
        }
        case Document::Headers:
            break;
        }
    }
    void set(QString &member, View text)
    {
        member = QString::fromUtf8(text);
        give();
    }
    void time(Kind kind, View text)
    {
        qint64 ms = 0;
        if (kind == Kind::Number) {
            bool ok = false;
            double value = text.toByteArray().toDouble(&ok);
            if (std::abs(value) < 1e11) // Seconds; as milliseconds it were before 1974.
                value *= 1000;
            if (!ok || !(std::abs(value) <= MaxTimeMs))
                return mistake();
            ms = static_cast<qint64>(value);
        } else if (kind != Kind::Text || !core::parseRfc3339(QString::fromUtf8(text), &ms)) {
            return mistake();
        }
        document.timestampMs = ms;
        set(document.timestamp, text);
    }

    int m_depth = 0;
    qsizetype m_size = 0;
    Document::Field m_field = {};
    QByteArray m_nested; ///< The last name within the value of the field.
    bool m_inObject = false; ///< That value is an object.
};

} // namespace

std::optional<Document> readDocument(QByteArrayView json)
{
    DocumentHandler handler;
    if (!parse(json, handler))
        return std::nullopt;
    return std::move(handler.document);
}

std::optional<std::map<QByteArray, QString>> readMembers(QByteArrayView json)
{
    MemberHandler handler;
    if (!parse(json, handler))
        return std::nullopt;
    return std::move(handler.members);
}

} // namespace digidig::storageclient
