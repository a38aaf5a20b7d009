// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/imapfolders.h"

#include "imapproto/mutf7.h"
#include "mail/mailboxname.h"

#include <QtCore/QSet>

#include <algorithm>

namespace digidig::archive {

namespace {

/// The uses that a mailbox may have here (RFC 6154 without views of others, RFC 8457).
const QStringList &keptUses()
{
    static const QStringList uses{QStringLiteral("\\Archive"), QStringLiteral("\\Drafts"),
        QStringLiteral("\\Important"), QStringLiteral("\\Junk"), QStringLiteral("\\Sent"),
        QStringLiteral("\\Trash")};
    return uses;
}

/// What programs call the folder of a use when the server does not say.
QString usualUse(const QString &leaf)
{
    static const QHash<QString, QString> uses{{QStringLiteral("sent"), QStringLiteral("\\Sent")},
        {QStringLiteral("sent items"), QStringLiteral("\\Sent")},
        {QStringLiteral("sent messages"), QStringLiteral("\\Sent")},
        {QStringLiteral("sent mail"), QStringLiteral("\\Sent")},
        {QStringLiteral("drafts"), QStringLiteral("\\Drafts")},
        {QStringLiteral("trash"), QStringLiteral("\\Trash")},
        {QStringLiteral("deleted items"), QStringLiteral("\\Trash")},
        {QStringLiteral("deleted messages"), QStringLiteral("\\Trash")},
        {QStringLiteral("junk"), QStringLiteral("\\Junk")},
        {QStringLiteral("junk e-mail"), QStringLiteral("\\Junk")},
        {QStringLiteral("junk email"), QStringLiteral("\\Junk")},
        {QStringLiteral("spam"), QStringLiteral("\\Junk")},
        {QStringLiteral("archive"), QStringLiteral("\\Archive")},
        {QStringLiteral("archives"), QStringLiteral("\\Archive")}};
    return uses.value(leaf.toLower());
}

QString legalLevel(const QString &level)
{
    QString legal = level;
    for (QChar &c : legal) {
        if (c == u'/' || c == u'*' || c == u'%' || c.category() == QChar::Other_Control
            || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = u'_';
    }
    return legal.isEmpty() ? QStringLiteral("_") : legal;
}

QStringList levelsOf(const imapclient::ListedFolder &folder)
{
    const QString name = folderText(folder.name);
    if (folder.delimiter == '\0')
        return {name};
    return name.split(QLatin1Char(folder.delimiter));
}

bool isInbox(const QString &level)
{
    return level.compare(u"INBOX", Qt::CaseInsensitive) == 0;
}

QString announcedUse(const imapclient::ListedFolder &folder)
{
    for (const QString &use : keptUses()) {
        if (folder.has(use))
            return use;
    }
    return {};
}

/// One folder with what is known of it.
struct Candidate {
    const imapclient::ListedFolder *listed;
    QStringList levels; ///< There.
    QString use;
};

/// Those that can hold mail, superiors first, each with its use.
std::vector<Candidate> candidatesOf(const imapclient::Folders &found)
{
    std::vector<Candidate> all;
    QSet<QString> uses;
    QSet<QByteArray> seen;
    for (const imapclient::ListedFolder &folder : found.folders) {
        if (folder.has(u"\\Noselect") || folder.has(u"\\NonExistent") || seen.contains(folder.name))
            continue;
        seen.insert(folder.name);
        QString use = announcedUse(folder);
        if (uses.contains(use))
            use.clear();
        if (!use.isEmpty())
            uses.insert(use);
        all.push_back({&folder, levelsOf(folder), use});
    }
    std::stable_sort(all.begin(), all.end(), [](const Candidate &a, const Candidate &b) {
        return std::pair(a.levels.size(), a.levels) < std::pair(b.levels.size(), b.levels);
    });
    for (Candidate &one : all) {
        const bool top =
            one.levels.size() == 1 || (one.levels.size() == 2 && isInbox(one.levels.first()));
        if (!top || !one.use.isEmpty())
            continue;
        const QString use = usualUse(one.levels.last());
        if (use.isEmpty() || uses.contains(use))
            continue;
        one.use = use;
        uses.insert(use);
    }
    return all;
}

/// Gives each candidate the name it has here.
class Naming {
public:
    Naming(const std::vector<mail::Mailbox> &present, bool below)
        : m_below(below)
    {
        for (const mail::Mailbox &mailbox : present) {
            m_present.insert(mailbox.name);
            if (!mailbox.specialUse.isEmpty())
                m_ofUse.insert(mailbox.specialUse, mailbox.name);
        }
    }

    QString nameFor(const Candidate &one)
    {
        QStringList levels;
        for (const QString &level : one.levels)
            levels += legalLevel(level);
        const QString leaf = levels.takeLast();
        const auto superior = m_places.constFind(one.levels.mid(0, one.levels.size() - 1));
        if (superior != m_places.constEnd())
            levels = {*superior};
        QString name = normal((levels + QStringList(leaf)).join(u'/'));
        if (!m_below && !one.use.isEmpty() && !m_present.contains(name))
            name = m_ofUse.value(one.use, name);
        name = distinct(name);
        m_places.insert(one.levels, name);
        return name;
    }

private:
    static QString normal(const QString &name)
    {
        const auto legal = mail::mailboxName(name);
        // What is not legal even so is refused when it is to be made, and told.
        return legal ? *legal : name;
    }
    QString distinct(const QString &name)
    {
        QString one = name;
        for (int number = 2; m_taken.contains(one); ++number)
            one = QStringLiteral("%1_%2").arg(name).arg(number);
        m_taken.insert(one);
        return one;
    }

    const bool m_below;
    QSet<QString> m_present;
    QHash<QString, QString> m_ofUse;
    QHash<QStringList, QString> m_places; ///< By the levels there.
    QSet<QString> m_taken;
};

} // namespace

QString folderText(QByteArrayView wireName)
{
    if (const auto name = imapproto::fromModifiedUtf7(wireName))
        return *name;
    return wireName.isValidUtf8() ? QString::fromUtf8(wireName) : QString::fromLatin1(wireName);
}

std::vector<ImapFolder> imapFolders(
    const imapclient::Folders &found, const std::vector<mail::Mailbox> &present, bool below)
{
    const QSet<QString> subscribed(found.subscribed.begin(), found.subscribed.end());
    Naming naming(present, below);
    std::vector<ImapFolder> folders;
    for (const Candidate &one : candidatesOf(found)) {
        ImapFolder folder;
        folder.wireName = one.listed->name;
        folder.name = one.levels.join(u'/');
        folder.target.name = naming.nameFor(one);
        folder.target.specialUse = below ? QString() : one.use;
        folder.target.subscribed = subscribed.contains(QString::fromLatin1(one.listed->name));
        folders.push_back(std::move(folder));
    }
    return folders;
}

} // namespace digidig::archive
