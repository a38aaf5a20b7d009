// SPDX-License-Identifier: GPL-3.0-or-later
// How the parts of the page Mail work together.
#include "api/client.h"
#include "api/eventstream.h"
#include "models/format.h"
#include "models/importer.h"
#include "models/mailboxtree.h"
#include "models/searchlist.h"
#include "views/composebar.h"
#include "views/maillist.h"
#include "views/mailpage.h"
#include "views/namebar.h"
#include "views/readingpane.h"
#include "views/savedsearches.h"
#include "views/searchbar.h"

#include <QtCore/QMimeData>
#include <QtCore/QUrl>
#include <QtGui/QAction>
#include <QtGui/QDropEvent>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QTreeView>

#include <algorithm>

namespace digidig::console {

void MailPage::connectAll()
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &MailPage::readAgain);
    connect(m_accounts, &QComboBox::currentIndexChanged, this, &MailPage::accountChosen);
    connect(m_boxes, &MailboxTree::loaded, this, &MailPage::boxesLoaded);
    connect(m_boxes, &MailboxTree::failed, this, [this](const Problem &problem) {
        m_list->showProblem(tr("The mailboxes cannot be read"), problem, [this] { m_boxes->refresh(); });
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) {
        if (m_placing || !now.isValid() || m_list->filter().account != m_boxes->account())
            return;
        const QSignalBlocker quiet(m_search);
        m_search->setQuery({});
        filterChanged();
    });
    connectSearches();
    connect(m_list, &MailList::loaded, this, &MailPage::listLoaded);
    connect(m_list, &MailList::refused, this, &MailPage::listRefused);
    connect(m_list, &MailList::counted, m_count, &QLabel::setText);
    connect(m_list, &MailList::chosenChanged, this, &MailPage::chosenChanged);
    connect(m_list, &MailList::menuWanted, this, [this](const QPoint &at) {
        QMenu menu;
        menu.addActions({m_read, m_unread, m_flag, m_move, m_delete, m_save});
        menu.exec(at);
    });
    connect(m_actions, &MailActions::gone, this, [this](const QStringList &ids) {
        if (ids.contains(m_current)) {
            m_current.clear();
            m_reading->showEmail({});
        }
        m_list->take(ids);
    });
    connect(m_actions, &MailActions::flagsChanged, m_list, &MailList::changeFlags);
    connect(m_actions, &MailActions::stale, this, &MailPage::readAgain);
    connect(m_actions, &MailActions::told, this, &Page::told);
    connect(m_actions, &MailActions::failed, this, [this](const Problem &problem) { Q_EMIT told(problem.text); });
    connect(m_compose, &ComposeBar::delivered, this, [this](const QString &id, const QStringList &recipients) {
        Q_EMIT told(tr("Delivered to %1").arg(oneLine(recipients.join(QStringLiteral(", ")), 120)));
        m_wanted.insert(QStringLiteral("id"), id);
        readAgain();
    });
    connect(m_reading, &ReadingPane::told, this, &Page::told);
    connect(m_importer, &Importer::failed, this, [this](const QString &file, const Problem &problem) {
        Q_EMIT told(tr("%1: %2").arg(file, problem.text));
    });
    connect(m_importer, &Importer::finished, this, [this](qint64 imported, qint64 skipped, qint64) {
        if (imported + skipped > 0)
            Q_EMIT told(tr("%Ln e-mail(s) imported", nullptr, int(imported)));
        readAgain();
    });
    connect(&m_context.events, &EventStream::event, this, &MailPage::happened);
    connect(&m_context.events, &EventStream::opened, this, [this](bool resumed) {
        if (!resumed && active())
            m_again.start();
    });
    connect(&m_context.client, &Client::readOnlyChanged, this, &MailPage::updateActions);
}

void MailPage::connectSearches()
{
    connect(m_search, &SearchBar::searched, this, &MailPage::filterChanged);
    connect(m_saved, &SavedSearches::chosen, this, [this](const QString &query) {
        m_search->setQuery(query);
        filterChanged();
    });
    connect(m_search, &SearchBar::saveWanted, this, [this](const QString &query) {
        if (!m_context.client.readOnly())
            m_name->ask(tr("Save the search as"), query, tr("Save"), [this, query](const QString &name) { m_searches->save(name, query); });
    });
    connect(m_saved, &SavedSearches::renameWanted, this, [this](const QString &id, const QString &name) {
        m_name->ask(tr("Rename the search"), name, tr("Rename"), [this, id](const QString &now) { m_searches->rename(id, now); });
    });
    connect(m_searches, &SearchList::failed, this, [this](const Problem &problem) { Q_EMIT told(problem.text); });
    connect(m_searches, &SearchList::saved, this, [this](const QString &name) { Q_EMIT told(tr("The search “%1” is saved.").arg(oneLine(name, 60))); });
}

bool MailPage::canImport(const QMimeData &files) const
{
    const QList<QUrl> urls = files.urls();
    return !urls.isEmpty() && !m_context.client.readOnly() && !m_boxes->account().isEmpty()
        && std::all_of(urls.begin(), urls.end(),
            [](const QUrl &url) { return url.isLocalFile() && !Importer::typeOf(url.toLocalFile()).isEmpty(); });
}

void MailPage::importInto(const QMimeData &files, const QString &mailbox)
{
    QStringList paths;
    const QList<QUrl> urls = files.urls();
    for (const QUrl &url : urls)
        paths.append(url.toLocalFile());
    m_importer->add(paths, m_boxes->account(), mailbox);
}

void MailPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (canImport(*event->mimeData()))
        event->acceptProposedAction();
}

void MailPage::dropEvent(QDropEvent *event)
{
    importInto(*event->mimeData(), mailbox());
    event->acceptProposedAction();
}

/// E-mails that are dropped on a mailbox are moved there, files are imported there.
bool MailPage::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop)
        return Page::eventFilter(watched, event);
    auto *drop = static_cast<QDropEvent *>(event);
    const bool emails = drop->mimeData()->hasFormat(EmailList::dragTypes().first()) && !m_context.client.readOnly() && m_list->allChosenHere();
    if (!emails && !canImport(*drop->mimeData()))
        return Page::eventFilter(watched, event);
    const QString name = m_tree->indexAt(drop->position().toPoint()).data(MailboxTree::NameRole).toString();
    if (type == QEvent::DragEnter || !name.isEmpty())
        drop->acceptProposedAction();
    else
        drop->ignore();
    if (type != QEvent::Drop || name.isEmpty())
        return true;
    if (emails)
        m_actions->move(m_list->chosen(), name);
    else
        importInto(*drop->mimeData(), name);
    return true;
}

} // namespace digidig::console
