// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>

namespace digidig::api {

/// One attachment of an e-mail, as `/emails/{id}` lists it.
struct Attachment {
    int n = 0; ///< Counted from 1; `/emails/{id}/attachments/{n}`.
    QString part; ///< RFC 9051 section number.
    QString fileName;
    QString contentType;
    qint64 size = 0; ///< Bytes, transfer encoding undone.
    bool isInline = false;
    QString contentId;
    QString url;

    [[nodiscard]] QJsonObject toJson() const;
};

/// An e-mail as lists have it: the specification's fields, and more.
struct Email {
    QString id;
    QString sender;
    QString recipient;
    QString subject;
    QString body; ///< Text; of HTML-only mail, rendered.
    bool bodyTruncated = false;
    bool damaged = false; ///< Its text is lost; `/emails/{id}` answers 500 `corrupt`.
    qint64 receivedMs = 0;
    QString account;
    QString mailbox;
    quint32 uid = 0;
    qint64 modSeq = 0;
    QStringList flags;
    bool read = false;
    qint64 size = 0;
    QString threadId;
    QString emailId;
    QString preview;
    bool hasAttachments = false;

    [[nodiscard]] QJsonObject toJson() const;
};

/// What `/emails/{id}` adds.
struct EmailDetail {
    Email email;
    QJsonObject headers;
    QString html; ///< Empty: null.
    QString messageId;
    std::optional<qint64> dateMs;
    QList<Attachment> attachments;

    [[nodiscard]] QJsonObject toJson() const;
};

/// @p object with only the members named in @p fields; all when that is empty.
[[nodiscard]] QJsonObject selected(const QJsonObject &object, const QStringList &fields);

} // namespace digidig::api
