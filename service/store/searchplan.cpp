// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchplan.h"

#include "store/access.h"
#include "store/derive.h"
#include "store/names.h"

#include <algorithm>
#include <iterator>

namespace digidig::store {

namespace {

using Kind = mail::Search::Kind;

/// With no more candidates than these, their messages are looked up; else a list is walked in
/// order.
constexpr size_t FewDocuments = 1000;
constexpr size_t FewMessages = 5000;

bool isText(Kind kind)
{
    return kind == Kind::Text || kind == Kind::From || kind == Kind::To || kind == Kind::Subject
        || kind == Kind::Body;
}

/// What deciding a condition costs: columns of the row, then of the content, then its texts.
int cost(Kind kind)
{
    if (kind == Kind::And || kind == Kind::Or || kind == Kind::Not)
        return 2;
    return kind == Kind::Text || kind == Kind::Body ? 3 : isText(kind) ? 1 : 0;
}

std::vector<qint64> mailboxIds(Connection &db, const QString &wanted)
{
    std::vector<qint64> ids;
    const auto name = mailboxName(wanted);
    if (!name)
        return ids;
    Query query = db.query("SELECT id FROM mailbox WHERE name=? ORDER BY id");
    query.bind(*name);
    while (query.step())
        ids.push_back(query.integer(0));
    return ids;
}

} // namespace

/// The message of a walk's current row; its content is looked up, and its texts are unpacked, once
/// and only if asked.
class SearchPlan::Message {
public:
    Message(Connection &db, Query &row)
        : m_db(db)
        , m_row(row)
    {
    }

    [[nodiscard]] qint64 id() const { return m_row.integer(0); }
    [[nodiscard]] qint64 contentId() const { return m_row.integer(1); }
    [[nodiscard]] QString sender() const { return m_row.text(3); }
    [[nodiscard]] QString recipient() const { return m_row.text(4); }
    [[nodiscard]] qint64 flags() const { return m_row.integer(5); }
    [[nodiscard]] QString keywords() const { return m_row.text(6); }
    [[nodiscard]] qint64 receivedMs() const { return m_row.integer(7); }
    [[nodiscard]] qint64 size() const { return m_row.integer(8); }
    [[nodiscard]] bool hasAttachment() const { return m_row.integer(9) != 0; }
    [[nodiscard]] qint64 mailbox() const { return m_row.integer(10); }
    [[nodiscard]] qint64 thread() const { return m_row.integer(ThreadColumn); }

    [[nodiscard]] const QString &subject() { return content().subject; }
    [[nodiscard]] const QString &from() { return content().from; }
    [[nodiscard]] const QString &to() { return content().to; }
    /// Empty when they are damaged.
    [[nodiscard]] const Texts &body()
    {
        if (!m_body) {
            m_db.checkDeadline();
            Query query = m_db.query("SELECT text, search FROM content WHERE id=?");
            m_body.emplace();
            if (query.bind(contentId()).step()) {
                if (auto read = texts(m_db, contentId(), query.bytes(0), query.bytes(1)))
                    m_body = *std::move(read);
            }
        }
        return *m_body;
    }
    [[nodiscard]] bool bodyWasRead() const { return m_body.has_value(); }

private:
    struct Content {
        QString subject, from, to;
    };

    const Content &content()
    {
        if (!m_content) {
            Query query = m_db.query("SELECT subject, from_text, to_text FROM content WHERE id=?");
            m_content.emplace();
            if (query.bind(contentId()).step())
                m_content = Content{query.text(0), query.text(1), query.text(2)};
        }
        return *m_content;
    }

