// SPDX-License-Identifier: GPL-3.0-or-later
#include "describe.h"

#include <QtCore/QDateTime>

using namespace digidig::imapproto;

namespace {

QByteArray date(Day day)
{
    return QDate(1970, 1, 1).addDays(day).toString(Qt::ISODate).toLatin1();
}

QByteArray joined(const QStringList &list)
{
    return '[' + list.join(u' ').toUtf8() + ']';
}

QByteArray items(const std::vector<StatusItem> &list)
{
    QByteArray out;
    for (StatusItem item : list)
        out += ' ' + statusItemName(item).toByteArray();
    return out;
}

QByteArray returns(const SearchReturn &options)
{
    QByteArray out;
    for (const auto &[set, name] :
        {std::pair(options.given, " RETURN"), {options.min, " MIN"}, {options.max, " MAX"},
            {options.all, " ALL"}, {options.count, " COUNT"}, {options.save, " SAVE"}}) {
        if (set)
            out += name;
    }
    return out;
}

QByteArray arguments(const Id &c)
{
    QByteArray out;
    for (const auto &field : c.fields)
        out += ' ' + field.name + '=' + (field.value.isNull() ? "NIL" : '"' + field.value + '"');
    return out;
}
QByteArray arguments(const Authenticate &c)
{
    return ' ' + c.mechanism + (c.initialResponse ? " <" + *c.initialResponse + '>' : "");
}
QByteArray arguments(const Login &c)
{
    return " <" + c.user + "> <" + c.password + '>';
}
QByteArray arguments(const Enable &c)
{
    return ' ' + c.capabilities.join(' ');
}
QByteArray parameters(const QString &mailbox, const SelectParameters &p)
{
    QByteArray out = ' ' + mailbox.toUtf8() + (p.condStore ? " CONDSTORE" : "");
    if (p.qresync) {
        out += " QRESYNC " + QByteArray::number(p.qresync->uidValidity) + ' '
            + QByteArray::number(p.qresync->modSeq);
        if (p.qresync->knownUids)
            out += " known " + p.qresync->knownUids->toBytes();
        if (p.qresync->match)
            out += " match " + p.qresync->match->numbers.toBytes() + " = "
                + p.qresync->match->uids.toBytes();
    }
    return out;
}
QByteArray arguments(const Select &c)
{
    return parameters(c.mailbox, c.parameters);
}
QByteArray arguments(const Examine &c)
{
    return parameters(c.mailbox, c.parameters);
}
QByteArray arguments(const Create &c)
{
    return ' ' + c.mailbox.toUtf8() + (c.specialUses.isEmpty() ? "" : ' ' + joined(c.specialUses));
}
QByteArray arguments(const Rename &c)
{
    return ' ' + c.from.toUtf8() + " -> " + c.to.toUtf8();
}
template <typename C>
requires std::is_same_v<C, Delete> || std::is_same_v<C, Subscribe> || std::is_same_v<C,
    Unsubscribe> || std::is_same_v<C, GetQuotaRoot>
    QByteArray arguments(const C &c)
{
    return ' ' + c.mailbox.toUtf8();
}
QByteArray arguments(const List &c)
{
    QByteArray out = " <" + c.reference.toUtf8() + "> " + joined(c.patterns);
    for (const auto &[set, name] :
        {std::pair(c.extended, " extended"), {c.selectSubscribed, " SUBSCRIBED"},
            {c.selectRemote, " REMOTE"}, {c.selectSpecialUse, " SPECIAL-USE"},
            {c.recursiveMatch, " RECURSIVEMATCH"}, {c.returnSubscribed, " return-SUBSCRIBED"},
            {c.returnChildren, " return-CHILDREN"}, {c.returnSpecialUse, " return-SPECIAL-USE"}}) {
        if (set)
            out += name;
    }
    if (!c.returnStatus.empty())
        out += " STATUS" + items(c.returnStatus);
    return out;
}
QByteArray arguments(const Lsub &c)
{
    return " <" + c.reference.toUtf8() + "> <" + c.pattern.toUtf8() + '>';
}
QByteArray arguments(const Status &c)
{
    return ' ' + c.mailbox.toUtf8() + items(c.items);
}
QByteArray arguments(const Append &c)
{
    QByteArray out = ' ' + c.mailbox.toUtf8();
    for (const auto &message : c.messages) {
        out += ' ' + joined(message.flags);
        if (message.internalDate)
            out += ' '
                + QDateTime::fromMSecsSinceEpoch(*message.internalDate).toUTC()
                      .toString(Qt::ISODate)
                      .toLatin1();
        out += QByteArray(message.binary ? " ~" : " ") + (message.utf8 ? "UTF8" : "") + '<'
            + message.bytes + '>';
    }
    return out;
}
QByteArray arguments(const GetQuota &c)
{
    return " <" + c.root + '>';
}
QByteArray arguments(const SetQuota &c)
{
    QByteArray out = " <" + c.root + '>';
    for (const auto &limit : c.limits)
        out += ' ' + limit.resource + '=' + QByteArray::number(limit.limit);
    return out;
}
QByteArray arguments(const Compress &c)
{
    return ' ' + c.algorithm;
}
QByteArray arguments(const Expunge &c)
{
    return c.uid ? ' ' + c.uids.toBytes() : QByteArray();
}
QByteArray arguments(const Search &c)
{
    return returns(c.returns) + ' ' + describe(c.key);
}
QByteArray arguments(const Fetch &c)
{
    QByteArray out = ' ' + c.set.toBytes();
    for (const FetchItem &item : c.items) {
        out += ' ' + QByteArray(item.peek ? "peek:" : "") + fetchLabel(item)
            + (item.lazy ? "(LAZY)" : "");
        if (item.partial)
            out += '#' + QByteArray::number(item.partial->length);
    }
    if (c.changedSince)
        out += " since " + QByteArray::number(*c.changedSince);
    return out + (c.vanished ? " vanished" : "");
}
QByteArray arguments(const Store &c)
{
    return ' ' + c.set.toBytes() + ' '
        + (c.unchangedSince ? "unchanged " + QByteArray::number(*c.unchangedSince) + ' ' : "")
        + (c.change == Store::Change::Add           ? "+"
                : c.change == Store::Change::Remove ? "-"
                                                    : "=")
        + (c.silent ? "silent" : "") + joined(c.flags);
}
QByteArray arguments(const Copy &c)
{
    return ' ' + c.set.toBytes() + ' ' + c.mailbox.toUtf8();
}
QByteArray arguments(const Move &c)
{
    return ' ' + c.set.toBytes() + ' ' + c.mailbox.toUtf8();
}
QByteArray arguments(const Sort &c)
{
    constexpr const char *Keys[] = {"ARRIVAL", "CC", "DATE", "FROM", "SIZE", "SUBJECT", "TO"};
    QByteArray out = returns(c.returns);
    for (const auto &criterion : c.criteria)
        out += QByteArray(criterion.reverse ? " -" : " +") + Keys[int(criterion.key)];
    return out + ' ' + describe(c.key);
}
QByteArray arguments(const Thread &c)
{
    return (c.algorithm == Thread::Algorithm::References ? " REFERENCES " : " ORDEREDSUBJECT ")
        + describe(c.key);
}

} // namespace

