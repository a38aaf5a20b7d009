// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/mailsource.h"
#include "archive/mboxformat.h"

#include <QtCore/QList>

namespace digidig::archive {

/// Remembers everything that reading a source finds.
class Collected final : public SourceVisitor {
public:
    struct One {
        QByteArray raw; ///< Unquoted.
        SourceMessage message;
    };

    void message(SourceMessage message) override
    {
        QByteArray raw = message.raw.toByteArray();
        if (message.fromMbox)
            raw = mbox::unquoted(raw).value_or(raw);
        messages.append({std::move(raw), std::move(message)});
    }
    void mailbox(const ArchivedMailbox &mailbox) override { mailboxes.append(mailbox.name); }
    void failed(const SourceLocation &location, const core::Error &error) override
    {
        failures.append({location, error});
    }
    void ignored(const QString &path) override { ignoredPaths.append(path); }
    bool wantsMore() override { return most < 0 || messages.size() < most; }

    [[nodiscard]] QByteArrayList raws() const
    {
        QByteArrayList all;
        for (const One &one : messages)
            all.append(one.raw);
        return all;
    }

    QList<One> messages;
    QList<std::pair<SourceLocation, core::Error>> failures;
    QStringList mailboxes;
    QStringList ignoredPaths;
    qsizetype most = -1; ///< Wants no more after this many.
};

} // namespace digidig::archive
