// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/event.h"

#include "core/clock.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <array>

namespace digidig::rest {

namespace {

using What = mail::MailEvent::What;

struct Name {
    EventKind kind;
    const char *name;
};
constexpr std::array<Name, 7> Names{{{EventKind::Mail, "mail"}, {EventKind::Mailbox, "mailbox"},
    {EventKind::Session, "session"}, {EventKind::Stats, "stats"}, {EventKind::Config, "config"},
    {EventKind::Storage, "storage"}, {EventKind::Log, "log"}}};

/// What an event costs beside its texts: itself, its frame, its place.
constexpr qsizetype EventOverhead = 512;

QString typeOf(What what)
{
    switch (what) {
    case What::Delivered:
        return QStringLiteral("delivered");
    case What::Flags:
        return QStringLiteral("flags");
    case What::Moved:
        return QStringLiteral("moved");
    case What::Deleted:
        return QStringLiteral("deleted");
    case What::Restored:
        return QStringLiteral("restored");
    case What::MailboxCreated:
        return QStringLiteral("created");
    case What::MailboxChanged:
        return QStringLiteral("updated");
    case What::MailboxRenamed:
        return QStringLiteral("renamed");
    case What::MailboxDeleted:
        return QStringLiteral("removed");
    case What::AccountCreated:
        return QStringLiteral("account_created");
    case What::AccountRemoved:
        return QStringLiteral("account_removed");
    case What::Elsewhere:
        break;
    }
    return QStringLiteral("changed");
}

EventKind kindOf(What what)
{
    switch (what) {
    case What::MailboxCreated:
    case What::MailboxChanged:
    case What::MailboxRenamed:
    case What::MailboxDeleted:
    case What::AccountCreated:
    case What::AccountRemoved:
        return EventKind::Mailbox;
    case What::Delivered:
    case What::Flags:
    case What::Moved:
    case What::Deleted:
    case What::Restored:
    case What::Elsewhere:
        break;
    }
    return EventKind::Mail;
}

QJsonObject toJson(const mail::MailEvent &event)
{
    QJsonObject data{{QStringLiteral("type"), typeOf(event.what)}};
    if (!event.address.isEmpty())
        data.insert(QStringLiteral("account"), event.address);
    if (!event.mailbox.isEmpty())
        data.insert(QStringLiteral("mailbox"), event.mailbox);
    if (!event.fromMailbox.isEmpty())
        data.insert(QStringLiteral("from_mailbox"), event.fromMailbox);
    if (!event.id.isEmpty()) {
        data.insert(QStringLiteral("id"), event.id);
        data.insert(QStringLiteral("uid"), qint64(event.uid.value));
        data.insert(QStringLiteral("modseq"), event.modSeq.value);
        data.insert(
            QStringLiteral("flags"), QJsonArray::fromStringList(mail::flagNames(event.flags)));
        data.insert(QStringLiteral("size"), event.size);
    }
    return data;
}

QJsonObject toJson(const QJsonObject &data)
{
    return data;
}

QJsonObject toJson(const core::LogRecordPtr &record)
{
    QJsonObject data = logJson(*record);
    data.insert(QStringLiteral("type"), QStringLiteral("record"));
    data.insert(QStringLiteral("id"), qint64(record->id)); // As /api/logs has it.
    return data;
}

qsizetype costOf(const mail::MailEvent &event)
{
    // In memory and in the frame.
    qsizetype texts =
        event.id.size() + event.mailbox.size() + event.fromMailbox.size() + event.address.size();
    for (const QString &keyword : event.flags.keywords)
        texts += keyword.size();
    return EventOverhead + 3 * texts;
}

} // namespace

QJsonObject logJson(const core::LogRecord &record)
{
    QJsonObject object{{QStringLiteral("level"), core::logLevelName(record.level)},
        {QStringLiteral("category"), QString::fromUtf8(record.category)},
        {QStringLiteral("message"), record.message}};
    if (record.context.session != 0)
        object.insert(QStringLiteral("session"), QString::number(record.context.session));
    if (!record.context.email.isEmpty())
        object.insert(QStringLiteral("email"), QString::fromUtf8(record.context.email));
    return object;
}

QByteArray eventName(EventKind kind)
{
    for (const Name &name : Names) {
        if (name.kind == kind)
            return name.name;
    }
    return {};
}

QStringList eventNames(EventKinds kinds)
{
    QStringList names;
    for (const Name &name : Names) {
        if ((kinds & EventKinds(name.kind)) != 0)
            names += QLatin1String(name.name);
    }
    return names;
}

std::optional<EventKind> eventKind(QStringView name)
{
    for (const Name &known : Names) {
        if (name == QLatin1String(known.name))
            return known.kind;
    }
    return std::nullopt;
}

Event::Event(quint64 id, qint64 atMs, mail::MailEvent event)
    : m_id(id)
    , m_atMs(atMs)
    , m_kind(kindOf(event.what))
    , m_what(std::move(event))
    , m_cost(costOf(std::get<mail::MailEvent>(m_what)))
{
}

Event::Event(quint64 id, qint64 atMs, EventKind kind, QJsonObject data)
    : m_id(id)
    , m_atMs(atMs)
    , m_kind(kind)
    , m_what(std::move(data))
    , m_cost(EventOverhead + 3 * frame().size()) // Few, and bounded by their texts: said at once.
{
}

Event::Event(quint64 id, core::LogRecordPtr record)
    : m_id(id)
    , m_atMs(record->atMs)
    , m_kind(EventKind::Log)
    , m_what(std::move(record))
    , m_cost(EventOverhead + 3 * std::get<core::LogRecordPtr>(m_what)->message.size())
{
}

bool Event::matches(const EventFilter &filter) const
{
    if ((filter.kinds & EventKinds(m_kind)) == 0)
        return false;
    if (!filter.account)
        return true;
    const auto *mail = std::get_if<mail::MailEvent>(&m_what);
    return mail && (mail->account == *filter.account || mail->what == What::Elsewhere);
}

QJsonObject Event::data() const
{
    QJsonObject data = std::visit([](const auto &what) { return toJson(what); }, m_what);
    data.insert(QStringLiteral("at"), core::rfc3339(m_atMs));
    return data;
}

QByteArray Event::frame(quint64 id, EventKind kind, const QJsonObject &data)
{
    QByteArray text = "id: " + QByteArray::number(id);
    text += "\nevent: " + eventName(kind);
    text += "\ndata: " + QJsonDocument(data).toJson(QJsonDocument::Compact); // Has no line breaks.
    text += "\n\n";
    return text;
}

const QByteArray &Event::frame() const
{
    std::call_once(m_rendered, [this] { m_frame = frame(m_id, m_kind, data()); });
    return m_frame;
}

} // namespace digidig::rest
