// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proxyheader.h"

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QtEndian>

#include <algorithm>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace digidig::net {

namespace {

constexpr QByteArrayView Signature1("PROXY ", 6);
constexpr QByteArrayView Signature2("\r\n\r\n\0\r\nQUIT\n", 12);
/// The longest line of version 1 there can be, with its CRLF (§2.1).
constexpr qsizetype MaxLine = 107;
/// Signature, version and command, family, length (§2.2).
constexpr qsizetype Fixed = 16;

constexpr int CommandLocal = 0x0;
constexpr int CommandProxy = 0x1;
constexpr int Tcp4 = 0x11;
constexpr int Tcp6 = 0x21;
constexpr qsizetype Addresses4 = 2 * 4 + 2 * 2;
constexpr qsizetype Addresses6 = 2 * 16 + 2 * 2;
/// Of each extension: type and length (§2.2.7).
constexpr qsizetype ExtensionHead = 3;
constexpr int TypeCrc32c = 0x03;
constexpr int TypeSsl = 0x20;
constexpr int ClientSsl = 0x01;

quint16 number16(QByteArrayView bytes)
{
    return qFromBigEndian<quint16>(bytes.data());
}

/// IPv4 within IPv6 is given as IPv4, as of every other connection.
QHostAddress address6(QByteArrayView bytes)
{
    Q_IPV6ADDR raw;
    std::copy(bytes.begin(), bytes.begin() + 16, reinterpret_cast<char *>(raw.c));
    const QHostAddress address(raw);
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4) : address;
}

/// Written in one way only: an address that two readers could understand differently is none.
bool readAddress(const QByteArray &text, int family, QHostAddress *address)
{
    in_addr v4 = {};
    in6_addr v6 = {};
    if (text.contains('\0'))
        return false;
    if (family == AF_INET && ::inet_pton(AF_INET, text.constData(), &v4) == 1) {
        *address = QHostAddress(ntohl(v4.s_addr));
        return true;
    }
    if (family == AF_INET6 && ::inet_pton(AF_INET6, text.constData(), &v6) == 1) {
        *address = address6(QByteArrayView(reinterpret_cast<const char *>(&v6), 16));
        return true;
    }
    return false;
}

/// Decimal, no sign, no zero in front (§2.1).
bool readPort(const QByteArray &text, quint16 *port)
{
    const bool digits = !text.isEmpty() && text.size() <= 5
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    const int value = digits ? text.toInt() : -1;
    if (value < 0 || value > 65535 || (text.size() > 1 && text.front() == '0'))
        return false;
    *port = quint16(value);
    return true;
}

/// CRC-32C (Castagnoli) of @p header, whose own four bytes at @p at count as zeros (§2.2.3).
quint32 checksum(QByteArrayView header, qsizetype at)
{
    constexpr quint32 Polynomial = 0x82f63b78;
    quint32 crc = ~0U;
    for (qsizetype i = 0; i < header.size(); ++i) {
        crc ^= i >= at && i < at + 4 ? 0U : quint8(header[i]);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? Polynomial : 0U);
    }
    return ~crc;
}

} // namespace

ProxyHeaderReader::State ProxyHeaderReader::fail(const char *reason)
{
    m_reason = reason;
    return State::Failed;
}

/// How many bytes of @p input are sure to be of the header, whatever follows.
qsizetype ProxyHeaderReader::wanted(QByteArrayView input) const
{
    // Nothing is shorter than the longer signature: that of version 1 has a word behind it.
    if (m_bytes.size() < Signature2.size())
        return std::min(Signature2.size() - m_bytes.size(), input.size());
    if (m_bytes.startsWith(Signature1)) {
        const qsizetype end = input.indexOf('\n');
        return std::min(end < 0 ? input.size() : end + 1, MaxLine - m_bytes.size());
    }
    const qsizetype whole = m_bytes.size() < Fixed
        ? Fixed
        : Fixed + number16(QByteArrayView(m_bytes).sliced(Fixed - 2));
    return std::min(whole - m_bytes.size(), input.size());
}

ProxyHeaderReader::State ProxyHeaderReader::take(QByteArrayView input, qsizetype *taken)
{
    *taken = 0;
    while (*taken < input.size()) {
        const qsizetype size = wanted(input.sliced(*taken));
        m_bytes += input.sliced(*taken, size);
        *taken += size;
        if (const State state = look(); state != State::NeedMore)
            return state;
    }
    return State::NeedMore;
}

