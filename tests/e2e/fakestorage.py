# SPDX-License-Identifier: GPL-3.0-or-later
"""The Storage service of the platform, as far as it can be seen on the wire: the documented form, of its README,
and the deployed one, of its containers, with their quirks. Written from what is known of them alone.

usage: fakestorage.py [--form documented|deployed] [--port N] [--cert FILE --key FILE [--client-ca FILE]]

Prints one line of JSON, {"port": N}, once it answers. Then it obeys lines of JSON on its standard input, each
answered by one line on its standard output, and ends with its input:

  {"do": "stats"}                     requests, connections open now and at most, documents, e-mails stored twice
  {"do": "requests"}                  the last 1000 requests: method, target, status
  {"do": "documents"}                 all e-mails
  {"do": "add", "documents": [{…}]}   adds e-mails; what they lack is made up
  {"do": "generate", "count": N, "users": N, "size": N}
  {"do": "update", "id": "…", "set": {…}}   {"do": "erase", "id": "…"}   {"do": "clear"}
  {"do": "raw", "json": "…"}          puts this text among the e-mails of every list, before the others
  {"do": "announce", "count": N, "size": N, "recipient": "…", "total": N}   every list begins with that many made-up
                                      e-mails; the deployed form sends all of them, whatever the limit. total: what the
                                      documented form says that there is
  {"do": "form", "form": "…"}         becomes the other form
  {"do": "oldest_first"}              lists of the documented form begin with the oldest from now on
  {"do": "ignore_offset"}             and here every page is the first
  {"do": "fault", "mode": "…", …}     see Fault; {"do": "fault"} ends all faults
  {"do": "reset_peak"}   {"do": "close_idle"}   {"do": "pause"} (accepts no more)   {"do": "go_on"}
"""

import argparse
import asyncio
import collections
import datetime
import json
import os
import re
import socket
import ssl
import struct
import sys
import urllib.parse
import uuid

MAX_DOCUMENT = 16 * 1024 * 1024
DEPLOYED = "deployed"
DOCUMENTED = "documented"


class Fault:
    """What goes wrong, with which requests, how often.

    mode: slow (`delay` seconds before the answer), hang, reset_before (not carried out), reset_while (carried out,
    reset within the answer), reset_after (carried out, reset instead of the answer), reset_late (answered in full, then
    reset), garbage, not_json, truncated, status (`status`), redirect, huge_head, drip (a byte at a time), close (closes
    after each answer), status_done (carried out, then `status`).
    match: a pattern of "METHOD target"; skip: so many requests are spared first; times: so many are hit, 0: all.
    """

    def __init__(self, order):
        self.mode = order["mode"]
        self.delay = order.get("delay", 0)
        self.status = order.get("status", 500)
        self.match = re.compile(order.get("match", ""))
        self.skip = order.get("skip", 0)
        self.times = order.get("times", 0)
        self.hits = 0

    def hits_now(self, request):
        if not self.match.search(request):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times and self.hits >= self.times:
            return False
        self.hits += 1
        return True


class Mail:
    """The e-mails. The deployed form lists the newest first; of the documented one nobody says."""

    def __init__(self):
        self.by_id = {}
        self.made = 0
        self.clock = datetime.datetime(2026, 1, 1, 12, 0, 0)
        self.oldest_first = False
        self.ignores_offset = False

    def add(self, fields):
        mail = dict(fields)
        self.clock += datetime.timedelta(milliseconds=1)
        self.made += 1
        as_uuid = mail.pop("uuid", False)
        mail.setdefault("id", str(uuid.uuid4()) if as_uuid else "%024x" % (0x65A << 84 | self.made))
        mail.setdefault("sender", "someone@elsewhere.example")
        mail.setdefault("recipient", "a@example.com")
        mail.setdefault("subject", "Hello")
        mail.setdefault("body", "Text\n")
        mail.setdefault("timestamp", self.clock.isoformat(timespec="microseconds"))
        mail.setdefault("received_at", self.clock.isoformat(timespec="seconds") + "Z")
        mail.setdefault("read", False)
        mail.setdefault("folder", "INBOX")
        mail.setdefault("headers", {})
        mail["order"] = self.made
        self.by_id[mail["id"]] = mail
        return mail

    def newest_first(self):
        return sorted(self.by_id.values(), key=lambda m: (m["timestamp"], m["order"]), reverse=True)


def deployed_json(mail):
    return {"_id": mail["id"], **{k: mail[k] for k in (
        "sender", "recipient", "subject", "body", "timestamp", "read", "folder")}}


