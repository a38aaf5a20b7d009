// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/call.h"
#include "views/page.h"

class QComboBox;
class QTreeView;

namespace digidig::console {

class MailboxTree;

/// The mail of every account.
class MailPage : public Page {
    Q_OBJECT

public:
    explicit MailPage(Context context);

protected:
    void activated() override;

private:
    void readAccounts();
    void accountsCame(const Answer &answer);

    QComboBox *m_accounts;
    QTreeView *m_tree;
    MailboxTree *m_boxes;
    LatestCall m_call;
};

} // namespace digidig::console
