# SPDX-License-Identifier: GPL-3.0-or-later
"""A socket whose bytes are compressed in both directions (RFC 4978)."""

import zlib


class Socket:
    """Instead of the socket inside, from the first byte after COMPRESS."""

    def __init__(self, inside, window=15):
        self.inside = inside
        self.deflater = zlib.compressobj(6, zlib.DEFLATED, -window)
        self.inflater = zlib.decompressobj(-15)
        self.sent = self.received = 0

    def sendall(self, data):
        packed = self.deflater.compress(data) + self.deflater.flush(zlib.Z_SYNC_FLUSH)
        self.sent += len(data)
        self.inside.sendall(packed)

    def recv(self, size):
        while True:
            packed = self.inside.recv(size)
            if not packed:
                return b""
            data = self.inflater.decompress(packed)
            if data:
                self.received += len(data)
                return data

    def __getattr__(self, name):
        return getattr(self.inside, name)
