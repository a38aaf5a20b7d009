// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/wireenvelope.h"

#include "mime/text.h"

#include <algorithm>

namespace digidig::mime {

namespace {

/// Reads tokens from the front; after something unexpected there is nothing any more.
class Scanner {
public:
    explicit Scanner(QByteArrayView rest)
        : m_rest(rest)
    {
    }

    /// Whether @p c comes next; then it is behind.
    bool take(char c)
    {
        if (!m_rest.startsWith(c))
            return false;
        m_rest = m_rest.sliced(1);
        return true;
    }

    /// RFC 9051 §9 `nstring`, and the space behind it if there is one.
    std::optional<QByteArray> nstring()
    {
        std::optional<QByteArray> value;
        if (take('"'))
            value = quoted();
        else if (take('{'))
            value = literal();
        else if (m_rest.startsWith("NIL"))
            m_rest = m_rest.sliced(3);
        else
            m_rest = {};
        take(' ');
        return value;
    }

private:
    QByteArray quoted()
    {
        QByteArray value;
        while (!m_rest.isEmpty()) {
            char c = m_rest.front();
            m_rest = m_rest.sliced(1);
            if (c == '"')
                return value;
            if (c == '\\' && !m_rest.isEmpty()) {
                c = m_rest.front();
                m_rest = m_rest.sliced(1);
            }
            value += c;
        }
        return value;
    }

    QByteArray literal()
    {
        const qsizetype end = m_rest.indexOf("}\r\n");
        bool ok = false;
        const qsizetype size = end < 0 ? 0 : m_rest.first(end).toByteArray().toLongLong(&ok);
        constexpr qsizetype behind = 3;
        if (!ok || size < 0 || size > m_rest.size() - end - behind) {
            m_rest = {};
            return {};
        }
        const QByteArray value = m_rest.sliced(end + behind, size).toByteArray();
        m_rest = m_rest.sliced(end + behind + size);
        return value;
    }

    QByteArrayView m_rest;
};

/// RFC 5322 §3.2.3 `atext`, or a dot, or beyond ASCII.
bool isPlain(char c)
{
    return static_cast<signed char>(c) < 0 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z') || QByteArrayView("!#$%&'*+-/=?^_`{|}~.").contains(c);
}

QString addressText(const WireEnvelope::Address &address)
{
    QByteArray local = *address.mailbox;
    if (!std::all_of(local.begin(), local.end(), isPlain)) {
        local.replace("\\", "\\\\").replace("\"", "\\\"");
        local = '"' + local + '"';
    }
    if (address.host && !address.host->isEmpty())
        local += '@' + *address.host;
    return decodeHeader(local);
}

} // namespace

WireEnvelope::WireEnvelope(QByteArrayView wire)
{
    Scanner scan(wire);
    if (!scan.take('('))
        return;
    m_date = scan.nstring();
    m_subject = scan.nstring();
    for (std::vector<Address> &list : m_lists) {
        if (!scan.take('(')) {
            (void)scan.nstring(); // NIL
            continue;
        }
        while (scan.take('(')) {
            Address address;
            address.name = scan.nstring();
            address.route = scan.nstring();
            address.mailbox = scan.nstring();
            address.host = scan.nstring();
            list.push_back(std::move(address));
            if (!scan.take(')'))
                return;
        }
        if (!scan.take(')'))
            return;
        scan.take(' ');
    }
}

QString WireEnvelope::text(List list) const
{
    QString text;
    bool separate = false;
    for (const Address &address : m_lists[list]) {
        if (!address.mailbox) { // A group ends.
            text += u';';
            separate = true;
            continue;
        }
        if (separate)
            text += QStringLiteral(", ");
        separate = address.host.has_value();
        if (!separate) { // A group begins.
            text += decodeHeader(*address.mailbox) + QStringLiteral(": ");
            continue;
        }
        const QString name = address.name ? decodeHeader(*address.name) + u' ' : QString();
        QString plain = addressText(address);
        if (address.route)
            plain = QString::fromLatin1(*address.route) + u':' + plain;
        text += name.isEmpty() && !address.route ? plain : name + u'<' + plain + u'>';
    }
    return text;
}

bool WireEnvelope::isPlain(List list) const
{
    return std::all_of(m_lists[list].begin(), m_lists[list].end(),
        [](const Address &address) { return address.mailbox && address.host && !address.route; });
}

} // namespace digidig::mime
