// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

namespace digidig::console {

/// Rows of a list of the contract, and how it goes on.
struct Pages {
    QList<QJsonObject> rows = {};
    QString cursor = {}; ///< Of what follows; empty: nothing.
    std::optional<qint64> total = {};
    std::optional<Problem> problem = {}; ///< Then there are no rows.
};

/// Reads a list of the contract (`limit`, `cursor` → `next_cursor`), as many pages as are wanted, and tells of them
/// once. Each reading gives up the one before, and so does the end of the reader.
class PageReader {
public:
    static constexpr qsizetype LargestPage = 500;
    using Done = std::function<void(const Pages &)>;

    explicit PageReader(Client &client)
        : m_client(client)
    {
    }

    /// Reads the pages that @p count rows fill, of the list that @p request asks for and whose rows are in
    /// @p member, from @p cursor on; empty: from its beginning, and once anew should the service lose the place.
    /// Fewer rows come when there are no more, or when the service has shorter pages.
    void read(const Request &request, const QString &member, qsizetype count, const QString &cursor, const QObject *receiver, Done done);
    [[nodiscard]] bool running() const { return m_call.running(); }
    void cancel() { m_call.cancel(); }

private:
    void next();
    void came(const Answer &answer);

    Client &m_client;
    Request m_request;
    QString m_member;
    qsizetype m_count = 0;
    const QObject *m_receiver = nullptr;
    Done m_done;
    Pages m_pages;
    qsizetype m_pagesLeft = 0;
    bool m_mayBeginAnew = false;
    LatestCall m_call;
};

} // namespace digidig::console
