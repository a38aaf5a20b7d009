// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/storagepage.h"

#include "api/client.h"
#include "api/eventstream.h"
#include "models/format.h"
#include "views/toolaction.h"

#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>

#include <utility>

namespace digidig::console {

namespace {

using Say = std::function<QString(const QJsonObject &state)>;

/// One line of a card: what it is called, and what it says of the state.
struct StorageLine {
    QString name;
    Say say;
};
struct StorageCard {
    QString title;
    QList<StorageLine> lines;
};

/// The member of @p part – of the state itself, when that is empty – by @p name.
QJsonValue storageMember(const QJsonObject &state, const char *part, const char *name)
{
    const QJsonObject object = *part ? state.value(QLatin1String(part)).toObject() : state;
    return object.value(QLatin1String(name));
}

Say sayWords(const char *part, const char *name)
{
    return [=](const QJsonObject &state) { return oneLine(storageMember(state, part, name).toString(), 500); };
}

Say sayCount(const char *part, const char *name)
{
    return [=](const QJsonObject &state) { return formatCount(storageMember(state, part, name).toInteger()); };
}

Say sayWhen(const char *part, const char *name)
{
    return [=](const QJsonObject &state) { return formatWhen(storageMember(state, part, name).toString()); };
}

Say sayEither(const char *part, const char *name, const QString &yes, const QString &no)
{
    return [=](const QJsonObject &state) { return storageMember(state, part, name).toBool() ? yes : no; };
}

QString formText(const QJsonObject &state)
{
    const QString form = state.value(u"form").toString();
    return form == u"documented" ? StoragePage::tr("as documented")
        : form == u"deployed"    ? StoragePage::tr("as deployed")
                                 : StoragePage::tr("not known yet");
}

QList<StorageCard> cardTexts()
{
    const auto lag = [](const QJsonObject &state) { return formatDuration(state.value(u"lag_seconds").toDouble()); };
    return {
        {StoragePage::tr("Connection"),
            {{StoragePage::tr("Address"), sayWords("", "url")}, {StoragePage::tr("Form in use"), formText},
                {StoragePage::tr("Reachable"), sayEither("", "reachable", StoragePage::tr("yes"), StoragePage::tr("no"))},
                {StoragePage::tr("Last answer"), sayWhen("", "last_success_at")},
                {StoragePage::tr("Last error"), sayWords("", "last_error")}}},
        {StoragePage::tr("On its way to Storage"),
            {{StoragePage::tr("Lag"), lag}, {StoragePage::tr("Waiting"), sayCount("outbox", "pending")},
                {StoragePage::tr("Failing"), sayCount("outbox", "failing")},
                {StoragePage::tr("Refused"), sayCount("outbox", "refused")},
                {StoragePage::tr("Last error"), sayWords("outbox", "last_error")}}},
        {StoragePage::tr("Coming from Storage"),
            {{StoragePage::tr("Now"), sayEither("sync", "running", StoragePage::tr("fetching"), StoragePage::tr("resting"))},
                {StoragePage::tr("Last fetched"), sayWhen("sync", "synced_at")},
                {StoragePage::tr("New e-mails"), sayCount("sync", "emails_fetched")},
                {StoragePage::tr("Failed"), sayCount("sync", "documents_failed")},
                {StoragePage::tr("Last error"), sayWords("sync", "last_error")}}},
    };
}

} // namespace

StoragePage::StoragePage(Context context)
    : Page(context, QStringLiteral("storage"), tr("Storage"), QStringLiteral("storage"))
    , m_storage(context.client)
    , m_notice(new QLabel)
    , m_cards(new QWidget)
    , m_account(new QLineEdit)
    , m_fetch(new QPushButton(tr("Fetch now")))
    , m_cancel(new QPushButton(tr("Cancel")))
    , m_progress(new QProgressBar)
    , m_fetchText(new QLabel)
{
    build();
    m_timer.setInterval(ReadEveryMs);
    connect(&m_timer, &QTimer::timeout, &m_storage, &StorageState::load);
    connect(&m_storage, &StorageState::loaded, this, &StoragePage::refresh);
    connect(&m_storage, &StorageState::progressed, this, &StoragePage::refreshFetch);
    connect(&m_storage, &StorageState::finished, this, &StoragePage::finished);
    connect(&m_storage, &StorageState::failed, this, [this](const Problem &problem) {
        if (m_storage.state().isEmpty())
            showProblem(tr("The state of Storage cannot be read"), problem, [this] { activated(); });
        else
            m_fetchText->setText(problem.text);
        m_fetchText->setVisible(!m_fetchText->text().isEmpty());
    });
    connect(m_fetch, &QPushButton::clicked, this, [this] { m_storage.fetch(m_account->text().trimmed()); });
    connect(m_account, &QLineEdit::returnPressed, m_fetch, &QPushButton::click);
    connect(m_cancel, &QPushButton::clicked, &m_storage, &StorageState::cancel);
    connect(&m_context.events, &EventStream::event, this, [this](const Event &event) {
        if (active() && event.kind == u"storage")
            m_storage.load();
    });
    connect(&m_context.client, &Client::readOnlyChanged, this, &StoragePage::refreshFetch);
    refreshFetch();
}

QFormLayout *StoragePage::card(const QString &title, QLayout *into)
{
    auto *frame = new QFrame;
    frame->setProperty("card", true);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(18, 14, 18, 16);
    auto *heading = new QLabel(title);
    QFont bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    column->addWidget(heading);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setLabelAlignment(Qt::AlignLeft);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    column->addLayout(form);
    column->addStretch(1);
    into->addWidget(frame);
    return form;
}

QLabel *StoragePage::line(QFormLayout *form, const QString &name)
{
    auto *label = new QLabel(name);
    label->setProperty("muted", true);
    auto *value = new QLabel;
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    value->setAccessibleName(name);
    form->addRow(label, value);
    return value;
}

void StoragePage::build()
{
    tools()->addStretch(1);
    addTool(this, tools(), QStringLiteral("refresh"), tr("Read again"), QKeySequence::Refresh, [this] { m_storage.load(); });
    m_notice->setProperty("notice", true);
    m_notice->setWordWrap(true);
    auto *inner = new QWidget;
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(20, 16, 20, 20);
    column->setSpacing(14);
    column->addWidget(m_notice);
    column->addWidget(buildFetch());
    auto *cards = new QHBoxLayout(m_cards);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(14);
    for (const StorageCard &one : cardTexts()) {
        QFormLayout *form = card(one.title, cards);
        for (const StorageLine &text : one.lines)
            m_lines.append({line(form, text.name), text.say});
    }
    column->addWidget(m_cards);
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setStyleSheet(QStringLiteral("QScrollArea { background: transparent; }"));
    setContent(scroll);
}

QWidget *StoragePage::buildFetch()
{
    auto *frame = new QFrame;
    frame->setProperty("card", true);
    m_account->setPlaceholderText(tr("All accounts, or the address of one"));
    m_account->setAccessibleName(tr("Account to fetch for"));
    m_account->setObjectName(QStringLiteral("fetchAccount"));
    m_fetch->setProperty("primary", true);
    m_fetch->setObjectName(QStringLiteral("fetchNow"));
    m_cancel->setObjectName(QStringLiteral("fetchCancel"));
    m_fetchText->setObjectName(QStringLiteral("fetchText"));
    m_fetchText->setProperty("muted", true);
    m_fetchText->setTextFormat(Qt::PlainText);
    m_fetchText->setWordWrap(true);
    m_progress->setObjectName(QStringLiteral("fetchProgress"));
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the fetch"));
    auto *row = new QHBoxLayout;
    m_account->setMaximumWidth(420);
    row->addWidget(m_account, 1);
    row->addWidget(m_fetch);
    row->addWidget(m_cancel);
    row->addStretch(0);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(18, 14, 18, 14);
    column->addLayout(row);
    column->addWidget(m_progress);
    column->addWidget(m_fetchText);
    return frame;
}

void StoragePage::refresh()
{
    showContent();
    const QJsonObject &state = m_storage.state();
    const bool configured = state.value(u"configured").toBool();
    m_notice->setText(tr("No Storage service is configured (setting storage_url): mail is kept by this service alone. "
                         "Fetching then looks into the folder of fetch_maildir, where one is set."));
    m_notice->setVisible(!configured);
    m_cards->setVisible(configured);
    for (const auto &[label, say] : std::as_const(m_lines)) {
        const QString text = say(state);
        label->setText(text.isEmpty() ? QStringLiteral("–") : text);
    }
}

void StoragePage::refreshFetch()
{
    const bool running = m_storage.fetching();
    m_fetch->setEnabled(!running && !m_context.client.readOnly());
    m_fetchText->setVisible(running || !m_fetchText->text().isEmpty());
    m_account->setEnabled(!m_context.client.readOnly());
    m_cancel->setVisible(running);
    m_cancel->setEnabled(!m_context.client.readOnly());
    m_progress->setVisible(running);
    if (!running)
        return;
    const QJsonObject progress = m_storage.job().value(u"progress").toObject();
    const qint64 total = progress.value(u"total").toInteger();
    const qint64 done = progress.value(u"done").toInteger();
    m_progress->setRange(0, total > 0 ? 1000 : 0);
    m_progress->setValue(total > 0 ? int(done * 1000 / total) : 0);
    m_fetchText->setText(total > 0 ? tr("Fetching: %1 of %2").arg(formatCount(done), formatCount(total)) : tr("Fetching…"));
}

void StoragePage::finished(const QString &state)
{
    const QJsonObject job = m_storage.job();
    if (state == u"done")
        m_fetchText->setText(tr("Fetched: %Ln new e-mail(s)", nullptr, job.value(u"result").toObject().value(u"emails_fetched").toInt()));
    else if (state == u"cancelled")
        m_fetchText->setText(tr("Cancelled; what was fetched stays."));
    else
        m_fetchText->setText(tr("The fetch failed: %1").arg(oneLine(job.value(u"error").toObject().value(u"detail").toString())));
}

void StoragePage::activated()
{
    if (m_storage.state().isEmpty())
        showLoading(tr("Asking the service…"));
    m_storage.load();
    m_timer.start();
}

void StoragePage::deactivated()
{
    m_timer.stop();
}

} // namespace digidig::console
