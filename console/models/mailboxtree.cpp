// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mailboxtree.h"

#include "models/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtGui/QFont>

#include <algorithm>
#include <array>

namespace digidig::console {

struct MailboxTree::Node {
    QString name; ///< Whole.
    QString label;
    QJsonObject box; ///< Empty: only mailboxes below it are there.
    Node *parent = nullptr;
    std::vector<std::unique_ptr<Node>> children = {};

    [[nodiscard]] QString specialUse() const
    {
        if (name.compare(u"INBOX", Qt::CaseInsensitive) == 0)
            return QStringLiteral("\\Inbox");
        return box.value(u"special_use").toString();
    }
};

namespace {

/// The standard mailboxes in the order people know, and what they are called.
struct Standard {
    const char16_t *use;
    const char *label;
};
constexpr std::array<Standard, 6> Standards{{
    {u"\\Inbox", QT_TRANSLATE_NOOP("console", "Inbox")},
    {u"\\Drafts", QT_TRANSLATE_NOOP("console", "Drafts")},
    {u"\\Sent", QT_TRANSLATE_NOOP("console", "Sent")},
    {u"\\Archive", QT_TRANSLATE_NOOP("console", "Archive")},
    {u"\\Junk", QT_TRANSLATE_NOOP("console", "Junk")},
    {u"\\Trash", QT_TRANSLATE_NOOP("console", "Trash")},
}};

int mailboxRank(const QString &use)
{
    const auto at = std::find_if(Standards.begin(), Standards.end(),
        [&](const Standard &standard) { return use == QStringView(standard.use); });
    return int(at - Standards.begin());
}

} // namespace

MailboxTree::MailboxTree(Client &client, QObject *parent)
    : QAbstractItemModel(parent)
    , m_client(client)
    , m_root(std::make_unique<Node>())
{
}

MailboxTree::~MailboxTree() = default;

void MailboxTree::setAccount(const QString &account)
{
    m_account = account;
    m_call.cancel();
    beginResetModel();
    m_root = std::make_unique<Node>();
    endResetModel();
    refresh();
}

void MailboxTree::refresh()
{
    if (m_account.isEmpty())
        return;
    m_coming.clear();
    read({});
}

void MailboxTree::read(const QString &cursor)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    if (!cursor.isEmpty())
        query.addQueryItem(QStringLiteral("cursor"), cursor);
    m_call = m_client.send(Request::get(QStringLiteral("/api/accounts/%1/mailboxes").arg(segment(m_account)), query),
        this, [this](const Answer &answer) { came(answer); });
}

void MailboxTree::came(const Answer &answer)
{
    m_problem = answer.problem;
    if (!answer.ok()) {
        Q_EMIT failed(*answer.problem);
        return;
    }
    const QJsonArray boxes = answer.json.value(u"mailboxes").toArray();
    for (const QJsonValue &box : boxes)
        m_coming.append(box.toObject());
    if (const QString next = answer.json.value(u"next_cursor").toString(); !next.isEmpty()) {
        read(next);
        return;
    }
    build();
    Q_EMIT loaded();
}

void MailboxTree::build()
{
    // Only the counts have changed, most of the time.
    QStringList before = names();
    QStringList now;
    for (const QJsonObject &box : std::as_const(m_coming))
        now.append(box.value(u"name").toString());
    before.sort();
    now.sort();
    if (before == now && !now.isEmpty()) {
        for (const QJsonObject &box : std::as_const(m_coming)) {
            const Node *node = find(*m_root, box.value(u"name").toString());
            if (!node || node->box == box)
                continue;
            const_cast<Node *>(node)->box = box;
            const QModelIndex at = indexOf(node);
            Q_EMIT dataChanged(at, at);
        }
        return;
    }
    beginResetModel();
    m_root = std::make_unique<Node>();
    for (const QJsonObject &box : std::as_const(m_coming)) {
        Node *at = m_root.get();
        const QStringList steps = box.value(u"name").toString().split(u'/');
        QString whole;
        for (const QString &step : steps) {
            whole += whole.isEmpty() ? step : u'/' + step;
            const auto child = std::find_if(at->children.begin(), at->children.end(),
                [&](const auto &one) { return one->name == whole; });
            if (child != at->children.end()) {
                at = child->get();
                continue;
            }
            at->children.push_back(std::make_unique<Node>(Node{whole, step, {}, at}));
            at = at->children.back().get();
        }
        at->box = box;
    }
    const auto sort = [](auto &&self, Node &node) -> void {
        std::stable_sort(node.children.begin(), node.children.end(), [](const auto &a, const auto &b) {
            const int left = mailboxRank(a->specialUse());
            const int right = mailboxRank(b->specialUse());
            return left != right ? left < right : a->label.localeAwareCompare(b->label) < 0;
        });
        for (const auto &child : node.children)
            self(self, *child);
    };
    sort(sort, *m_root);
    endResetModel();
}

