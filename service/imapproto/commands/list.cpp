// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/list.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

namespace {

bool parseSelection(Scanner &in, List &out)
{
    const auto option = [&] {
        QByteArray word;
        if (!in.word(word))
            return false;
        bool *wanted = word == "SUBSCRIBED" ? &out.selectSubscribed
            : word == "REMOTE"              ? &out.selectRemote
            : word == "SPECIAL-USE"         ? &out.selectSpecialUse
            : word == "RECURSIVEMATCH"      ? &out.recursiveMatch
                                            : nullptr;
        if (!wanted)
            return in.fail("Unknown selection option");
        *wanted = true;
        return true;
    };
    if (!in.list(option, true))
        return false;
    if (out.recursiveMatch && !out.selectSubscribed && !out.selectSpecialUse)
        return in.fail("RECURSIVEMATCH needs an option that it extends");
    return true;
}

bool parsePatterns(Scanner &in, List &out)
{
    const auto one = [&] {
        QString pattern;
        if (!in.mailboxPattern(pattern))
            return false;
        if (out.patterns.size() >= List::MaxPatterns)
            return in.fail("Too many patterns");
        out.patterns += pattern;
        return true;
    };
    if (in.peek() != '(')
        return one();
    out.extended = true;
    return in.list(one);
}

bool parseReturn(Scanner &in, List &out)
{
    const auto option = [&] {
        QByteArray word;
        if (!in.word(word))
            return false;
        if (word == "STATUS")
            return in.space() && parseStatusItems(in, out.returnStatus);
        bool *wanted = word == "SUBSCRIBED" ? &out.returnSubscribed
            : word == "CHILDREN"            ? &out.returnChildren
            : word == "SPECIAL-USE"         ? &out.returnSpecialUse
                                            : nullptr;
        if (!wanted)
            return in.fail("Unknown return option");
        *wanted = true;
        return true;
    };
    return in.list(option, true);
}

} // namespace

bool List::parse(Scanner &in, List &out)
{
    if (!in.space())
        return false;
    if (in.peek() == '(') {
        out.extended = true;
        if (!parseSelection(in, out) || !in.space())
            return false;
    }
    if (!in.mailboxReference(out.reference) || !in.space() || !parsePatterns(in, out))
        return false;
    if (!in.skip(' ') || in.atEnd())
        return true;
    out.extended = true;
    if (!in.skipWord("RETURN"))
        return in.fail("Expected RETURN");
    return in.space() && parseReturn(in, out);
}

} // namespace digidig::imapproto
