// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/readingpane.h"

#include "api/client.h"
#include "models/format.h"
#include "views/attachmentbar.h"
#include "views/attachmentpreview.h"
#include "views/messagebody.h"
#include "views/stateview.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtGui/QClipboard>
#include <QtGui/QFontDatabase>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

namespace digidig::console {

namespace {

enum Tab { MessageTab, TextTab, HeadersTab, StructureTab, SourceTab };
constexpr qint64 SourceBytes = 1024 * 1024;
constexpr int HeadersShown = 2'000;

QTreeWidget *tree(const QStringList &titles, const QString &name)
{
    auto *widget = new QTreeWidget;
    widget->setHeaderLabels(titles);
    widget->setAccessibleName(name);
    widget->setUniformRowHeights(true);
    widget->header()->setStretchLastSection(true);
    return widget;
}

QPlainTextEdit *plain(const QString &name)
{
    auto *edit = new QPlainTextEdit;
    edit->setReadOnly(true);
    edit->setAccessibleName(name);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    return edit;
}

void addParts(QTreeWidgetItem *parent, const QJsonObject &part, int depth)
{
    auto *item = new QTreeWidgetItem(parent,
        {part.value(u"part").toString(), oneLine(part.value(u"content_type").toString()),
            oneLine(part.value(u"filename").toString()), part.value(u"encoding").toString(),
            formatBytes(part.value(u"size").toInteger())});
    if (depth > 60)
        return;
    const QJsonArray parts = part.value(u"parts").toArray();
    for (const QJsonValue &below : parts)
        addParts(item, below.toObject(), depth + 1);
}

} // namespace

ReadingPane::ReadingPane(Context context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_stack(new QStackedWidget)
    , m_state(new StateView)
    , m_subject(new QLabel)
    , m_addresses(new QLabel)
    , m_attachments(new AttachmentBar(context))
    , m_below(new QStackedWidget)
    , m_preview(new AttachmentPreview(context))
    , m_tabs(new QTabWidget)
    , m_message(new MessageBody(context))
    , m_plain(plain(tr("Text")))
    , m_headers(tree({tr("Field"), tr("Value")}, tr("Headers")))
    , m_structure(tree({tr("Part"), tr("Type"), tr("Name"), tr("Encoding"), tr("Size")}, tr("Structure")))
    , m_source(plain(tr("Source")))
{
    setObjectName(QStringLiteral("readingPane"));
    setAttribute(Qt::WA_StyledBackground);
    setMinimumWidth(260);
    for (QLabel *label : {m_subject, m_addresses}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    m_subject->setProperty("heading", true);
    m_addresses->setProperty("muted", true);
    m_source->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_headers->setRootIsDecorated(false);
    m_headers->setColumnWidth(0, 180);
    m_structure->setColumnWidth(0, 90);
    m_structure->setColumnWidth(1, 200);
    m_structure->setColumnWidth(2, 160);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_message, tr("Message"));
    m_tabs->addTab(m_plain, tr("Text"));
    m_tabs->addTab(m_headers, tr("Headers"));
    m_tabs->addTab(m_structure, tr("Structure"));
    m_tabs->addTab(m_source, tr("Source"));

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(6);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(16, 0, 16, 0);
    head->setSpacing(4);
    head->addWidget(m_subject);
    head->addWidget(m_addresses);
    column->addLayout(head);
    column->addWidget(m_attachments);
    m_below->addWidget(m_tabs);
    m_below->addWidget(m_preview);
    column->addWidget(m_below, 1);
    m_stack->addWidget(m_state);
    m_stack->addWidget(content);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);

    connect(m_tabs, &QTabWidget::currentChanged, this, &ReadingPane::tabChosen);
    connect(m_message, &MessageBody::linkChosen, this, &ReadingPane::linkChosen);
    connect(m_attachments, &AttachmentBar::told, this, &ReadingPane::told);
    connect(m_attachments, &AttachmentBar::previewWanted, this, [this](const Attachment &attachment) {
        m_preview->open(attachment);
        m_below->setCurrentWidget(m_preview);
        m_preview->setFocus();
    });
    connect(m_preview, &AttachmentPreview::saveWanted, m_attachments, &AttachmentBar::save);
    connect(m_preview, &AttachmentPreview::closed, this, &ReadingPane::closePreview);
    showEmail({});
}

void ReadingPane::showEmail(const QString &id)
{
    m_id = id;
    closePreview();
    m_structureCall.cancel();
    m_sourceCall.cancel();
    if (id.isEmpty()) {
        m_detailCall.cancel();
        m_state->showEmpty(QStringLiteral("mail"), tr("No e-mail is chosen"), tr("Choose one in the list; the arrow keys go through it."));
        m_stack->setCurrentIndex(0);
        return;
    }
    m_detailCall = m_context.client.send(Request::get(QStringLiteral("/emails/%1").arg(segment(id))), this,
        [this](const Answer &answer) { detailCame(answer); });
}

/// The e-mail is in its place again.
void ReadingPane::closePreview()
{
    m_preview->clear();
    m_below->setCurrentWidget(m_tabs);
}

void ReadingPane::showCount(int count, bool all)
{
    m_id.clear();
    closePreview();
    m_detailCall.cancel();
    m_state->showEmpty(QStringLiteral("mail"), tr("%Ln e-mail(s) chosen", nullptr, count),
        all ? tr("What you do now is done to all of them.") : tr("Not all of them have been read from the service. “All that match…” works without."));
    m_stack->setCurrentIndex(0);
}

void ReadingPane::detailCame(const Answer &answer)
{
    if (!answer.ok()) {
        m_state->showProblem(tr("The e-mail cannot be read"), *answer.problem, [this] { showEmail(m_id); });
        m_stack->setCurrentIndex(0);
        return;
    }
    const QJsonObject &email = answer.json;
    m_subjectText = oneLine(email.value(u"subject").toString());
    m_subject->setText(m_subjectText.isEmpty() ? tr("(no subject)") : m_subjectText);
    m_addresses->setText(tr("From %1 to %2, %3")
            .arg(oneLine(email.value(u"sender").toString()), oneLine(email.value(u"recipient").toString()),
                formatExactly(email.value(u"received_at").toString())));
    m_attachments->setAttachments(m_id, email.value(u"attachments").toArray());

    const QString text = email.value(u"body").toString();
    m_plain->setPlainText(breakable(text.left(MessageBody::LongestText)));
    m_headers->clear();
    const QJsonObject headers = email.value(u"headers").toObject();
    int rows = 0;
    for (auto it = headers.begin(); it != headers.end() && rows < HeadersShown; ++it) {
        const QJsonArray values = it->isArray() ? it->toArray() : QJsonArray{*it};
        for (const QJsonValue &value : values) {
            auto *row = new QTreeWidgetItem(m_headers, {it.key(), oneLine(value.toString(), 4'000)});
            row->setToolTip(1, plainToolTip(row->text(1)));
            ++rows;
        }
    }
    m_structure->clear();
    m_source->clear();
    m_structureRead = m_sourceRead = false;

    m_tabs->setTabVisible(TextTab, !email.value(u"html").toString().isEmpty());
    m_message->showEmail(m_id, email);
    m_stack->setCurrentIndex(1);
    tabChosen(m_tabs->currentIndex());
}

void ReadingPane::tabChosen(int tab)
{
    if (m_id.isEmpty())
        return;
    if (tab == StructureTab && !m_structureRead)
        readStructure();
    else if (tab == SourceTab && !m_sourceRead)
        readSource();
}

void ReadingPane::readStructure()
{
    m_structureRead = true;
    m_structureCall = m_context.client.send(Request::get(QStringLiteral("/emails/%1/structure").arg(segment(m_id))), this,
        [this](const Answer &answer) {
            m_structure->clear();
            if (answer.ok())
                addParts(m_structure->invisibleRootItem(), answer.json, 0);
            else
                new QTreeWidgetItem(m_structure, {QString(), answer.problem->text});
            m_structure->expandAll();
        });
}

void ReadingPane::readSource()
{
    m_sourceRead = true;
    Request request = Request::get(QStringLiteral("/emails/%1/raw").arg(segment(m_id)));
    request.headers.append({"Range", "bytes=0-" + QByteArray::number(SourceBytes - 1)});
    m_sourceCall = m_context.client.send(std::move(request), this, [this](const Answer &answer) {
        // Bytes of unknown charsets: each is a character of its own where they are not UTF-8.
        const QByteArray &bytes = answer.body;
        QString text = QString::fromUtf8(bytes);
        if (text.contains(QChar::ReplacementCharacter))
            text = QString::fromLatin1(bytes);
        if (answer.ok() && bytes.size() >= SourceBytes)
            text += u'\n' + tr("… the rest is in the file that “Save as” writes.");
        m_source->setPlainText(answer.ok() ? shortLines(text) : answer.problem->text);
    });
}

void ReadingPane::linkChosen(const QUrl &url)
{
    QApplication::clipboard()->setText(url.toString(QUrl::FullyEncoded));
    Q_EMIT told(tr("The link is in the clipboard: %1").arg(oneLine(url.toString(QUrl::FullyEncoded), 120)));
}

void ReadingPane::saveAs(const QString &file)
{
    const auto into = std::make_shared<QFile>(file);
    if (!into->open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        Q_EMIT told(tr("%1 cannot be written: %2").arg(file, into->errorString()));
        return;
    }
    Request request = Request::get(QStringLiteral("/emails/%1/raw").arg(segment(m_id)));
    request.download = into;
    request.deadline = std::chrono::milliseconds(0);
    m_context.client.send(std::move(request), this, [this, into, file](const Answer &answer) {
        into->close();
        if (!answer.ok())
            into->remove();
        Q_EMIT told(answer.ok() ? tr("Saved as %1").arg(file) : answer.problem->text);
    });
}

QString ReadingPane::shownText() const
{
    return m_stack->currentIndex() == 1 ? m_message->shownText() : QString();
}

} // namespace digidig::console
