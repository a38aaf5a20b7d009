// SPDX-License-Identifier: GPL-3.0-or-later
#include "invariants.h"

#include "mime/compose.h"
#include "mime/fold.h"
#include "mime/partdecoder.h"
#include "mime/text.h"

#include <cstdint>
#include <cstdlib>

using namespace digidig::mime;

/// The first byte chooses what is fed with the rest: whole messages mostly, else the single
/// functions.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView in(data + 1, static_cast<qsizetype>(size) - 1);
    switch (data[0]) {
    case 1:
        (void)deserialize(in);
        break;
    case 2:
        (void)foldSearch(htmlToText(QString::fromUtf8(in)));
        break;
    case 3:
        (void)threadSubject(decodeHeader(in));
        break;
    case 4: {
        const QList<QByteArray> words = in.toByteArray().split('\n');
        (void)decodeText(in, words.first());
        break;
    }
    case 5:
        for (const char *encoding : {"base64", "quoted-printable", "x-uuencode"}) {
            PartDecoder decoder(encoding);
            (void)decoder.feed(in.first(in.size() / 2));
            (void)decoder.feed(in.sliced(in.size() / 2));
            (void)decoder.finish();
        }
        break;
    case 6: {
        const QStringList words = QString::fromUtf8(in).split(u'\n');
        Compose input;
        input.sender = words.value(0);
        input.recipients = words.mid(1, 2);
        input.subject = words.value(3);
        input.headers = {{words.value(4), words.value(5)}, {words.value(6), words.value(7)}};
        input.body = words.mid(8).join(u'\n');
        const QByteArray raw = compose(input);
        if (!Invariants::violated(raw, parse(raw)).isEmpty())
            std::abort();
        break;
    }
    default: {
        Limits limits;
        if (data[0] & 0x80)
            limits = {5, 10, 300, 300};
        const QString problem = Invariants::violated(in, parse(in, limits), limits);
        if (!problem.isEmpty()) {
            qWarning("%s", qPrintable(problem));
            std::abort();
        }
    }
    }
    return 0;
}
