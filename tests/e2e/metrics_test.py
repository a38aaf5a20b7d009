# SPDX-License-Identifier: GPL-3.0-or-later
"""/metrics is Prometheus text, and the numbers of the specification are measured, not made up."""

import math
import re
import time

import digidig

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf"^({NAME})(?:\{{(.*)\}})? (\S+)(?: -?\d+)?$")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)",?')


def parse(text):
    """{(name, frozenset(labels)): value} and {name: type}; raises ValueError on a bad line."""
    samples, types = {}, {}
    for line in text.splitlines():
        if not line or (line.startswith("#") and not line.startswith(("# HELP ", "# TYPE "))):
            continue
        if line.startswith("# HELP "):
            continue
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            if name in types or kind not in ("counter", "gauge", "histogram", "summary", "untyped"):
                raise ValueError(line)
            types[name] = kind
            continue
        match = SAMPLE.match(line)
        if not match:
            raise ValueError(line)
        name, labels, value = match.groups()
        pairs = LABEL.findall(labels or "")
        if LABEL.sub("", labels or ""):
            raise ValueError(line)
        key = (name, frozenset(pairs))
        if key in samples:
            raise ValueError(f"twice: {line}")
        samples[key] = float(value)
    return samples, types


class Metrics(digidig.ServiceTest):
    def scrape(self):
        answer = self.service.get("/metrics")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.type, "text/plain")
        self.assertIn("version=0.0.4", answer.headers["Content-Type"])
        self.assertTrue(answer.body.endswith(b"\n"))
        return parse(answer.body.decode())

    def test_format(self):
        samples, types = self.scrape()
        self.assertGreater(len(samples), 10)
        for name, kind in types.items():
            if kind == "counter":
                self.assertTrue(name.endswith("_total"), name)
            if kind == "histogram":
                counts = [value for (n, _), value in samples.items() if n == name + "_count"]
                self.assertTrue(counts, name)
        for (name, _), value in samples.items():
            base = re.sub(r"_(bucket|sum|count)$", "", name)
            self.assertTrue(name in types or base in types, name)
            self.assertFalse(math.isnan(value), name)

    def test_buckets_grow(self):
        samples, types = self.scrape()
        for name in (n for n, kind in types.items() if kind == "histogram"):
            series = {}
            for (n, labels), value in samples.items():
                if n == name + "_bucket":
                    rest = frozenset(pair for pair in labels if pair[0] != "le")
                    series.setdefault(rest, []).append((float(dict(labels)["le"]), value))
            for rest, buckets in series.items():
                values = [value for _, value in sorted(buckets)]
                self.assertEqual(values, sorted(values), (name, rest))
                self.assertEqual(sorted(buckets)[-1][0], math.inf)
                self.assertEqual(values[-1], samples[(name + "_count", rest)], (name, rest))

    def test_requests_are_counted(self):
        def total(samples):
            return sum(value for (name, _), value in samples.items()
                       if name.endswith("_total") and "request" in name)
        before = total(self.scrape()[0])
        for _ in range(10):
            self.service.get("/api/health")
        self.assertGreaterEqual(total(self.scrape()[0]) - before, 11)

    def test_messages_are_counted(self):
        def messages(samples):
            return [value for (name, _), value in samples.items() if re.search(r"(^|_)messages$", name)]
        before = sum(messages(self.scrape()[0]))
        self.service.send()
        after = messages(self.scrape()[0])
        self.assertTrue(after, "no figure named …_messages")
        self.assertEqual(sum(after), before + 1)


class State(digidig.ServiceTest):
    def stats(self):
        return self.service.get("/api/stats").json()

    def test_requests(self):
        before = self.stats()
        for _ in range(5):
            self.service.get("/api/health")
        for _ in range(3):
            self.service.get("/emails/no-such-mail")
        self.service.post("/emails", "{", Content_Type="application/json")
        after = self.stats()
        # The earlier /api/stats counts itself only afterwards.
        self.assertEqual(after["requests_total"] - before["requests_total"], 10)
        self.assertEqual(after["requests_failed"] - before["requests_failed"], 4)
        self.assertEqual(after["requests_successful"] - before["requests_successful"], 6)

    def test_times(self):
        first = self.stats()
        now = time.time()
        self.assertLess(abs(first["last_request_time"] - now), 5)
        second = digidig.wait_for(lambda: (s := self.stats())["uptime_seconds"] > first["uptime_seconds"] + 0.2 and s,
                                  "time to pass")
        self.assertGreater(second["last_request_time"], first["last_request_time"])
        self.assertLess(second["uptime_seconds"], 600)

    def test_active_connections(self):
        before = self.stats()["active_connections"]
        held = [digidig.Client(self.service.port) for _ in range(3)]
        for client in held:
            client.request("GET", "/api/health")
        self.assertEqual(self.stats()["active_connections"], before + 3)
        self.assertEqual(self.service.get("/api/health").json()["active_connections"], before + 3)
        for client in held:
            client.close()
        digidig.wait_for(lambda: self.stats()["active_connections"] == before, "the connections to be gone")

    def test_history(self):
        answer = self.service.get("/api/stats?history=1h")
        self.assertEqual(answer.status, 200, answer)


class Open(digidig.ServiceTest):
    env = {"IMAP_METRICS_OPEN": "true"}

    def test_strangers_may_read_them(self):
        self.assertEqual(self.service.get("/metrics", Host="mail.example.org").status, 200)
        self.assertIn(self.service.get("/api/stats", Host="mail.example.org").status, (401, 403))


if __name__ == "__main__":
    digidig.main()
