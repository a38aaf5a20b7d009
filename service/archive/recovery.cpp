// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/recovery.h"

#include "core/awaited.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::archive {

namespace {

constexpr int RecoveryPage = 200;
constexpr int RecoveredAtOnce = 64;
constexpr qint64 RecoveredBytesAtOnce = 128LL << 20;

core::Error missing(const QString &what, const char *slug)
{
    return {core::Errc::NotFound,
        QCoreApplication::translate("archive", "the backup has no %1").arg(what), {}, slug};
}

} // namespace

Recovery::Recovery(Side from, Side to, RecoveryWish wish, QByteArray passwordHash,
    std::function<bool()> stop, std::function<void(qint64, qint64)> progress)
    : m_from(from)
    , m_to(to)
    , m_wish(std::move(wish))
    , m_passwordHash(std::move(passwordHash))
    , m_stop(std::move(stop))
    , m_progress(std::move(progress))
    , m_window(RecoveredAtOnce, RecoveredBytesAtOnce)
{
}

core::Result<RecoveryReport> Recovery::run()
{
    const auto source = m_from.accounts.account(m_wish.account);
    if (!source && source.error().errc == core::Errc::NotFound)
        return missing(m_wish.account, "account_not_found");
    if (!source)
        return source.error();
    std::optional<mail::Message> only;
    if (m_wish.message) {
        const auto message = m_from.mail.message(*m_wish.message);
        if (!message || message->account != source->id)
            return missing(*m_wish.message, "email_not_found");
        only = *message;
    }
    auto boxes = m_from.mail.mailboxes(source->id);
    if (!boxes)
        return boxes.error();
    const std::optional<QString> name = only ? only->mailboxName : m_wish.mailbox;
    if (name)
        std::erase_if(*boxes, [&](const mail::Mailbox &box) { return box.name != *name; });
    if (boxes->empty())
        return missing(name.value_or(QString()), "mailbox_not_found");
    const auto account = target(*source);
    if (!account)
        return account.error();
    m_account = *account;
    if (const auto listed = listDeleted(); !listed)
        return listed.error();
    for (const mail::Mailbox &box : *boxes)
        m_total += box.messages;
    core::Result<void> done;
    for (const mail::Mailbox &box : *boxes) {
        if (!done || m_report.stopped)
            break;
        if (done = prepareMailbox(box); !done)
            break;
        if (only)
            bring(*only, box);
        else
            done = mailbox(box);
    }
    m_window.drain();
    if (!done)
        return done.error();
    return m_report;
}

core::Result<mail::Account> Recovery::target(const mail::Account &source)
{
    auto known = m_to.accounts.account(source.address);
    if (known || known.error().errc != core::Errc::NotFound)
        return known;
    auto made = core::awaited<mail::Account>([&](auto done) {
        m_to.accounts.createAccount(
            source.address, m_passwordHash, source.quotaBytes, std::move(done));
    });
    if (!made)
        return made;
    m_report.accountMade = true;
    if (source.aliases.isEmpty() && !source.junkHeader)
        return made;
    mail::AccountChange change{made->id};
    change.aliases = source.aliases;
    change.junkHeader = source.junkHeader;
    const auto changed = core::awaited<mail::Account>(
        [&](auto done) { m_to.accounts.changeAccount(std::move(change), std::move(done)); });
    if (!changed) // Another account may have one of them by now.
        fail({}, changed.error());
    return made;
}

core::Result<void> Recovery::listDeleted()
{
    const auto boxes = m_to.mail.mailboxes(m_account.id);
    if (!boxes)
        return boxes.error();
    for (const mail::Mailbox &box : *boxes)
        m_mailboxes.insert(box.name);
    mail::DeletedQuery query{RecoveryPage};
    for (;;) {
        const auto part = m_to.mail.deleted(m_account.id, query);
        if (!part)
            return part.error();
        for (const mail::DeletedMessage &message : part->messages)
            m_deleted.insert(message.id);
        if (part->next.isEmpty())
            return {};
        query.cursor = part->next;
    }
}

