// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapclient/connection.h"
#include "imapclient/response.h"
#include "imapproto/sequenceset.h"

#include <memory>
#include <vector>

namespace digidig::imapclient {

/// All folders of a user.
struct Folders {
    std::vector<ListedFolder> folders;
    QStringList subscribed; ///< Names as they go over the wire, in Latin-1.
    QStringList unreadable; ///< What the server wrote of others, for people.
};

/// A folder that is looked at, without anything being changed there.
struct Examined {
    quint32 uidValidity = 0;
    quint32 messages = 0;
};

struct ListedMessage {
    quint32 uid = 0;
    quint64 size = 0; ///< As the server has it, which is not always true.
};

/// A user logged in on a server, to read only. Blocking, for one thread. Errors of the connection
/// (Unavailable, Timeout, TooLarge, Corrupt) end it; what the server refuses alone is NotFound with
/// `refused_by_server`.
class Session {
public:
    static constexpr qsizetype MaxFolders = 100'000;
    static constexpr quint32 MaxMessages = 20'000'000;

    explicit Session(Access access);

    /// Connects, encrypts unless the Access says otherwise, and logs in. Unauthorized when the
    /// server does not take the password.
    [[nodiscard]] core::Result<void> begin(const QByteArray &password);
    /// LIST and, where it does not tell of subscriptions, LSUB.
    [[nodiscard]] core::Result<Folders> folders();
    [[nodiscard]] core::Result<Examined> examine(const QByteArray &folder);
    /// All messages of the folder that is examined, by UID.
    [[nodiscard]] core::Result<std::vector<ListedMessage>> messages(const Examined &folder);
    /// Fetches messages of that folder with flags, time and content, each handed to @p each as it
    /// comes; about @p bytes in all. Nothing of theirs is changed.
    [[nodiscard]] core::Result<void> fetch(const imapproto::NumberRanges &uids, quint64 bytes,
        const std::function<void(Fetched)> &each);
    /// Says goodbye, and waits for nothing.
    void end();

    [[nodiscard]] static bool isRefusal(const core::Error &error)
    {
        return error.slug == "refused_by_server";
    }

private:
    using Each = std::function<void(Response &)>;
    /// The parts of a command: the server asks for each but the first.
    using Parts = QByteArrayList;

    /// What the answer to a command may cost.
    struct Bounds {
        qint64 waitMs;
        qint64 responses;
        qint64 contents = 0; ///< How many of the responses may bring a message.
    };

    /// Sends a command and reads to its end.
    [[nodiscard]] core::Result<Status> command(Parts parts, Bounds bounds, const Each &each = {});
    /// The same, where only OK is good.
    [[nodiscard]] core::Result<Status> demand(Parts parts, Bounds bounds, const Each &each = {});
    [[nodiscard]] core::Result<void> greet();
    [[nodiscard]] core::Result<void> askCapabilities();
    [[nodiscard]] core::Result<void> encrypt();
    [[nodiscard]] core::Result<void> login(const QByteArray &password);
    [[nodiscard]] core::Error refusal(const Status &status) const;
    [[nodiscard]] bool can(QByteArrayView capability) const
    {
        return m_capabilities.contains(capability);
    }

    const Access m_access;
    Connection m_connection;
    QByteArrayList m_capabilities;
    quint64 m_tags = 0;
    bool m_loggedIn = false;
};

} // namespace digidig::imapclient
