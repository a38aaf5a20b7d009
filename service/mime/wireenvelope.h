// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <array>
#include <optional>
#include <vector>

namespace digidig::mime {

/// An ENVELOPE in wire form (RFC 9051 §7.5.2), read back. What is not one is empty.
class WireEnvelope {
public:
    enum List { From, Sender, ReplyTo, To, Cc, Bcc, Lists };

    /// One element of an address list; a group begins with one without host, and ends with one that
    /// has neither mailbox nor host.
    struct Address {
        std::optional<QByteArray> name; ///< Encoded-words as they are.
        std::optional<QByteArray> route; ///< `@a,@b`
        std::optional<QByteArray> mailbox;
        std::optional<QByteArray> host;
    };

    explicit WireEnvelope(QByteArrayView wire);

    /// The Date field as it is written.
    [[nodiscard]] const std::optional<QByteArray> &date() const { return m_date; }
    [[nodiscard]] const std::optional<QByteArray> &subject() const { return m_subject; }
    [[nodiscard]] const std::vector<Address> &addresses(List list) const { return m_lists[list]; }
    /// All of the list as text to search in, decoded: `Name <local@host>, Group: <@a:local@host>;`.
    [[nodiscard]] QString text(List list) const;
    /// Whether there are mailboxes only, without groups and routes.
    [[nodiscard]] bool isPlain(List list) const;

private:
    std::optional<QByteArray> m_date;
    std::optional<QByteArray> m_subject;
    std::array<std::vector<Address>, Lists> m_lists;
};

} // namespace digidig::mime
