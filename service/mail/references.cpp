// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/references.h"

#include "mime/text.h"

#include <QtCore/QHash>

#include <algorithm>
#include <utility>

namespace digidig::mail {

namespace {

constexpr int None = -1;

/// The algorithm of RFC 5256 §3, step by step, over containers that refer to each other by index.
class Threading {
public:
    explicit Threading(const std::vector<Threadable> &messages)
        : m_messages(messages)
        , m_steps(1'000'000 + 64 * qint64(messages.size()))
    {
    }

    std::vector<ThreadNode> run()
    {
        linkReferences();
        breakLoops();
        gatherRoots();
        prune();
        sortTop();
        gatherSubjects();
        for (Container &container : m_containers)
            sort(container.children);
        sort(m_roots);
        return flattened();
    }

private:
    struct Container {
        int message = None;
        int parent = None;
        bool hasChild = false; ///< Or had one.
        qint64 linked = 0; ///< When its parent was set, in links.
        std::vector<int> children = {};
        QString id = {};
    };
    using Siblings = std::vector<int>;

    [[nodiscard]] bool isDummy(int at) const { return m_containers[size_t(at)].message == None; }
    [[nodiscard]] Siblings &childrenOf(int at) { return m_containers[size_t(at)].children; }

    int add(int message, const QString &id = {})
    {
        m_containers.push_back({.message = message, .id = id});
        return int(m_containers.size()) - 1;
    }

    int named(const QString &id)
    {
        const auto known = m_byId.constFind(id);
        if (known != m_byId.cend())
            return *known;
        return *m_byId.insert(id, add(None, id));
    }

    /// The container of a message. A Message-ID that another has already names the first one only.
    int containerOf(int message)
    {
        const QString &id = m_messages[size_t(message)].messageId;
        if (id.isEmpty())
            return add(message);
        const int container = named(id);
        if (!isDummy(container))
            return add(message);
        m_containers[size_t(container)].message = message;
        return container;
    }

    void link(int child, int parent)
    {
        m_containers[size_t(child)].parent = parent;
        m_containers[size_t(child)].linked = ++m_links;
        if (parent != None)
            m_containers[size_t(parent)].hasChild = true;
    }

    /// Whether @p child under @p parent would make a loop, as far as the steps reach.
    [[nodiscard]] bool makesLoop(int child, int parent)
    {
        if (!m_containers[size_t(child)].hasChild)
            return false;
        for (int at = parent; at != None && m_steps > 0; at = m_containers[size_t(at)].parent) {
            if (at == child)
                return true;
            --m_steps;
        }
        return false;
    }

    /// Step 1. In mail that is made to take long, looking for loops ends somewhere: from there on
    /// they are let in, and broken afterwards all at once.
    void linkReferences()
    {
        for (int i = 0; i < int(m_messages.size()); ++i) {
            const int own = containerOf(i);
            int previous = None;
            for (const QString &id : m_messages[size_t(i)].references) {
                const int container = id.isEmpty() ? own : named(id);
                if (container == own || container == previous)
                    continue;
                if (previous != None && m_containers[size_t(container)].parent == None
                    && !makesLoop(container, previous))
                    link(container, previous);
                previous = container;
            }
            // Its own word on its parent overrules that of others, whose References may be cut
            // short.
            link(own, previous != None && makesLoop(own, previous) ? None : previous);
        }
    }

    void breakLoops()
    {
        // 0: not seen; else in which walk towards the root.
        std::vector<int> walk(m_containers.size(), 0);
        for (int start = 0; start < int(m_containers.size()); ++start) {
            int at = start;
            for (; at != None && walk[size_t(at)] == 0; at = m_containers[size_t(at)].parent)
                walk[size_t(at)] = start + 1;
            if (at == None || walk[size_t(at)] != start + 1)
                continue;
            int last = at;
            for (int i = m_containers[size_t(at)].parent; i != at;
                 i = m_containers[size_t(i)].parent) {
                if (m_containers[size_t(i)].linked > m_containers[size_t(last)].linked)
                    last = i;
            }
            m_containers[size_t(last)].parent = None;
        }
    }

    /// Step 2.
    void gatherRoots()
    {
        for (int i = 0; i < int(m_containers.size()); ++i) {
            const int parent = m_containers[size_t(i)].parent;
            (parent == None ? m_roots : childrenOf(parent)).push_back(i);
        }
    }

    /// Step 3: below the top no dummies are left, and at the top only those that hold siblings
    /// together.
    void prune()
    {
        Siblings order = m_roots; // Parents before children.
        for (size_t i = 0; i < order.size(); ++i) {
            const Siblings &children = childrenOf(order[i]);
            order.insert(order.end(), children.begin(), children.end());
        }
        for (auto at = order.rbegin(); at != order.rend(); ++at)
            promoteFrom(childrenOf(*at));
        Siblings roots;
        for (const int root : m_roots) {
            const Siblings &children = childrenOf(root);
            if (!isDummy(root) || children.size() > 1)
                roots.push_back(root);
            else if (children.size() == 1)
                roots.push_back(children.front());
        }
        m_roots = std::move(roots);
    }

