// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/chunkeddecoder.h"
#include "net/httpanswer.h"
#include "net/httpconnection.h"
#include "net/httpcontent.h"
#include "net/httpframing.h"

#include <chrono>

namespace digidig::net {

/// One request and its answer.
struct HttpConnection::Exchange {
    explicit Exchange(const QString &spoolDirectory)
        : content(spoolDirectory)
    {
    }

    HeadParser parser;
    ChunkedDecoder chunks;
    ContentBuffer content;
    std::shared_ptr<Request> request; ///< Null until the head was read.
    bool chunked = false;
    bool expectContinue = false;
    bool keepAlive = true;
    bool contentPending = false; ///< The client still has content to send.
    std::optional<qint64> maxContent; ///< Nothing: as the limits say.
    qint64 startedMs = 0;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

    Response response;
    AnswerPlan plan;
    qint64 sent = 0; ///< Content bytes handed to the socket.
    bool sourceReading = false; ///< A read is under way, or waited for.
    bool sourceWaiting = false;
    bool sourceEnded = false;
};

} // namespace digidig::net