const MailboxTree::Node *MailboxTree::find(const Node &below, const QString &name) const
{
    for (const auto &child : below.children) {
        if (child->name == name)
            return child.get();
        if (name.startsWith(child->name + u'/')) {
            if (const Node *found = find(*child, name))
                return found;
        }
    }
    return nullptr;
}

QModelIndex MailboxTree::indexOf(const QString &name) const
{
    const Node *node = find(*m_root, name);
    return node ? indexOf(node) : QModelIndex();
}

QString MailboxTree::nameOf(const QString &specialUse) const
{
    const QStringList all = names();
    for (const QString &name : all) {
        if (find(*m_root, name)->specialUse() == specialUse)
            return name;
    }
    return {};
}

QStringList MailboxTree::names() const
{
    QStringList all;
    const auto walk = [&all](auto &&self, const Node &node) -> void {
        for (const auto &child : node.children) {
            if (!child->box.isEmpty())
                all.append(child->name);
            self(self, *child);
        }
    };
    walk(walk, *m_root);
    return all;
}

MailboxTree::Node *MailboxTree::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex MailboxTree::indexOf(const Node *node) const
{
    if (!node || !node->parent)
        return {};
    const auto &siblings = node->parent->children;
    const auto at = std::find_if(siblings.begin(), siblings.end(), [node](const auto &one) { return one.get() == node; });
    return createIndex(int(at - siblings.begin()), 0, const_cast<Node *>(node));
}

QModelIndex MailboxTree::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    if (row < 0 || column != 0 || size_t(row) >= node->children.size())
        return {};
    return createIndex(row, 0, node->children.at(size_t(row)).get());
}

QModelIndex MailboxTree::parent(const QModelIndex &child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent) : QModelIndex();
}

int MailboxTree::rowCount(const QModelIndex &parent) const
{
    return int(nodeOf(parent)->children.size());
}

int MailboxTree::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant MailboxTree::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = *nodeOf(index);
    const qint64 unseen = node.box.value(u"unseen").toInteger();
    switch (role) {
    case Qt::DisplayRole: {
        const int rank = mailboxRank(node.specialUse());
        return rank < int(Standards.size()) ? QCoreApplication::translate("console", Standards.at(size_t(rank)).label)
                                            : oneLine(node.label);
    }
    case Qt::ToolTipRole:
        return plainToolTip(QCoreApplication::translate("console", "%1\n%2 e-mails, %3 unread, %4")
                                .arg(oneLine(node.name), formatCount(node.box.value(u"messages").toInteger()), formatCount(unseen),
                                    formatBytes(node.box.value(u"bytes").toInteger())));
    case Qt::AccessibleTextRole:
        return QCoreApplication::translate("console", "%1, %2 unread").arg(data(index, Qt::DisplayRole).toString(), formatCount(unseen));
    case NameRole:
        return node.name;
    case IdRole:
        return node.box.value(u"id").toString();
    case UnseenRole:
        return unseen;
    case MessagesRole:
        return node.box.value(u"messages").toInteger();
    case SpecialUseRole:
        return node.specialUse();
    default:
        return {};
    }
}

} // namespace digidig::console
