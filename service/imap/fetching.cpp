// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/fetching.h"

#include <algorithm>

namespace digidig::imap {

namespace {

using imapproto::FetchItem;
using FetchKind = imapproto::FetchItem::Kind;

/// Facts are read for so many messages at once.
constexpr size_t Batch = 200;

quint32 partsFor(const FetchItem &item)
{
    switch (item.kind) {
    case FetchKind::Envelope:
        return mail::EnvelopePart;
    case FetchKind::Body:
        return mail::BodyPart;
    case FetchKind::BodyStructure:
        return mail::BodyStructurePart;
    case FetchKind::Preview:
        return mail::PreviewPart;
    case FetchKind::EmailId:
        return mail::EmailIdPart;
    case FetchKind::Rfc822:
    case FetchKind::Rfc822Header:
    case FetchKind::Rfc822Text:
    case FetchKind::BodySection:
    case FetchKind::Binary:
    case FetchKind::BinarySize:
        return mail::StructurePart;
    case FetchKind::Flags:
    case FetchKind::InternalDate:
    case FetchKind::Rfc822Size:
    case FetchKind::Uid:
    case FetchKind::ModSeq:
    case FetchKind::ThreadId:
    case FetchKind::SaveDate:
        break;
    }
    return 0;
}

/// The section that RFC822 and its relatives stand for (RFC 3501 §6.4.5).
imapproto::Section sectionOf(const FetchItem &item)
{
    using Text = imapproto::Section::Text;
    if (item.kind == FetchKind::Rfc822Header)
        return {{}, Text::Header, {}};
    if (item.kind == FetchKind::Rfc822Text)
        return {{}, Text::Text, {}};
    return item.section;
}

} // namespace

Fetching::Fetching(Setup setup)
    : m_setup(std::move(setup))
    , m_out(m_setup.dialect)
{
    for (const FetchItem &item : m_setup.items) {
        m_parts |= partsFor(item);
        m_bodies = m_bodies || (partsFor(item) & mail::StructurePart) != 0;
    }
    m_done = m_setup.positions.spans().empty();
    if (!m_done)
        m_next = m_setup.positions.spans().front().first;
}

QByteArray Fetching::next()
{
    m_bytes.clear();
    while (!m_done && !m_broken && m_bytes.size() + m_out.size() < Piece) {
        if (m_setup.gone.load(std::memory_order_relaxed)) {
            m_done = true;
            break;
        }
        if (m_body)
            pump();
        else if (!m_current && !advance())
            m_done = true;
        else if (m_current && m_current->nextItem < m_setup.items.size())
            write(m_setup.items[m_current->nextItem++]);
        else if (m_current)
            finish();
    }
    m_bytes += m_out.take();
    return std::move(m_bytes);
}

/// Goes to the next message that is to be told; false: there is none.
bool Fetching::advance()
{
    const auto &positions = m_setup.positions.spans();
    while (m_range < positions.size()) {
        if (m_next >= positions[m_range].second) {
            if (++m_range < positions.size())
                m_next = positions[m_range].first;
            continue;
        }
        const qsizetype position = m_next++;
        const mail::IndexRow &row = m_setup.view.at(position);
        if (m_setup.changedSince && quint64(row.modSeq.value) <= *m_setup.changedSince)
            continue;
        begin(position);
        return true;
    }
    return false;
}

void Fetching::begin(qsizetype position)
{
    m_current = Current{position, m_setup.view.at(position)};
    m_out.untagged().number(quint64(position + 1)).atom("FETCH").open();
}

void Fetching::finish()
{
    const auto &touched = m_setup.touched;
    const bool hasFlags = std::any_of(m_setup.items.begin(), m_setup.items.end(),
        [](const FetchItem &item) { return item.kind == FetchKind::Flags; });
    if (!hasFlags && std::binary_search(touched.begin(), touched.end(), m_current->row.uid)) {
        m_out.atom("FLAGS");
        writeFlags();
    }
    m_out.close().end();
    if (m_current->isDamaged)
        m_damaged.push_back(m_current->row.uid);
    m_source.reset();
    m_current.reset();
}

void Fetching::write(const FetchItem &item)
{
    const mail::IndexRow &row = m_current->row;
    switch (item.kind) {
    case FetchKind::Rfc822:
    case FetchKind::Rfc822Header:
    case FetchKind::Rfc822Text:
    case FetchKind::BodySection:
    case FetchKind::Binary:
        return writeBody(item);
    case FetchKind::BinarySize:
        return writeBinarySize(item);
    default:
        break;
    }
    m_out.wire(imapproto::fetchLabel(item));
    switch (item.kind) {
    case FetchKind::Envelope:
        if (facts().damaged)
            m_out.wire("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
        else
            m_out.wire(facts().envelope);
        break;
    case FetchKind::Body:
        m_out.wire(
            facts().damaged ? "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 0 0)" : facts().body);
        break;
    case FetchKind::BodyStructure:
        m_out.wire(facts().damaged ? "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 0 0)"
                                   : facts().bodyStructure);
        break;
    case FetchKind::Preview:
        if (facts().damaged)
            m_out.nil();
        else
            m_out.string(facts().preview);
        break;
    case FetchKind::EmailId:
        m_out.objectId(facts().emailId.toLatin1());
        break;
    case FetchKind::ThreadId:
        m_out.objectId(mail::threadIdText(row.thread).toLatin1());
        break;
    case FetchKind::Flags:
        writeFlags();
        break;
    case FetchKind::InternalDate:
        m_out.dateTime(row.receivedMs);
        break;
    case FetchKind::SaveDate:
        if (row.savedMs == 0)
            m_out.nil();
        else
            m_out.dateTime(row.savedMs);
        break;
    case FetchKind::Rfc822Size:
        m_out.number(quint64(row.size));
        break;
    case FetchKind::Uid:
        m_out.number(row.uid.value);
        break;
    case FetchKind::ModSeq:
        m_out.open().number(quint64(row.modSeq.value)).close();
        break;
    default:
        break;
    }
}

void Fetching::writeFlags()
{
    QStringList flags = mail::flagNames(m_current->row.flags);
    if (contains(m_setup.recent, m_current->row.uid))
        flags.append(QStringLiteral("\\Recent"));
    m_out.flags(flags);
}

void Fetching::writeBody(const FetchItem &item)
{
    m_out.wire(imapproto::fetchLabel(item));
    FetchSource *const from = source();
    if (!from) {
        m_out.nil();
        return;
    }
    auto body = item.kind == FetchKind::Binary ? binarySection(*from, item.section, item.partial)
                                          : bodySection(*from, sectionOf(item), item.partial);
    if (!body) {
        if (body.error().errc == core::Errc::Invalid)
            m_unknownEncoding = true;
        else
            damage();
        m_out.nil();
        return;
    }
    if (!*body) {
        m_out.nil();
        return;
    }
    send(*std::move(body));
}

void Fetching::writeBinarySize(const FetchItem &item)
{
    FetchSource *const from = source();
    qint64 size = 0;
    if (from) {
        const auto body = binarySection(*from, item.section, {});
        if (body && *body)
            size = (*body)->size();
        else if (!body && body.error().errc == core::Errc::Invalid)
            m_unknownEncoding = true;
        else if (!body)
            damage();
    }
    m_out.wire(imapproto::fetchLabel(item));
    m_out.number(quint64(size));
}

void Fetching::send(std::unique_ptr<FetchBody> body)
{
    // Read ahead, so that what cannot be read is NIL and not the end of the connection.
    const auto first =
        body->size() > 0 ? body->read(Piece) : core::Result<QByteArray>(QByteArray());
    if (!first) {
        damage();
        m_out.nil();
        return;
    }
    if (body->isBinary())
        m_out.literal8Head(body->size());
    else
        m_out.literalHead(body->size());
    m_bytes += m_out.take();
    m_bytes += *first;
    if (first->size() < body->size())
        m_body = std::move(body);
}

void Fetching::pump()
{
    const auto bytes = m_body->read(Piece);
    if (!bytes) {
        damage();
        m_damaged.push_back(m_current->row.uid);
        m_broken = true;
        return;
    }
    m_bytes += *bytes;
    if (bytes->isEmpty())
        m_body.reset();
}

FetchSource *Fetching::source()
{
    if (m_source)
        return m_source.get();
    auto reader = m_setup.context.mail.content(m_current->row.content);
    auto root = mime::deserialize(facts().structure);
    if (!reader || facts().damaged || !root) {
        damage();
        return nullptr;
    }
    m_source = std::make_unique<FetchSource>(*std::move(reader), *std::move(root));
    return m_source.get();
}

const mail::ContentFacts &Fetching::facts()
{
    if (!m_facts.contains(m_current->row.content))
        loadFacts();
    const mail::ContentFacts &found = *m_facts.constFind(m_current->row.content);
    if (found.damaged)
        damage();
    return found;
}

/// Of the current message and those that come next.
void Fetching::loadFacts()
{
    std::vector<core::ContentId> contents{m_current->row.content};
    const auto &positions = m_setup.positions.spans();
    for (size_t range = m_range; range < positions.size() && contents.size() < Batch; ++range) {
        const qsizetype first = range == m_range ? m_next : positions[range].first;
        m_setup.view.each(
            first, positions[range].second, [&](qsizetype, const mail::IndexRow &row) {
                if (!m_setup.changedSince || quint64(row.modSeq.value) > *m_setup.changedSince)
                    contents.push_back(row.content);
                return contents.size() < Batch;
            });
    }
    m_facts.clear();
    auto loaded = m_setup.context.access.facts(contents, m_parts);
    if (loaded) {
        for (mail::ContentFacts &one : *loaded)
            m_facts.insert(one.content, std::move(one));
    }
    if (!m_facts.contains(m_current->row.content)) {
        mail::ContentFacts none;
        none.content = m_current->row.content;
        none.damaged = true;
        m_facts.insert(none.content, none);
    }
}

void Fetching::damage()
{
    m_current->isDamaged = true;
}

} // namespace digidig::imap