core::Result<void> Recovery::prepareMailbox(const mail::Mailbox &box)
{
    if (m_mailboxes.contains(box.name))
        return {};
    const auto make = [&](const QString &use) {
        return core::awaited<mail::Mailbox>([&](auto done) {
            m_to.mail.createMailbox(m_account.id, box.name, use, std::move(done));
        });
    };
    auto made = make(box.specialUse);
    if (!made && made.error().errc == core::Errc::Conflict) // Another one has that use by now.
        made = make({});
    if (!made)
        return made.error();
    m_mailboxes.insert(box.name);
    if (box.subscribed)
        return {};
    mail::MailboxChange change{m_account.id, made->publicId};
    change.subscribed = false;
    const auto changed = core::awaited<mail::Mailbox>(
        [&](auto done) { m_to.mail.changeMailbox(std::move(change), std::move(done)); });
    return changed ? core::Result<void>() : core::Result<void>(changed.error());
}

core::Result<void> Recovery::mailbox(const mail::Mailbox &box)
{
    mail::Filter filter;
    filter.account = box.account;
    filter.mailbox = box.name;
    mail::Page page;
    page.descending = false;
    page.limit = RecoveryPage;
    for (;;) {
        const auto listing = m_from.mail.list(filter, page);
        if (!listing)
            return listing.error();
        for (const mail::Message &message : listing->messages) {
            if (m_stop()) {
                m_report.stopped = true;
                return {};
            }
            bring(message, box);
            m_progress(++m_done, m_total);
        }
        if (listing->next.isEmpty())
            return {};
        page.cursor = listing->next;
    }
}

void Recovery::bring(const mail::Message &message, const mail::Mailbox &box)
{
    const auto there = m_to.mail.message(message.id);
    if (there || there.error().errc == core::Errc::Corrupt)
        return count(&RecoveryReport::present);
    if (there.error().errc != core::Errc::NotFound)
        return fail(message.id, there.error());
    if (!m_deleted.contains(message.id)) {
        mail::Message wanted = message;
        wanted.mailboxName = box.name;
        return add(wanted);
    }
    if (const auto undeleted = undelete(message); !undeleted)
        fail(message.id, undeleted.error());
    else
        count(&RecoveryReport::undeleted);
}

core::Result<void> Recovery::undelete(const mail::Message &message)
{
    mail::Restoration restoration{m_account.id, {message.id}};
    restoration.mailbox = message.mailboxName;
    const auto restored = core::awaited<std::vector<mail::Restored>>(
        [&](auto done) { m_to.mail.restore(std::move(restoration), std::move(done)); });
    if (!restored)
        return restored.error();
    // It was removed with the flags of that moment, \Deleted among them.
    mail::MessageChange change;
    change.id = message.id;
    change.flags.replace = true;
    change.flags.set = message.flags;
    const auto changed = core::awaited<mail::Message>(
        [&](auto done) { m_to.mail.change(std::move(change), std::move(done)); });
    return changed ? core::Result<void>() : core::Result<void>(changed.error());
}

void Recovery::add(const mail::Message &message)
{
    const auto reader = m_from.mail.content(message.content);
    if (!reader)
        return fail(message.id, reader.error());
    auto bytes = (*reader)->read(0, (*reader)->size());
    if (!bytes)
        return fail(message.id, bytes.error());
    const auto raw = std::make_shared<const QByteArray>(*std::move(bytes));
    mail::Append append;
    append.content.raw = *raw;
    append.content.owner = raw;
    append.content.parsed = mime::parse(*raw);
    append.sender = message.sender;
    append.receivedMs = message.receivedMs;
    append.targets.push_back(
        {m_account.address, message.mailboxName, message.flags, false, message.id});
    m_window.enter(raw->size());
    m_to.mail.prepare(append.content);
    m_to.mail.append(std::move(append),
        [this, id = message.id, size = raw->size()](const core::Result<mail::Appended> &stored) {
            if (stored)
                count(&RecoveryReport::added);
            else
                fail(id, stored.error());
            m_window.leave(size);
        });
}

void Recovery::count(qint64 RecoveryReport::*counter)
{
    const std::lock_guard lock(m_mutex);
    ++(m_report.*counter);
}

void Recovery::fail(const QString &id, const core::Error &error)
{
    const std::lock_guard lock(m_mutex);
    ++m_report.failed;
    if (m_report.failures.size() < RecoveryReport::KeptFailures)
        m_report.failures.push_back({id, error});
}

} // namespace digidig::archive
