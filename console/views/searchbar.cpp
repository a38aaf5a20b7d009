// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/searchbar.h"

#include "views/icons.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QSettings>
#include <QtCore/QStringListModel>
#include <QtGui/QAction>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStyle>
#include <QtWidgets/QVBoxLayout>

namespace digidig::console {

namespace {
const QString HistoryKey = QStringLiteral("mail/searches");
constexpr qsizetype Kept = 50;
} // namespace

int positionIn(const QString &message)
{
    static const QRegularExpression pattern(QStringLiteral("^\\S+ (\\d{1,6}):"));
    const auto match = pattern.match(message);
    return match.hasMatch() ? match.captured(1).toInt() - 1 : -1;
}

SearchBar::SearchBar(Context context, QWidget *parent)
    : QWidget(parent)
    , m_input(new QLineEdit)
    , m_save(m_input->addAction(icon(QStringLiteral("star"), Tone::Muted), QLineEdit::TrailingPosition))
    , m_problem(new QLabel)
    , m_history(new QStringListModel(this))
    , m_context(context)
{
    m_input->setObjectName(QStringLiteral("search"));
    m_input->setClearButtonEnabled(true);
    m_input->setPlaceholderText(tr("Search: from:jana is:unread \"a phrase\" has:attachment after:7d"));
    m_input->setAccessibleName(tr("Search"));
    m_input->setToolTip(tr("Words, \"phrases\", -without, OR, ( ), from: to: subject: body: in: is:unread is:flagged has:attachment "
                           "after:2025-10-01 before:7d larger:10M keyword: thread:"));
    m_input->addAction(icon(QStringLiteral("search"), Tone::Muted), QLineEdit::LeadingPosition);
    m_input->setMinimumWidth(180);
    m_input->installEventFilter(this);
    m_save->setText(tr("Save this search"));
    m_save->setToolTip(tr("Save this search under a name"));
    m_save->setObjectName(QStringLiteral("saveSearch"));
    m_save->setVisible(false);
    m_problem->setProperty("bad", true);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setObjectName(QStringLiteral("searchProblem"));
    m_problem->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(m_input);
    column->addWidget(m_problem);

    m_history->setStringList(m_context.settings.value(HistoryKey).toStringList());
    auto *completer = new QCompleter(m_history, this);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_input->setCompleter(completer);
    connect(m_input, &QLineEdit::returnPressed, this, [this] { Q_EMIT searched(query()); });
    connect(m_input, &QLineEdit::textChanged, this, [this](const QString &text) {
        clearProblem();
        m_save->setVisible(!text.trimmed().isEmpty());
        if (text.isEmpty())
            Q_EMIT searched({});
    });
    connect(m_save, &QAction::triggered, this, [this] { Q_EMIT saveWanted(query()); });
    setFocusProxy(m_input);
}

/// The arrow down offers all that was searched before, the last first.
bool SearchBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Down && m_input->text().isEmpty()) {
        m_input->completer()->setCompletionPrefix({});
        m_input->completer()->complete();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

QString SearchBar::query() const
{
    return m_input->text().trimmed();
}

void SearchBar::setQuery(const QString &query)
{
    m_input->setText(query);
}

void SearchBar::setProblem(const Problem &problem)
{
    // Read again, it is refused again.
    if (!m_problem->isHidden() && m_problem->text() == problem.text)
        return;
    m_problem->setText(problem.text);
    m_problem->show();
    m_input->setProperty("wrong", true);
    style()->polish(m_input);
    const int at = positionIn(problem.text);
    if (at < 0)
        return;
    const int blanks = int(m_input->text().size() - m_input->text().trimmed().size());
    m_input->setFocus();
    m_input->setSelection(qMin(at + (blanks > 0 && m_input->text().startsWith(u' ') ? blanks : 0), int(m_input->text().size()) - 1), 1);
}

void SearchBar::clearProblem()
{
    if (m_problem->isHidden())
        return;
    m_problem->hide();
    m_input->setProperty("wrong", false);
    style()->polish(m_input);
}

void SearchBar::keep()
{
    const QString text = query();
    QStringList all = m_history->stringList();
    if (text.isEmpty() || all.value(0) == text)
        return;
    all.removeAll(text);
    all.prepend(text);
    all = all.mid(0, Kept);
    m_history->setStringList(all);
    m_context.settings.setValue(HistoryKey, all);
}

void SearchBar::forget()
{
    m_history->setStringList({});
    m_context.settings.remove(HistoryKey);
}

} // namespace digidig::console
