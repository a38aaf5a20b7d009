// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into the service by fault_test.py: makes the system calls of SQLite on the mail store's files fail.
// The file named by DIGIDIG_FAULT is shared memory: byte 0 is the fault in force, bytes 8 to 15 count those given.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum {
    WriteFails = 'w', // EIO
    NoSpace = 'n', // ENOSPC
    ReadOnly = 'o', // EROFS
    Short = 's', // every write is done by half; the caller has to go on
    Torn = 't', // half is written, what follows fails with EIO
    SyncFails = 'f', // EIO
    ReadFails = 'r', // EIO
};

static volatile char *control;

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("DIGIDIG_FAULT");
    const int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory != MAP_FAILED)
        control = memory;
    close(fd);
}

/// The fault in force for @p fd; 0: none, or the file is not the store's.
static char faultOf(int fd)
{
    const char fault = control ? control[0] : 0;
    if (fault == 0 || fault == '0')
        return 0;
    char link[64];
    char path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return strstr(path, "/mail.db") ? fault : 0;
}

static int fail(int code)
{
    atomic_fetch_add((_Atomic uint64_t *)(control + 8), 1);
    errno = code;
    return -1;
}

/// How many of @p size bytes may be written now; -1 with errno when none.
static ssize_t allowed(int fd, size_t size)
{
    static _Thread_local char torn;
    const char fault = faultOf(fd);
    if (fault != Torn)
        torn = 0;
    switch (fault) {
    case WriteFails:
        return fail(EIO);
    case NoSpace:
        return fail(ENOSPC);
    case ReadOnly:
        return fail(EROFS);
    case Short:
        (void)fail(0);
        return size > 1 ? (ssize_t)(size / 2) : (ssize_t)size;
    case Torn:
        if (torn)
            return fail(EIO);
        torn = 1;
        return size > 1 ? (ssize_t)(size / 2) : (ssize_t)size;
    default:
        return (ssize_t)size;
    }
}

// ISO C has no cast from an object pointer to a function; POSIX has dlsym.
#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) \
        *(void **)&real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t size)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    const ssize_t most = allowed(fd, size);
    return most < 0 ? -1 : real(fd, data, (size_t)most);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    const ssize_t most = allowed(fd, size);
    return most < 0 ? -1 : real(fd, data, (size_t)most, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    const ssize_t most = allowed(fd, size);
    return most < 0 ? -1 : real(fd, data, (size_t)most, at);
}

ssize_t read(int fd, void *data, size_t size)
{
    REAL(ssize_t, "read", int, void *, size_t);
    return faultOf(fd) == ReadFails ? fail(EIO) : real(fd, data, size);
}

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
    REAL(ssize_t, "pread", int, void *, size_t, off_t);
    return faultOf(fd) == ReadFails ? fail(EIO) : real(fd, data, size, at);
}

ssize_t pread64(int fd, void *data, size_t size, off64_t at)
{
    REAL(ssize_t, "pread64", int, void *, size_t, off64_t);
    return faultOf(fd) == ReadFails ? fail(EIO) : real(fd, data, size, at);
}

int fsync(int fd)
{
    REAL(int, "fsync", int);
    return faultOf(fd) == SyncFails ? fail(EIO) : real(fd);
}

int fdatasync(int fd)
{
    REAL(int, "fdatasync", int);
    return faultOf(fd) == SyncFails ? fail(EIO) : real(fd);
}
