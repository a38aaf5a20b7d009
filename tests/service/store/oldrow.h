// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

namespace digidig::test {

/// A row as an earlier version wrote it: its columns then, and their checksum.
class OldRow {
public:
    OldRow(const char *table, const char *columns)
        : m_sql(std::string("INSERT INTO ") + table + " (" + columns + ",sum) VALUES (")
    {
    }
    template <typename... Values>
    void insert(store::Connection &db, const Values &...values)
    {
        store::RowHash hash;
        (hash(values), ...);
        for (size_t i = 0; i < sizeof...(values); ++i)
            m_sql += "?,";
        store::Query query = db.query(m_sql + "?)");
        query.bind(values..., hash.result()).run();
    }

private:
    std::string m_sql;
};

} // namespace digidig::test
