// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema.h"

#include "store/sql.h"

#include <QtCore/QCoreApplication>

namespace digidig::store {

namespace {

constexpr qint64 SchemaApplicationId = 0x44694749; // "DiGI"

core::Result<void> migrateGuarded(const QString &file)
{
    Connection db(file, Connection::Mode::Write);
    // Before anything else, and only in an empty file: it fixes the layout.
    if (db.integer("PRAGMA page_count") == 0)
        db.exec("PRAGMA page_size=8192");
    db.exec("PRAGMA journal_mode=WAL");
    const auto known = qint64(migrations().size());
    if (db.integer("PRAGMA user_version") == known
        && db.integer("PRAGMA application_id") == SchemaApplicationId)
        return {};

    db.exec("BEGIN IMMEDIATE"); // Two programs may open a new directory at the same time.
    const qint64 version = db.integer("PRAGMA user_version");
    const qint64 application = db.integer("PRAGMA application_id");
    const bool empty = version == 0 && db.integer("SELECT count(*) FROM sqlite_schema") == 0;
    if (!empty && application != SchemaApplicationId) {
        return core::Error{core::Errc::Corrupt,
            QCoreApplication::translate("store", "%1 is not a mail store").arg(file), {}, {}};
    }
    if (version > known || version < 0) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("store",
                "the mail store %1 was written by a newer version of this program (schema %2; "
                "this one knows %3)")
                .arg(file)
                .arg(version)
                .arg(known),
            {}, {}};
    }
    for (qint64 next = version; next < known; ++next)
        db.exec(migrations()[size_t(next)]);
    db.exec(("PRAGMA application_id=" + std::to_string(SchemaApplicationId)).c_str());
    db.exec(("PRAGMA user_version=" + std::to_string(known)).c_str());
    db.exec("COMMIT");
    return {};
}

} // namespace

core::Result<void> migrate(const QString &file)
{
    return guarded([&file] { return migrateGuarded(file); });
}

} // namespace digidig::store
