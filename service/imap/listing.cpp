// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/listing.h"

#include "imap/mailboxstatus.h"

#include <QtCore/QHash>

#include <algorithm>
#include <map>

namespace digidig::imap {

namespace {

/// A name as LIST sees it: a mailbox, or what somebody has subscribed to.
struct Name {
    std::optional<mail::Mailbox> mailbox;
    bool subscribed = false;
};

using Names = std::map<QString, Name>;

core::Result<Names> namesOf(Context &context, core::AccountId account)
{
    auto mailboxes = context.mail.mailboxes(account);
    if (!mailboxes)
        return mailboxes.error();
    const auto subscriptions = context.access.subscriptions(account);
    if (!subscriptions)
        return subscriptions.error();
    Names names;
    for (mail::Mailbox &one : *mailboxes) {
        const QString name = one.name;
        names[name].mailbox = std::move(one);
    }
    for (const mail::Subscription &one : *subscriptions)
        names[one.name].subscribed = true;
    return names;
}

bool matchesAny(const QString &name, const QString &reference, const QStringList &patterns)
{
    return std::any_of(patterns.begin(), patterns.end(),
        [&](const QString &pattern) { return matchesPattern(name, QString(reference + pattern)); });
}

bool isSelectedBy(const imapproto::List &command, const Name &name)
{
    if (command.selectSubscribed && !name.subscribed)
        return false;
    if (command.selectSpecialUse && (!name.mailbox || name.mailbox->specialUse.isEmpty()))
        return false;
    // What is only subscribed to is shown to who asks for subscriptions.
    return name.mailbox || command.selectSubscribed;
}

/// The names above those that the command selects, with RECURSIVEMATCH (RFC 5258 §3).
QHash<QString, bool> superiorsOf(const Names &names, const imapproto::List &command)
{
    QHash<QString, bool> superiors;
    if (!command.recursiveMatch)
        return superiors;
    for (const auto &[name, what] : names) {
        if (!isSelectedBy(command, what))
            continue;
        for (qsizetype slash = name.lastIndexOf(u'/'); slash > 0;
             slash = name.lastIndexOf(u'/', slash - 1))
            superiors.insert(name.left(slash), true);
    }
    return superiors;
}

void writeOne(const imapproto::List &command, const QString &name, const Name &what,
    bool hasSelectedInferior, imapproto::ResponseWriter &out)
{
    out.untagged().atom("LIST").open();
    if (!what.mailbox)
        out.flag(QStringLiteral("\\NonExistent"));
    else
        out.flag(what.mailbox->children > 0 ? QStringLiteral("\\HasChildren")
                                            : QStringLiteral("\\HasNoChildren"));
    if (what.subscribed && (command.returnSubscribed || command.selectSubscribed))
        out.flag(QStringLiteral("\\Subscribed"));
    if (what.mailbox && !what.mailbox->specialUse.isEmpty())
        out.flag(what.mailbox->specialUse);
    out.close().string(QByteArrayView("/")).mailbox(name);
    if (hasSelectedInferior) {
        out.open().string(QByteArrayView("CHILDINFO")).open();
        if (command.selectSubscribed)
            out.string(QByteArrayView("SUBSCRIBED"));
        if (command.selectSpecialUse)
            out.string(QByteArrayView("SPECIAL-USE"));
        out.close().close();
    }
    out.end();
}

void writeDelimiter(const char *response, imapproto::ResponseWriter &out)
{
    out.untagged().atom(response).open().flag(QStringLiteral("\\Noselect")).close();
    out.string(QByteArrayView("/")).string(QByteArrayView("")).end();
}

/// Whether the delimiter is wanted, not mailboxes.
bool asksForDelimiter(const imapproto::List &command)
{
    return !command.extended && command.patterns.size() == 1 && command.patterns[0].isEmpty();
}

} // namespace

bool matchesPattern(QStringView name, QStringView pattern)
{
    // All places in the name that the pattern so far may have come to, at once: no pattern is slow.
    std::vector<char> at(size_t(name.size()) + 1, 0);
    at[0] = 1;
    const bool inbox = name.startsWith(u"INBOX") && (name.size() == 5 || name[5] == u'/');
    for (const QChar c : pattern) {
        std::vector<char> next(at.size(), 0);
        const bool any = c == u'*' || c == u'%';
        for (size_t i = 0; i < at.size(); ++i) {
            if (any) {
                const bool crosses = i > 0 && name[qsizetype(i - 1)] == u'/' && c == u'%';
                next[i] = char(at[i] || (i > 0 && next[i - 1] && !crosses));
            } else if (i > 0 && at[i - 1]) {
                const QChar own = name[qsizetype(i - 1)];
                next[i] = own == c || (inbox && i <= 5 && own == c.toUpper());
            }
        }
        at = std::move(next);
    }
    return at.back() != 0;
}

core::Result<void> writeList(Context &context, core::AccountId account,
    const imapproto::List &command, imapproto::ResponseWriter &out)
{
    if (asksForDelimiter(command)) {
        writeDelimiter("LIST", out);
        return {};
    }
    const auto names = namesOf(context, account);
    if (!names)
        return names.error();
    const auto superiors = superiorsOf(*names, command);
    for (const auto &[name, what] : *names) {
        if (!matchesAny(name, command.reference, command.patterns))
            continue;
        const bool hasSelectedInferior = superiors.contains(name);
        if (!isSelectedBy(command, what) && !hasSelectedInferior)
            continue;
        writeOne(command, name, what, hasSelectedInferior, out);
        if (command.returnStatus.empty() || !what.mailbox)
            continue;
        const auto written = writeStatus(context, *what.mailbox, command.returnStatus, out);
        // One that goes just now has no status (RFC 5819 §2).
        if (!written && written.error().errc != core::Errc::NotFound)
            return written;
    }
    return {};
}

core::Result<void> writeLsub(Context &context, core::AccountId account, const QString &pattern,
    imapproto::ResponseWriter &out)
{
    if (pattern.isEmpty()) {
        writeDelimiter("LSUB", out);
        return {};
    }
    const auto names = namesOf(context, account);
    if (!names)
        return names.error();
    std::map<QString, bool> shown; // With whether it is subscribed to itself.
    for (const auto &[name, what] : *names) {
        if (!what.subscribed)
            continue;
        if (matchesPattern(name, pattern)) {
            shown[name] = true;
            continue;
        }
        // `%` shows what lies deeper by what it lies in.
        if (!pattern.endsWith(u'%'))
            continue;
        for (qsizetype slash = name.lastIndexOf(u'/'); slash > 0;
             slash = name.lastIndexOf(u'/', slash - 1)) {
            if (matchesPattern(name.left(slash), pattern))
                shown.emplace(name.left(slash), false);
        }
    }
    for (const auto &[name, subscribed] : shown) {
        out.untagged().atom("LSUB").open();
        if (!subscribed)
            out.flag(QStringLiteral("\\Noselect"));
        out.close().string(QByteArrayView("/")).mailbox(name).end();
    }
    return {};
}

} // namespace digidig::imap