def documented_json(mail, whole):
    fields = ("sender", "recipient", "subject") + (("body", "headers") if whole else ())
    size = len(mail["body"].encode("utf-8", "surrogatepass"))
    return {"email_id": mail["id"], **{k: mail[k] for k in fields}, "received_at": mail["received_at"],
            "size_bytes": size, "status": "stored"}


class Answer:
    def __init__(self, status, value=None, pieces=None):
        self.status = status
        # A text that cannot be spelt is escaped, as Python's own servers would have it.
        self.pieces = pieces if pieces is not None else [json.dumps(value).encode("ascii")]
        self.streamed = pieces is not None


class Storage:
    def __init__(self, form):
        self.form = form
        self.mail = Mail()
        self.raw = []
        self.announced = {"count": 0}
        self.faults = []
        self.requests = collections.deque(maxlen=1000)
        self.count = 0
        self.open = 0
        self.peak = 0
        self.accepted = 0
        self.hanging = 0
        self.sent = 0
        self.keys = collections.Counter()
        self.writers = {}
        self.released = asyncio.Event()

    # --- What is asked for

    def answer(self, method, target, content):
        path, _, query = target.partition("?")
        path = urllib.parse.unquote(path)
        query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        answer = self.deployed if self.form == DEPLOYED else self.documented
        if method == "POST" and sum(len(str(value).encode("utf-8", "surrogatepass"))
                                    for value in json.loads(content).values()) > MAX_DOCUMENT:
            return Answer(500, {"status": "error", "error": "document too large"})  # As its database says.
        return answer(method, path, query, content) or Answer(404, {"detail": "Not Found"})

    def listed(self, mails, tail, announced):
        """A list in pieces; what is announced, of these numbers, is made up as it is sent."""
        size = self.announced.get("size", 100)
        recipient = self.announced.get("recipient", "a@example.com")

        def pieces():
            yield b'{"emails":['
            first = True
            for text in self.raw:
                yield (b"" if first else b",") + text.encode("utf-8", "surrogatepass")
                first = False
            for number in announced:
                made = {"id": "%024x" % number, "sender": "s@elsewhere.example", "recipient": recipient,
                        "subject": f"Number {number}", "body": "x" * size,
                        "timestamp": "2026-01-01T12:00:00.%06d" % (number % 1000000), "read": False,
                        "folder": "INBOX", "received_at": "2026-01-01T12:00:00Z", "headers": {}}
                yield (b"" if first else b",") + json.dumps(
                    deployed_json(made) if self.form == DEPLOYED else documented_json(made, False)).encode()
                first = False
            for mail in mails:
                yield (b"" if first else b",") + json.dumps(mail).encode("ascii")
                first = False
            yield b"]," + json.dumps(tail).encode()[1:]

        return Answer(200, pieces=pieces())

    def announced_to(self, user):
        to = self.announced.get("recipient", "a@example.com")
        return range(0 if user and user != to else self.announced["count"])

    def deployed(self, method, path, query, content):
        if method == "GET" and path == "/health":
            return Answer(200, {"status": "healthy", "service": "storage"})
        if path == "/api/emails" and method == "GET":
            user = query.get("user_email")
            mails = [m for m in self.mail.newest_first() if not user or user in (m["recipient"], m["sender"])]
            mails = mails[:int(query.get("limit", 50))]
            made_up = self.announced_to(user)
            return self.listed([deployed_json(m) for m in mails], {"count": len(mails) + len(made_up)}, made_up)
        if path == "/api/emails" and method == "POST":
            mail = self.stored(content, ("sender", "recipient", "subject", "body", "timestamp", "read", "folder"))
            self.keys[mail["timestamp"], mail["recipient"]] += 1
            return Answer(201, {"status": "stored", "id": mail["id"]})
        if path == "/api/emails/unread/count" and method == "GET":
            unread = [m for m in self.mail.by_id.values()
                      if m["recipient"] == query.get("user_email") and not m["read"]]
            return Answer(200, {"unread_count": len(unread)})
        match = re.fullmatch(r"/api/emails/([^/]*)(/read)?", path)
        if not match:
            return None
        mail = self.mail.by_id.get(match[1])
        if mail is None:
            return Answer(500, {"status": "error", "error": ""})
        if match[2] and method == "PUT":
            mail["read"] = query.get("read") == "true"
            return Answer(200, {"status": "success", "read": mail["read"]})
        if not match[2] and method == "GET":
            return Answer(200, deployed_json(mail))
        if not match[2] and method == "DELETE":
            del self.mail.by_id[mail["id"]]
            return Answer(200, {"status": "deleted"})
        return None

    def documented(self, method, path, query, content):
        if method == "GET" and path == "/api/health":
            return Answer(200, {"status": "healthy", "database_status": "connected"})
        if path == "/emails" and method == "GET":
            user = query.get("recipient")
            mails = [m for m in self.mail.newest_first() if not user or user == m["recipient"]]
            if self.mail.oldest_first:
                mails.reverse()
            limit, offset = int(query.get("limit", 50)), int(query.get("offset", 0))
            made_up = self.announced_to(user)
            total = self.announced.get("total", len(mails) + len(made_up))
            begin = 0 if self.mail.ignores_offset else offset
            rest = max(begin - len(made_up), 0), max(begin + limit - len(made_up), 0)
            return self.listed([documented_json(m, False) for m in mails[slice(*rest)]],
                               {"total": total, "limit": limit, "offset": offset}, made_up[begin:begin + limit])
        if path == "/store" and method == "POST":
            mail = self.stored(content, ("sender", "recipient", "subject", "body", "headers"), uuid=True)
            key = next((v for k, v in mail["headers"].items() if k.lower() == "x-digidig-key"), mail["id"])
            self.keys[key, mail["recipient"]] += 1
            return Answer(200, {"status": "stored", "email_id": mail["id"], "message": "Email stored"})
        match = re.fullmatch(r"/emails/([^/]*)", path)
        if not match:
            return None
        mail = self.mail.by_id.get(match[1])
        if mail is None:
            return Answer(404, {"detail": "Email not found"})
        if method == "GET":
            return Answer(200, documented_json(mail, True))
        if method == "DELETE":
            del self.mail.by_id[mail["id"]]
            return Answer(200, {"status": "deleted", "message": "Email deleted"})
        return None

    def stored(self, content, fields, **more):
        given = json.loads(content)
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return self.mail.add({**{k: given[k] for k in fields if k in given}, "received_at": now, **more})

    # --- How it is answered

    async def serve(self, reader, writer):
        self.open += 1
        self.accepted += 1
        self.peak = max(self.peak, self.open)
        self.writers[writer] = False
        try:
            while await self.exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError):
            pass
        finally:
            self.open -= 1
            del self.writers[writer]
            writer.close()

    async def exchange(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        self.writers[writer] = True
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        fields = {name.lower(): value.strip() for name, _, value in
                  (line.partition(":") for line in lines[1:] if line)}
        content = await reader.readexactly(int(fields.get("content-length", 0)))
        self.count += 1
        request = f"{method} {target}"
        record = {"method": method, "target": target, "status": 0, "headers": fields}
        self.requests.append(record)
        fault = next((f for f in self.faults if f.hits_now(request)), None)
        mode = fault.mode if fault else None
        if mode == "slow":
            await self.unless_gone(reader, asyncio.sleep(fault.delay))
        elif mode == "hang":
            self.hanging += 1
            try:
                await self.unless_gone(reader, self.released.wait())
            finally:
                self.hanging -= 1
        if mode == "reset_before":
            return self.reset(writer)
        if mode in ("status", "redirect", "garbage", "not_json", "huge_head"):
            answer = None
        else:
            answer = self.answer(method, target, content)
            record["status"] = answer.status
        if mode == "reset_after":
            return self.reset(writer)
        if mode in ("status", "status_done"):
            record["status"] = fault.status
            await self.send(writer, Answer(fault.status, {"status": "error", "error": ""}))
        elif mode == "redirect":
            writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n")
        elif mode == "garbage":
            writer.write(bytes(range(256)) * 8 + b"\r\n\r\n")
            await writer.drain()
            return False
        elif mode == "not_json":
            await self.send(writer, Answer(200, pieces=[b"<html>welcome to the wifi</html>"]))
        elif mode == "huge_head":
            writer.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(1000000):
                writer.write(b"X-%d: %s\r\n" % (number, b"y" * 1000))
                await writer.drain()
        elif mode in ("truncated", "reset_while", "drip"):
            return await self.send_part(writer, answer, mode)
        else:
            await self.send(writer, answer)
        await writer.drain()
        self.writers[writer] = False
        if mode == "reset_late":
            return self.reset(writer)
        return mode != "close"

    @staticmethod
    async def unless_gone(reader, waiting):
        """Waits, but not for a client that has gone."""
        waits = [asyncio.ensure_future(waiting), asyncio.ensure_future(reader.read(1))]
        _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in pending:
            wait.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        if waits[1].done() and not waits[1].cancelled():
            raise ConnectionResetError

    def reset(self, writer):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return False

    async def send(self, writer, answer):
        head = f"HTTP/1.1 {answer.status} Whatever\r\nContent-Type: application/json\r\n"
        if not answer.streamed:
            content = b"".join(answer.pieces)
            writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
            self.sent += len(content)
            await writer.drain()
            return
        writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        gathered = bytearray()
        for piece in answer.pieces:
            gathered += piece
            if len(gathered) >= 65536:
                await self.chunk(writer, gathered)
                gathered = bytearray()
        if gathered:
            await self.chunk(writer, gathered)
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def chunk(self, writer, content):
        writer.write(b"%x\r\n%s\r\n" % (len(content), content))
        self.sent += len(content)
        await writer.drain()

    async def send_part(self, writer, answer, mode):
        content = b"".join(answer.pieces)
        head = f"HTTP/1.1 {answer.status} Whatever\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        if mode == "drip":
            writer.write(head)
            for at in range(len(content)):
                writer.write(content[at:at + 1])
                await writer.drain()
                await asyncio.sleep(0)
            return True
        writer.write(head + content[:len(content) // 2])
        await writer.drain()
        if mode == "truncated":
            return False
        await asyncio.sleep(0.05)
        return self.reset(writer)

    # --- Orders

    def obey(self, order):
        what = order["do"]
        if what == "stats":
            return {"requests": self.count, "open": self.open, "peak": self.peak, "accepted": self.accepted,
                    "hanging": self.hanging,
                    "sent": self.sent, "documents": len(self.mail.by_id),
                    "doubled": sum(1 for n in self.keys.values() if n > 1)}
        if what == "requests":
            return {"requests": list(self.requests)}
        if what == "documents":
            return {"documents": self.mail.newest_first()}
        if what == "add":
            return {"ids": [self.mail.add(fields)["id"] for fields in order["documents"]]}
        if what == "generate":
            for number in range(order["count"]):
                user = number % order.get("users", 1)
                self.mail.add({"recipient": f"user{user}@example.com", "subject": f"Number {number}",
                               "body": "x" * order.get("size", 100)})
        elif what == "update":
            self.mail.by_id[order["id"]].update(order["set"])
        elif what == "erase":
            del self.mail.by_id[order["id"]]
        elif what == "clear":
            self.mail, self.raw, self.announced = Mail(), [], {"count": 0}
        elif what == "raw":
            self.raw.append(order["json"])
        elif what == "announce":
            self.announced = order
        elif what == "oldest_first":
            self.mail.oldest_first = True
        elif what == "ignore_offset":
            self.mail.ignores_offset = True
        elif what == "form":
            self.form = order["form"]
        elif what == "fault" and "mode" in order:
            self.faults.append(Fault(order))
        elif what == "fault":
            self.faults = []
            self.released.set()
            self.released = asyncio.Event()
        elif what == "reset_peak":
            self.peak, self.count = self.open, 0
        elif what == "close_idle":
            for writer, busy in self.writers.items():
                if not busy:
                    writer.close()
        else:
            return {"error": f"no such order: {what}"}
        return {}


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--form", default=DEPLOYED, choices=[DEPLOYED, DOCUMENTED])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--client-ca")
    arguments = parser.parse_args()
    tls = None
    if arguments.cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(arguments.cert, arguments.key)
        if arguments.client_ca:
            tls.load_verify_locations(arguments.client_ca)
            tls.verify_mode = ssl.CERT_REQUIRED
    storage = Storage(arguments.form)

    async def listen(port):
        return await asyncio.start_server(storage.serve, "127.0.0.1", port, ssl=tls, limit=1 << 20, backlog=2000)

    server = await listen(arguments.port)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"port": port}), flush=True)
    orders = asyncio.StreamReader(limit=1 << 30)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        order = json.loads(line)
        if order["do"] == "pause":
            server.close()
            for writer in list(storage.writers):
                storage.reset(writer)
            answer = {}
        elif order["do"] == "go_on":
            server = await listen(port)
            answer = {}
        else:
            answer = storage.obey(order)
        print(json.dumps(answer), flush=True)
    os._exit(0)  # Whoever is still connected is not waited for.


if __name__ == "__main__":
    asyncio.run(main())
