// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/check.h"

#include "store/access.h"
#include "store/bodytext.h"
#include "store/codec.h"
#include "store/contentreader.h"
#include "store/derive.h"
#include "store/remotecontent.h"

#include <QtCore/QHash>

#include <functional>

namespace digidig::store {

namespace {

constexpr size_t MaxFindings = 1000;
constexpr qint64 LargestContent = 1LL << 30;

/// Counters as they follow from the messages.
struct Tally {
    qint64 messages = 0, unseen = 0, bytes = 0, lastUid = 0, lastModSeq = 0;

    void add(const MessageRow &row)
    {
        ++messages;
        unseen += (row.flags & mail::Seen) == 0 ? 1 : 0;
        bytes += row.size;
        lastUid = qMax(lastUid, row.uid);
        lastModSeq = qMax(lastModSeq, row.modSeq);
    }
};

class Check {
public:
    Check(Connection &db, mail::CheckReport &report,
        const std::function<bool(qint64, qint64)> &progress)
        : m_db(db)
        , m_report(report)
        , m_findings(report)
        , m_progress(progress)
    {
    }

    void run()
    {
        section("database", [this] { structure(); });
        section("database", [this] {
            m_total = m_db.integer("SELECT count(*) FROM content")
                + m_db.integer("SELECT count(*) FROM message");
        });
        section("messages", [this] { messages(); });
        section("mailboxes", [this] { mailboxes(); });
        section("accounts", [this] { accounts(); });
        section("contents", [this] { contents(); });
        section("aliases", [this] { sums<AliasRow>(); });
        section("junk rules", [this] { sums<JunkRuleRow>(); });
        section("app passwords", [this] { sums<AppPasswordRow>(); });
        section("verifiers of SCRAM", [this] { sums<ScramRow>(); });
        section("meta", [this] { sums<MetaRow>(); });
        section("deleted messages", [this] { sums<DeletedRow>(); });
        section("change log", [this] { sums<VanishedRow>(); });
        section("change log", [this] { sums<ChangeHorizonRow>(); });
        section("subscriptions", [this] { sums<SubscriptionRow>(); });
        section("threads", [this] { sums<ThreadKeyRow>(); });
        section("idempotency keys", [this] { sums<IdempotencyRow>(); });
        section("documents of Storage", [this] { sums<RemoteRow>(); });
        section("documents of Storage", [this] { sums<RemoteScopeRow>(); });
        section("documents of Storage", [this] { sums<RemoteContentRow>(); });
        section("relations", [this] { relations(); });
        section(
            "text index", [this] { checkTextIndex(m_db, m_findings, [this] { progress(0); }); });
        m_report.indexed =
            m_report.contents - m_db.integer("SELECT count(*) FROM index_queue WHERE document > 0");
    }

private:
    /// What makes one part unreadable is a finding, and the other parts are looked at all the same.
    template <typename F>
    void section(const char *name, F &&f)
    {
        try {
            f();
        } catch (const Failure &failure) {
            if (failure.error.errc != core::Errc::Corrupt)
                throw;
            m_findings.add(QString::fromLatin1(name), failure.error.detail);
        } catch (const SQLite::Exception &e) {
            m_findings.add(QString::fromLatin1(name), QString::fromUtf8(e.what()));
        }
    }

    void progress(qint64 done)
    {
        m_done += done;
        if (m_progress && !m_progress(qMin(m_done, m_total), m_total)) {
            throw Failure{{core::Errc::Unavailable,
                QCoreApplication::translate("store", "the check was cancelled"), {}, {}}};
        }
    }

    void structure()
    {
        Query query = m_db.query("PRAGMA integrity_check(200)");
        while (query.step()) {
            if (query.text(0) != QStringLiteral("ok"))
                m_findings.add(QStringLiteral("database"), query.text(0));
        }
        Query foreign = m_db.query("PRAGMA foreign_key_check");
        while (foreign.step()) {
            m_findings.add(QStringLiteral("%1 %2").arg(foreign.text(0), foreign.text(1)),
                QStringLiteral("refers to a missing %1").arg(foreign.text(2)));
        }
    }

