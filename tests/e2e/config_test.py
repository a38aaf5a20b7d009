# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration: where values come from, how they change, and what a wrong one does."""

import json
import os
import tempfile
import threading
import unittest

import digidig
import sse


class Live(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": "a-secret-of-these-tests"}

    def config(self):
        return self.service.get("/api/config").json()["config"]

    def test_put_answers_what_is_in_force(self):
        answer = self.service.put("/api/config", {"timeout": 45, "max_workers": 3})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json()["status"], "success")
        self.assertTrue(answer.json()["message"])
        self.assertEqual((answer.json()["config"]["timeout"], answer.json()["config"]["max_workers"]), (45, 3))
        self.assertEqual((self.config()["timeout"], self.config()["max_workers"]), (45, 3))

    def test_all_or_nothing(self):
        before = self.config()
        for patch, field in (({"pool_size": 11, "timeout": "soon"}, "timeout"),
                             ({"pool_size": 11, "timeout": 0}, "timeout"),
                             ({"pool_size": 11, "no_such_key": 1}, "no_such_key"),
                             ({"pool_size": 11, "max_workers": 4.5}, "max_workers"),
                             ({"pool_size": 11, "enabled": "yes"}, "enabled"),
                             ({"pool_size": 11, "max_workers": None}, "max_workers"),
                             ({"pool_size": 11, "max_workers": 1e30}, "max_workers"),
                             ({"pool_size": 11, "log_level": "chatty"}, "log_level")):
            answer = self.service.put("/api/config", patch)
            body = self.problem(answer, 422, "validation_failed", field)
            self.assertEqual(len(body["errors"]), 1, body)
        self.assertEqual(self.config(), before)
        body = self.problem(self.service.put("/api/config", {"timeout": 0, "max_workers": 0, "x": 1}), 422)
        self.assertEqual({error["field"] for error in body["errors"]}, {"timeout", "max_workers", "x"})

    def test_unreadable(self):
        self.problem(self.service.put("/api/config", "{", Content_Type="application/json"), 400, "invalid_json")
        answer = self.service.put("/api/config", "[]", Content_Type="application/json")
        self.assertIn(answer.status, (400, 422))
        self.problem(self.service.put("/api/config", "{}", Content_Type="text/plain"), 415)

    def test_dry_run(self):
        before = self.config()
        answer = self.service.put("/api/config?dry_run=true", {"idle_timeout": 77})
        self.assertEqual(answer.status, 200, answer)
        self.assertIn("idle_timeout", json.dumps(answer.json()))
        self.assertEqual(self.config(), before)
        self.problem(self.service.put("/api/config?dry_run=true", {"idle_timeout": -1}), 422, None, "idle_timeout")

    def test_restart_is_announced(self):
        answer = self.service.put("/api/config", {"port": 18003})
        self.assertEqual(answer.status, 200, answer)
        self.assertIn("port", answer.json()["restart_needed"], answer)
        self.assertEqual(self.service.get("/api/health").status, 200)
        self.assertEqual(self.service.delete("/api/config/port").status, 200)

    def test_schema(self):
        schema = self.service.get("/api/config/schema").json()
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        self.assertEqual(set(schema["properties"]), set(self.config()) & set(schema["properties"]))
        workers = schema["properties"]["max_workers"]
        self.assertEqual((workers["type"], workers["default"], workers["minimum"]), ("integer", 4, 1))
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not there")
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(self.config())
        self.assertFalse(jsonschema.Draft202012Validator(schema).is_valid({"max_workers": 0}))

    def test_secrets_are_masked(self):
        self.assertEqual(self.config()["admin_token"], "********")
        answer = self.service.put("/api/config", {"admin_token": "another-secret-of-tests"})
        self.assertNotIn("another-secret", answer.body.decode())
        for path in ("/api/config", "/api/config/history"):
            self.assertNotIn("another-secret", self.service.get(path).body.decode())
        self.assertNotIn("another-secret", self.service.log_until_now())

    def test_max_workers_is_live(self):
        for workers in (1, 32, 2):
            self.assertEqual(self.service.put("/api/config", {"max_workers": workers}).status, 200)
            self.assertEqual(self.service.get("/api/stats").json()["custom_stats"]["max_workers"], workers)
            self.assertEqual(self.service.get("/emails").status, 200)


