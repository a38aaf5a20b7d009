// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/configuration.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <algorithm>

namespace digidig::console {

namespace {

const QString Path = QStringLiteral("/api/config");

QUrlQuery with(const QString &name, const QString &value)
{
    QUrlQuery query;
    query.addQueryItem(name, value);
    return query;
}

} // namespace

Configuration::Configuration(Client &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(CheckAfterMs);
    connect(&m_soon, &QTimer::timeout, this, &Configuration::check);
}

void Configuration::load()
{
    m_reading = m_client.send(Request::get(QStringLiteral("/api/config/schema")), this,
        [this](const Answer &answer) { schemaCame(answer); });
}

void Configuration::schemaCame(const Answer &answer)
{
    if (!answer.ok()) {
        Q_EMIT failed(*answer.problem);
        return;
    }
    // Its type is application/schema+json, which the client leaves as it came.
    const QJsonObject schema = answer.json.isEmpty() ? QJsonDocument::fromJson(answer.body).object() : answer.json;
    const QJsonObject properties = schema.value(u"properties").toObject();
    if (properties.isEmpty()) {
        Q_EMIT failed({.kind = Problem::Kind::Garbled, .text = tr("The service does not say which settings it has.")});
        return;
    }
    m_settings.clear();
    m_places.clear();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        m_places.insert(it.key(), m_settings.size());
        m_settings.append(Setting::fromSchema(it.key(), it.value().toObject()));
    }
    m_reading = m_client.send(Request::get(Path), this, [this](const Answer &values) { valuesCame(values); });
}

void Configuration::valuesCame(const Answer &answer)
{
    if (!answer.ok()) {
        Q_EMIT failed(*answer.problem);
        return;
    }
    m_etag = answer.etag;
    take(answer.json);
    Q_EMIT reloaded();
    if (!m_edits.isEmpty())
        check();
}

/// Takes over what the service says its configuration is.
void Configuration::take(const QJsonObject &config)
{
    const QJsonObject before = m_values;
    m_values = config.value(u"config").toObject();
    m_pending = config.value(u"pending_restart").toVariant().toStringList();
    m_version = config.value(u"version").toInteger();
    const QJsonObject unconfirmed = config.value(u"unconfirmed").toObject();
    m_revertsAt = QDateTime::fromString(unconfirmed.value(u"revert_at").toString(), Qt::ISODateWithMs);
    m_revertsTo = unconfirmed.value(u"revert_to").toInteger();
    const QStringList edited = m_edits.keys();
    for (const QString &key : edited) {
        if (!before.isEmpty() && before.value(key) != m_values.value(key) && !m_elsewhere.contains(key))
            m_elsewhere.append(key);
        if (m_edits.value(key) == m_values.value(key) || !m_places.contains(key))
            m_edits.remove(key);
    }
    for (auto it = m_values.begin(); it != m_values.end(); ++it) {
        const auto at = m_places.constFind(it.key());
        if (at != m_places.cend()) {
            const QString source = config.value(u"sources").toObject().value(it.key()).toString();
            if (!source.isEmpty())
                m_settings[*at].source = source;
        }
    }
    Q_EMIT unconfirmedChanged();
}

const Setting *Configuration::find(const QString &key) const
{
    const auto at = m_places.constFind(key);
    return at == m_places.cend() ? nullptr : &m_settings.at(*at);
}

QStringList Configuration::groups() const
{
    QStringList groups;
    for (const Setting &setting : m_settings) {
        if (!groups.contains(setting.group))
            groups.append(setting.group);
    }
    groups.sort(Qt::CaseInsensitive);
    return groups;
}

QJsonValue Configuration::wanted(const QString &key) const
{
    const auto edit = m_edits.constFind(key);
    if (edit == m_edits.constEnd())
        return m_values.value(key);
    const Setting *setting = find(key);
    return edit.value().isNull() && setting ? setting->standard : edit.value();
}

bool Configuration::risky() const
{
    const QStringList keys = m_edits.keys();
    return std::any_of(keys.begin(), keys.end(), [this](const QString &key) {
        const Setting *setting = find(key);
        return setting && setting->risky;
    });
}

void Configuration::edit(const QString &key, const QJsonValue &value)
{
    const Setting *setting = find(key);
    if (!setting || setting->fixed || wanted(key) == value)
        return;
    const bool same = value == m_values.value(key) || (value.isNull() && setting->standard == m_values.value(key));
    if (same)
        m_edits.remove(key);
    else
        m_edits.insert(key, value);
    m_elsewhere.removeAll(key);
    m_problems.remove(key);
    m_checked = false;
    m_checking.cancel();
    if (m_edits.isEmpty()) {
        m_changes.clear();
        m_problems.clear();
        m_soon.stop();
    } else {
        m_soon.start();
    }
    Q_EMIT edited();
}

