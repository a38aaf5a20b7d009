// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/client.h"
#include "storageclient/ingest.h"
#include "storageclient/listing.h"

#include <functional>
#include <unordered_set>

namespace digidig::storageclient {

/// What a pass has come to so far.
struct Passed {
    qint64 listed = 0; ///< Documents looked at.
    qint64 stored = 0; ///< Messages newly stored.
    qint64 failed = 0; ///< Documents that could not be taken.
    qint64 changed = 0; ///< Messages whose read state was changed there.
    qint64 vanished = 0; ///< Messages that went because their documents had.

    Passed &operator+=(const Passed &other);
};

/// Who is read for.
struct Scope {
    std::optional<core::AccountId> account = {}; ///< Not set: everybody.
    QStringList addresses = {}; ///< Those of the account; empty: everybody's.
    bool stranger = false; ///< There is no account yet: nothing is remembered of the pass.
};

/// One reading of Storage's list, for an account or for everybody: what is missing here is stored;
/// when it goes from beginning to end, what has vanished there is removed. Whatever ends it early,
/// the next one knows. Used once, on one thread, which it blocks.
class Pass {
public:
    struct Parts {
        Client &client;
        mail::RemoteCopies &copies;
        Ingest &ingest;
    };
    using Step = std::function<bool(const Passed &change)>; ///< False: end here.

    Pass(const Parts &parts, Scope scope, Step step);

    /// Reads from the newest on until what comes is known, or, @p whole or when an earlier pass did
    /// not get through, to the end. @p first: how many e-mails are asked for at first. False: it
    /// was told to end.
    [[nodiscard]] core::Result<bool> run(bool whole, qint64 first);
    [[nodiscard]] const Passed &passed() const { return m_passed; }

private:
    /// How one list ended, for who reads the next.
    struct Window {
        qint64 received = 0;
        bool fresh = false; ///< Something in it was missing.
        qint64 added = 0; ///< Of what it listed, what this pass had not seen before.
        std::optional<qint64> oldestMs; ///< The time of its oldest document; not set: none tells.
        bool clean = true; ///< All of it made sense.
        bool stopped = false;
        std::optional<qint64> total; ///< The documented form's.
        Form form = Form::Unknown;
    };

    /// How the reading of one address ended.
    enum class End {
        Reached, ///< Of the list, from its beginning.
        Known, ///< At what is here.
        Stopped,
    };
    [[nodiscard]] core::Result<End> readAll(bool whole, qint64 limit);
    [[nodiscard]] core::Result<End> read(const QString &address, bool whole, qint64 limit);
    [[nodiscard]] core::Result<Window> window(const QString &address, qint64 offset, qint64 limit);
    /// Whether what comes behind @p window was there at the last reading.
    [[nodiscard]] bool goesBack(const Window &window) const;
    [[nodiscard]] core::Result<bool> take(
        std::vector<Document> documents, Form form, qint64 sinceMs);
    [[nodiscard]] core::Result<bool> store(
        std::vector<Document> documents, std::vector<mail::RemoteKnown> known, Form form);
    /// Asks for the documents whose list had no bodies. Only when that list has ended: it keeps its
    /// connection while it waits for who reads it, and there may be no other.
    [[nodiscard]] core::Result<void> storeWanted();
    void count(const Ingest::Counts &counts);
    [[nodiscard]] core::Result<bool> sweep(qint64 lastCopy);
    /// What nobody found of @p candidates.
    [[nodiscard]] core::Result<QStringList> confirmedGone(const QStringList &candidates);
    /// Notes that it is under way: whatever happens now, the next one reads everything.
    [[nodiscard]] core::Result<void> begin();
    bool step(const Passed &change);

    /// A document that is missing here, without its body.
    struct Wanted {
        QString document;
        qint64 sizeBytes = 0;
        qint64 timestampMs = 0;
        std::vector<mail::RemoteKnown::Missing> missing;
    };

    Parts m_parts;
    const Scope m_scope;
    const Step m_step;
    const Caller m_caller;
    mail::RemoteScope m_state;
    Passed m_passed;
    Ingest::Group m_group;
    std::vector<Wanted> m_wanted; ///< Of the list that is being read; never more than its limit.
    std::unordered_set<quint64> m_seen; ///< Hashes of the documents listed.
    bool m_clean = true;
    bool m_begun = false;
    bool m_stopped = false;
    bool m_retry = false; ///< Something was not taken for reasons that pass.
    Form m_form = Form::Unknown;
};

} // namespace digidig::storageclient