class States(digidig.ServiceTest):
    """ETag and If-Match: who changes knows what he changes."""

    def tag(self):
        return self.service.get("/api/config").headers["ETag"]

    def test_what_changed_meanwhile_is_not_overwritten(self):
        old = self.tag()
        self.assertEqual(self.service.get("/api/config", If_None_Match=old).status, 304)
        self.assertEqual(self.service.put("/api/config", {"timeout": 41}, If_Match=old).status, 200)
        self.assertEqual(self.service.get("/api/config", If_None_Match=old).status, 200)
        version = self.service.get("/api/config").json()["version"]
        self.problem(self.service.put("/api/config", {"timeout": 42}, If_Match=old), 412, "precondition_failed")
        self.problem(self.service.put("/api/config?dry_run=true", {"timeout": 42}, If_Match=old), 412)
        self.problem(self.service.put("/api/config?confirm_within=60", {"timeout": 42}, If_Match=old), 412)
        self.problem(self.service.delete("/api/config/timeout", If_Match=old), 412, "precondition_failed")
        self.problem(self.service.post("/api/config/rollback/0", If_Match=old), 412, "precondition_failed")
        self.problem(self.service.put("/api/config", {"timeout": 42}, If_Match='"of another service"'), 412)
        after = self.service.get("/api/config").json()
        self.assertEqual((after["config"]["timeout"], after["version"], after["unconfirmed"]), (41, version, None))
        for field in (f'W/{self.tag()}', f'{old}, "x-y"'):
            self.problem(self.service.put("/api/config", {"timeout": 42}, If_Match=field), 412)
        self.assertEqual(self.service.put("/api/config", {"timeout": 44}, If_Match=f'{old}, {self.tag()}').status, 200)
        packed = self.service.get("/api/config", Accept_Encoding="gzip")
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertNotEqual(packed.headers["ETag"], self.tag())  # Other bytes, and a strong one all the same.
        again = self.service.get("/api/config", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"])
        self.assertEqual((again.status, again.headers["ETag"]), (304, packed.headers["ETag"]))
        answer = self.service.put("/api/config", {"timeout": 45}, If_Match=packed.headers["ETag"])
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(self.service.put("/api/config", {"timeout": 43}, If_Match="*").status, 200)
        self.assertEqual(self.service.delete("/api/config/timeout", If_Match=self.tag()).status, 200)

    def test_a_confirmation_is_another_state(self):
        self.service.put("/api/config?confirm_within=600", {"timeout": 51})
        tag = self.tag()
        self.assertEqual(self.service.post("/api/config/confirm").status, 200)
        self.assertEqual(self.service.get("/api/config", If_None_Match=tag).status, 200)

    def test_one_of_many_wins(self):
        for turn in range(5):
            tag, answers, lock = self.tag(), [], threading.Lock()

            def change(value):
                answer = self.service.put("/api/config", {"pool_size": value}, If_Match=tag)
                with lock:
                    answers.append((answer.status, value))

            threads = [threading.Thread(target=change, args=(20 + turn * 10 + number,)) for number in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(sorted(status for status, _ in answers), [200] + [412] * 7)
            winner = next(value for status, value in answers if status == 200)
            self.assertEqual(self.service.get("/api/config").json()["config"]["pool_size"], winner)

    def test_without_a_condition_none_is_lost(self):
        """Changes of different keys at the same time are all in force, each with a version of its own."""
        keys = ["max_workers", "pool_size", "idle_timeout", "max_connections", "cache_bytes", "event_buffer"]
        before = self.service.get("/api/config").json()["version"]
        answers = []

        def change(key, number):
            for value in range(5):
                answers.append(self.service.put("/api/config", {key: 200 + 10 * number + value}).status)

        threads = [threading.Thread(target=change, args=(key, number)) for number, key in enumerate(keys)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(set(answers), {200})
        after = self.service.get("/api/config").json()
        self.assertEqual([after["config"][key] for key in keys], [204 + 10 * number for number in range(len(keys))])
        self.assertEqual(after["version"], before + 5 * len(keys))
        versions = [entry["version"] for entry in self.service.get("/api/config/history?limit=500").json()["history"]]
        self.assertEqual(versions, sorted(set(versions), reverse=True))


class History(digidig.ServiceTest):
    def timeout(self):
        return self.service.get("/api/config").json()["config"]["timeout"]

    def history(self):
        answer = self.service.get("/api/config/history").json()
        return answer if isinstance(answer, list) else answer["history"]

    def test_history_and_rollback(self):
        for value in (31, 32, 33):
            self.assertEqual(self.service.put("/api/config", {"timeout": value}).status, 200)
        history = self.history()
        self.assertGreaterEqual(len(history), 3)
        self.assertEqual(history[0]["diff"]["timeout"]["to"], 33)
        self.assertEqual(history[0]["diff"]["timeout"]["from"], 32)
        for name in ("version", "at", "who"):
            self.assertIn(name, history[0])
        version = next(entry["version"] for entry in history if entry["diff"]["timeout"]["to"] == 31)
        answer = self.service.post(f"/api/config/rollback/{version}")
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(self.timeout(), 31)
        self.assertGreater(self.history()[0]["version"], history[0]["version"])
        self.assertEqual(self.service.post("/api/config/rollback/0").status, 200)
        self.assertEqual(self.timeout(), 30)
        for version in ("999", "-1", "x"):
            self.assertIn(self.service.post(f"/api/config/rollback/{version}").status, (404, 422), version)

    def test_reset(self):
        self.service.put("/api/config", {"timeout": 35})
        answer = self.service.delete("/api/config/timeout")
        self.assertIn(answer.status, (200, 204), answer)
        self.assertEqual(self.timeout(), 30)
        self.problem(self.service.delete("/api/config/no_such_key"), 404)


class Precedence(unittest.TestCase):
    def setUp(self):
        self.service = digidig.Service()
        self.addCleanup(self.service.clean)

    def value(self, key):
        return self.service.get("/api/config").json()["config"][key]

    def test_live_changes_outlive_a_restart(self):
        self.service.start()
        self.service.put("/api/config", {"timeout": 50, "local_domains": ["example.com", "příklad.example"]})
        self.assertEqual(self.service.restart(), 0)
        self.assertEqual((self.value("timeout"), self.value("max_workers")), (50, 4))
        self.service.kill()
        self.service.start()
        self.assertEqual(self.value("timeout"), 50)

    def test_later_wins(self):
        path = os.path.join(self.service.state, "imapd.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write("# file\ntimeout = 41\npool_size = 41\nmax_workers = 41\nmax_connections = 41\n")
        self.service.env = {"IMAP_CONFIG": path, "IMAP_POOL_SIZE": "42", "IMAP_MAX_WORKERS": "42",
                            "IMAP_MAX_CONNECTIONS": "42"}
        self.service.start()
        self.assertEqual([self.value(k) for k in ("timeout", "pool_size", "max_workers", "max_connections")],
                         [41, 42, 42, 42])
        self.service.put("/api/config", {"max_workers": 43, "max_connections": 43})
        self.service.restart()
        self.assertEqual([self.value(k) for k in ("timeout", "pool_size", "max_workers", "max_connections")],
                         [41, 42, 43, 43])
        sources = self.service.get("/api/config").json()["sources"]
        self.assertEqual([sources[k] for k in ("timeout", "pool_size", "max_workers", "idle_timeout")],
                         ["file", "environment", "live", "default"])

    def test_unknown_variables_are_warned_about(self):
        self.service.env = {"IMAP_MAX_WORKER": "3"}
        self.service.start()
        self.service.logged(r"WARNING.*IMAP_MAX_WORKER\b")


class Wrong(unittest.TestCase):
    def refused(self, env, *words, arguments=()):
        service = digidig.Service()
        self.addCleanup(service.clean)
        done = digidig.run("serve", *arguments, state=service.state, env=env)
        self.assertEqual(done.returncode, 78, done)
        lines = done.stderr.decode().strip().splitlines()
        self.assertEqual(len(lines), 1, lines)
        for word in words:
            self.assertIn(word, lines[0])

    def test_wrong_values_are_refused_in_one_line(self):
        for name, value in (("IMAP_PORT", "70000"), ("IMAP_PORT", "http"), ("IMAP_MAX_WORKERS", "0"),
                            ("IMAP_TIMEOUT", "-1"), ("IMAP_MAX_CONNECTIONS", "1e3"), ("IMAP_ENABLED", "perhaps"),
                            ("IMAP_LOG_LEVEL", "loud"), ("STORAGE_URL", "not a url")):
            with self.subTest(name=name, value=value):
                self.refused({name: value}, name, value)

    def test_key_value_source_and_range_are_named(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
            file.write("pool_size = 5\nmax_workers = 0\n")
            file.flush()
            self.refused({"IMAP_CONFIG": file.name}, "max_workers", "= 0", file.name, "2", "1", "256")
        self.refused({"IMAP_MAX_WORKERS": "257"}, "max_workers", "257", "IMAP_MAX_WORKERS", "1", "256")
        self.refused({}, "max_workers", "many", "command line", "1", "256", arguments=["--set", "max_workers=many"])
        self.refused({"IMAP_LOG_LEVEL": "loud"}, "log_level", "loud", "IMAP_LOG_LEVEL", "debug", "warning")

    def test_a_short_token_is_refused_and_not_shown(self):
        service = digidig.Service()
        self.addCleanup(service.clean)
        done = digidig.run("serve", state=service.state, env={"IMAP_ADMIN_TOKEN": "short-secret"})
        self.assertEqual(done.returncode, 78, done)
        self.assertNotIn(b"short-secret", done.stdout + done.stderr)

    def test_a_configuration_file_that_is_not_there(self):
        self.refused({"IMAP_CONFIG": "/no/such/file.conf"}, "/no/such/file.conf")

    def test_a_port_that_is_taken(self):
        with digidig.Service() as service:
            other = digidig.Service()
            self.addCleanup(other.clean)
            done = digidig.run("serve", state=other.state, env={"IMAP_PORT": str(service.port)})
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(str(service.port), done.stderr.decode())

    def test_two_on_one_state_directory(self):
        with digidig.Service() as service:
            done = digidig.run("serve", state=service.state)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(service.state, done.stderr.decode())
            self.assertEqual(service.get("/emails").status, 200)

    def test_usage(self):
        for arguments in (["no-such-command"], ["serve", "--no-such-option"], ["account"], ["account", "add"]):
            done = digidig.run(*arguments, state=None)
            self.assertEqual(done.returncode, 64, (arguments, done))
            self.assertTrue(done.stderr, arguments)
        done = digidig.run("--version")
        self.assertEqual(done.returncode, 0)
        self.assertIn(os.environ["DIGIDIG_VERSION"].encode(), done.stdout)
        self.assertEqual(digidig.run("--help").returncode, 0)



class Trial(digidig.ServiceTest):
    """Changes that go back unless they are confirmed."""

    def workers(self):
        return self.service.get("/api/config").json()["config"]["max_workers"]

    def tearDown(self):
        self.service.post("/api/config/confirm")
        self.service.delete("/api/config/max_workers")

    def put(self, value, seconds):
        answer = self.service.put(f"/api/config?confirm_within={seconds}", {"max_workers": value})
        self.assertEqual(answer.status, 200, answer)
        return answer.json()

    def test_confirmed(self):
        version = self.service.get("/api/config").json()["version"]
        made = self.put(11, 600)
        self.assertEqual(made["unconfirmed"]["revert_to"], version)
        self.assertLess(digidig.rfc3339(500), made["unconfirmed"]["revert_at"])
        self.assertEqual(self.service.get("/api/config").json()["unconfirmed"], made["unconfirmed"])
        answer = self.service.post("/api/config/confirm")
        self.assertEqual((answer.status, answer.json()["status"], answer.json()["unconfirmed"]), (200, "confirmed", None))
        self.assertEqual(self.workers(), 11)
        self.problem(self.service.post("/api/config/confirm"), 409, "nothing_to_confirm")

    def test_not_confirmed(self):
        before = self.workers()
        self.put(before + 1, 1)
        self.assertEqual(self.workers(), before + 1)
        digidig.wait_for(lambda: self.service.get("/api/config").json()["unconfirmed"] is None, "the way back")
        self.assertEqual(self.workers(), before)
        self.assertEqual(self.service.get("/api/config/history").json()["history"][0]["who"], "confirm_within")

    def test_each_step_is_told(self):
        with sse.Reader(self.service, "types=config") as reader:
            told = lambda: [e.type for e in reader.events]
            self.put(self.workers() + 1, 600)
            self.service.post("/api/config/confirm")
            # One that waits for a restart is news, too.
            self.service.put("/api/config", {"rest_tls": "on"})
            self.service.delete("/api/config/rest_tls")
            reader.wait(lambda r: len(r.events) >= 4, "four events")
            self.assertEqual(told(), ["changed", "confirmed", "changed", "changed"])

    def test_nothing_else_meanwhile(self):
        self.put(12, 600)
        self.problem(self.service.put("/api/config", {"timeout": 44}), 409, "conflict")
        self.problem(self.service.put("/api/config?confirm_within=5", {"timeout": 44}), 409, "conflict")
        self.problem(self.service.delete("/api/config/max_workers"), 409, "conflict")
        self.assertEqual(self.service.put("/api/config?dry_run=true", {"timeout": 44}).status, 200)
        back = self.service.get("/api/config").json()["unconfirmed"]["revert_to"]
        self.assertEqual(self.service.post(f"/api/config/rollback/{back}").status, 200)
        self.assertIsNone(self.service.get("/api/config").json()["unconfirmed"])
        self.assertEqual(self.service.put("/api/config", {"max_workers": 6}).status, 200)

    def test_what_was_not_changed_needs_no_confirmation(self):
        self.assertIsNone(self.put(self.workers(), 600)["unconfirmed"])
        self.problem(self.service.put("/api/config?confirm_within=600", {"max_workers": 0}), 422)
        answer = self.service.put("/api/config?confirm_within=600&dry_run=true", {"max_workers": 13})
        self.assertIsNone(answer.json()["unconfirmed"])
        self.assertIsNone(self.service.get("/api/config").json()["unconfirmed"])
        for wrong in ("0", "86401", "x", "-1"):
            self.problem(self.service.put(f"/api/config?confirm_within={wrong}", {"max_workers": 13}), 422,
                         "validation_failed", "confirm_within")

    def test_it_outlives_the_process(self):
        before = self.workers()
        for seconds, revert in ((600, False), (1, True)):
            self.put(before + 2, seconds)
            made = digidig.rfc3339(seconds)
            self.service.kill()
            if revert:
                digidig.wait_for(lambda: digidig.rfc3339() > made, "the end of the trial")
            self.service.start()
            self.assertEqual(self.workers(), before if revert else before + 2)
            self.assertEqual(self.service.get("/api/config").json()["unconfirmed"] is None, revert)
            if not revert:
                self.assertEqual(self.service.post("/api/config/confirm").status, 200)
                self.service.delete("/api/config/max_workers")


if __name__ == "__main__":
    digidig.main()