void Configuration::discard()
{
    m_edits = {};
    m_problems.clear();
    m_changes.clear();
    m_elsewhere.clear();
    m_checked = false;
    m_soon.stop();
    m_checking.cancel();
    Q_EMIT reloaded();
    Q_EMIT edited();
}

/// Asks for the edits to become true.
Request Configuration::request(const QUrlQuery &query) const
{
    Request request = Request::send("PUT", Path, m_edits, query);
    for (const Setting &setting : m_settings) {
        if (setting.secret)
            request.secrets.append(setting.key);
    }
    return request;
}

/// Asks the service what it thinks of the edits. This changes nothing, but is no GET: where the console may only
/// look, nothing can be edited either.
void Configuration::check()
{
    m_soon.stop();
    if (m_edits.isEmpty())
        return;
    m_checking = m_client.send(request(with(QStringLiteral("dry_run"), QStringLiteral("true"))), this,
        [this](const Answer &answer) { checked(answer); });
}

void Configuration::checked(const Answer &answer)
{
    m_problems.clear();
    m_changes.clear();
    m_checked = answer.ok();
    if (!answer.ok()) {
        keepProblems(*answer.problem);
        return;
    }
    const QJsonObject diff = answer.json.value(u"diff").toObject();
    const QStringList waits = answer.json.value(u"restart_needed").toVariant().toStringList();
    for (auto it = diff.begin(); it != diff.end(); ++it) {
        const QJsonObject change = it.value().toObject();
        m_changes.append({it.key(), change.value(u"from"), change.value(u"to"), waits.contains(it.key())});
    }
    Q_EMIT edited();
}

void Configuration::keepProblems(const Problem &problem)
{
    for (const Problem::Field &field : problem.fields)
        m_problems.insert(field.name, field.message);
    Q_EMIT edited();
    if (problem.fields.isEmpty())
        Q_EMIT failed(problem);
}

void Configuration::apply(int confirmWithin)
{
    if (m_edits.isEmpty())
        return;
    QUrlQuery query;
    if (confirmWithin > 0)
        query = with(QStringLiteral("confirm_within"), QString::number(confirmWithin));
    Request wish = request(query);
    // Whoever changed something meanwhile is not overruled without knowing.
    if (!m_etag.isEmpty())
        wish.headers.append(qMakePair(QByteArray("If-Match"), m_etag));
    m_client.send(std::move(wish), this, [this, sent = m_edits](const Answer &answer) {
        if (!answer.ok() && !answer.problem->fields.isEmpty()) {
            m_checked = false;
            m_problems.clear();
            keepProblems(*answer.problem);
            return;
        }
        // What was edited meanwhile was not sent, and is not done.
        for (auto it = sent.begin(); answer.ok() && it != sent.end(); ++it) {
            if (m_edits.value(it.key()) == it.value())
                m_edits.remove(it.key());
        }
        changed(answer);
    });
}

void Configuration::changed(const Answer &answer)
{
    if (!answer.ok()) {
        Q_EMIT failed(*answer.problem);
        if (answer.problem->status == 412)
            load();
        return;
    }
    m_problems.clear();
    m_changes.clear();
    m_elsewhere.clear();
    m_checked = false;
    take(answer.json);
    Q_EMIT applied();
    Q_EMIT edited();
    load();
}

void Configuration::confirm()
{
    m_client.send(Request::send("POST", Path + QStringLiteral("/confirm"), {}), this, [this](const Answer &answer) {
        if (!answer.ok()) {
            Q_EMIT failed(*answer.problem);
            return;
        }
        take(answer.json);
        load();
    });
}

void Configuration::rollBack(qint64 version)
{
    m_client.send(Request::send("POST", Path + QStringLiteral("/rollback/%1").arg(version), {}), this,
        [this](const Answer &answer) { changed(answer); });
}

QByteArray Configuration::exported() const
{
    QJsonObject file;
    for (const Setting &setting : m_settings) {
        const QJsonValue value = m_values.value(setting.key);
        if (!setting.secret && !setting.fixed && value != setting.standard)
            file.insert(setting.key, value);
    }
    return QJsonDocument(file).toJson();
}

Configuration::Imported Configuration::import(const QByteArray &file)
{
    const QJsonDocument document = QJsonDocument::fromJson(file);
    const QJsonObject values = document.object();
    Imported imported;
    for (auto it = values.begin(); it != values.end(); ++it) {
        const Setting *setting = find(it.key());
        if (!setting)
            imported.unknown.append(it.key());
        else if (setting->fixed && it.value() != m_values.value(it.key()))
            imported.fixed.append(it.key());
    }
    imported.readable = document.isObject() && (values.isEmpty() || imported.unknown.size() < values.size());
    if (!imported.readable)
        return imported;
    for (auto it = values.begin(); it != values.end(); ++it)
        edit(it.key(), it.value());
    Q_EMIT reloaded();
    return imported;
}

} // namespace digidig::console
