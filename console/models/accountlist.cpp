// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/accountlist.h"

#include "models/format.h"

namespace digidig::console {

namespace {

constexpr auto RightAligned = Qt::AlignRight | Qt::AlignVCenter;

QString word(const QJsonObject &row, QStringView member)
{
    return oneLine(row.value(member).toString(), 300);
}

/// A time for people, its tooltip, or what it is sorted by; @p never stands for none.
QVariant moment(const QJsonObject &row, QStringView member, int role, const QString &never)
{
    const QString at = row.value(member).toString();
    if (role == PagedModel::SortRole)
        return at;
    if (role == Qt::ToolTipRole)
        return formatExactly(at);
    return role == Qt::DisplayRole ? QVariant(at.isEmpty() ? never : formatWhen(at)) : QVariant();
}

} // namespace

AccountList::AccountList(digidig::console::Client &client, QObject *parent)
    : PagedModel(client,
          {{QStringLiteral("address"), tr("Address"), 260}, {QStringLiteral("messages"), tr("E-mails"), 90, RightAligned},
              {QStringLiteral("used"), tr("Used"), 190}, {QStringLiteral("state"), tr("State"), 150},
              {QStringLiteral("created"), tr("Since"), 100}},
          parent)
{
}

Request AccountList::request() const
{
    return Request::get(QStringLiteral("/api/accounts"));
}

QString AccountList::member() const
{
    return QStringLiteral("accounts");
}

QVariant AccountList::cell(const QJsonObject &row, int column, int role) const
{
    const qint64 used = row.value(u"used_bytes").toInteger();
    const qint64 quota = row.value(u"quota_bytes").toInteger();
    if (role == ShareRole)
        return column == Used && quota > 0 ? QVariant(double(used) / double(quota)) : QVariant();
    if (column == Created)
        return moment(row, u"created_at", role, QString());
    if (role == SortRole)
        return column == Messages ? row.value(u"messages").toVariant() : column == Used ? QVariant(used) : QVariant();
    if (role == Qt::ToolTipRole && column == Address)
        return row.value(u"aliases").toVariant().toStringList().join(u'\n');
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Address:
        return word(row, u"address");
    case Messages:
        return formatCount(row.value(u"messages").toInteger());
    case Used:
        return quota > 0 ? tr("%1 of %2").arg(formatBytes(used), formatBytes(quota)) : formatBytes(used);
    case State:
        return row.value(u"disabled").toBool() ? tr("disabled") : row.value(u"has_password").toBool() ? tr("active") : tr("without password");
    default:
        return {};
    }
}

TokenList::TokenList(digidig::console::Client &client, QObject *parent)
    : PagedModel(client,
          {{QStringLiteral("name"), tr("Name"), 220}, {QStringLiteral("scope"), tr("May"), 220},
              {QStringLiteral("expires"), tr("Expires"), 110}, {QStringLiteral("used"), tr("Last used"), 140},
              {QStringLiteral("by"), tr("Made by"), 150}},
          parent)
{
}

Request TokenList::request() const
{
    return Request::get(QStringLiteral("/api/tokens"));
}

QString TokenList::member() const
{
    return QStringLiteral("tokens");
}

QVariant TokenList::cell(const QJsonObject &row, int column, int role) const
{
    if (column == Expires && role == Qt::DisplayRole && row.value(u"expired").toBool())
        return tr("expired");
    if (column == Expires)
        return moment(row, u"expires_at", role, tr("never"));
    if (column == LastUsed)
        return moment(row, u"last_used_at", role, tr("never"));
    if (role != Qt::DisplayRole)
        return {};
    if (column == Name)
        return word(row, u"name");
    if (column == CreatedBy)
        return word(row, u"created_by");
    const QString scope = row.value(u"scope").toString();
    return scope == u"admin" ? tr("everything") : scope == u"read" ? tr("look at everything") : tr("the mail of %1").arg(word(row, u"account"));
}

BanList::BanList(digidig::console::Client &client, QObject *parent)
    : PagedModel(client,
          {{QStringLiteral("subject"), tr("Who"), 240}, {QStringLiteral("kind"), tr("Kind"), 110},
              {QStringLiteral("reason"), tr("Reason"), 180}, {QStringLiteral("failures"), tr("Attempts"), 90, RightAligned},
              {QStringLiteral("since"), tr("Since"), 100}, {QStringLiteral("until"), tr("Until"), 100}},
          parent)
{
}

Request BanList::request() const
{
    return Request::get(QStringLiteral("/api/bans"));
}

QString BanList::member() const
{
    return QStringLiteral("bans");
}

QVariant BanList::cell(const QJsonObject &row, int column, int role) const
{
    if (column == Since)
        return moment(row, u"since", role, QString());
    if (column == Until)
        return moment(row, u"until", role, QString());
    if (role == SortRole && column == Failures)
        return row.value(u"failures").toInt();
    if (role != Qt::DisplayRole)
        return {};
    const QString kind = row.value(u"kind").toString();
    const QString reason = row.value(u"reason").toString();
    switch (column) {
    case Subject:
        return word(row, u"subject");
    case Kind:
        return kind == u"address" ? tr("address") : kind == u"network" ? tr("network") : tr("account");
    case Reason:
        return reason == u"wrong_credentials" ? tr("wrong credentials") : oneLine(reason);
    case Failures:
        return formatCount(row.value(u"failures").toInteger());
    default:
        return {};
    }
}

AppPasswordList::AppPasswordList(digidig::console::Client &client, QObject *parent)
    : PagedModel(client,
          {{QStringLiteral("name"), tr("Program"), 160}, {QStringLiteral("created"), tr("Since"), 80},
              {QStringLiteral("used"), tr("Last used"), 130}},
          parent)
{
}

void AppPasswordList::setAccount(const QString &account)
{
    if (account == m_account)
        return;
    m_account = account;
    reload();
}

QString AppPasswordList::path() const
{
    return m_account.isEmpty() ? QString() : QStringLiteral("/api/accounts/%1/app-passwords").arg(segment(m_account));
}

Request AppPasswordList::request() const
{
    return Request::get(path());
}

QString AppPasswordList::member() const
{
    return QStringLiteral("app_passwords");
}

QVariant AppPasswordList::cell(const QJsonObject &row, int column, int role) const
{
    if (column == Created)
        return moment(row, u"created_at", role, QString());
    if (column == LastUsed)
        return moment(row, u"last_used_at", role, tr("never"));
    return role == Qt::DisplayRole ? QVariant(word(row, u"name")) : QVariant();
}

} // namespace digidig::console
