// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/searchkey.h"

namespace digidig::tests {

using Kind = imapproto::SearchKey::Kind;

inline imapproto::SearchKey key(Kind kind)
{
    imapproto::SearchKey one;
    one.kind = kind;
    return one;
}

inline imapproto::SearchKey key(Kind kind, std::vector<imapproto::SearchKey> keys)
{
    imapproto::SearchKey one = key(kind);
    one.keys = std::move(keys);
    return one;
}

/// A flag, a text, an id; a sequence-set of Sequence and Uid; a date.
inline imapproto::SearchKey key(Kind kind, const char *text)
{
    imapproto::SearchKey one = key(kind);
    if (kind == Kind::Sequence || kind == Kind::Uid)
        one.set = imapproto::SequenceSet::parse(text).value();
    else if (kind >= Kind::Before && kind <= Kind::SavedSince)
        one.day = imapproto::parseDate(text).value();
    else
        one.text = QString::fromUtf8(text);
    return one;
}

inline imapproto::SearchKey key(Kind kind, quint64 number)
{
    imapproto::SearchKey one = key(kind);
    one.number = number;
    return one;
}

inline imapproto::SearchKey header(const char *field, const char *text)
{
    imapproto::SearchKey one = key(Kind::Header, text);
    one.field = field;
    return one;
}

} // namespace digidig::tests
