// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/searchresponse.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace digidig::imap {

namespace {

void append(QByteArray &out, quint64 number)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    out.append(digits.data(), end - digits.data());
}

quint32 numberAt(const mail::MailboxView &view, qsizetype position, bool uid)
{
    return uid ? view.at(position).uid.value : quint32(position) + 1;
}

quint64 highestModSeq(const mail::MailboxView &view, const Positions &positions)
{
    core::ModSeq highest;
    for (const qsizetype position : positions)
        highest = std::max(highest, view.at(position).modSeq);
    return quint64(highest.value);
}

/// `sequence-set` in the order of @p found, which may not ascend; a range never goes down.
void appendSet(QByteArray &out, const mail::MailboxView &view, const Positions &found, bool uid)
{
    for (size_t i = 0; i < found.size();) {
        const quint32 first = numberAt(view, found[i], uid);
        quint32 last = first;
        for (++i; i < found.size() && numberAt(view, found[i], uid) == last + 1; ++i)
            ++last;
        append(out, first);
        if (last != first) {
            out += ':';
            append(out, last);
        }
        if (i < found.size())
            out += ',';
    }
}

} // namespace

Positions asked(const imapproto::SearchReturn &returns, const Positions &found)
{
    const bool ends = (returns.min || returns.max) && !returns.all && !returns.count;
    if (!ends || found.empty())
        return found;
    Positions some;
    if (returns.min)
        some.push_back(found.front());
    if (returns.max && (!returns.min || found.size() > 1))
        some.push_back(found.back());
    return some;
}

QByteArray searchResponse(const char *name, const mail::MailboxView &view, const Positions &found,
    bool uid, bool withModSeq)
{
    QByteArray out(name);
    out.reserve(out.size() + qsizetype(found.size()) * 8 + 32);
    for (const qsizetype position : found) {
        out += ' ';
        append(out, numberAt(view, position, uid));
    }
    if (withModSeq && !found.empty()) {
        out += " (MODSEQ ";
        append(out, highestModSeq(view, found));
        out += ')';
    }
    return out;
}

QByteArray extendedSearchResponse(const QByteArray &tag, const mail::MailboxView &view,
    const Positions &found, const imapproto::SearchReturn &returns, bool uid, bool withModSeq)
{
    if (!returns.min && !returns.max && !returns.all && !returns.count)
        return {};
    QByteArray out = "ESEARCH (TAG \"" + tag + "\")";
    if (uid)
        out += " UID";
    const auto item = [&out](const char *name, quint64 number) {
        out += ' ';
        out += name;
        out += ' ';
        append(out, number);
    };
    if (returns.min && !found.empty())
        item("MIN", numberAt(view, found.front(), uid));
    if (returns.max && !found.empty())
        item("MAX", numberAt(view, found.back(), uid));
    if (returns.count)
        item("COUNT", quint64(found.size()));
    if (returns.all && !found.empty()) {
        out += " ALL ";
        appendSet(out, view, found, uid);
    }
    if (withModSeq && !found.empty())
        item("MODSEQ", highestModSeq(view, asked(returns, found)));
    return out;
}

} // namespace digidig::imap
