# SPDX-License-Identifier: GPL-3.0-or-later
"""The Identity service of the platform, as far as it can be seen on the wire: the documented form, of its README, and
the deployed one, of its containers (the same below /api). Written from what is known of them alone.

usage: fakeidentity.py [--form documented|deployed] [--port N] [--secret TEXT]

Prints one line of JSON, {"port": N}, once it answers. Then it obeys lines of JSON on its standard input, each
answered by one line on its standard output, and ends with its input:

  {"do": "requests"}                  how many there were, by "METHOD path"
  {"do": "user", "email": "…", "password": "…", "username": "…", "roles": […]}
  {"do": "token", "username": "…", "roles": […], "expires_in": N}   makes a token that it knows
  {"do": "revoke", "token": "…"}
  {"do": "domains", "domains": […]}
  {"do": "form", "form": "…"}         becomes the other form
  {"do": "fault", "mode": "…", "delay": N, "status": N}   {"do": "fault"} ends it. Modes: down (resets every
       connection), hang, slow (each answer `delay` seconds later, or when the fault ends), garbage (no HTTP), nonsense (JSON of another kind),
       truncated, huge (an answer of 1 MiB), status (`status`), redirect
"""

import argparse
import base64
import collections
import hashlib
import hmac
import http.server
import json
import socket
import struct
import sys
import threading
import time
import uuid

DEPLOYED = "deployed"
DOCUMENTED = "documented"


def part(value):
    """base64url without padding, of bytes or of JSON."""
    if not isinstance(value, bytes):
        value = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def jwt(claims, secret, header=None):
    """A JSON Web Token, signed as its header says: HS256, HS512, or not at all."""
    header = {"alg": "HS256", "typ": "JWT"} if header is None else header
    signed = f"{part(header)}.{part(claims)}"
    hashes = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}
    signature = hmac.new(secret.encode(), signed.encode(), hashes.get(header.get("alg"), hashlib.sha256)).digest()
    return f"{signed}.{part(signature)}"


def claims(username, roles=("user",), expires_in=3600):
    return {"username": username, "roles": list(roles), "exp": int(time.time()) + expires_in, "jti": uuid.uuid4().hex}


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


class Identity:
    def __init__(self, form, secret):
        self.form = form
        self.secret = secret
        self.lock = threading.Lock()
        self.users = {}
        self.revoked = set()
        self.domains = ["example.org"]
        self.requests = collections.Counter()
        self.fault = {}
        self.ended = threading.Event()  # of the fault

    def holder(self, authorization):
        """The claims of a good token, or nothing."""
        scheme, _, token = (authorization or "").partition(" ")
        try:
            told = claims_of(token)
            good = (scheme.lower() == "bearer" and hmac.compare_digest(
                token, ".".join(token.split(".")[:2]) + "." + part(hmac.new(
                    self.secret.encode(), token.rpartition(".")[0].encode(), hashlib.sha256).digest())))
        except (ValueError, IndexError):
            return None
        if not good or told["exp"] <= time.time() or told["jti"] in self.revoked:
            return None
        return told

    def answer(self, method, path, authorization, content):
        prefix = "/api" if self.form == DEPLOYED else ""
        if (method, path) == ("POST", f"{prefix}/login"):
            try:
                asked = json.loads(content)
                user = self.users.get(asked.get("email"))
            except (ValueError, AttributeError):
                return 422, {"detail": "malformed"}
            if not user or user["password"] != asked.get("password"):
                return 401, {"detail": "Invalid credentials"}
            made = jwt(claims(user["username"], user["roles"]), self.secret)
            return 200, {"access_token": made, "refresh_token": made, "token_type": "bearer"}
        if (method, path) == ("GET", f"{prefix}/verify"):
            told = self.holder(authorization)
            if not told:
                return 401, {"detail": "Invalid or expired token"}
            return 200, {"status": "OK", "username": told["username"], "roles": told["roles"]}
        if (method, path) == ("GET", f"{prefix}/domains"):
            if not self.holder(authorization):
                return 401, {"detail": "Not authenticated"}
            if self.form == DEPLOYED:
                return 200, {"domains": [{"name": name} for name in self.domains]}
            return 200, self.domains
        return 404, {"detail": "Not Found"}

    def obey(self, order):
        do = order["do"]
        with self.lock:
            if do == "requests":
                return dict(self.requests)
            if do == "user":
                self.users[order["email"]] = order
            elif do == "token":
                return {"token": jwt(claims(order["username"], order.get("roles", ["user"]),
                                            order.get("expires_in", 3600)), self.secret)}
            elif do == "revoke":
                self.revoked.add(claims_of(order["token"])["jti"])
            elif do == "domains":
                self.domains = order["domains"]
            elif do == "form":
                self.form = order["form"]
            elif do == "fault":
                self.ended.set()
                self.ended = threading.Event()
                self.fault = order
            else:
                return {"error": f"what is {do}?"}
            return {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    identity = None

    def reset(self):
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def reply(self, status, content, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def serve(self):
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        identity = self.identity
        with identity.lock:
            identity.requests[f"{self.command} {self.path}"] += 1
            fault, ended = identity.fault, identity.ended
        mode = fault.get("mode")
        if mode == "down":
            return self.reset()
        if mode == "hang":
            ended.wait()
            return self.reset()
        if mode == "slow":
            ended.wait(fault["delay"])
        elif mode == "garbage":
            self.close_connection = True
            self.wfile.write(b"\x00\xffnot HTTP at all\r\n\r\n")
            return None
        elif mode == "nonsense":
            return self.reply(200, b'[{"status": "OK"}, 1, null]')
        elif mode == "huge":
            return self.reply(200, b'{"status": "OK", "x": "' + b"x" * (1 << 20) + b'"}')
        elif mode == "status":
            return self.reply(fault["status"], b'{"detail": "as ordered"}')
        elif mode == "redirect":
            return self.reply(307, b"", [("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")])
        with identity.lock:
            status, value = identity.answer(self.command, self.path, self.headers.get("Authorization"), content)
        content = json.dumps(value).encode()
        if mode == "truncated":
            self.close_connection = True
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(content) + 100) + content)
            return None
        return self.reply(status, content)

    do_GET = serve
    do_POST = serve

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            pass

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--form", choices=(DEPLOYED, DOCUMENTED), default=DEPLOYED)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--secret", default="a-secret-of-identity-in-the-tests")
    arguments = parser.parse_args()
    Handler.identity = Identity(arguments.form, arguments.secret)
    server = Server(("127.0.0.1", arguments.port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    for line in sys.stdin:
        print(json.dumps(Handler.identity.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
