// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/placing.h"

#include "mail/address.h"
#include "mail/mailboxname.h"

#include <array>

namespace digidig::storageclient {

namespace {

constexpr qsizetype MaxRecipients = 1000;

/// Names that folders of special use go by, and the use.
constexpr std::array<std::pair<const char *, const char *>, 8> Uses{{
    {"Sent", "\\Sent"},
    {"Drafts", "\\Drafts"},
    {"Trash", "\\Trash"},
    {"Junk", "\\Junk"},
    {"Spam", "\\Junk"},
    {"Archive", "\\Archive"},
    {"Sent Items", "\\Sent"},
    {"Deleted Items", "\\Trash"},
}};

QString useOf(const QString &folder)
{
    const QString last = folder.mid(folder.lastIndexOf(u'/') + 1).trimmed();
    for (const auto &[name, use] : Uses) {
        if (last.compare(QLatin1String(name), Qt::CaseInsensitive) == 0)
            return QLatin1String(use);
    }
    return {};
}

/// The addresses in a text such as `A <a@b.cz>, c@d.cz`, normalised.
QStringList addressesIn(const QString &text)
{
    QStringList addresses;
    for (const QString &one : text.split(u',', Qt::SkipEmptyParts)) {
        const qsizetype open = one.lastIndexOf(u'<');
        const qsizetype close = one.indexOf(u'>', open + 1);
        const QString bare = open >= 0 && close > open ? one.mid(open + 1, close - open - 1) : one;
        const auto address = mail::normalizeAddress(QStringView(bare).trimmed());
        if (address && !addresses.contains(*address) && addresses.size() < MaxRecipients)
            addresses += *address;
    }
    return addresses;
}

} // namespace

Place placeOf(const QString &folder, bool received)
{
    if (!received)
        return {.specialUse = QStringLiteral("\\Sent")};
    const QString use = useOf(folder);
    if (use == u"\\Sent" || use == u"\\Drafts")
        return {.mailbox = QStringLiteral("INBOX")};
    if (!use.isEmpty())
        return {.specialUse = use};
    const auto name = mail::mailboxName(folder.trimmed());
    return {.mailbox = name ? *name : QStringLiteral("INBOX")};
}

QString folderOf(const QString &mailbox, const QString &specialUse)
{
    return specialUse.isEmpty() ? mailbox : specialUse.mid(1);
}

mail::RemoteListed listed(
    const Document &document, const std::function<bool(const QString &)> &mayCreate)
{
    mail::RemoteListed listed;
    listed.document = document.id;
    const QStringList recipients = addressesIn(document.recipient);
    for (const QString &address : recipients)
        listed.recipients.push_back({address, mayCreate(address)});
    const QStringList senders = addressesIn(document.sender);
    if (!senders.isEmpty())
        listed.sender = senders.front();
    if (document.has(Document::Read))
        listed.read = document.read;
    return listed;
}

} // namespace digidig::storageclient
