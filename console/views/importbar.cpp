// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/importbar.h"

#include "models/format.h"
#include "models/importer.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

namespace digidig::console {

ImportBar::ImportBar(Importer &importer, QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel)
    , m_progress(new QProgressBar)
{
    setObjectName(QStringLiteral("importBar"));
    setProperty("card", true);
    m_text->setTextFormat(Qt::PlainText);
    m_progress->setTextVisible(false);
    auto *stop = new QPushButton(tr("Stop"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 8, 6);
    row->setSpacing(12);
    row->addWidget(m_text);
    row->addWidget(m_progress, 1);
    row->addWidget(stop);
    connect(&importer, &Importer::progress, this, &ImportBar::showProgress);
    connect(&importer, &Importer::finished, this, &QWidget::hide);
    connect(stop, &QPushButton::clicked, &importer, &Importer::cancel);
    hide();
}

void ImportBar::showProgress(const QString &text, qint64 done, qint64 total)
{
    m_text->setText(fontMetrics().elidedText(oneLine(text), Qt::ElideMiddle, 360));
    m_progress->setAccessibleName(text);
    // Busy while nobody knows how much it is.
    m_progress->setRange(0, total > 0 ? 1'000 : 0);
    m_progress->setValue(total > 0 ? int(done * 1'000 / total) : 0);
    show();
}

} // namespace digidig::console
