// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/sort.h"

#include "imapproto/scanner.h"

#include <algorithm>

namespace digidig::imapproto {

namespace {

constexpr struct {
    const char *word;
    Sort::Key key;
} Keys[] = {
    {"ARRIVAL", Sort::Key::Arrival},
    {"CC", Sort::Key::Cc},
    {"DATE", Sort::Key::Date},
    {"FROM", Sort::Key::From},
    {"SIZE", Sort::Key::Size},
    {"SUBJECT", Sort::Key::Subject},
    {"TO", Sort::Key::To},
};

} // namespace

bool Sort::parse(Scanner &in, Sort &out)
{
    const auto criterion = [&] {
        Criterion one;
        QByteArray word;
        if (!in.word(word))
            return false;
        if (word == "REVERSE") {
            one.reverse = true;
            if (!in.space() || !in.word(word))
                return false;
        }
        const auto known = std::find_if(std::begin(Keys), std::end(Keys),
            [&](const auto &entry) { return word == entry.word; });
        if (known == std::end(Keys))
            return in.fail("Unknown sort key");
        one.key = known->key;
        if (out.criteria.size() >= size_t(MaxCriteria))
            return in.fail("Too many sort keys");
        out.criteria.push_back(one);
        return true;
    };
    QByteArray charset;
    return parseSearchReturn(in, out.returns) && in.space() && in.list(criterion) && in.space()
        && in.astring(charset) && in.space() && parseSearchKeys(in, charset, out.key);
}

} // namespace digidig::imapproto
