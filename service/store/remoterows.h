// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

namespace digidig::store {

/// How a message and its document stand to each other.
enum class Stage : qint64 {
    There = 0, ///< Storage has the document.
    ToStore = 1, ///< Storage is to get it.
    Gone = 2, ///< Storage has it no more.
    Refused = 3, ///< Storage does not take it.
    Vanished = 4, ///< Storage had it no more, by whomever's doing; it may have it again.
};

struct RemoteRow {
    static constexpr auto Table = "remote";
    static constexpr auto Columns =
        "id,document,account,address,message,content,received,own,digest,"
        "stage,stage_ms,read_there,key_time,key_token";
    qint64 id = 0;
    QString document;
    qint64 account = 0;
    QString address;
    qint64 message = 0, content = 0, received = 0, own = 0;
    QByteArray digest;
    qint64 stage = 0, stageMs = 0, readThere = 0;
    QString keyTime, keyToken;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.document), v(r.account), v(r.address), v(r.message), v(r.content);
        v(r.received), v(r.own), v(r.digest), v(r.stage), v(r.stageMs), v(r.readThere);
        v(r.keyTime), v(r.keyToken);
    }
    [[nodiscard]] bool is(Stage one) const { return stage == qint64(one); }
};

struct RemoteScopeRow {
    static constexpr auto Table = "remote_scope";
    static constexpr auto Columns = "account,complete,read_ms,whole_ms";
    qint64 account = 0, complete = 0, readMs = 0, wholeMs = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.account), v(r.complete), v(r.readMs), v(r.wholeMs);
    }
};

struct RemoteContentRow {
    static constexpr auto Table = "remote_content";
    static constexpr auto Columns = "content,bytes,used_ms";
    qint64 content = 0, bytes = 0, usedMs = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.content), v(r.bytes), v(r.usedMs);
    }
};

} // namespace digidig::store
