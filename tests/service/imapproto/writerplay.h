// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/writer.h"

#include <algorithm>

/// Lets bytes play on a ResponseWriter: each step is one function, and the bytes behind it are what
/// it is given.
struct WriterPlay {
    explicit WriterPlay(QByteArrayView script)
        : m_script(script)
    {
        using namespace digidig::imapproto;
        utf8 = byte() & 1;
        ResponseWriter w(Dialect{.rev2 = utf8});
        bool inLine = false;
        while (!m_script.isEmpty()) {
            const int what = byte();
            if (!inLine) {
                whole(w, what);
                inLine = what % 5 == 4;
                continue;
            }
            if (what % 19 == 18) {
                w.atom("X");
                w.end();
                inLine = false;
            } else {
                step(w, what % 19);
            }
        }
        if (inLine) {
            w.atom("X");
            w.end();
        }
        out += w.take();
    }

    QByteArray out;
    bool utf8 = false;

private:
    int byte()
    {
        if (m_script.isEmpty())
            return 0;
        const int c = uchar(m_script.front());
        m_script = m_script.sliced(1);
        return c;
    }
    QByteArray bytes()
    {
        const int wanted = byte() % 16; // Before the size is asked for.
        const qsizetype n = std::min<qsizetype>(wanted, m_script.size());
        const QByteArray taken = m_script.first(n).toByteArray();
        m_script = m_script.sliced(n);
        return taken;
    }
    QString text()
    {
        // Lone surrogates among it, which UTF-8 cannot bring.
        QString made = QString::fromUtf8(bytes());
        if (byte() % 8 == 0)
            made += QChar(0xd800 + byte() * 8);
        return made;
    }
    digidig::imapproto::NumberRanges numbers()
    {
        digidig::imapproto::NumberRanges made;
        for (char c : bytes())
            made.add(uchar(c));
        return made;
    }
    digidig::imapproto::ResponseCode code()
    {
        using C = digidig::imapproto::ResponseCode;
        switch (byte() % 9) {
        case 0:
            return {};
        case 1:
            return bytes().constData();
        case 2:
            return C::of(bytes());
        case 3:
            return C::capability({bytes(), bytes()});
        case 4:
            return C::permanentFlags({text(), text()}, byte() % 2 == 0);
        case 5:
            return C::number("UIDNEXT", quint64(byte()));
        case 6:
            return C::copyUid(quint32(byte()), numbers(), numbers());
        case 7:
            return C::modified(numbers());
        default:
            return C::mailboxId(bytes());
        }
    }
    void whole(digidig::imapproto::ResponseWriter &w, int what)
    {
        using digidig::imapproto::Condition;
        const auto condition = Condition(byte() % 5);
        switch (what % 5) {
        case 0:
            w.tagged(bytes(), condition, code(), text());
            break;
        case 1:
            w.status(condition, code(), text());
            break;
        case 2:
            w.continuation(bytes());
            break;
        case 3:
            w.numbered(quint32(byte()), bytes().constData());
            break;
        default:
            w.untagged();
        }
    }
    void step(digidig::imapproto::ResponseWriter &w, int what)
    {
        switch (what) {
        case 0: // As deep as the checker follows.
            if (m_depth < 150) {
                w.open();
                ++m_depth;
            }
            break;
        case 1:
            w.close();
            m_depth = std::max(m_depth - 1, 0);
            break;
        case 2:
            w.atom(bytes());
            break;
        case 3:
            w.number(quint64(byte()) << (byte() % 60));
            break;
        case 4:
            w.set(numbers());
            break;
        case 5:
            w.nil();
            break;
        case 6:
            w.string(QByteArrayView(bytes()));
            break;
        case 7:
            w.string(text());
            break;
        case 8:
            w.nstring(bytes());
            break;
        case 9:
            w.nstring(text());
            break;
        case 10:
            w.astring(bytes());
            break;
        case 11:
            w.mailbox(text());
            break;
        case 12:
            w.flag(text());
            break;
        case 13:
            w.flags({text(), QStringLiteral("\\Seen"), text()});
            break;
        case 14:
            w.dateTime((qint64(byte()) - 128) << (byte() % 56), (byte() - 128) * 20);
            break;
        case 15:
            w.objectId(bytes());
            break;
        default: {
            const QByteArray content(byte() % 20, what == 16 ? 'x' : '\0');
            if (what == 16)
                w.literalHead(content.size());
            else
                w.literal8Head(content.size());
            out += w.take() + content; // As a session sends it.
        }
        }
    }

    QByteArrayView m_script;
    int m_depth = 0;
};
