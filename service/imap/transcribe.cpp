// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/transcribe.h"

namespace digidig::imap {

using net::Transcript;

void transcribe(Transcript &transcript, const imapproto::RawCommand &raw,
    const std::variant<imapproto::TaggedCommand, imapproto::ParseError> &parsed)
{
    if (!transcript.isWatched())
        return;
    const auto *command = std::get_if<imapproto::TaggedCommand>(&parsed);
    const auto *error = std::get_if<imapproto::ParseError>(&parsed);
    const imapproto::CommandTraits *const traits =
        command ? &imapproto::traits(command->command) : error->traits;
    // What is no command may be a password on the wrong line.
    if (!traits || traits->secret) {
        const QByteArray tag = command ? command->tag : error->tag;
        transcript.add(
            Transcript::From::Client, tag + ' ' + (traits ? traits->name : "?") + " ***");
        return;
    }
    transcript.add(Transcript::From::Client, raw.text);
}

void transcribe(Transcript &transcript, QByteArrayView sent)
{
    if (!transcript.isWatched())
        return;
    while (!sent.isEmpty()) {
        const qsizetype end = sent.indexOf('\n');
        QByteArrayView line = end < 0 ? sent : sent.first(end);
        sent = sent.sliced(end < 0 ? sent.size() : end + 1);
        if (line.endsWith('\r'))
            line.chop(1);
        transcript.add(Transcript::From::Server, line);
    }
}

} // namespace digidig::imap
