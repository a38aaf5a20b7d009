// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/searchkey.h"

#include "imapproto/searchleaf.h"

#include <algorithm>

namespace digidig::imapproto {

namespace {

using Kind = SearchKey::Kind;

/// A key and how deep the tree below it is.
struct Node {
    SearchKey key;
    int depth = 1;
};

int depthOf(const SearchKey &key)
{
    int deepest = 0;
    for (const SearchKey &child : key.keys)
        deepest = std::max(deepest, depthOf(child));
    return 1 + deepest;
}

Node negation(Node node)
{
    if (node.key.kind == Kind::Not) {
        SearchKey inner = std::move(node.key.keys.front());
        return {std::move(inner), node.depth - 1};
    }
    Node out;
    out.key.kind = Kind::Not;
    out.depth = node.depth + 1;
    out.key.keys.push_back(std::move(node.key));
    return out;
}

/// And or Or of @p nodes, those of the same kind taken apart so that a chain is no depth. The
/// largest of them is added to, which keeps long chains linear.
Node combination(Kind kind, std::vector<Node> nodes)
{
    if (nodes.size() == 1)
        return std::move(nodes.front());
    Node out;
    for (Node &node : nodes) {
        if (node.key.kind == kind && node.key.keys.size() > out.key.keys.size())
            out.key.keys.swap(node.key.keys);
    }
    out.key.kind = kind;
    for (Node &node : nodes) {
        if (node.key.kind == kind) {
            out.depth = std::max(out.depth, node.depth);
            std::move(node.key.keys.begin(), node.key.keys.end(), std::back_inserter(out.key.keys));
        } else {
            out.depth = std::max(out.depth, node.depth + 1);
            out.key.keys.push_back(std::move(node.key));
        }
    }
    return out;
}

/// What has begun and waits for keys.
struct Frame {
    enum class Kind { All, List, Or, Not } kind = Kind::All;
    std::vector<Node> nodes;
};

/// A stack in place of recursion: the depth of what a client nests is a number here, not a stack of
/// the processor.
class Reader {
public:
    Reader(Scanner &in, const CharsetText &charset)
        : m_in(in)
        , m_charset(charset)
    {
    }

    bool read(SearchKey &out)
    {
        m_frames.emplace_back();
        for (;;) {
            Node node;
            bool opened = false;
            if (++m_keys > SearchKey::MaxKeys)
                return m_in.fail("Too many search keys");
            if (!begin(opened, node))
                return false;
            if (opened)
                continue;
            bool done = false;
            if (!complete(std::move(node), done))
                return false;
            if (!done)
                continue;
            out = std::move(m_result);
            return true;
        }
    }

private:
    /// Opens a frame, or reads a leaf.
    bool begin(bool &opened, Node &node)
    {
        opened = true;
        if (m_in.skip('(')) {
            if (++m_lists > SearchKey::MaxDepth)
                return m_in.fail("Search keys nested too deeply");
            m_frames.push_back({Frame::Kind::List, {}});
            return true;
        }
        if (m_in.skipWord("NOT")) {
            m_frames.push_back({Frame::Kind::Not, {}});
            return m_in.space();
        }
        if (m_in.skipWord("OR")) {
            m_frames.push_back({Frame::Kind::Or, {}});
            return m_in.space();
        }
        opened = false;
        if (!parseSearchLeaf(m_in, m_charset, node.key))
            return false;
        node.depth = depthOf(node.key);
        return true;
    }

    /// Hands @p node to the frames that wait, as many as it completes. Afterwards another key is
    /// due, or @p done.
    bool complete(Node node, bool &done)
    {
        for (;;) {
            if (node.depth > SearchKey::MaxDepth)
                return m_in.fail("Search keys nested too deeply");
            Frame &frame = m_frames.back();
            switch (frame.kind) {
            case Frame::Kind::Not:
                node = negation(std::move(node));
                break;
            case Frame::Kind::Or:
                frame.nodes.push_back(std::move(node));
                if (frame.nodes.size() < 2)
                    return m_in.space();
                node = combination(Kind::Or, std::move(frame.nodes));
                break;
            case Frame::Kind::List:
                frame.nodes.push_back(std::move(node));
                if (!m_in.skip(')'))
                    return m_in.space();
                --m_lists;
                node = combination(Kind::And, std::move(frame.nodes));
                break;
            case Frame::Kind::All:
                frame.nodes.push_back(std::move(node));
                if (m_in.skip(' ') && !m_in.atEnd())
                    return true;
                done = true;
                node = combination(Kind::And, std::move(frame.nodes));
                if (node.depth > SearchKey::MaxDepth)
                    return m_in.fail("Search keys nested too deeply");
                m_result = std::move(node.key);
                return true;
            }
            m_frames.pop_back();
        }
    }

    Scanner &m_in;
    const CharsetText &m_charset;
    std::vector<Frame> m_frames;
    SearchKey m_result;
    int m_keys = 0;
    int m_lists = 0;
};

} // namespace

bool mentions(const SearchKey &key, SearchKey::Kind kind)
{
    return key.kind == kind || std::any_of(key.keys.begin(), key.keys.end(), [kind](const auto &k) {
        return mentions(k, kind);
    });
}

bool parseSearchReturn(Scanner &in, SearchReturn &out)
{
    if (!in.peekText(" RETURN "))
        return true;
    out.given = true;
    const auto option = [&] {
        QByteArray word;
        if (!in.word(word))
            return false;
        bool *wanted = word == "MIN" ? &out.min
            : word == "MAX"          ? &out.max
            : word == "ALL"          ? &out.all
            : word == "COUNT"        ? &out.count
            : word == "SAVE"         ? &out.save
                                     : nullptr;
        if (!wanted)
            return in.fail("Unknown return option");
        *wanted = true;
        return true;
    };
    if (!in.space() || !in.skipWord("RETURN") || !in.space() || !in.list(option, true))
        return false;
    // RFC 9051 §6.4.4: RETURN () is RETURN (ALL).
    if (!out.min && !out.max && !out.count && !out.save)
        out.all = true;
    return true;
}

bool parseSearchKeys(Scanner &in, const QByteArray &charset, SearchKey &out)
{
    const auto text = CharsetText::open(charset);
    if (!text) {
        return in.fail(Fault{true, "BADCHARSET (US-ASCII UTF-8)", "The charset is not known here"});
    }
    return Reader(in, *text).read(out);
}

} // namespace digidig::imapproto