QByteArray describe(const SearchKey &key)
{
    using Kind = SearchKey::Kind;
    const auto children = [&](const char *name) {
        QByteArray out = name;
        for (const SearchKey &child : key.keys)
            out += (out.endsWith('(') ? "" : " ") + describe(child);
        return out + ')';
    };
    const auto text = [&](const char *name) {
        return name + QByteArray("(\"") + key.text.toUtf8() + "\")";
    };
    const auto day = [&](const char *name) { return name + QByteArray("(") + date(key.day) + ')'; };
    const auto number = [&](const char *name) {
        return name + QByteArray("(") + QByteArray::number(key.number) + ')';
    };
    switch (key.kind) {
    case Kind::All:
        return "all";
    case Kind::And:
        return children("and(");
    case Kind::Or:
        return children("or(");
    case Kind::Not:
        return children("not(");
    case Kind::Sequence:
        return "seq(" + key.set.toBytes() + ')';
    case Kind::Uid:
        return "uid(" + key.set.toBytes() + ')';
    case Kind::Flag:
        return key.text.toUtf8();
    case Kind::Recent:
        return "recent";
    case Kind::Before:
        return day("before");
    case Kind::On:
        return day("on");
    case Kind::Since:
        return day("since");
    case Kind::SentBefore:
        return day("sentbefore");
    case Kind::SentOn:
        return day("senton");
    case Kind::SentSince:
        return day("sentsince");
    case Kind::SavedBefore:
        return day("savedbefore");
    case Kind::SavedOn:
        return day("savedon");
    case Kind::SavedSince:
        return day("savedsince");
    case Kind::SaveDateSupported:
        return "savedatesupported";
    case Kind::Older:
        return number("older");
    case Kind::Younger:
        return number("younger");
    case Kind::Larger:
        return number("larger");
    case Kind::Smaller:
        return number("smaller");
    case Kind::Header:
        return "header(" + key.field + " \"" + key.text.toUtf8() + "\")";
    case Kind::Bcc:
        return text("bcc");
    case Kind::Cc:
        return text("cc");
    case Kind::From:
        return text("from");
    case Kind::Subject:
        return text("subject");
    case Kind::To:
        return text("to");
    case Kind::Body:
        return text("body");
    case Kind::Text:
        return text("text");
    case Kind::ModSeq:
        return "modseq(" + key.field + ' ' + QByteArray::number(key.number) + ')';
    case Kind::EmailId:
        return text("emailid");
    case Kind::ThreadId:
        return text("threadid");
    }
    return "?";
}

QByteArray describe(const Command &command)
{
    return commandName(command)
        + std::visit(
            [](const auto &c) -> QByteArray {
                if constexpr (requires { arguments(c); })
                    return arguments(c);
                else
                    return {};
            },
            command);
}
