# SPDX-License-Identifier: GPL-3.0-or-later
"""/metrics is Prometheus text, and the numbers of the specification are measured, not made up."""

import math
import re
import time

import digidig
import sse

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


    def test_lint(self):
        """What promtool and the naming rules of Prometheus ask for."""
        text = self.service.get("/metrics").body.decode()
        helped, kinds, current = {}, {}, None
        for line in text.splitlines():
            if line.startswith("# HELP "):
                name, _, what = line[7:].partition(" ")
                self.assertNotIn(name, helped, "HELP twice")
                self.assertTrue(what.strip(), line)
                helped[name] = what
                current = name
            elif line.startswith("# TYPE "):
                name, kind = line[7:].split(" ")
                self.assertEqual(name, current, "TYPE follows HELP")
                kinds[name] = kind
            elif line:
                name = SAMPLE.match(line).group(1)
                base = name if name in kinds else re.sub(r"_(bucket|sum|count)$", "", name)
                self.assertEqual(base, current, f"samples of one name stand together: {line}")
        self.assertEqual(set(helped), set(kinds))
        for name, kind in kinds.items():
            self.assertRegex(name, r"^(digidig_imap|process)_[a-z0-9]+(_[a-z0-9]+)*$")
            self.assertEqual(name.endswith("_total"), kind == "counter", name)
            self.assertNotRegex(name, r"_(ms|milliseconds|kb|mb|percent|count|sum|bucket|info)(_|$)", name)
            if kind == "histogram":
                self.assertTrue(name.endswith(("_seconds", "_bytes")), name)

    def test_what_there_is(self):
        self.service.send()
        self.service.get("/emails/no-such-mail")
        samples, types = digidig.wait_for(
            lambda: (s := self.scrape()) and s[0].get(("process_threads", frozenset())) and s, "a sample")
        value = lambda name, **labels: samples[(name, frozenset(labels.items()))]
        self.assertEqual(value("digidig_imap_http_requests_total", method="GET", route="/emails/{id}", code="404"),
                         1)
        self.assertIn("digidig_imap_http_request_duration_seconds", types)
        self.assertEqual(value("digidig_imap_messages_delivered_total"), value("digidig_imap_store_messages"))
        self.assertGreaterEqual(value("digidig_imap_connections", protocol="http", state="working"), 1)
        for name in ("store_messages", "store_bytes", "store_commits_total", "store_queued_writes", "index_lag",
                     "workers_busy", "workers_max", "workers_waiting", "event_readers", "events_kept",
                     "events_kept_bytes", "events_published_total", "event_readers_dropped_total",
                     "cache_hits_total", "cache_misses_total", "disk_free_bytes", "log_kept_bytes"):
            self.assertIn((f"digidig_imap_{name}", frozenset()), samples)
        self.assertGreater(value("process_resident_memory_bytes"), 1_000_000)
        self.assertGreater(value("process_open_fds"), 5)
        self.assertGreater(value("process_threads"), 3)
        self.assertGreater(value("process_cpu_seconds_total"), 0)
        self.assertLess(abs(value("process_start_time_seconds") - time.time()), 600)

    def test_streams_do_not_count_as_slow(self):
        reader = sse.Reader(self.service).ready()
        reader.close()
        counted = lambda s: s.get(("digidig_imap_http_requests_total", frozenset(
            {("method", "GET"), ("route", "/api/events"), ("code", "200")})))
        samples = digidig.wait_for(lambda: (s := self.scrape()[0]) and counted(s) and s, "the end of the stream")
        self.assertFalse([1 for name, labels in samples if name.endswith("_seconds_count")
                          and ("route", "/api/events") in labels])


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
        for wrong in ("2h", "1H", "-1"):
            answer = self.service.get(f"/api/stats?history={wrong}")
            self.assertEqual((answer.status, answer.json()["code"]), (422, "validation_failed"))
        self.assertNotIn("history", self.stats())
        for name, step, count in (("5m", 5, 60), ("1h", 30, 120), ("24h", 600, 144), ("7d", 3600, 168)):
            history = self.service.get(f"/api/stats?history={name}").json()["history"]
            self.assertEqual((history["range"], history["step_seconds"]), (name, step))
            for series, points in history["series"].items():
                self.assertEqual(len(points), count, series)
                times = [at for at, _ in points]
                self.assertEqual(times, list(range(times[0], times[0] + step * count, step)))
                self.assertLess(abs(times[-1] - time.time()), step + 5)


class History(digidig.ServiceTest):
    def known(self, name):
        points = self.service.get("/api/stats?history=5m").json()["history"]["series"][name]
        return {at: value for at, value in points if value is not None}

    def test_it_is_measured_told_and_kept(self):
        reader = sse.Reader(self.service, "types=stats").ready()
        self.addCleanup(reader.close)
        for _ in range(20):
            self.service.send()
        rates = digidig.wait_for(lambda: (k := self.known("deliveries_per_second")) and any(k.values()) and k,
                                 "a point of the deliveries")
        self.assertAlmostEqual(sum(rates.values()) * 5, 20, delta=6)
        self.assertTrue(all(value > 1_000_000 for value in self.known("memory_bytes").values()))
        self.assertTrue(any(self.known("requests_successful_per_second").values()))
        self.assertTrue(any(self.known("latency_p99_ms").values()))
        self.assertTrue(self.known("disk_free_bytes"))
        reader.wait(lambda r: r.events, "the figures")
        self.assertEqual((reader.events[0].kind, reader.events[0].type), ("stats", "sample"))
        self.assertGreater(reader.events[0].data["memory_bytes"], 1_000_000)
        self.service.restart()
        self.assertEqual(self.known("deliveries_per_second") | rates, self.known("deliveries_per_second"))


class Open(digidig.ServiceTest):
    env = {"IMAP_METRICS_OPEN": "true"}

    def test_strangers_may_read_them(self):
        self.assertEqual(self.service.get("/metrics", Host="mail.example.org").status, 200)
        self.assertIn(self.service.get("/api/stats", Host="mail.example.org").status, (401, 403))


if __name__ == "__main__":
    digidig.main()
