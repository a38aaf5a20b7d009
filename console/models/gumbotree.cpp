// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gumbotree.h"

#include <csetjmp>
#include <cstdlib>

#include <time.h>

namespace digidig::console {

namespace {

constexpr size_t BlockBytes = 256 * 1024;

/// All memory of one parse. It goes at once, so that the tree needs no walk, which would recurse as deep as
/// the document nests; and it is where a document that costs too much is stopped. C code only runs between
/// setjmp() and longjmp(): nothing with a destructor is jumped over.
struct Arena {
    struct Block {
        Block *before;
        size_t used;
        size_t size;
    };
    std::jmp_buf enough;
    Block *last = nullptr;
    size_t left = 0;
    long long untilNs = 0;
    unsigned count = 0;
};

long long nowNs()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

void *allocate(void *data, size_t size)
{
    auto *arena = static_cast<Arena *>(data);
    size = (size + 15) & ~size_t(15);
    if (size > arena->left || (++arena->count % 256 == 0 && nowNs() > arena->untilNs))
        std::longjmp(arena->enough, 1);
    if (!arena->last || arena->last->size - arena->last->used < size) {
        const size_t room = size > BlockBytes ? size : BlockBytes;
        auto *block = static_cast<Arena::Block *>(std::malloc(sizeof(Arena::Block) + 16 + room));
        if (!block)
            std::longjmp(arena->enough, 1);
        block->before = arena->last;
        block->used = 0;
        block->size = room;
        arena->last = block;
    }
    arena->left -= size;
    char *start = reinterpret_cast<char *>(arena->last) + ((sizeof(Arena::Block) + 15) & ~size_t(15));
    void *result = start + arena->last->used;
    arena->last->used += size;
    return result;
}

void release(void *, void *)
{
}

void clear(Arena &arena)
{
    while (Arena::Block *block = arena.last) {
        arena.last = block->before;
        std::free(block);
    }
}

/// The tree; null when it costs too much. Apart, since a function that setjmp() returns to twice must not have
/// anything else in it.
GumboOutput *parse(Arena &arena, const char *bytes, size_t length)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = release;
    options.userdata = &arena;
    options.max_errors = 0;
    if (setjmp(arena.enough) != 0)
        return nullptr;
    return gumbo_parse_with_options(&options, bytes, length);
}

} // namespace

bool withHtmlTree(const QByteArray &html, const HtmlBudget &budget, const std::function<void(const GumboNode &)> &use)
{
    Arena arena;
    arena.left = size_t(budget.memory);
    arena.untilNs = nowNs() + budget.milliseconds * 1'000'000LL;
    const GumboOutput *output = parse(arena, html.constData(), size_t(html.size()));
    if (output)
        use(*output->root);
    clear(arena);
    return output != nullptr;
}

} // namespace digidig::console
