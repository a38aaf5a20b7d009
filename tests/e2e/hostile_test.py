# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation asked wrongly in every way that its contract names something: it says what is wrong, in the form of
the contract, and nothing breaks."""

import json

import digidig
from operations import CONTRACT, JANA, Operations, bodies, operations, parameters, resolved

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# As JSON texts: some are none that Python would write.
VALUES = ("null", "true", "-1", "1.5", "1e308", "-9223372036854775809", "9007199254740993", '""', '" "', '"\\u0000"',
          '"\\ud800"', '"\\u202e\\ufeff\\u0301"', '"' + "x" * 70_000 + '"', '"; DROP TABLE message; --"', "[]", "{}", "[[]]",
          '[null]', '["a", 1]', '{"": {"": []}}', "[" * 300 + "]" * 300)
BODIES = (b"", b" ", b"{", b"[]", b"null", b"1", b'"x"', b"{}{}", b"{'a': 1}", b'{"a": 1,}', b"\xff\xfe{\0}\0", b'{"a": "\xff"}',
          b'{"a": NaN}', b"\0", b'{"\\ud800": 1}', b'{"a": 1, "a": 2}', b"[" * 100_000)
ODD = ("", "%20", "%00", "%FF", "%ED%A0%80", "%F0%9F%92%A9", "%", "%zz", "+", "%2B", "%26", "1e5", "-0", "0x10", "%D9%A3", "../../etc",
       "x" * 20_000, "%27%20OR%201%3D1--", "*", "null", "%E2%80%AE", "%0D%0AX-Injected:%201")


class Hostile(Operations):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = digidig.Client(cls.service.port)
        cls.addClassCleanup(cls.client.close)

    def send(self, method, target, body=None, **headers):
        """An exchange over one connection, which the service may end; held against the contract by the client."""
        answer = self.client.request(method, target, body, {name.replace("_", "-"): value for name, value in headers.items()})
        if (answer.headers["Connection"] or "").lower() == "close":
            self.client.close()
        self.assertLess(answer.status, 500, (method, target, body, answer))
        self.assertNotIn("X-Injected", answer.headers)
        if answer.status >= 400 and method != "HEAD":
            self.problem(answer, answer.status)
        return answer

    def tearDown(self):
        self.assertEqual(self.service.get("/api/health").json()["status"], "healthy")

    def path(self, path):
        """The path with things that are there, made once for all."""
        if not hasattr(type(self), "known"):
            type(self).known = {}
        if path not in self.known:
            values = self.values(path)
            if path == "/api/accounts/{account}":  # What is done to it must not get in the way of the others.
                values["account"] = "hostile@example.org"
                self.made("/api/accounts", {"address": values["account"]})
            self.known[path] = self.target(path, values)
        return self.known[path]

    def test_methods(self):
        """405 and Allow, 501 for what no path knows; HEAD says what GET would; OPTIONS what there is."""
        answer = self.client.request("OPTIONS", "*")
        self.assertEqual((answer.status, answer.body), (204, b""))
        for path, known in CONTRACT["paths"].items():
            target = self.path(path)
            allowed = {method.upper() for method in known}
            with self.subTest(path=path):
                answer = self.send("OPTIONS", target)
                self.assertEqual((answer.status, answer.body), (204, b""))
                every = allowed | {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set())
                self.assertEqual(set(answer.headers["Allow"].split(", ")), every)
                for method in METHODS:
                    if method not in allowed:
                        answer = self.send(method, target, {} if method != "GET" else None)
                        self.assertEqual(answer.status, 405, (method, answer))
                        self.assertEqual(set(answer.headers["Allow"].split(", ")), every)
                if "GET" not in allowed:
                    self.assertEqual(self.send("HEAD", target).status, 405)
                for method in ("TRACE", "PROPFIND", "get", "G" * 50):
                    self.assertIn(self.send(method, target).status, (400, 405, 501), method)
                if "GET" in allowed and path != "/api/events":
                    head, got = self.send("HEAD", target), self.send("GET", target)
                    self.assertEqual((head.status, head.body), (got.status, b""))
                    self.assertEqual(head.headers["Content-Type"], got.headers["Content-Type"])
                    # Figures change, and with them how long they are.
                    self.assertAlmostEqual(int(head.headers["Content-Length"]), len(got.body), delta=max(400, len(got.body) // 20))

    def test_contents(self):
        for method, path, operation in operations():
            if "application/json" not in operation.get("requestBody", {}).get("content", {}):
                continue
            for body in BODIES:
                with self.subTest(operation=operation["operationId"], body=body[:40]):
                    answer = self.send(method, self.path(path), body, Content_Type="application/json")
                    if body[:1] not in (b"", b" ", b"{"):
                        self.assertEqual(answer.status, 400, answer)
                    if answer.status == 400:
                        self.problem(answer, 400, "invalid_json")

    def test_members(self):
        """Each member that the contract names, with values of all kinds."""
        for method, path, operation in operations():
            media = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if not media:
                continue
            for name in resolved(media["schema"]).get("properties", {}):
                for value in VALUES:
                    with self.subTest(operation=operation["operationId"], member=name, value=value[:40]):
                        body = dict((bodies(operation) or [("", {})])[0][1])
                        body.pop(name, None)
                        rest = json.dumps(body)[1:-1]
                        text = "{" + (rest + ", " if rest else "") + json.dumps(name) + ": " + value + "}"
                        answer = self.send(method, self.path(path), text.encode(), Content_Type="application/json")
                        if answer.status == 422:
                            self.assertTrue(answer.json()["errors"], answer)

    def test_parameters(self):
        """Each parameter of a query, with texts of all kinds."""
        for method, path, operation in operations():
            if path == "/api/events":
                method = "HEAD"
            for parameter in parameters(operation, "query"):
                for value in ODD:
                    with self.subTest(operation=operation["operationId"], parameter=parameter["name"], value=value[:40]):
                        body = b"" if method in ("POST", "PUT", "PATCH") else None
                        self.send(method, f"{self.path(path)}?{parameter['name']}={value}", body)

    def test_paths(self):
        for _, path, _ in operations():
            if not path.endswith("}") and "}/" not in path.replace("{account}", ""):
                continue
            for value in ODD:
                if value in ("", "../../etc"):
                    continue
                with self.subTest(path=path, value=value[:40]):
                    target = path if path.endswith("{account}") else path.replace("{account}", JANA)
                    for name in ("{account}", "{id}", "{n}", "{key}", "{version}", "{job}"):
                        target = target.replace(name, value)
                    self.assertIn(self.send("GET", target).status, (400, 404, 405, 414), target[:80])

    def test_fields_of_the_head(self):
        target = self.path("/emails/{id}")
        for name, values in (
                ("If-None-Match", ("", '"', "W/", '"a", "b"', "*", "," * 1000, "x" * 5000)),
                ("If-Match", ("", '"', "W/", '"a", "b"', "," * 1000, "x" * 5000)),
                ("Range", ("", "bytes=", "bytes=-", "bytes=1-0", "bytes=0-0,2-3", "lines=1-2", "bytes=" + "0-1," * 500,
                           "bytes=99999999999999999999-", "bytes=-0")),
                ("Accept", ("", "*", "text", "application/json;q=0", "a/b;" * 300, "application/*;q=0.1")),
                ("Accept-Encoding", ("", "gzip;q=0", "br", "gzip;q=abc", "*;q=0", "x," * 500)),
                ("Accept-Language", ("", "cs;q=nan", "cs;q=-1", "-" * 500, "cs-CZ-x-" + "a" * 300)),
                ("Authorization", ("", "Bearer", "Bearer ", "Basic =", "Bearer " + "a" * 8000)),
                ("Content-Type", ("", "application/json; charset=utf-7", "a", "/", "application/json;" * 200)),
                ("Idempotency-Key", ("", "x" * 257, "a b", "\xff")),
                ("X-Request-Id", ("", "x" * 65, "a b", "<script>")),
                ("Last-Event-ID", ("", "-1", "x", "99999999999999999999999")),
                ("Prefer", ("", "respond-async; wait=10", ";;;", "x" * 5000)),
                ("Origin", ("null", "http://evil.example", "x" * 3000)),
                ("X-Forwarded-For", ("127.0.0.1", "x" * 3000))):
            for value in values:
                for path in (target, target + "/raw", "/emails"):
                    with self.subTest(field=name, value=value[:40], path=path):
                        answer = self.client.request("GET", path, None, {name: value})
                        self.assertLess(answer.status, 500, answer)
                        self.assertNotIn("<script>", answer.headers["X-Request-Id"])


if __name__ == "__main__":
    digidig.main()
