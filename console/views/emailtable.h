// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/mailactions.h"
#include "views/context.h"

#include <QtWidgets/QTableView>

#include <functional>

class QHeaderView;

namespace digidig::console {

/// The list of e-mails: columns are chosen, moved, sorted and remembered.
class EmailTable : public QTableView {
    Q_OBJECT

public:
    EmailTable(Context context, EmailList &emails, QWidget *parent = nullptr);

    /// What every view of e-mails has in common.
    static void prepare(QAbstractItemView &view, QHeaderView &head);
    /// Widths of the columns of EmailList, and which are shown, as they are at first.
    static void layOut(QHeaderView &head);
    /// Lets columns be moved, shown and hidden by a menu; @p keep is called after each change.
    static void offerColumns(QHeaderView &head, std::function<void()> keep);

    /// Those that are chosen and have come; the list names what the actions need.
    [[nodiscard]] QList<MailActions::Subject> chosen() const;
    /// How many rows are chosen, whether they have come or not.
    [[nodiscard]] int chosenRows() const;
    /// Chooses the e-mail with that id; false: it is not here.
    bool choose(const QString &id);

Q_SIGNALS:
    void chosenChanged();
    void menuWanted(const QPoint &at);

protected:
    void selectionChanged(const QItemSelection &now, const QItemSelection &before) override;

private:
    Context m_context;
    EmailList &m_emails;
};

} // namespace digidig::console