    Connection &m_db;
    Query &m_row;
    std::optional<Content> m_content;
    std::optional<Texts> m_body;
};

SearchPlan::SearchPlan(Connection &db, const mail::Filter &filter)
    : m_db(db)
{
    mail::Search all;
    const std::pair<Kind, const QString *> members[] = {{Kind::From, &filter.from},
        {Kind::To, &filter.to}, {Kind::Subject, &filter.subject}, {Kind::Text, &filter.text}};
    for (const auto &[kind, text] : members) {
        if (!Needle(*text).isEmpty())
            all.children.push_back({kind, *text});
    }
    if (filter.search)
        all.children.push_back(*filter.search);
    m_root = compiled(all);
    m_documents = narrowed(m_root);
}

SearchPlan::Node SearchPlan::compiled(const mail::Search &search) const
{
    Node node;
    node.search = {search.kind, search.text, search.number};
    if (isText(search.kind)) {
        node.needle = Needle(search.text);
        node.candidates.emplace(m_db, node.needle);
    } else if (search.kind == Kind::Mailbox) {
        node.mailboxes = mailboxIds(m_db, search.text);
    } else if (search.kind == Kind::Thread) {
        node.thread = threadIdNumber(search.text);
    }
    for (const mail::Search &child : search.children)
        node.children.push_back(compiled(child));
    // What is cheap often spares the rest.
    std::stable_sort(node.children.begin(), node.children.end(),
        [](const Node &a, const Node &b) { return cost(a.search.kind) < cost(b.search.kind); });
    return node;
}

std::optional<std::vector<qint64>> SearchPlan::narrowed(const Node &node) const
{
    if (node.candidates && !node.candidates->isAll())
        return node.candidates->documents();
    if (node.search.kind == Kind::And) {
        std::optional<std::vector<qint64>> rarest;
        for (const Node &child : node.children) {
            auto documents = narrowed(child);
            if (documents && (!rarest || documents->size() < rarest->size()))
                rarest = std::move(documents);
        }
        return rarest;
    }
    if (node.search.kind == Kind::Or) {
        std::vector<qint64> all;
        for (const Node &child : node.children) {
            const auto documents = narrowed(child);
            if (!documents)
                return std::nullopt;
            std::vector<qint64> both;
            std::set_union(all.begin(), all.end(), documents->begin(), documents->end(),
                std::back_inserter(both));
            all = std::move(both);
        }
        return all;
    }
    return std::nullopt;
}

std::optional<qint64> SearchPlan::candidates() const
{
    return m_documents ? std::optional<qint64>(qint64(m_documents->size())) : std::nullopt;
}

std::optional<std::vector<qint64>> SearchPlan::fewMessages() const
{
    if (!m_documents || m_documents->size() > FewDocuments)
        return std::nullopt;
    std::vector<qint64> ids;
    for (const qint64 document : *m_documents) {
        if (document < 0) {
            ids.push_back(-document);
            continue;
        }
        Query query = m_db.query("SELECT id FROM message WHERE content=?");
        query.bind(document);
        while (query.step()) {
            ids.push_back(query.integer(0));
            if (ids.size() > FewMessages)
                return std::nullopt;
        }
    }
    return ids;
}

bool SearchPlan::matches(Query &row)
{
    Message message(m_db, row);
    const bool does = matches(m_root, message);
    m_textsRead += message.bodyWasRead() ? 1 : 0;
    return does;
}

bool SearchPlan::matches(const Node &node, Message &message)
{
    if (node.candidates && !node.candidates->has(message.contentId())
        && !node.candidates->has(-message.id()))
        return false;
    const auto child = [&](const Node &one) { return matches(one, message); };
    const auto isIn = [&node](const QString &text) { return node.needle.isIn(text); };
    const auto inBody = [&] { return isIn(message.body().text) || isIn(message.body().search); };
    const qint64 number = node.search.number;
    switch (node.search.kind) {
    case Kind::And:
        return std::all_of(node.children.begin(), node.children.end(), child);
    case Kind::Or:
        return std::any_of(node.children.begin(), node.children.end(), child);
    case Kind::Not:
        return !child(node.children.front());
    case Kind::Text:
        return isIn(message.sender()) || isIn(message.recipient()) || isIn(message.subject())
            || isIn(message.from()) || isIn(message.to()) || inBody();
    case Kind::From:
        return isIn(message.sender()) || isIn(message.from());
    case Kind::To:
        return isIn(message.recipient()) || isIn(message.to());
    case Kind::Subject:
        return isIn(message.subject());
    case Kind::Body:
        return inBody();
    case Kind::Mailbox:
        return std::binary_search(node.mailboxes.begin(), node.mailboxes.end(), message.mailbox());
    case Kind::Thread:
        return message.thread() == node.thread;
    case Kind::Keyword:
        return message.keywords().split(u' ').contains(node.search.text, Qt::CaseInsensitive);
    case Kind::Flag:
        return (message.flags() & number) != 0;
    case Kind::Attachment:
        return message.hasAttachment();
    case Kind::Since:
        return message.receivedMs() >= number;
    case Kind::Before:
        return message.receivedMs() < number;
    case Kind::Larger:
        return message.size() > number;
    case Kind::Smaller:
        return message.size() < number;
    }
    return false;
}

} // namespace digidig::store
