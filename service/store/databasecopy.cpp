// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/databasecopy.h"

#include "core/outfile.h"
#include "store/sql.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <sqlite3.h>

namespace digidig::store {

namespace {

constexpr int PagesAtOnce = 512;
constexpr qint64 MaxConfig = 64 << 20;

const QString ConfigFile = QStringLiteral("config-live.json");
const QString RecordFile = QStringLiteral("service.db");
const QString MailFile = QStringLiteral("mail.db");

/// A database as it is in one moment.
class Frozen {
public:
    explicit Frozen(const QString &file)
        : m_db(file, Connection::Mode::Read)
        , m_snapshot(m_db)
    {
        // The transaction begins with the first look.
        m_pages = m_db.integer("SELECT count(*) FROM sqlite_schema") >= 0
            ? m_db.integer("PRAGMA page_count")
            : 0;
        m_pageSize = m_db.integer("PRAGMA page_size");
    }

    [[nodiscard]] qint64 bytes() const { return m_pages * m_pageSize; }

    /// @p step gets the bytes copied so far; false: give up.
    core::Result<void> copyTo(const QString &file, const std::function<bool(qint64)> &step)
    {
        auto made = core::OutFile::create(file);
        if (!made)
            return made.error();
        if (auto closed = (*made)->close(); !closed)
            return closed;
        Connection target(file, Connection::Mode::Write);
        // Nobody relies on it before it is complete.
        target.exec("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF");
        sqlite3_backup *copy = sqlite3_backup_init(target.handle(), "main", m_db.handle(), "main");
        if (copy == nullptr)
            return sqlError(sqlite3_errcode(target.handle()), sqlite3_errmsg(target.handle()));
        int code = SQLITE_OK;
        bool wanted = true;
        while (wanted && code == SQLITE_OK) {
            code = sqlite3_backup_step(copy, PagesAtOnce);
            const qint64 left = sqlite3_backup_remaining(copy);
            wanted = step((sqlite3_backup_pagecount(copy) - left) * m_pageSize);
        }
        const int finished = sqlite3_backup_finish(copy);
        if (!wanted) {
            return core::Error{core::Errc::Unavailable,
                QCoreApplication::translate("store", "the backup was cancelled"), {}, {}};
        }
        if (code == SQLITE_DONE)
            return {};
        return sqlError(finished != SQLITE_OK ? finished : code, sqlite3_errstr(code));
    }

private:
    Connection m_db;
    Snapshot m_snapshot;
    qint64 m_pages = 0;
    qint64 m_pageSize = 0;
};

/// The live configuration is replaced as a whole whenever it changes, so any reading is consistent.
core::Result<void> copyConfig(const QString &from, const QString &to)
{
    QFile file(from);
    if (!file.exists())
        return {};
    if (!file.open(QIODevice::ReadOnly)) {
        return core::Error{core::Errc::Unavailable,
            QCoreApplication::translate("store", "cannot read %1").arg(from), file.errorString(),
            {}};
    }
    auto made = core::OutFile::create(to);
    if (!made)
        return made.error();
    if (auto written = (*made)->write(file.read(MaxConfig)); !written)
        return written;
    return (*made)->close();
}

} // namespace

QStringList stateFiles()
{
    return {ConfigFile, RecordFile, MailFile};
}

core::Result<void> copyDatabases(
    const QString &stateDir, const QString &target, const mail::Backups::Progress &progress)
{
    const QDir from(stateDir);
    const QDir to(target);
    if (!from.exists(MailFile)) {
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("store", "there is no mail store in %1").arg(stateDir), {},
            {}};
    }
    return guarded([&]() -> core::Result<void> {
        // While the records are frozen nobody changes them, so both are of the moment in which the
        // mail is frozen: no token is kept without its account.
        std::unique_ptr<Frozen> records;
        if (from.exists(RecordFile))
            records = std::make_unique<Frozen>(from.filePath(RecordFile));
        Frozen mail(from.filePath(MailFile));
        if (auto config = copyConfig(from.filePath(ConfigFile), to.filePath(ConfigFile)); !config)
            return config;
        if (records) {
            auto copied = records->copyTo(to.filePath(RecordFile), [](qint64) { return true; });
            if (!copied)
                return copied;
            records.reset();
        }
        return mail.copyTo(to.filePath(MailFile),
            [&](qint64 done) { return !progress || progress(done, mail.bytes()); });
    });
}

} // namespace digidig::store