/// At what there is of the header; wanted() never goes beyond its end.
ProxyHeaderReader::State ProxyHeaderReader::look()
{
    const auto mayBe = [this](QByteArrayView signature) {
        const qsizetype size = std::min(m_bytes.size(), signature.size());
        return QByteArrayView(m_bytes).first(size) == signature.first(size);
    };
    if (mayBe(Signature1)) {
        // No line is so short that its end lies before that of what there is.
        const qsizetype end = m_bytes.indexOf('\n');
        if (end >= 0 && (end + 1 < m_bytes.size() || !m_bytes.endsWith("\r\n")))
            return fail("a line that does not end in CRLF");
        if (end >= 0)
            return readVersion1(QByteArrayView(m_bytes).chopped(2));
        return m_bytes.size() < MaxLine ? State::NeedMore : fail("a line that is too long");
    }
    if (!mayBe(Signature2))
        return fail("no PROXY header");
    if (m_bytes.size() < Fixed)
        return State::NeedMore;
    const qsizetype whole = Fixed + number16(QByteArrayView(m_bytes).sliced(Fixed - 2));
    if (whole > MaxBytes)
        return fail("a header that is too long");
    return m_bytes.size() < whole ? State::NeedMore : readVersion2();
}

/// `PROXY TCP4 192.0.2.1 198.51.100.1 56324 443` (§2.1).
ProxyHeaderReader::State ProxyHeaderReader::readVersion1(QByteArrayView line)
{
    const QList<QByteArray> words = line.toByteArray().split(' ');
    if (words.size() >= 2 && words[1] == "UNKNOWN")
        return State::Complete; // Whatever else the line says is to be ignored.
    const int family = words.size() < 2 ? AF_UNSPEC
        : words[1] == "TCP4"            ? AF_INET
        : words[1] == "TCP6"            ? AF_INET6
                                        : AF_UNSPEC;
    QHostAddress local;
    quint16 localPort = 0;
    if (family == AF_UNSPEC || words.size() != 6
        || !readAddress(words[2], family, &m_header.client.address)
        || !readAddress(words[3], family, &local)
        || !readPort(words[4], &m_header.client.port) || !readPort(words[5], &localPort))
        return fail("a line that cannot be understood");
    m_header.isLocal = false;
    return State::Complete;
}

ProxyHeaderReader::State ProxyHeaderReader::readVersion2()
{
    const QByteArrayView all = m_bytes;
    const int version = quint8(all[Signature2.size()]) >> 4;
    const int command = quint8(all[Signature2.size()]) & 0xf;
    const int family = quint8(all[Signature2.size() + 1]);
    if (version != 2 || (command != CommandLocal && command != CommandProxy))
        return fail("an unknown version or command");
    // Of LOCAL the rest is to be discarded, of another family what cannot be understood.
    if (command == CommandLocal || (family != Tcp4 && family != Tcp6))
        return State::Complete;
    const QByteArrayView rest = all.sliced(Fixed);
    const qsizetype size = family == Tcp4 ? Addresses4 : Addresses6;
    if (rest.size() < size)
        return fail("addresses that are cut off");
    if (family == Tcp4)
        m_header.client.address = QHostAddress(qFromBigEndian<quint32>(rest.data()));
    else
        m_header.client.address = address6(rest);
    m_header.client.port = number16(rest.sliced(size - 4));
    m_header.isLocal = false;
    return readExtensions(rest.sliced(size));
}

/// Those that are not known are skipped (§2.2.7).
ProxyHeaderReader::State ProxyHeaderReader::readExtensions(QByteArrayView extensions)
{
    bool checked = false;
    while (!extensions.isEmpty()) {
        if (extensions.size() < ExtensionHead)
            return fail("an extension that is cut off");
        const int type = quint8(extensions[0]);
        const qsizetype size = number16(extensions.sliced(1));
        if (size > extensions.size() - ExtensionHead)
            return fail("an extension that is cut off");
        const QByteArrayView value = extensions.sliced(ExtensionHead, size);
        if (type == TypeCrc32c) {
            const qsizetype at = value.data() - m_bytes.constData();
            if (std::exchange(checked, true) || size != 4
                || qFromBigEndian<quint32>(value.data()) != checksum(m_bytes, at))
                return fail("a wrong checksum");
        } else if (type == TypeSsl && !value.isEmpty()) {
            m_header.tls = (quint8(value[0]) & ClientSsl) != 0;
        }
        extensions = extensions.sliced(ExtensionHead + size);
    }
    return State::Complete;
}

} // namespace digidig::net
