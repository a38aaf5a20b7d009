// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/routetable.h"

#include <map>

namespace digidig::rest {

QByteArrayView methodName(net::Method method)
{
    switch (method) {
    case net::Method::Get:
        return "GET";
    case net::Method::Head:
        return "HEAD";
    case net::Method::Post:
        return "POST";
    case net::Method::Put:
        return "PUT";
    case net::Method::Patch:
        return "PATCH";
    case net::Method::Delete:
        return "DELETE";
    case net::Method::Options:
        return "OPTIONS";
    case net::Method::Other:
        break;
    }
    return "OTHER";
}

struct RouteTable::Node {
    std::map<QString, std::unique_ptr<Node>> children;
    std::unique_ptr<Node> any;
    Methods methods;
};

RouteTable::RouteTable()
    : m_root(std::make_unique<Node>())
{
}

RouteTable::~RouteTable() = default;

void RouteTable::add(Route route, RouteFigures &figures)
{
    const Served &served = m_served.emplace_back(Served{std::move(route), &figures});
    for (const QByteArray &pattern : QByteArrayList{served.route.pattern} + served.route.alsoAt) {
        Node *node = m_root.get();
        for (const QByteArray &segment : pattern.mid(1).split('/')) {
            auto &next =
                segment.startsWith('{') ? node->any : node->children[QString::fromLatin1(segment)];
            if (!next)
                next = std::make_unique<Node>();
            node = next.get();
        }
        node->methods.push_back(&served);
    }
}

RouteTable::Match RouteTable::match(const net::Request &request) const
{
    Match result;
    const Node *node = m_root.get();
    QByteArrayView path = QByteArrayView(request.path).sliced(1);
    while (true) {
        const qsizetype slash = path.indexOf('/');
        const QString segment = QString::fromUtf8(slash < 0 ? path : path.first(slash));
        const auto child = node->children.find(segment);
        if (child != node->children.end()) {
            node = child->second.get();
        } else if (node->any && !segment.isEmpty()) {
            node = node->any.get();
            result.segments += segment;
        } else {
            return {};
        }
        if (slash < 0)
            break;
        path = path.sliced(slash + 1);
    }
    if (node->methods.empty())
        return {};
    result.path = &node->methods;
    const auto wanted = request.method == net::Method::Head ? net::Method::Get : request.method;
    for (const Served *served : node->methods) {
        if (served->route.method == wanted)
            result.served = served;
    }
    return result;
}

QByteArray RouteTable::allowed(const Methods &path)
{
    QByteArrayList names;
    for (const Served *served : path) {
        names += methodName(served->route.method).toByteArray();
        if (served->route.method == net::Method::Get)
            names += "HEAD";
    }
    names += "OPTIONS";
    return names.join(", ");
}

} // namespace digidig::rest
