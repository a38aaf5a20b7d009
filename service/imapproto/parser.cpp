// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/parser.h"

#include "imapproto/base64.h"

#include <array>
#include <utility>

namespace digidig::imapproto {

namespace {

struct Entry {
    const CommandTraits *traits;
    bool (*parse)(Scanner &in, bool uid, Command &out);
};

template <typename C>
bool parseAs(Scanner &in, bool uid, Command &out)
{
    C command;
    if constexpr (C::Traits.uidForm)
        command.uid = uid;
    if constexpr (requires { C::parse(in, command); }) {
        if (!C::parse(in, command))
            return false;
    }
    if (!in.end())
        return false;
    out = std::move(command);
    return true;
}

template <size_t... I>
constexpr auto makeEntries(std::index_sequence<I...>)
{
    return std::array{Entry{&std::variant_alternative_t<I, Command>::Traits,
        parseAs<std::variant_alternative_t<I, Command>>}...};
}

/// One for each member of Command.
constexpr auto Entries = makeEntries(std::make_index_sequence<std::variant_size_v<Command>>());

const Entry *find(const QByteArray &name, bool uid)
{
    for (const Entry &entry : Entries) {
        if (name == entry.traits->name)
            return uid && !entry.traits->uidForm ? nullptr : &entry;
    }
    return nullptr;
}

} // namespace

std::variant<TaggedCommand, ParseError> parseCommand(const RawCommand &raw, Dialect dialect)
{
    Scanner in(raw, dialect);
    QByteArrayView tag;
    const Entry *entry = nullptr;
    Command command;
    QByteArray known;
    const auto read = [&] {
        if (!in.tag(tag) || !in.space())
            return false;
        known = tag.toByteArray();
        QByteArray name;
        if (!in.word(name))
            return false;
        const bool uid = name == "UID";
        if (uid && (!in.space() || !in.word(name)))
            return false;
        entry = find(name, uid);
        if (!entry)
            return in.fail("Unknown command");
        return entry->parse(in, uid, command);
    };
    if (read())
        return TaggedCommand{known, std::move(command)};
    return ParseError{known, entry ? entry->traits : nullptr, in.fault()};
}

bool isIdleDone(QByteArrayView line)
{
    return line.trimmed().compare("DONE", Qt::CaseInsensitive) == 0;
}

SaslAnswer readSaslAnswer(QByteArrayView line)
{
    if (line == "*")
        return {SaslAnswer::Kind::Cancelled, {}};
    auto bytes = decodeBase64(line);
    if (!bytes)
        return {};
    return {SaslAnswer::Kind::Response, *std::move(bytes)};
}

} // namespace digidig::imapproto