    /// Every row with its checksum; @p f sees it whether or not it is right.
    template <typename Row, typename F>
    void rows(F &&f)
    {
        Query query = m_db.query(selectAll<Row>());
        while (query.step()) {
            detail::Loader loader{query};
            Row row;
            Row::visit(row, loader);
            f(row, query.integer(loader.column) == sumOf(row));
        }
    }

    template <typename Row>
    void sums()
    {
        rows<Row>([this](const Row &row, bool right) {
            if (right)
                return;
            if constexpr (requires { row.id; })
                wrongSum(QStringLiteral("%1 %2").arg(QLatin1String(Row::Table)).arg(row.id));
            else
                wrongSum(QLatin1String(Row::Table));
        });
    }

    void wrongSum(const QString &where)
    {
        m_findings.add(where, QStringLiteral("the row differs from its checksum"));
    }

    void messages()
    {
        rows<MessageRow>([this](const MessageRow &row, bool right) {
            ++m_report.messages;
            if (!right)
                wrongSum(QStringLiteral("message %1 (%2)").arg(row.id).arg(uuidText(row.publicId)));
            m_byMailbox[row.mailbox].add(row);
            m_byAccount[row.account].add(row);
            progress(1);
        });
    }

    void mailboxes()
    {
        rows<MailboxRow>([this](const MailboxRow &row, bool right) {
            ++m_report.mailboxes;
            const QString where =
                QStringLiteral("mailbox %1 (%2)").arg(row.id).arg(row.name.left(80));
            if (!right)
                wrongSum(where);
            const Tally tally = m_byMailbox.take(row.id);
            if (row.messages != tally.messages || row.unseen != tally.unseen
                || row.bytes != tally.bytes)
                m_findings.add(where, QStringLiteral("the counters are wrong"));
            if (row.uidNext <= tally.lastUid)
                m_findings.add(where, QStringLiteral("uidNext would give a UID again"));
            if (row.recentUid.value < 0 || row.recentUid.value > row.uidNext)
                m_findings.add(where, QStringLiteral("it remembers recent messages of the future"));
            if (row.highestModSeq < tally.lastModSeq)
                m_findings.add(where, QStringLiteral("a message has a higher MODSEQ"));
            qint64 &highest = m_mailboxModSeq[row.account];
            highest = qMax(highest, row.highestModSeq);
        });
        for (auto i = m_byMailbox.cbegin(); i != m_byMailbox.cend(); ++i)
            m_findings.add(QStringLiteral("mailbox %1").arg(i.key()),
                QStringLiteral("missing, but has messages"));
    }

    void accounts()
    {
        rows<AccountRow>([this](const AccountRow &row, bool right) {
            ++m_report.accounts;
            const QString where = QStringLiteral("account %1 (%2)").arg(row.id).arg(row.address);
            if (!right)
                wrongSum(where);
            const Tally tally = m_byAccount.value(row.id);
            if (row.messages != tally.messages || row.usedBytes != tally.bytes)
                m_findings.add(where, QStringLiteral("the counters are wrong"));
            if (row.highestModSeq < qMax(tally.lastModSeq, m_mailboxModSeq.value(row.id)))
                m_findings.add(where, QStringLiteral("a message or mailbox has a higher MODSEQ"));
        });
    }

    void contents()
    {
        std::vector<qint64> ids;
        {
            Query query = m_db.query("SELECT id FROM content NOT INDEXED ORDER BY id");
            while (query.step())
                ids.push_back(query.integer(0));
        }
        for (const qint64 id : ids) {
            ++m_report.contents;
            const std::string name = "content " + std::to_string(id);
            const size_t before = m_report.findings.size();
            section(name.c_str(), [&] { content(id); });
            if (m_report.findings.size() > before)
                nameEmails(id, before);
            progress(1);
        }
        Query orphans =
            m_db.query("SELECT k.id FROM content_chunk k LEFT JOIN content c ON c.id = k.id >> 20 "
                       "WHERE c.id IS NULL OR (k.id & 1048575) * 262144 >= c.size");
        while (orphans.step())
            m_findings.add(QStringLiteral("content %1").arg(orphans.integer(0) >> 20),
                QStringLiteral("has a piece too many"));
    }

