// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/mailactions.h"
#include "views/context.h"

#include <QtWidgets/QTreeView>

namespace digidig::console {

class ThreadTree;

/// The list of conversations: each opens to its e-mails.
class ThreadView : public QTreeView {
    Q_OBJECT

public:
    ThreadView(Context context, ThreadTree &threads, QWidget *parent = nullptr);

    /// The e-mails that the chosen rows stand for, as far as they have come; what has not is read.
    [[nodiscard]] QList<MailActions::Subject> chosen() const;
    /// Whether the e-mails of all conversations that are chosen have come.
    [[nodiscard]] bool allChosenHere() const;
    /// Chooses the e-mail with that id, or its conversation; false: it is not here.
    bool choose(const QString &id);

Q_SIGNALS:
    void chosenChanged();
    void menuWanted(const QPoint &at);

protected:
    void selectionChanged(const QItemSelection &now, const QItemSelection &before) override;

private:
    Context m_context;
    ThreadTree &m_threads;
};

} // namespace digidig::console
