// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/imapplan.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::archive {

namespace {

constexpr int PlanAttempts = 3;

/// Whether @p folder is the one that @p name means, by its levels or as the server writes it, or
/// lies below it.
bool liesIn(const ImapFolder &folder, const QString &name)
{
    const auto within = [&name](const QString &one) {
        if (name.compare(u"INBOX", Qt::CaseInsensitive) == 0)
            return one.compare(name, Qt::CaseInsensitive) == 0;
        return one == name || one.startsWith(name + u'/');
    };
    return within(folder.name) || folderText(folder.wireName) == name;
}

/// The mailboxes that AccountStore::createAccount() will have made, for a dry run before it.
std::vector<mail::Mailbox> madeWith(const QString &parent)
{
    std::vector<mail::Mailbox> made;
    for (const char *name : {"Archive", "Drafts", "Junk", "Sent", "Trash"}) {
        const QString leaf = QLatin1String(name);
        mail::Mailbox &mailbox = made.emplace_back();
        mailbox.name = parent.isEmpty() ? leaf : parent + u'/' + leaf;
        mailbox.specialUse = u'\\' + leaf;
    }
    return made;
}

} // namespace

ImapPlanner::ImapPlanner(mail::MailStore &store, TakenMail &taken, const Options &options,
    SourceVisitor &visitor, std::function<void(qint64, qint64)> progress)
    : m_store(store)
    , m_taken(taken)
    , m_options(options)
    , m_visitor(visitor)
    , m_progress(std::move(progress))
    , m_places(store, options.importer.account, options.importer.mailbox,
          options.importer.folderParent, !options.importer.dryRun)
{
}

template <typename T, typename F>
core::Result<T> ImapPlanner::ask(F question)
{
    for (int attempt = 1;; ++attempt) {
        if (!m_session) {
            auto session = std::make_unique<imapclient::Session>(m_options.access);
            if (const auto begun = session->begin(m_options.password); !begun)
                return begun.error();
            m_session = std::move(session);
        }
        core::Result<T> answer = question(*m_session);
        if (answer || imapclient::Session::isRefusal(answer.error()))
            return answer;
        m_session.reset();
        if (attempt == PlanAttempts || !m_visitor.wantsMore())
            return answer;
    }
}

core::Result<std::vector<PlannedFolder>> ImapPlanner::run()
{
    const auto folders = wantedFolders();
    if (!folders)
        return folders.error();
    for (const ImapFolder &folder : *folders) {
        if (!m_visitor.wantsMore())
            break;
        m_progress(qint64(m_plan.size()), qint64(folders->size()));
        if (const auto looked = look(folder); !looked)
            return looked.error();
    }
    if (m_session)
        m_session->end();
    m_session.reset();
    return std::move(m_plan);
}

core::Result<std::vector<ImapFolder>> ImapPlanner::wantedFolders()
{
    const auto found =
        ask<imapclient::Folders>([](imapclient::Session &session) { return session.folders(); });
    if (!found)
        return found.error();
    for (const QString &line : found->unreadable) {
        m_visitor.failed({line},
            {core::Errc::Invalid,
                QCoreApplication::translate(
                    "archive", "the server lists a folder that cannot be read")});
    }
    std::vector<mail::Mailbox> present = madeWith(m_options.importer.folderParent);
    if (m_options.importer.account) {
        auto all = m_store.mailboxes(m_options.importer.account);
        if (!all)
            return all.error();
        present = *std::move(all);
    }
    std::vector<ImapFolder> wanted;
    const QString &only = m_options.access.server.folder;
    for (ImapFolder &folder : imapFolders(*found, present, !m_options.importer.mailbox.isEmpty())) {
        const bool excluded = std::any_of(m_options.excluded.begin(), m_options.excluded.end(),
            [&](const QString &name) { return liesIn(folder, name); });
        if (!excluded && (only.isEmpty() || liesIn(folder, only)))
            wanted.push_back(std::move(folder));
    }
    if (wanted.empty() && !only.isEmpty()) {
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("archive", "%1 has no folder %2")
                .arg(m_options.access.server.server(), only),
            {}, "folder_not_found"};
    }
    return wanted;
}

core::Result<void> ImapPlanner::look(const ImapFolder &folder)
{
    const auto found = ask<Look>([&folder](imapclient::Session &session) -> core::Result<Look> {
        const auto examined = session.examine(folder.wireName);
        if (!examined)
            return examined.error();
        auto messages = session.messages(*examined);
        if (!messages)
            return messages.error();
        return Look{*examined, *std::move(messages)};
    });
    if (!found && !imapclient::Session::isRefusal(found.error()))
        return found.error();
    if (!found) {
        m_visitor.failed({folder.name}, found.error());
        return {};
    }
    if (found->messages.size() < found->examined.messages) {
        m_visitor.failed({folder.name},
            {core::Errc::Invalid,
                QCoreApplication::translate(
                    "archive", "the server says that there are %1 messages, and lists %2")
                    .arg(found->examined.messages)
                    .arg(found->messages.size())});
    }
    const auto place = m_places.mailbox(folder.target);
    if (!place) {
        m_visitor.failed({folder.name}, place.error());
        return {};
    }
    PlannedFolder planned{folder, place->name, found->examined.uidValidity, {}, 0, 0, 0};
    planned.messages = qint64(found->messages.size());
    if (place->exists) {
        const auto id = mailboxId(place->name);
        if (!id)
            return id.error();
        const imapclient::ServerAddress &server = m_options.access.server;
        planned.takenKey = TakenFolder{m_options.account, server.server(), server.user,
            folder.wireName, planned.uidValidity, *id}
                               .key();
    }
    if (const auto compared = compare(planned, found->messages); !compared)
        return compared;
    m_plan.push_back(std::move(planned));
    return {};
}

core::Result<void> ImapPlanner::compare(
    PlannedFolder &planned, std::vector<imapclient::ListedMessage> listed)
{
    QHash<quint32, QByteArray> taken;
    if (!planned.takenKey.isEmpty() && !m_options.again) {
        auto known = m_taken.of(planned.takenKey);
        if (!known)
            return known.error();
        taken = *std::move(known);
    }
    for (const imapclient::ListedMessage &message : listed) {
        planned.bytes += message.size;
        if (const auto before = taken.constFind(message.uid); before != taken.constEnd()) {
            planned.hashes.insert(message.uid, *before);
            ++planned.before;
        } else if (message.size > quint64(m_options.importer.policy.maxMessageBytes)) {
            m_visitor.failed({planned.folder.name, message.uid},
                {core::Errc::TooLarge,
                    QCoreApplication::translate("archive", "the message is larger than %1 bytes")
                        .arg(m_options.importer.policy.maxMessageBytes)});
        } else {
            planned.left.push_back(message);
        }
    }
    return {};
}

core::Result<QString> ImapPlanner::mailboxId(const QString &name)
{
    const auto all = m_store.mailboxes(m_options.importer.account);
    if (!all)
        return all.error();
    for (const mail::Mailbox &mailbox : *all) {
        if (mailbox.name == name)
            return mailbox.publicId;
    }
    return core::Error{core::Errc::NotFound,
        QCoreApplication::translate("archive", "the mailbox is gone"), name, "mailbox_not_found"};
}

} // namespace digidig::archive
