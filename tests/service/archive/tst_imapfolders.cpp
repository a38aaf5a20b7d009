// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/folderproof.h"
#include "archive/imapfolders.h"

#include <QtCore/QCryptographicHash>
#include <QtTest/QTest>

using namespace digidig;

namespace {

imapclient::ListedFolder listed(
    const char *name, char delimiter = '/', const QStringList &attributes = {})
{
    return {attributes, delimiter, name, false};
}

mail::Mailbox mailbox(const char *name, const char *use = "")
{
    mail::Mailbox box;
    box.name = QString::fromUtf8(name);
    box.specialUse = QString::fromLatin1(use);
    return box;
}

std::vector<mail::Mailbox> standard()
{
    return {mailbox("INBOX"), mailbox("INBOX/Sent", "\\Sent"), mailbox("INBOX/Drafts", "\\Drafts"),
        mailbox("INBOX/Trash", "\\Trash"), mailbox("INBOX/Junk", "\\Junk"),
        mailbox("INBOX/Archive", "\\Archive")};
}

/// `there → here`, with the use behind it.
QStringList placed(const std::vector<imapclient::ListedFolder> &folders,
    const std::vector<mail::Mailbox> &present = standard(), bool below = false)
{
    QStringList lines;
    for (const auto &folder : archive::imapFolders({folders, {}, {}}, present, below))
        lines += folder.name + QStringLiteral(" → ") + folder.target.name + u' '
            + folder.target.specialUse;
    return lines;
}

QStringList lines(std::initializer_list<const char *> all)
{
    QStringList list;
    for (const char *one : all)
        list += QString::fromUtf8(one);
    return list;
}

} // namespace

class TestImapFolders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void names()
    {
        QCOMPARE(
            placed({listed("INBOX"), listed("Pr&AOE-ce/2024"), listed("a &- b"), listed("Work")}),
            lines(
                {"INBOX → INBOX ", "Work → Work ", "a & b → a & b ", "Práce/2024 → Práce/2024 "}));
    }

    void delimiters()
    {
        QCOMPARE(placed({listed("inbox", '.'), listed("INBOX.Work.2024", '.'),
                     listed("INBOX.a/b", '.')}),
            lines({"inbox → INBOX ", "INBOX/a/b → INBOX/a_b ",
                "INBOX/Work/2024 → INBOX/Work/2024 "}));
        QCOMPARE(placed({listed("flat/name", '\0')}), lines({"flat/name → flat_name "}));
    }

    void specialUses()
    {
        QCOMPARE(placed({listed("Odeslan&AOE-", '/',
                             {QStringLiteral("\\HasChildren"), QStringLiteral("\\sent")}),
                     listed("Odeslan&AOE-/2023"), listed("Deleted Items"), listed("Sent")}),
            lines({"Deleted Items → INBOX/Trash \\Trash", "Odeslaná → INBOX/Sent \\Sent",
                "Sent → Sent ", "Odeslaná/2023 → INBOX/Sent/2023 "}));
        // The same name goes before the same use.
        QCOMPARE(placed({listed("INBOX/Sent", '/', {QStringLiteral("\\Sent")})}),
            lines({"INBOX/Sent → INBOX/Sent \\Sent"}));
        // A use that nobody has here is made; a second one of a use is an ordinary folder.
        QCOMPARE(placed({listed("A", '/', {QStringLiteral("\\Junk")}),
                            listed("B", '/', {QStringLiteral("\\Junk")}),
                            listed("All", '/', {QStringLiteral("\\All")})},
                     {mailbox("INBOX")}),
            lines({"A → A \\Junk", "All → All ", "B → B "}));
        // Below a mailbox all keep their names.
        QCOMPARE(placed({listed("Sent", '/', {QStringLiteral("\\Sent")}), listed("Sent/2023")},
                     standard(), true),
            lines({"Sent → Sent ", "Sent/2023 → Sent/2023 "}));
    }

    void distinct()
    {
        QCOMPARE(placed({listed("a*b", '.'), listed("a%b", '.'), listed("a_b", '.'),
                     listed("a%b.c", '.')}),
            lines({"a%b → a_b ", "a*b → a_b_2 ", "a_b → a_b_3 ", "a%b/c → a_b/c "}));
        QCOMPARE(placed({listed("x"), listed("x")}), lines({"x → x "}));
    }

    void odd()
    {
        QCOMPARE(placed({listed("b\xc3\xa4r"), listed("b\xe4r"), listed("a//b"), listed("\x01\x7f"),
                     listed(""), listed("../../etc/passwd"),
                     listed("No", '/', {QStringLiteral("\\NoSelect")}),
                     listed("Gone", '/', {QStringLiteral("\\NonExistent")})}),
            lines({" → _ ", "\x01\x7f → __ ", "bär → bär ", "bär → bär_2 ", "a//b → a/_/b ",
                "../../etc/passwd → ../../etc/passwd "}));
    }

    void subscriptions()
    {
        const auto folders = archive::imapFolders(
            {{listed("a"), listed("b")}, {QStringLiteral("b")}, {}}, standard(), false);
        QVERIFY(!folders[0].target.subscribed);
        QVERIFY(folders[1].target.subscribed);
    }

    void proof()
    {
        const auto hash = [](const char *text) {
            return QCryptographicHash::hash(text, QCryptographicHash::Sha256);
        };
        const archive::FolderProof none = archive::proofOf({});
        QCOMPARE(none.messages, 0);
        QCOMPARE(none.sha256, hash("").toHex());
        const archive::FolderProof two = archive::proofOf({hash("b"), hash("a")});
        QCOMPARE(two, archive::proofOf({hash("a"), hash("b")}));
        // printf a | sha256sum | cut -c-64; the same of b; both sorted, through sha256sum.
        QByteArrayList sorted{hash("a").toHex(), hash("b").toHex()};
        std::sort(sorted.begin(), sorted.end());
        QCOMPARE(two.sha256,
            QCryptographicHash::hash(sorted.join('\n') + '\n', QCryptographicHash::Sha256).toHex());
        QVERIFY(!(two == archive::proofOf({hash("a"), hash("b"), hash("b")})));
    }
};

QTEST_GUILESS_MAIN(TestImapFolders)
#include "tst_imapfolders.moc"
