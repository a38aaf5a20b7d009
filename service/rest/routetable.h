// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/route.h"

#include <deque>
#include <vector>

namespace digidig::rest {

struct RouteFigures;

/// As requests name it; `OTHER` for those that no route knows.
[[nodiscard]] QByteArrayView methodName(net::Method method);

/// The routes, and which of them a request means. Lives on the HTTP thread.
class RouteTable {
public:
    struct Served {
        Route route;
        RouteFigures *figures = nullptr;
    };
    using Methods = std::vector<const Served *>;
    struct Match {
        const Methods *path = nullptr; ///< Null: no such path.
        const Served *served = nullptr; ///< Null: the path does not know the method.
        QStringList segments;
    };

    RouteTable();
    ~RouteTable();
    RouteTable(const RouteTable &) = delete;
    RouteTable &operator=(const RouteTable &) = delete;

    /// Before the first match(), which points into this.
    void add(Route route, RouteFigures &figures);
    [[nodiscard]] Match match(const net::Request &request) const;
    /// In the order in which they were added.
    [[nodiscard]] const std::deque<Served> &all() const { return m_served; }
    /// Which methods @p path knows, as Allow says it.
    [[nodiscard]] static QByteArray allowed(const Methods &path);

private:
    struct Node;

    std::deque<Served> m_served;
    std::unique_ptr<Node> m_root;
};

} // namespace digidig::rest
