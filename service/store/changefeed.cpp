// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/changefeed.h"

#include "core/base64url.h"
#include "store/access.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDataStream>
#include <QtCore/QIODevice>

#include <limits>

namespace digidig::store {

namespace {

constexpr qint64 All = std::numeric_limits<qint64>::max();
constexpr int MaxLimit = 1000;
constexpr qsizetype MaxToken = 200;
/// One page passes over so many expunges at most: those of moves are nothing to tell.
constexpr qint64 MaxExamined = 10'000;

/// How far a client has come: past all changes below `modSeq`, and of those with it past the
/// expunges and messages up to these rows.
struct Place {
    qint64 modSeq = 0;
    qint64 vanished = All;
    qint64 message = All;
    /// Who began with nothing, began at this MODSEQ: what was deleted up to there, it never had.
    qint64 begun = 0;

    /// The last MODSEQ that is dealt with wholly.
    [[nodiscard]] qint64 reached() const
    {
        return vanished == All && message == All ? modSeq : modSeq - 1;
    }
};

qint64 seal(const Place &place, const AccountRow &account)
{
    RowHash hash;
    hash(account.publicId);
    for (const qint64 number : {place.modSeq, place.vanished, place.message, place.begun})
        hash(number);
    return hash.result();
}

QByteArray encoded(const Place &place, const AccountRow &account)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << seal(place, account) << place.modSeq << place.begun;
    // Most tokens lie between two changes.
    if (place.reached() != place.modSeq)
        out << place.vanished << place.message;
    return bytes.toBase64(core::Base64Url);
}

Place decoded(const QByteArray &token, const AccountRow &account)
{
    Place place;
    qint64 sealed = 0;
    const auto bytes = token.size() > MaxToken
        ? QByteArray::FromBase64Result()
        : QByteArray::fromBase64Encoding(
            token, core::Base64Url | QByteArray::AbortOnBase64DecodingErrors);
    QDataStream in(*bytes);
    in.setVersion(QDataStream::Qt_6_4);
    in >> sealed >> place.modSeq >> place.begun;
    if (!in.atEnd())
        in >> place.vanished >> place.message;
    // Base64 has several spellings of the same bytes, and a seal may be wrong: only our own word
    // counts.
    if (in.status() != QDataStream::Ok || encoded(place, account) != token) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate(
                "store", "the token does not belong to the changes of this account"),
            {}, {}, QStringLiteral("since")}};
    }
    return place;
}

/// What was deleted must still be known since there, and the store must have come so far: it has
/// not when it was brought back from a backup.
void demandKept(Connection &db, const AccountRow &account, const Place &place)
{
    const auto horizon = find<ChangeHorizonRow>(db, "WHERE account=?", account.id);
    if (place.modSeq <= account.highestModSeq
        && (!horizon || qMax(place.reached(), place.begun) >= horizon->modSeq))
        return;
    throw Failure{{core::Errc::NotFound,
        QCoreApplication::translate(
            "store", "the changes since then are not known any more; begin anew"),
        {}, "cursor_expired"}};
}

/// Goes through expunges and messages by MODSEQ, both at once; of one MODSEQ, expunges come first.
class Feed {
public:
    Feed(Connection &db, const AccountRow &account, const Place &place)
        : m_account(account)
        , m_place(place)
        , m_vanished(db.query(
              "SELECT v.modseq, v.id, v.public_id, "
              "EXISTS (SELECT 1 FROM message WHERE public_id = v.public_id) "
              "FROM vanished v INDEXED BY vanished_account WHERE v.account=? AND v.modseq>=? "
              "AND (+v.modseq, +v.id) > (?, ?) ORDER BY v.modseq, v.id"))
        , m_messages(db.query("SELECT m.modseq, m.id FROM message m INDEXED BY message_modseq "
                              "WHERE m.account=? AND m.modseq>=? AND (+m.modseq, +m.id) > (?, ?) "
                              "ORDER BY m.modseq, m.id"))
        , m_db(db)
    {
        if (place.begun > place.modSeq)
            m_vanished.bind(account.id, place.begun, place.begun, All);
        else
            m_vanished.bind(account.id, place.modSeq, place.modSeq, place.vanished);
        m_messages.bind(account.id, place.modSeq, place.modSeq, place.message);
        stepVanished();
        m_message = m_messages.step();
    }

    mail::ChangePage page(int limit)
    {
        mail::ChangePage page;
        while ((m_isVanished || m_message) && page.changes.size() < size_t(limit)
            && page.rowsExamined < MaxExamined + limit) {
            ++page.rowsExamined;
            if (m_isVanished && (!m_message || m_vanished.integer(0) <= m_messages.integer(0)))
                takeVanished(page);
            else
                takeMessage(page);
        }
        page.more = m_isVanished || m_message;
        if (!page.more)
            m_place = {.modSeq = m_account.highestModSeq};
        else if ((!m_isVanished || m_vanished.integer(0) > m_place.modSeq)
            && (!m_message || m_messages.integer(0) > m_place.modSeq))
            m_place.vanished = m_place.message = All;
        page.token = encoded(m_place, m_account);
        return page;
    }

private:
    void stepVanished() { m_isVanished = m_vanished.step(); }

    void takeVanished(mail::ChangePage &page)
    {
        const qint64 modSeq = m_vanished.integer(0);
        if (modSeq > m_place.modSeq)
            m_place.message = 0;
        m_place.modSeq = modSeq;
        m_place.vanished = m_vanished.integer(1);
        if (m_vanished.integer(3) == 0) // Else it has moved, or is back.
            page.changes.push_back({uuidText(m_vanished.bytes(2)), {modSeq}});
        stepVanished();
    }

    void takeMessage(mail::ChangePage &page)
    {
        m_place.modSeq = m_messages.integer(0);
        m_place.vanished = All;
        m_place.message = m_messages.integer(1);
        mail::Message message = summaryById(m_db, m_place.message);
        const QString id = message.id;
        page.changes.push_back({id, {m_place.modSeq}, std::move(message)});
        m_message = m_messages.step();
    }

    const AccountRow &m_account;
    Place m_place;
    Query m_vanished;
    Query m_messages;
    Connection &m_db;
    bool m_isVanished = false;
    bool m_message = false;
};

} // namespace

mail::ChangePage listChanges(Connection &db, const mail::ChangeQuery &query)
{
    if (query.limit < 1 || query.limit > MaxLimit) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "the page is out of range"), {}, {}}};
    }
    const AccountRow account = accountById(db, query.account);
    if (query.since.isEmpty())
        return {.token = encoded({.modSeq = account.highestModSeq}, account)};
    const Place place =
        query.since == "0" ? Place{.begun = account.highestModSeq} : decoded(query.since, account);
    demandKept(db, account, place);
    return Feed(db, account, place).page(query.limit);
}

} // namespace digidig::store
