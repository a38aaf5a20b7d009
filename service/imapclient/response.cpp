// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapclient/response.h"

#include "imapproto/dates.h"
#include "imapproto/grammar.h"
#include "imapproto/scanner.h"

#include <algorithm>

namespace digidig::imapclient {

namespace {

using imapproto::Condition;
using imapproto::Scanner;

constexpr qsizetype LongestText = 200;

std::optional<Condition> conditionOf(QByteArrayView word)
{
    static constexpr std::pair<QByteArrayView, Condition> Conditions[] = {{"OK", Condition::Ok},
        {"NO", Condition::No}, {"BAD", Condition::Bad}, {"BYE", Condition::Bye},
        {"PREAUTH", Condition::PreAuth}};
    for (const auto &[name, condition] : Conditions) {
        if (word.compare(name, Qt::CaseInsensitive) == 0)
            return condition;
    }
    return std::nullopt;
}

QByteArrayView firstWord(QByteArrayView text)
{
    const qsizetype space = text.indexOf(' ');
    return space < 0 ? text : text.first(space);
}

/// `OK [CODE] text`; nothing when it is no status.
std::optional<Status> statusOf(QByteArrayView text)
{
    const QByteArrayView word = firstWord(text);
    const auto condition = conditionOf(word);
    if (!condition)
        return std::nullopt;
    Status status{*condition, {}, {}};
    QByteArrayView rest = text.sliced(word.size()).trimmed();
    const qsizetype end = rest.startsWith('[') ? rest.indexOf(']') : -1;
    if (end > 0) {
        status.code = rest.sliced(1, end - 1).toByteArray();
        rest = rest.sliced(end + 1).trimmed();
    }
    status.text = rest.toByteArray();
    return status;
}

/// `\Seen`, `$Label`, also what no grammar has a name for.
bool flagToken(Scanner &scanner, QStringList &flags)
{
    const bool system = scanner.skip('\\');
    QByteArray name;
    if (system && scanner.skip('*'))
        name = "*";
    else if (!scanner.astring(name))
        return false;
    flags += QLatin1String(system ? "\\" : "") + QString::fromUtf8(name);
    return true;
}

bool flagTokens(Scanner &scanner, QStringList &flags)
{
    return scanner.list([&] { return flagToken(scanner, flags); }, true);
}

/// A value of any shape. Each step takes a byte or fails, and depth is a number: no stack grows.
bool skipValue(Scanner &scanner)
{
    qsizetype depth = 0;
    QByteArray value;
    QStringList flags;
    do {
        bool binary = false;
        if (scanner.skip('(')) {
            ++depth;
        } else if (depth > 0 && scanner.skip(')')) {
            --depth;
        } else if (depth > 0 && scanner.skip(' ')) {
            continue;
        } else if (scanner.atLiteral()) {
            if (!scanner.literal(value, binary))
                return false;
        } else if (!flagToken(scanner, flags)) {
            return false;
        }
        flags.clear();
    } while (depth > 0);
    return true;
}

bool contentValue(Scanner &scanner, std::optional<QByteArray> &content)
{
    QByteArray value;
    bool binary = false;
    const bool literal = scanner.atLiteral();
    if (literal ? !scanner.literal(value, binary) : !scanner.nstring(value))
        return false;
    if (literal || !value.isNull())
        content = std::move(value);
    return true;
}

/// One item with its value.
bool fetchItem(Scanner &scanner, Fetched &fetched)
{
    QByteArray name;
    if (!scanner.word(name))
        return false;
    if (name.endsWith('[')) {
        if (!scanner.expect(']'))
            return false;
        name += ']';
    }
    if (!scanner.space())
        return false;
    if (name == "UID")
        return scanner.nzNumber(fetched.uid);
    if (name == "RFC822.SIZE")
        return scanner.number64(fetched.size.emplace());
    if (name == "FLAGS") {
        fetched.flags.clear();
        return flagTokens(scanner, fetched.flags);
    }
    if (name == "INTERNALDATE") {
        QByteArray text;
        if (!scanner.string(text))
            return false;
        fetched.receivedMs = imapproto::parseDateTime(text);
        return true;
    }
    if (name == "BODY[]" || name == "RFC822")
        return contentValue(scanner, fetched.content);
    return skipValue(scanner);
}

Response malformed(const Scanner &scanner, QByteArrayView keyword)
{
    return MalformedResponse{
        keyword.toByteArray(), scanner.failed() ? scanner.fault().message : "Malformed"};
}

Response listed(Scanner &scanner, bool subscription)
{
    ListedFolder folder;
    folder.subscription = subscription;
    QByteArray delimiter;
    const bool read = scanner.space() && flagTokens(scanner, folder.attributes) && scanner.space()
        && scanner.nstring(delimiter) && scanner.space() && scanner.astring(folder.name);
    // What follows a name is parted from it; else it would be another name.
    if (!read || delimiter.size() > 1 || (!scanner.atEnd() && scanner.peek() != ' '))
        return malformed(scanner, subscription ? "LSUB" : "LIST");
    folder.delimiter = delimiter.isEmpty() ? '\0' : delimiter.front();
    return folder;
}

Response numbered(Scanner &scanner)
{
    quint32 number = 0;
    QByteArray word;
    if (!scanner.number(number) || !scanner.space() || !scanner.word(word))
        return malformed(scanner, {});
    if (word == "EXISTS")
        return ExistsCount{number};
    if (word != "FETCH")
        return OtherResponse{};
    Fetched fetched;
    const bool read =
        scanner.space() && scanner.list([&] { return fetchItem(scanner, fetched); }, true);
    return read ? Response(std::move(fetched)) : malformed(scanner, word);
}

} // namespace

std::optional<quint32> Status::number(QByteArrayView name) const
{
    const QByteArrayView word = firstWord(code);
    if (word.compare(name, Qt::CaseInsensitive) != 0)
        return std::nullopt;
    bool ok = false;
    const quint32 value =
        QByteArrayView(code).sliced(word.size()).trimmed().toByteArray().toUInt(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

Response parseResponse(const imapproto::RawCommand &response)
{
    const QByteArrayView text = response.text;
    if (text.startsWith('+'))
        return ContinueRequest{text.sliced(1).trimmed().toByteArray()};
    const QByteArrayView tag = firstWord(text);
    if (tag.size() == text.size())
        return MalformedResponse{tag.toByteArray(), "Neither status nor data"};
    if (const auto status = statusOf(text.sliced(tag.size() + 1)))
        return tag == "*" ? Response(*status) : Response(TaggedStatus{tag.toByteArray(), *status});
    if (tag != "*")
        return MalformedResponse{tag.toByteArray(), "Neither status nor data"};

    Scanner scanner(response, {});
    if (!scanner.skip('*') || !scanner.space())
        return malformed(scanner, {});
    if (imapproto::isDigit(scanner.peek()))
        return numbered(scanner);
    QByteArray word;
    if (!scanner.word(word))
        return malformed(scanner, {});
    if (word == "LIST" || word == "LSUB")
        return listed(scanner, word == "LSUB");
    if (word != "CAPABILITY")
        return OtherResponse{};
    return CapabilityList{
        text.sliced(2 + word.size()).trimmed().toByteArray().toUpper().split(' ')};
}

QString readable(QByteArrayView text)
{
    QString plain = QString::fromUtf8(text.first(qMin(text.size(), 4 * LongestText)));
    for (QChar &c : plain) {
        if (!c.isPrint())
            c = u'?';
    }
    if (plain.size() > LongestText)
        plain = plain.left(LongestText) + u'…';
    return plain;
}

} // namespace digidig::imapclient