    /// Puts the children of dummies, which have none themselves any more, in the dummies' places.
    void promoteFrom(Siblings &siblings)
    {
        Siblings result;
        for (const int one : siblings) {
            if (!isDummy(one)) {
                result.push_back(one);
                continue;
            }
            // The shorter list moves, so that long ones do not climb step by step.
            Siblings &children = childrenOf(one);
            if (children.size() > result.size())
                std::swap(children, result);
            result.insert(result.end(), children.begin(), children.end());
            children = {};
        }
        siblings = std::move(result);
    }

    /// The message that stands for a node: its own, or that of a dummy's first child.
    [[nodiscard]] int messageOf(int at) const
    {
        const Container &container = m_containers[size_t(at)];
        return container.message != None ? container.message
                                         : m_containers[size_t(container.children.front())].message;
    }

    /// By the time sent, then by sequence number.
    void sort(Siblings &siblings) const
    {
        const auto key = [this](int at) {
            const int message = messageOf(at);
            return std::pair(m_messages[size_t(message)].sentMs, message);
        };
        if (siblings.size() > 1)
            std::sort(
                siblings.begin(), siblings.end(), [&](int a, int b) { return key(a) < key(b); });
    }

    /// Step 4.
    void sortTop()
    {
        for (const int root : m_roots) {
            if (isDummy(root))
                sort(childrenOf(root));
        }
        sort(m_roots);
    }

    /// Step 5: threads of the same base subject become one.
    void gatherSubjects()
    {
        struct Subject {
            QString text;
            bool isReply = false;
        };
        std::vector<Subject> subjects;
        QHash<QString, int> table; // Base subject: which of the roots has it.
        for (const int root : m_roots) {
            const auto base = mime::baseSubject(m_messages[size_t(messageOf(root))].subject);
            subjects.push_back({base.text.normalized(QString::NormalizationForm_KD).toCaseFolded(),
                base.isReply && !isDummy(root)});
        }
        for (int i = 0; i < int(m_roots.size()); ++i) {
            const Subject &subject = subjects[size_t(i)];
            if (subject.text.isEmpty())
                continue;
            const auto known = table.find(subject.text);
            if (known == table.end()) {
                table.insert(subject.text, i);
            } else if (!isDummy(m_roots[size_t(*known)])
                && (isDummy(m_roots[size_t(i)])
                    || (subjects[size_t(*known)].isReply && !subject.isReply))) {
                *known = i;
            }
        }
        for (int i = 0; i < int(subjects.size()); ++i) {
            const Subject &subject = subjects[size_t(i)];
            const int into = table.value(subject.text, i);
            if (into == i)
                continue;
            const int current = std::exchange(m_roots[size_t(i)], None);
            int &target = m_roots[size_t(into)];
            Siblings &siblings = childrenOf(target);
            if (isDummy(target) && isDummy(current)) {
                const Siblings &children = childrenOf(current);
                siblings.insert(siblings.end(), children.begin(), children.end());
            } else if (isDummy(target) || (subject.isReply && !subjects[size_t(into)].isReply)) {
                siblings.push_back(current);
            } else {
                const int original = target;
                target = add(None);
                childrenOf(target) = {original, current};
            }
        }
        m_roots.erase(std::remove(m_roots.begin(), m_roots.end(), None), m_roots.end());
    }

    [[nodiscard]] std::vector<ThreadNode> flattened() const
    {
        std::vector<ThreadNode> forest;
        forest.reserve(m_messages.size());
        struct Place {
            int container, parent, depth;
        };
        std::vector<Place> ahead;
        const auto push = [&ahead](const Siblings &siblings, int parent, int depth) {
            for (auto i = siblings.rbegin(); i != siblings.rend(); ++i)
                ahead.push_back({*i, parent, depth});
        };
        push(m_roots, None, 0);
        while (!ahead.empty()) {
            const Place place = ahead.back();
            ahead.pop_back();
            const Container &container = m_containers[size_t(place.container)];
            forest.push_back({container.message, place.parent, place.depth,
                container.message == None ? container.id : QString()});
            push(container.children, int(forest.size()) - 1, place.depth + 1);
        }
        return forest;
    }

    const std::vector<Threadable> &m_messages;
    std::vector<Container> m_containers;
    QHash<QString, int> m_byId;
    Siblings m_roots;
    qint64 m_links = 0;
    qint64 m_steps; ///< That may still be gone to look for loops.
};

} // namespace

std::vector<ThreadNode> threadByReferences(const std::vector<Threadable> &messages)
{
    return Threading(messages).run();
}

} // namespace digidig::mail