    /// Says which e-mails suffer from what was found since @p first.
    void nameEmails(qint64 id, size_t first)
    {
        QStringList emails;
        Query query = m_db.query("SELECT public_id FROM message WHERE content=? LIMIT 10");
        query.bind(id);
        while (query.step())
            emails += uuidText(query.bytes(0));
        if (emails.isEmpty())
            return;
        for (size_t i = first; i < m_report.findings.size(); ++i)
            m_report.findings[i].where += QStringLiteral(" (e-mail %1)").arg(emails.join(u' '));
    }

    void content(qint64 id)
    {
        const QString where = QStringLiteral("content %1").arg(id);
        const auto row = find<ContentRow>(m_db, "WHERE id=?", id);
        if (!row)
            return m_findings.add(where, QStringLiteral("cannot be found by its number"));
        QByteArray raw;
        if (row->size > LargestContent)
            return m_findings.add(where, QStringLiteral("impossible size"));
        if (!missingContent(m_db, id).isEmpty())
            return; // Its bytes are with Storage.
        for (qint64 sequence = 0; sequence * ChunkSize < row->size; ++sequence) {
            const auto chunk = readChunk(m_db, id, sequence);
            if (!chunk)
                return m_findings.add(where, chunk.error().detail);
            raw += *chunk;
        }
        if (raw.size() != row->size)
            m_findings.add(
                where, QStringLiteral("has %1 bytes, not %2").arg(raw.size()).arg(row->size));
        if (sha256(raw) != row->sha256)
            return m_findings.add(where, QStringLiteral("the bytes differ from their hash"));
        if (row->parserVersion == ParserVersion)
            derived(where, *row, raw);
    }

    void derived(const QString &where, const ContentRow &row, const QByteArray &raw)
    {
        const mime::Message parsed = mime::parse(raw);
        if (parsed.truncated)
            return; // It was understood under other limits.
        ContentRow fresh = derive(raw, parsed);
        fresh.id = row.id;
        if (sumOf(fresh) == sumOf(row))
            return;
        // Compression may differ between versions of the library; what matters is what comes out.
        const auto sameUnpacked = [](const QByteArray &a, const QByteArray &b) {
            const auto left = unpack(a, MaxDerivedBytes);
            const auto right = unpack(b, MaxDerivedBytes);
            return left.ok() && right.ok() && *left == *right;
        };
        const auto sameText = [this](const ContentRow &a, const ContentRow &b) {
            const auto left = unpackText(m_db, a.id, a.text);
            const auto right = unpackText(m_db, b.id, b.text);
            return left.ok() && right.ok() && *left == *right;
        };
        const std::pair<const char *, bool> columns[] = {
            {"text", sameText(fresh, row)},
            {"search text", sameUnpacked(fresh.search, row.search)},
            {"headers", sameUnpacked(fresh.headers, row.headers)},
            {"structure", fresh.structure == row.structure},
            {"envelope", fresh.envelope == row.envelope},
            {"body structure", fresh.body == row.body && fresh.bodyStructure == row.bodyStructure},
            {"subject", fresh.subject == row.subject && fresh.subjectKey == row.subjectKey},
            {"addresses",
                fresh.fromText == row.fromText && fresh.toText == row.toText
                    && fresh.fromKey == row.fromKey},
            {"message ids", fresh.messageId == row.messageId && fresh.refs == row.refs},
            {"preview", fresh.preview == row.preview},
            {"date", fresh.dateMs == row.dateMs},
            {"attachments",
                fresh.hasAttachment == row.hasAttachment && fresh.htmlPart == row.htmlPart},
        };
        for (const auto &[name, same] : columns) {
            if (!same)
                m_findings.add(where,
                    QStringLiteral("its %1 is not what its bytes say").arg(QLatin1String(name)));
        }
    }

