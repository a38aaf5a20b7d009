// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

class QLabel;
class QProgressBar;

namespace digidig::console {

class Importer;

/// Says how far an import is, and stops it; not there while there is none.
class ImportBar : public QFrame {
    Q_OBJECT

public:
    explicit ImportBar(Importer &importer, QWidget *parent = nullptr);

private:
    void showProgress(const QString &text, qint64 done, qint64 total);

    QLabel *m_text;
    QProgressBar *m_progress;
};

} // namespace digidig::console
