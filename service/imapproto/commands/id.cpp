// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/id.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Id::parse(Scanner &in, Id &out)
{
    if (!in.space())
        return false;
    if (in.skipWord("NIL"))
        return true;
    if (!in.expect('('))
        return false;
    while (!in.skip(')')) {
        Field field;
        if ((!out.fields.empty() && !in.space()) || !in.string(field.name) || !in.space()
            || !in.nstring(field.value))
            return false;
        if (field.name.size() > MaxName || field.value.size() > MaxValue)
            return in.fail("Field too long");
        if (out.fields.size() >= size_t(MaxFields))
            return in.fail("Too many fields");
        out.fields.push_back(std::move(field));
    }
    return true;
}

} // namespace digidig::imapproto
