// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/recipients.h"

#include "mail/address.h"

namespace digidig::lmtp {

namespace {

/// An address that may be meant, and the mailbox that it names.
struct Candidate {
    QString address;
    QString tag;
};

std::vector<Candidate> candidates(const Path &path, const QString &delimiter)
{
    std::vector<Candidate> all;
    if (const auto whole = mail::normalizeAddress(path.address()))
        all.push_back({*whole, {}});
    const qsizetype at = delimiter.isEmpty() ? -1 : path.local.indexOf(delimiter);
    if (at <= 0)
        return all;
    if (const auto base = mail::normalizeAddress(path.local.left(at) + u'@' + path.domain))
        all.push_back({*base, path.local.mid(at + delimiter.size())});
    return all;
}

QStringList mailboxesOf(const QString &tag)
{
    if (tag.isEmpty())
        return {};
    const QString name = tag.normalized(QString::NormalizationForm_C);
    return {QStringLiteral("INBOX/") + name, name};
}

/// Why @p account takes no message of @p size bytes now; nothing when it does.
std::optional<Reply> objection(const mail::Account &account, std::optional<qint64> size)
{
    using core::Errc;
    if (account.disabled)
        return refusal({Errc::Forbidden});
    const qint64 wanted = size.value_or(1);
    if (account.quotaBytes > 0 && account.usedBytes + wanted > account.quotaBytes)
        return refusal({Errc::QuotaExceeded}, wanted > account.quotaBytes);
    return std::nullopt;
}

} // namespace

std::variant<Recipient, Reply> findRecipient(const Path &path, std::optional<qint64> size,
    mail::AccountStore &accounts, const mail::DeliveryPolicy &policy, const QString &delimiter)
{
    using core::Errc;
    const auto possible = candidates(path, delimiter);
    for (const Candidate &one : possible) {
        const auto account = accounts.accountReachedBy(one.address);
        if (account) {
            if (auto reply = objection(*account, size))
                return *std::move(reply);
            return Recipient{path.text, one.address, mailboxesOf(one.tag), account->quotaBytes,
                account->junkHeader};
        }
        if (account.error().errc != Errc::NotFound)
            return refusal(account.error());
    }
    // Nobody yet: what is without the tag becomes an account.
    if (!possible.empty() && policy.autoCreateAccounts
        && mail::isLocal(possible.back().address, policy.localDomains))
        return Recipient{path.text, possible.back().address};
    if (!policy.domainsKnown)
        return Reply{451, "4.3.0", "It is not known yet whose mail is taken here"};
    return refusal({Errc::NotFound});
}

} // namespace digidig::lmtp
