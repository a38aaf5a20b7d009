// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/searchleaf.h"

#include "imapproto/grammar.h"

#include <algorithm>

namespace digidig::imapproto {

namespace {

using Kind = SearchKey::Kind;

/// What follows the word of a key.
enum class Argument { None, Text, Date, Size, Seconds, Keyword, Header, Set, ModSeq, ObjectId };

constexpr struct Word {
    const char *word;
    Kind kind;
    Argument argument = Argument::None;
    bool negated = false;
    const char *flag = nullptr;
} Words[] = {
    {"ALL", Kind::All},
    {"ANSWERED", Kind::Flag, Argument::None, false, "\\Answered"},
    {"BCC", Kind::Bcc, Argument::Text},
    {"BEFORE", Kind::Before, Argument::Date},
    {"BODY", Kind::Body, Argument::Text},
    {"CC", Kind::Cc, Argument::Text},
    {"DELETED", Kind::Flag, Argument::None, false, "\\Deleted"},
    {"DRAFT", Kind::Flag, Argument::None, false, "\\Draft"},
    {"EMAILID", Kind::EmailId, Argument::ObjectId},
    {"FLAGGED", Kind::Flag, Argument::None, false, "\\Flagged"},
    {"FROM", Kind::From, Argument::Text},
    {"HEADER", Kind::Header, Argument::Header},
    {"KEYWORD", Kind::Flag, Argument::Keyword},
    {"LARGER", Kind::Larger, Argument::Size},
    {"MODSEQ", Kind::ModSeq, Argument::ModSeq},
    {"NEW", Kind::Recent}, // And unseen; see below.
    {"OLD", Kind::Recent, Argument::None, true},
    {"OLDER", Kind::Older, Argument::Seconds},
    {"ON", Kind::On, Argument::Date},
    {"RECENT", Kind::Recent},
    {"SAVEDATESUPPORTED", Kind::SaveDateSupported},
    {"SAVEDBEFORE", Kind::SavedBefore, Argument::Date},
    {"SAVEDON", Kind::SavedOn, Argument::Date},
    {"SAVEDSINCE", Kind::SavedSince, Argument::Date},
    {"SEEN", Kind::Flag, Argument::None, false, "\\Seen"},
    {"SENTBEFORE", Kind::SentBefore, Argument::Date},
    {"SENTON", Kind::SentOn, Argument::Date},
    {"SENTSINCE", Kind::SentSince, Argument::Date},
    {"SINCE", Kind::Since, Argument::Date},
    {"SMALLER", Kind::Smaller, Argument::Size},
    {"SUBJECT", Kind::Subject, Argument::Text},
    {"TEXT", Kind::Text, Argument::Text},
    {"THREADID", Kind::ThreadId, Argument::ObjectId},
    {"TO", Kind::To, Argument::Text},
    {"UID", Kind::Uid, Argument::Set},
    {"UNANSWERED", Kind::Flag, Argument::None, true, "\\Answered"},
    {"UNDELETED", Kind::Flag, Argument::None, true, "\\Deleted"},
    {"UNDRAFT", Kind::Flag, Argument::None, true, "\\Draft"},
    {"UNFLAGGED", Kind::Flag, Argument::None, true, "\\Flagged"},
    {"UNKEYWORD", Kind::Flag, Argument::Keyword, true},
    {"UNSEEN", Kind::Flag, Argument::None, true, "\\Seen"},
    {"YOUNGER", Kind::Younger, Argument::Seconds},
};

SearchKey negation(SearchKey key)
{
    SearchKey out;
    out.kind = Kind::Not;
    out.keys.push_back(std::move(key));
    return out;
}

bool text(Scanner &in, const CharsetText &charset, QString &out)
{
    QByteArray bytes;
    if (!in.astring(bytes))
        return false;
    auto decoded = charset.decode(bytes);
    if (!decoded)
        return in.fail("Text is not valid in its charset");
    out = *std::move(decoded);
    return true;
}

/// `MODSEQ ["/flags/\\draft" all] 620162338` (RFC 7162 §7).
bool modSeq(Scanner &in, SearchKey &out)
{
    if (in.peek() == '"' || in.atLiteral()) {
        QByteArray type;
        if (!in.string(out.field) || !in.space() || !in.word(type) || !in.space())
            return false;
        if (type != "PRIV" && type != "SHARED" && type != "ALL")
            return in.fail("Expected priv, shared or all");
    }
    return in.number64(out.number);
}

/// `objectid` of RFC 8474 §7.
bool objectId(Scanner &in, QString &out)
{
    QByteArrayView id;
    if (!in.atom(id))
        return false;
    const bool legal = id.size() <= 255 && std::all_of(id.begin(), id.end(), [](char c) {
        return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'
            || c == '-';
    });
    out = QLatin1String(id);
    return legal || in.fail("Expected an object id");
}

bool argument(Scanner &in, const CharsetText &charset, Argument kind, SearchKey &out)
{
    if (kind != Argument::None && !in.space())
        return false;
    switch (kind) {
    case Argument::None:
        return true;
    case Argument::Text:
        return text(in, charset, out.text);
    case Argument::Date:
        return in.date(out.day);
    case Argument::Size:
        return in.number64(out.number);
    case Argument::Seconds: {
        quint32 seconds = 0;
        if (!in.nzNumber(seconds))
            return false;
        out.number = seconds;
        return true;
    }
    case Argument::Keyword: {
        QByteArrayView keyword;
        if (!in.atom(keyword))
            return false;
        out.text = QLatin1String(keyword);
        return true;
    }
    case Argument::Header:
        return in.astring(out.field) && in.space() && text(in, charset, out.text);
    case Argument::Set:
        return in.sequenceSet(out.set);
    case Argument::ModSeq:
        return modSeq(in, out);
    case Argument::ObjectId:
        return objectId(in, out.text);
    }
    return false;
}

} // namespace

bool parseSearchLeaf(Scanner &in, const CharsetText &charset, SearchKey &out)
{
    if (isDigit(in.peek()) || in.peek() == '*' || in.peek() == '$') {
        out.kind = Kind::Sequence;
        return in.sequenceSet(out.set);
    }
    QByteArray word;
    if (!in.word(word))
        return false;
    const auto known = std::find_if(
        std::begin(Words), std::end(Words), [&](const Word &entry) { return word == entry.word; });
    if (known == std::end(Words))
        return in.fail("Unknown search key");
    out.kind = known->kind;
    out.text = QLatin1String(known->flag);
    if (!argument(in, charset, known->argument, out))
        return false;
    if (known->negated)
        out = negation(std::move(out));
    if (word == "NEW") {
        SearchKey seen;
        seen.kind = Kind::Flag;
        seen.text = QStringLiteral("\\Seen");
        SearchKey both;
        both.kind = Kind::And;
        both.keys.push_back(std::move(out));
        both.keys.push_back(negation(std::move(seen)));
        out = std::move(both);
    }
    return true;
}

} // namespace digidig::imapproto
