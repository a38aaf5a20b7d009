// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/reply.h"

namespace digidig::imap {

namespace {

struct Known {
    const char *slug;
    const char *code;
    const char *text;
};

// What a client can do something about.
constexpr Known Slugs[] = {
    {"mailbox_not_found", "NONEXISTENT", "There is no such mailbox"},
    {"mailbox_exists", "ALREADYEXISTS", "There is a mailbox of that name already"},
    {"mailbox_has_children", "HASCHILDREN", "There are mailboxes below it; delete those first"},
    {"inbox_not_removable", "CANNOT", "INBOX cannot be deleted"},
    {"special_use_taken", "USEATTR", "Another mailbox has that use already"},
    {"quota_exceeded", "OVERQUOTA", "The quota would be exceeded"},
    {"account_disabled", "CONTACTADMIN", "The account is disabled"},
    {"identity_unavailable", "UNAVAILABLE", "Logins cannot be checked now; try again later"},
    {"storage_unavailable", "UNAVAILABLE", "The Storage service does not answer; try again later"},
    {"storage_timeout", "UNAVAILABLE", "The Storage service does not answer in time"},
};

Known general(core::Errc errc)
{
    using core::Errc;
    switch (errc) {
    case Errc::Invalid:
        return {"", "CANNOT", "That cannot be done"};
    case Errc::Unauthorized:
        return {"", "AUTHENTICATIONFAILED", "Wrong user name or password"};
    case Errc::Forbidden:
        return {"", "NOPERM", "You may not do that"};
    case Errc::NotFound:
        return {"", "NONEXISTENT", "It is not there"};
    case Errc::AlreadyExists:
        return {"", "ALREADYEXISTS", "It is there already"};
    case Errc::Conflict:
        return {"", "CANNOT", "It cannot be done as things are"};
    case Errc::TooLarge:
        return {"", "TOOBIG", "The message is larger than this server takes"};
    case Errc::LimitExceeded:
        return {"", "LIMIT", "A limit is reached; try again later"};
    case Errc::QuotaExceeded:
        return {"", "OVERQUOTA", "The quota would be exceeded"};
    case Errc::StoreFull:
        return {"", "UNAVAILABLE", "The disk of the server is full"};
    case Errc::Timeout:
        return {"", "UNAVAILABLE", "It took too long"};
    case Errc::Unavailable:
        return {"", "UNAVAILABLE", "It cannot be done now; try again later"};
    case Errc::Corrupt:
        return {"", "CORRUPTION", "What is stored is damaged; tell the administrator"};
    case Errc::Internal:
        break;
    }
    return {"", "SERVERBUG", "Something went wrong here; tell the administrator"};
}

} // namespace

Reply refusal(const core::Error &error)
{
    for (const Known &known : Slugs) {
        if (known.slug == error.slug)
            return no(QString::fromLatin1(known.text), known.code);
    }
    const Known known = general(error.errc);
    return no(QString::fromLatin1(known.text), known.code);
}

} // namespace digidig::imap
