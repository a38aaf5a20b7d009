// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapclient/session.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::imapclient {

namespace {

constexpr qint64 ShortMs = 60'000;
constexpr qint64 LongMs = 300'000;
/// The slowest that is put up with.
constexpr quint64 BytesPerMs = 4;
/// Responses to a command that has few of its own.
constexpr qint64 FewResponses = 10'000;

/// Appends @p text as a string: quoted where nothing in it stands against that, else as a literal,
/// for which the server asks.
void appendString(QByteArrayList &parts, QByteArrayView text)
{
    constexpr qsizetype LongestQuoted = 500;
    const bool plain = text.size() <= LongestQuoted
        && std::all_of(text.begin(), text.end(),
            [](char c) { return c >= ' ' && c < '\x7f' && c != '"' && c != '\\'; });
    if (plain) {
        parts.last() += '"' + text.toByteArray() + '"';
        return;
    }
    parts.last() += '{' + QByteArray::number(text.size()) + '}';
    parts += text.toByteArray();
}

core::Error outOfBounds()
{
    return {core::Errc::TooLarge,
        QCoreApplication::translate("imapclient", "the server sends more than it was asked for")};
}

} // namespace

Session::Session(Access access)
    : m_access(std::move(access))
    , m_connection(m_access)
{
}

core::Error Session::refusal(const Status &status) const
{
    return {core::Errc::NotFound,
        QCoreApplication::translate("imapclient", "the server refuses: %1")
            .arg(readable(status.text)),
        {}, "refused_by_server"};
}

core::Result<Status> Session::command(Parts parts, Bounds bounds, const Each &each)
{
    const QByteArray tag = 'm' + QByteArray::number(++m_tags);
    m_connection.expect(bounds.waitMs, bounds.contents > 0);
    parts.first().prepend(tag + ' ');
    if (const auto sent = m_connection.send(parts.takeFirst() + "\r\n"); !sent)
        return sent.error();
    qint64 contents = 0;
    for (qint64 seen = 0; seen < bounds.responses; ++seen) {
        const auto raw = m_connection.read();
        if (!raw)
            return raw.error();
        Response response = parseResponse(*raw);
        if (auto *end = std::get_if<TaggedStatus>(&response)) {
            if (end->tag == tag)
                return std::move(end->status);
        } else if (const auto *status = std::get_if<Status>(&response);
                   status && status->condition == imapproto::Condition::Bye) {
            return core::Error{core::Errc::Unavailable,
                QCoreApplication::translate("imapclient", "%1 ends the session: %2")
                    .arg(m_access.server.server(), readable(status->text))};
        } else if (std::holds_alternative<ContinueRequest>(response)) {
            if (parts.isEmpty())
                continue;
            if (const auto sent = m_connection.send(parts.takeFirst() + "\r\n"); !sent)
                return sent.error();
        } else if (auto *list = std::get_if<CapabilityList>(&response)) {
            m_capabilities = std::move(list->names);
        } else if (each) {
            const auto *fetched = std::get_if<Fetched>(&response);
            if (fetched && fetched->content && ++contents > bounds.contents)
                return outOfBounds();
            each(response);
        }
    }
    return outOfBounds();
}

core::Result<Status> Session::demand(Parts parts, Bounds bounds, const Each &each)
{
    auto status = command(std::move(parts), bounds, each);
    if (status && !status->ok())
        return refusal(*status);
    return status;
}

core::Result<void> Session::begin(const QByteArray &password)
{
    if (const auto open = m_connection.open(); !open)
        return open;
    if (const auto greeted = greet(); !greeted)
        return greeted;
    if (const auto asked = askCapabilities(); !asked)
        return asked;
    if (m_access.tls && !m_connection.isEncrypted()) {
        if (const auto encrypted = encrypt(); !encrypted)
            return encrypted;
    }
    return m_loggedIn ? core::Result<void>() : login(password);
}

core::Result<void> Session::greet()
{
    m_connection.expect(ShortMs, false);
    const auto raw = m_connection.read();
    if (!raw)
        return raw.error();
    const Response response = parseResponse(*raw);
    const auto *status = std::get_if<Status>(&response);
    if (!status) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("imapclient", "%1 does not speak IMAP")
                .arg(m_access.server.server())};
    }
    switch (status->condition) {
    case imapproto::Condition::Ok:
        return {};
    case imapproto::Condition::PreAuth:
        // Nobody could tell whose mail this is, or encrypt any more (RFC 9051 §11.1).
        if (m_access.tls && !m_connection.isEncrypted())
            break;
        m_loggedIn = true;
        return {};
    case imapproto::Condition::No:
    case imapproto::Condition::Bad:
    case imapproto::Condition::Bye:
        break;
    }
    return {core::Errc::Unavailable,
        QCoreApplication::translate("imapclient", "%1 takes no session: %2")
            .arg(m_access.server.server(), readable(status->text))};
}

core::Result<void> Session::askCapabilities()
{
    m_capabilities.clear();
    const auto status = demand({"CAPABILITY"}, {ShortMs, FewResponses});
    return status ? core::Result<void>() : core::Result<void>(status.error());
}

core::Result<void> Session::encrypt()
{
    if (!can("STARTTLS")) {
        return core::Error{core::Errc::Unavailable,
            QCoreApplication::translate("imapclient",
                "%1 offers no TLS; --no-tls goes without, and then everybody on the way reads "
                "along")
                .arg(m_access.server.server()),
            {}, "no_tls"};
    }
    if (const auto started = demand({"STARTTLS"}, {ShortMs, FewResponses}); !started)
        return started.error();
    if (const auto encrypted = m_connection.startTls(); !encrypted)
        return encrypted;
    // What was offered before was not vouched for (RFC 9051 §6.2.1).
    return askCapabilities();
}

