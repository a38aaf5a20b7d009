// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/accountform.h"

#include "models/format.h"
#include "views/askbar.h"
#include "views/recordtable.h"

#include <QtCore/QJsonArray>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <cmath>

namespace digidig::console {

namespace {
constexpr double Megabyte = 1'000'000;

QString pathOf(const QJsonObject &account)
{
    return QStringLiteral("/api/accounts/") + segment(account.value(u"id").toString());
}
} // namespace

AccountForm::AccountForm(Context context)
    : m_context(context)
    , m_programs(context.client)
    , m_title(new QLabel)
    , m_address(new QLineEdit)
    , m_password(new QLineEdit)
    , m_quota(new QLineEdit)
    , m_aliases(new QLineEdit)
    , m_disabled(new QCheckBox(tr("Disabled: nobody can log in")))
    , m_problem(new QLabel)
    , m_save(new QPushButton)
    , m_remove(new QPushButton(tr("Delete…")))
    , m_ask(new AskBar)
    , m_programTable(new RecordTable(context, m_programs, QStringLiteral("appPasswords"), tr("Passwords of programs"),
          {QStringLiteral("key"), tr("No program has a password of its own"), tr("Name one below.")}))
    , m_programName(new QLineEdit)
    , m_programAdd(new QPushButton(tr("Make one")))
    , m_programRemove(new QPushButton(tr("Revoke")))
    , m_secret(new QLineEdit)
{
    build();
    connect(m_save, &QPushButton::clicked, this, &AccountForm::save);
    connect(m_remove, &QPushButton::clicked, this, &AccountForm::remove);
    connect(m_programAdd, &QPushButton::clicked, this, &AccountForm::addProgram);
    connect(m_programName, &QLineEdit::returnPressed, this, &AccountForm::addProgram);
    connect(m_programRemove, &QPushButton::clicked, this, &AccountForm::removeProgram);
    connect(m_programTable, &RecordTable::chosenChanged, this, &AccountForm::refreshRights);
    showAccount({});
}

void AccountForm::build()
{
    m_title->setProperty("heading", true);
    m_title->setTextFormat(Qt::PlainText);
    m_password->setEchoMode(QLineEdit::Password);
    m_problem->setProperty("bad", true);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setObjectName(QStringLiteral("accountProblem"));
    m_address->setObjectName(QStringLiteral("accountAddress"));
    m_password->setObjectName(QStringLiteral("accountPassword"));
    m_quota->setObjectName(QStringLiteral("accountQuota"));
    m_save->setObjectName(QStringLiteral("accountSave"));
    m_aliases->setObjectName(QStringLiteral("accountAliases"));
    m_disabled->setObjectName(QStringLiteral("accountDisabled"));
    m_remove->setObjectName(QStringLiteral("accountRemove"));
    m_programRemove->setObjectName(QStringLiteral("programRemove"));
    m_save->setProperty("primary", true);
    m_remove->setProperty("danger", true);
    m_quota->setPlaceholderText(tr("No limit"));
    m_aliases->setPlaceholderText(tr("None; several separated by commas"));
    auto *form = new QFormLayout;
    form->setLabelAlignment(Qt::AlignLeft);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Address"), m_address);
    form->addRow(tr("Password"), m_password);
    form->addRow(tr("Quota (MB)"), m_quota);
    form->addRow(tr("Aliases"), m_aliases);
    form->addRow(QString(), m_disabled);
    // Level with its field, which the layout alone does not do.
    for (QLineEdit *field : {m_address, m_password, m_quota, m_aliases}) {
        field->ensurePolished();
        form->labelForField(field)->setMinimumHeight(field->sizeHint().height());
    }
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    buttons->addWidget(m_save);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(10);
    column->addWidget(m_title);
    column->addLayout(form);
    column->addWidget(m_problem);
    column->addWidget(m_ask);
    column->addLayout(buttons);
    column->addWidget(buildPrograms(), 1);
    column->addStretch(0);
    setMinimumWidth(340);
}

QWidget *AccountForm::buildPrograms()
{
    m_programsPane = new QWidget;
    m_programName->setPlaceholderText(tr("Name of the program or device"));
    m_programName->setAccessibleName(tr("Name of the program or device"));
    m_programName->setObjectName(QStringLiteral("programName"));
    m_programAdd->setObjectName(QStringLiteral("programAdd"));
    m_secret->setReadOnly(true);
    m_secret->setProperty("uncovered", true);
    m_secret->setObjectName(QStringLiteral("programSecret"));
    m_secret->setAccessibleName(tr("The new password, shown this once"));
    m_secret->hide();
    m_programTable->setStretch(AppPasswordList::Name);
    auto *title = new QLabel(tr("Passwords of programs"));
    title->setProperty("muted", true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_programName, 1);
    row->addWidget(m_programAdd);
    row->addWidget(m_programRemove);
    auto *column = new QVBoxLayout(m_programsPane);
    column->setContentsMargins(0, 8, 0, 0);
    column->addWidget(title);
    column->addWidget(m_programTable, 1);
    column->addWidget(m_secret);
    column->addLayout(row);
    return m_programsPane;
}

void AccountForm::showAccount(const QJsonObject &account)
{
    m_account = account;
    const bool fresh = account.isEmpty();
    const qint64 quota = account.value(u"quota_bytes").toInteger();
    m_title->setText(fresh ? tr("New account") : oneLine(account.value(u"address").toString(), 100));
    m_address->setText(account.value(u"address").toString());
    m_password->clear();
    m_password->setPlaceholderText(fresh ? tr("None") : account.value(u"has_password").toBool() ? tr("Type a new one to change it") : tr("None yet"));
    m_quota->setText(quota > 0 ? QString::number(double(quota) / Megabyte, 'f', quota % 1'000'000 == 0 ? 0 : 6) : QString());
    m_aliases->setText(account.value(u"aliases").toVariant().toStringList().join(QStringLiteral(", ")));
    m_disabled->setChecked(account.value(u"disabled").toBool());
    m_problem->hide();
    m_ask->hide();
    forgetSecret();
    m_save->setText(fresh ? tr("Create") : tr("Save"));
    m_remove->setVisible(!fresh);
    m_programsPane->setVisible(!fresh);
    m_programs.setAccount(account.value(u"id").toString());
    refreshRights();
}

void AccountForm::forgetSecret()
{
    m_secret->hide();
    m_secret->clear();
}

void AccountForm::refreshRights()
{
    const bool may = !m_context.client.readOnly();
    m_save->setEnabled(may);
    m_remove->setEnabled(may);
    m_address->setEnabled(may && m_account.isEmpty());
    m_password->setEnabled(may);
    m_quota->setEnabled(may);
    m_aliases->setEnabled(may && !m_account.isEmpty());
    m_disabled->setEnabled(may && !m_account.isEmpty());
    m_programName->setEnabled(may);
    m_programAdd->setEnabled(may);
    m_programRemove->setEnabled(may && !m_programTable->chosenIds().isEmpty());
}

void AccountForm::answered(const Answer &answer, const QString &done)
{
    if (answer.ok()) {
        m_problem->hide();
        Q_EMIT told(done);
        return;
    }
    QStringList texts;
    for (const Problem::Field &field : answer.problem->fields)
        texts.append(field.message);
    m_problem->setText(texts.isEmpty() ? answer.problem->text : texts.join(u'\n'));
    m_problem->show();
}

void AccountForm::save()
{
    bool number = true;
    const QString typed = m_quota->text().trimmed();
    const double megabytes = typed.isEmpty() ? 0 : typed.toDouble(&number);
    if (!number || megabytes < 0) {
        m_problem->setText(tr("The quota is a number of megabytes."));
        m_problem->show();
        m_quota->setFocus();
        return;
    }
    QJsonObject body{{QStringLiteral("quota_bytes"), qint64(std::llround(megabytes * Megabyte))}};
    if (!m_password->text().isEmpty())
        body.insert(QStringLiteral("password"), m_password->text());
    const bool fresh = m_account.isEmpty();
    if (fresh) {
        body.insert(QStringLiteral("address"), m_address->text().trimmed());
        if (typed.isEmpty())
            body.remove(QStringLiteral("quota_bytes")); // The service has a default for new ones.
    } else {
        QJsonArray aliases;
        const QStringList parts = m_aliases->text().split(u',', Qt::SkipEmptyParts);
        for (const QString &part : parts) {
            if (!part.trimmed().isEmpty())
                aliases.append(part.trimmed());
        }
        body.insert(QStringLiteral("aliases"), aliases);
        body.insert(QStringLiteral("disabled"), m_disabled->isChecked());
    }
    Request request = fresh ? Request::send("POST", QStringLiteral("/api/accounts"), body) : Request::send("PATCH", pathOf(m_account), body);
    request.secrets = {QStringLiteral("password")};
    m_context.client.send(std::move(request), this, [this, fresh](const Answer &answer) {
        answered(answer, fresh ? tr("The account is made") : tr("Saved"));
        if (!answer.ok())
            return;
        showAccount(answer.json);
        Q_EMIT saved(answer.json.value(u"id").toString());
    });
}

void AccountForm::remove()
{
    const QString address = m_account.value(u"address").toString();
    m_ask->ask(tr("Delete %1 with all its mail? This cannot be undone.").arg(oneLine(address, 100)), tr("Delete"), [this, address] {
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("confirm"), QString::fromLatin1(QUrl::toPercentEncoding(address)));
        m_context.client.send(Request::remove(pathOf(m_account), query), this, [this](const Answer &answer) {
            answered(answer, tr("The account is deleted"));
            if (!answer.ok())
                return;
            showAccount({});
            Q_EMIT removed();
        });
    });
}

void AccountForm::addProgram()
{
    const QString name = m_programName->text().trimmed();
    if (name.isEmpty()) {
        m_programName->setFocus();
        return;
    }
    m_context.client.send(Request::send("POST", m_programs.path(), {{QStringLiteral("name"), name}}), this, [this](const Answer &answer) {
        answered(answer, tr("Copy the password now: it is shown this once"));
        if (!answer.ok())
            return;
        m_programName->clear();
        m_secret->setText(answer.json.value(u"password").toString());
        m_secret->show();
        m_secret->setFocus();
        m_secret->selectAll();
        m_programs.refresh();
    });
}

void AccountForm::removeProgram()
{
    const QStringList ids = m_programTable->chosenIds();
    for (const QString &id : ids) {
        m_context.client.send(Request::remove(m_programs.path() + u'/' + segment(id)), this, [this](const Answer &answer) {
            answered(answer, tr("Revoked"));
            m_programs.refresh();
        });
    }
}

} // namespace digidig::console
