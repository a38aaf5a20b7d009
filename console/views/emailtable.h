// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/mailactions.h"
#include "views/context.h"

#include <QtWidgets/QTableView>

namespace digidig::console {

/// The list of e-mails: columns are chosen, moved, sorted and remembered.
class EmailTable : public QTableView {
    Q_OBJECT

public:
    EmailTable(Context context, EmailList &emails, QWidget *parent = nullptr);

    /// Those that are chosen and have come; the list names what the actions need.
    [[nodiscard]] QList<MailActions::Subject> chosen() const;
    /// Chooses the e-mail with that id; false: it is not here.
    bool choose(const QString &id);

Q_SIGNALS:
    void chosenChanged();
    void menuWanted(const QPoint &at);

protected:
    void selectionChanged(const QItemSelection &now, const QItemSelection &before) override;

private:
    void columnMenu(const QPoint &at);
    void keepColumns();

    Context m_context;
    EmailList &m_emails;
};

} // namespace digidig::console
