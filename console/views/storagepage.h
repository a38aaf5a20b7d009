// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/storagestate.h"
#include "views/page.h"

#include <QtCore/QTimer>

#include <functional>

class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace digidig::console {

/// How the service stands with Storage behind it, and fetching from there now.
class StoragePage : public Page {
    Q_OBJECT

public:
    static constexpr int ReadEveryMs = 3'000;

    explicit StoragePage(Context context);

protected:
    void activated() override;
    void deactivated() override;

private:
    void build();
    QWidget *buildFetch();
    QFormLayout *card(const QString &title, QLayout *into);
    QLabel *line(QFormLayout *form, const QString &name);
    void refresh();
    void refreshFetch();
    void finished(const QString &state);

    StorageState m_storage;
    QTimer m_timer;
    QLabel *m_notice;
    QWidget *m_cards;
    QLineEdit *m_account;
    QPushButton *m_fetch;
    QPushButton *m_cancel;
    QProgressBar *m_progress;
    QLabel *m_fetchText;
    /// What each label of the cards says of the state.
    QList<QPair<QLabel *, std::function<QString(const QJsonObject &)>>> m_lines;
};

} // namespace digidig::console