core::Result<void> Session::login(const QByteArray &password)
{
    const QByteArray user = m_access.server.user.toUtf8();
    Parts parts;
    if (can("AUTH=PLAIN")) {
        parts = {"AUTHENTICATE PLAIN", (QByteArray(1, '\0') + user + '\0' + password).toBase64()};
    } else if (!can("LOGINDISABLED")) {
        parts = {"LOGIN "};
        appendString(parts, user);
        parts.last() += ' ';
        appendString(parts, password);
    } else {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("imapclient", "%1 lets nobody log in with a password")
                .arg(m_access.server.server())};
    }
    const auto status = command(std::move(parts), {ShortMs, FewResponses});
    if (!status)
        return status.error();
    if (status->ok()) {
        m_loggedIn = true;
        // Servers may offer more to who is logged in.
        return askCapabilities();
    }
    const bool later = status->code.compare("UNAVAILABLE", Qt::CaseInsensitive) == 0
        || status->code.compare("LIMIT", Qt::CaseInsensitive) == 0;
    return {later ? core::Errc::Unavailable : core::Errc::Unauthorized,
        QCoreApplication::translate("imapclient", "%1 does not let %2 in: %3")
            .arg(m_access.server.server(), m_access.server.user, readable(status->text))};
}

core::Result<Folders> Session::folders()
{
    Folders found;
    bool tooMany = false;
    const Each take = [&](Response &response) {
        if (auto *folder = std::get_if<ListedFolder>(&response)) {
            if (folder->subscription || folder->has(u"\\Subscribed"))
                found.subscribed += QString::fromLatin1(folder->name);
            if (!folder->subscription)
                found.folders.push_back(std::move(*folder));
        } else if (const auto *wrong = std::get_if<MalformedResponse>(&response)) {
            found.unreadable += readable(wrong->keyword + ": " + wrong->reason);
        }
        tooMany = tooMany || qsizetype(found.folders.size()) > MaxFolders
            || found.subscribed.size() > 2 * MaxFolders || found.unreadable.size() > MaxFolders;
    };
    const bool extended = can("LIST-EXTENDED") && can("SPECIAL-USE");
    QByteArray list = "LIST \"\" \"*\"";
    if (extended)
        list += " RETURN (SUBSCRIBED SPECIAL-USE)";
    if (const auto listed = demand({list}, {LongMs, 2 * MaxFolders}, take); !listed)
        return listed.error();
    if (!extended) {
        // A server that knows no subscriptions has none to keep.
        const auto listed = command({"LSUB \"\" \"*\""}, {LongMs, 2 * MaxFolders}, take);
        if (!listed)
            return listed.error();
    }
    if (tooMany)
        return outOfBounds();
    return found;
}

core::Result<Examined> Session::examine(const QByteArray &folder)
{
    Examined examined;
    Parts parts{"EXAMINE "};
    appendString(parts, folder);
    const auto status = demand(std::move(parts), {LongMs, FewResponses}, [&](Response &response) {
        if (const auto *exists = std::get_if<ExistsCount>(&response))
            examined.messages = exists->messages;
        else if (const auto *told = std::get_if<Status>(&response))
            examined.uidValidity = told->number("UIDVALIDITY").value_or(examined.uidValidity);
    });
    if (!status)
        return status.error();
    if (examined.messages > MaxMessages)
        return outOfBounds();
    if (examined.uidValidity == 0) {
        // Without it nothing could be resumed (RFC 9051 §2.3.1.1).
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("imapclient", "the server gives the folder no UIDVALIDITY"),
            {}, "refused_by_server"};
    }
    return examined;
}

core::Result<std::vector<ListedMessage>> Session::messages(const Examined &folder)
{
    std::vector<ListedMessage> found;
    if (folder.messages == 0)
        return found;
    const qint64 most = 2 * qint64(folder.messages) + FewResponses;
    const auto status = demand({"UID FETCH 1:* (UID RFC822.SIZE)"},
        {LongMs + folder.messages, most}, [&](Response &response) {
            if (const auto *fetched = std::get_if<Fetched>(&response); fetched && fetched->uid > 0)
                found.push_back({fetched->uid, fetched->size.value_or(0)});
        });
    if (!status)
        return status.error();
    std::sort(found.begin(), found.end(),
        [](const ListedMessage &a, const ListedMessage &b) { return a.uid < b.uid; });
    found.erase(std::unique(found.begin(), found.end(),
                    [](const ListedMessage &a, const ListedMessage &b) { return a.uid == b.uid; }),
        found.end());
    return found;
}

core::Result<void> Session::fetch(
    const imapproto::NumberRanges &uids, quint64 bytes, const std::function<void(Fetched)> &each)
{
    const QByteArray text = "UID FETCH " + uids.toBytes() + " (UID FLAGS INTERNALDATE BODY.PEEK[])";
    const qint64 most = 2 * uids.count() + FewResponses;
    // A size may be a lie, so that it buys time only up to a day.
    const qint64 waitMs = LongMs + qint64(qMin<quint64>(bytes / BytesPerMs, 86'400'000));
    const auto status =
        demand({text}, {waitMs, most, 2 * uids.count() + 8}, [&](Response &response) {
            auto *fetched = std::get_if<Fetched>(&response);
            if (fetched && uids.contains(fetched->uid))
                each(std::move(*fetched));
        });
    return status ? core::Result<void>() : core::Result<void>(status.error());
}

void Session::end()
{
    // Whoever does not hear of it loses nothing.
    (void)m_connection.send("z LOGOUT\r\n");
}

} // namespace digidig::imapclient