    /// What no single row can tell.
    void relations()
    {
        const std::pair<const char *, const char *> wrong[] = {
            {"SELECT m.id FROM message m JOIN content c ON c.id = m.content "
             "WHERE m.size <> c.size OR m.has_attachment <> c.has_attachment",
                "message %1 disagrees with its content"},
            {"SELECT m.id FROM message m JOIN mailbox b ON b.id = m.mailbox "
             "WHERE m.account <> b.account",
                "message %1 is in another account's mailbox"},
            {"SELECT v.id FROM vanished v JOIN message m ON m.mailbox = v.mailbox AND m.uid = "
             "v.uid",
                "vanished %1 is still there"},
            {"SELECT v.id FROM vanished v JOIN mailbox b ON b.id = v.mailbox "
             "WHERE v.uid >= b.uid_next OR v.modseq > b.highest_modseq",
                "vanished %1 lies in the future"},
            {"SELECT v.id FROM vanished v JOIN change_horizon h ON h.account = v.account "
             "WHERE v.modseq < h.modseq",
                "vanished %1 lies behind the horizon of its account"},
            {"SELECT a.id FROM account a JOIN change_horizon h ON h.account = a.id "
             "WHERE h.modseq > a.highest_modseq",
                "the horizon of account %1 lies in the future"},
            {"SELECT m.id FROM message m JOIN deleted d ON d.id = m.id OR d.public_id = "
             "m.public_id",
                "message %1 is deleted and is not"},
            {"SELECT c.id FROM content c WHERE NOT EXISTS (SELECT 1 FROM message WHERE content = "
             "c.id)"
             " AND NOT EXISTS (SELECT 1 FROM deleted WHERE content = c.id)",
                "content %1 belongs to nobody"},
            {"SELECT s.id FROM scram s WHERE s.app_password <> 0 AND NOT EXISTS (SELECT 1 FROM "
             "app_password p WHERE p.id = s.app_password AND p.account = s.account)",
                "verifier %1 is of no app password"},
            {"SELECT x.id FROM alias x JOIN account a ON a.address = x.address",
                "alias %1 is an account's own address"},
            {"SELECT b.id FROM mailbox b WHERE b.uid_validity > (SELECT value FROM meta WHERE id = "
             "1)",
                "mailbox %1 has a uidValidity from the future"},
        };
        for (const auto &[sql, text] : wrong) {
            Query query = m_db.query(sql);
            while (query.step())
                m_findings.add(
                    QStringLiteral("relations"), QString::fromLatin1(text).arg(query.integer(0)));
        }
        for (const char *table : {"account", "mailbox", "content", "message", "vanished", "alias", "app_password", "scram",
                 "remote", "subscription"}) {
            const std::string name = table;
            if (m_db.integer("SELECT coalesce(max(id),0) FROM " + name)
                > m_db.integer("SELECT seq FROM sqlite_sequence WHERE name='" + name + "'"))
                m_findings.add(
                    QString::fromLatin1(table), QStringLiteral("ids would be given again"));
        }
    }

    Connection &m_db;
    mail::CheckReport &m_report;
    Findings m_findings;
    const std::function<bool(qint64, qint64)> &m_progress;
    QHash<qint64, Tally> m_byMailbox;
    QHash<qint64, Tally> m_byAccount;
    QHash<qint64, qint64> m_mailboxModSeq;
    qint64 m_done = 0;
    qint64 m_total = 0;
};

} // namespace

void Findings::add(const QString &where, const QString &what)
{
    if (m_report.findings.size() < MaxFindings)
        m_report.findings.push_back({where, what});
}

core::Result<mail::CheckReport> checkStore(
    const QString &file, const std::function<bool(qint64, qint64)> &progress)
{
    mail::CheckReport report;
    // A file that cannot even be opened is a finding, too.
    const auto outcome = guarded([&]() -> core::Result<void> {
        Connection db(file, Connection::Mode::Read);
        const Snapshot snapshot(db);
        Check(db, report, progress).run();
        return {};
    });
    if (!outcome && outcome.error().errc != core::Errc::Corrupt)
        return outcome.error();
    if (!outcome)
        Findings(report).add(QStringLiteral("database"), outcome.error().detail);
    const auto index = guarded([&]() -> core::Result<void> {
        Connection db(file, Connection::Mode::Write);
        db.run("INSERT INTO text_index (text_index) VALUES ('integrity-check')");
        return {};
    });
    if (!index && index.error().errc == core::Errc::Corrupt)
        Findings(report).add(QStringLiteral("text index"), index.error().detail);
    return report;
}

} // namespace digidig::store
