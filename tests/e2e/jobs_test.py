# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs: list, progress, cancel, what survives a restart; and rebuilding the text index as one."""

import json
import os
import shutil

import digidig
import roles
import sse

TOKEN = "an-administrator-token-of-tests"


class Jobs(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN, "IMAP_JOB_WORKERS": "1"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = roles.Roles(cls.service, TOKEN)
        for number in range(20):
            cls.service.send(recipient="alice@example.org", subject=f"Message {number}", body=f"needle{number}xyz")

    def start(self):
        answer = self.service.post("/api/jobs", {"kind": "reindex"})
        self.assertEqual(answer.status, 202, answer)
        job = answer.json()
        self.assertEqual(answer.headers["Location"], f"/api/jobs/{job['id']}")
        return job["id"]

    def job(self, identity):
        answer = self.service.get(f"/api/jobs/{identity}")
        self.assertEqual(answer.status, 200, answer)
        return answer.json()

    def finished(self, identity, state="done"):
        job = digidig.wait_for(lambda: (j := self.job(identity))["finished_at"] and j, f"the end of job {identity}")
        self.assertEqual(job["state"], state, job)
        return job

    def test_reindex(self):
        job = self.finished(self.start())
        self.assertEqual(job["kind"], "reindex")
        self.assertGreaterEqual(job["result"]["texts"], 20)
        self.assertEqual(job["progress"], {"done": job["result"]["texts"], "total": job["result"]["texts"],
                                           "unit": "texts"})
        self.assertIsNone(job["error"])
        # Without the Z, for a whole second has no fraction.
        times = [job[name].rstrip("Z") for name in ("created_at", "started_at", "finished_at")]
        self.assertEqual(times, sorted(times))
        self.assertEqual([e["subject"] for e in self.service.emails(text="needle7xyz")], ["Message 7"])
        self.service.stop()
        self.assertEqual(digidig.run("check", state=self.service.state).returncode, 0)
        self.service.start()
        self.assertEqual(self.job(job["id"]), job)

    def test_list_and_remove(self):
        ids = [self.start() for _ in range(3)]
        for identity in ids:
            self.finished(identity)
        page = self.service.get("/api/jobs?kind=reindex&state=done&limit=2").json()
        self.assertEqual([job["id"] for job in page["jobs"]], [ids[2], ids[1]])
        self.assertEqual(page["count"], 2)
        rest = self.service.get(f"/api/jobs?kind=reindex&limit=2&cursor={page['next_cursor']}").json()
        self.assertEqual(rest["jobs"][0]["id"], ids[0])
        self.assertEqual(self.service.get("/api/jobs?state=running").json()["jobs"], [])
        self.problem(self.service.get("/api/jobs?state=sleeping"), 422, field="state")
        answer = self.service.delete(f"/api/jobs/{ids[0]}")
        self.assertEqual(answer.json(), {"status": "removed", "id": ids[0]})
        self.problem(self.service.get(f"/api/jobs/{ids[0]}"), 404, "job_not_found")
        self.problem(self.service.delete(f"/api/jobs/{ids[0]}"), 404, "job_not_found")
        self.assertIn(b'digidig_imap_jobs{state="done"}', self.service.get("/metrics").body)

    def test_wrong_requests(self):
        self.problem(self.service.post("/api/jobs", {"kind": "nonsense"}), 422, "validation_failed", "kind")
        self.problem(self.service.post("/api/jobs", {}), 422, "validation_failed", "kind")
        self.problem(self.service.post("/api/jobs", "{", Content_Type="application/json"), 400, "invalid_json")
        self.problem(self.service.get("/api/jobs/none"), 404, "job_not_found")

    def test_roles(self):
        identity = self.start()
        self.finished(identity)
        who = ("admin", "read", "alice@example.org")
        self.assertEqual(self.roles.statuses("GET", "/api/jobs", who), (200, 200, 200))
        self.assertEqual(self.roles.statuses("GET", f"/api/jobs/{identity}", who), (200, 200, 404))
        self.assertEqual(self.roles.request("alice@example.org", "GET", "/api/jobs").json()["jobs"], [])
        self.assertEqual(self.roles.statuses("POST", "/api/jobs", who[1:], {"kind": "reindex"}), (403, 403))
        self.assertEqual(self.roles.statuses("DELETE", f"/api/jobs/{identity}", who[1:]), (403, 404))
        self.assertEqual(self.roles.statuses("DELETE", f"/api/jobs/{identity}", who[:1]), (200,))

    def test_events_tell_of_jobs(self):
        with sse.Reader(self.service, "types=stats") as reader:
            reader.ready()
            identity = self.start()

            def told(reader):
                return [e.data["state"] for e in reader.of("stats", "job") if e.data["id"] == identity]

            reader.wait(lambda r: "done" in told(r), "the job's end")
            self.assertEqual(told(reader)[0], "queued")
            self.assertEqual(told(reader)[-1], "done")


class Sync(digidig.ServiceTest):
    """`POST /fetch` for those who do not wait."""

    env = {"IMAP_ADMIN_TOKEN": TOKEN}

    def setUp(self):
        self.drop = os.path.join(self.service.state, "drop")
        self.service.send(recipient="alice@example.org")
        self.service.send(recipient="bob@example.org")
        for owner in ("alice@example.org", "bob@example.org"):
            for number in range(40):
                self.put(owner, number)
        self.assertEqual(self.service.put("/api/config", {"fetch_maildir": self.drop}).status, 200)

    def tearDown(self):
        shutil.rmtree(self.drop)
        for account in self.service.get("/api/accounts").json()["accounts"]:
            self.service.delete(f"/api/accounts/{account['address']}?confirm={account['address']}")

    def put(self, owner, number):
        folder = os.path.join(self.drop, owner, "new")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, f"{self.id()}.{number}"), "w", encoding="utf-8") as file:
            file.write(f"From: x@example.com\nTo: {owner}\nSubject: {number}\n\nhello {owner} {number} {self.id()}\n")

    def fetch(self, body=None, token=TOKEN, prefer="respond-async"):
        headers = {"Authorization": f"Bearer {token}", "Prefer": prefer}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        return self.service.request("POST", "/fetch", body, headers=headers)

    def finished(self, job, state="done"):
        job = digidig.wait_for(lambda: (j := self.service.get(f"/api/jobs/{job['id']}").json())["finished_at"] and j,
                               "the end of the job")
        self.assertEqual(job["state"], state, job)
        return job

    def test_everything(self):
        answer = self.fetch()
        self.assertEqual(answer.status, 202, answer)
        self.assertEqual(answer.headers["Preference-Applied"], "respond-async")
        job = answer.json()
        self.assertEqual(answer.headers["Location"], f"/api/jobs/{job['id']}")
        self.assertEqual(job["kind"], "sync")
        job = self.finished(job)
        self.assertEqual(job["result"], {"emails_fetched": 80, "emails_failed": 0})
        self.assertEqual(job["progress"], {"done": 80, "total": 80, "unit": "emails"})
        self.assertEqual(self.finished(self.fetch().json())["result"]["emails_fetched"], 0)

    def test_of_one_account_by_itself(self):
        token = self.service.post("/api/tokens", {"name": self.id(), "scope": "account",
                                                  "account": "alice@example.org"}).json()["token"]
        job = self.fetch(token=token).json()
        self.assertEqual(job["account"], "alice@example.org")
        self.assertEqual(self.finished(job)["result"]["emails_fetched"], 40)
        own = self.service.request("GET", "/api/jobs", headers={"Authorization": f"Bearer {token}"}).json()["jobs"]
        self.assertIn(job["id"], [one["id"] for one in own])
        self.problem(self.fetch({"user_id": "bob@example.org"}, token), 403, "forbidden")
        self.assertEqual(len(os.listdir(os.path.join(self.drop, "bob@example.org", "new"))), 40)

    def test_preferences(self):
        for prefer in ("wait=10", "respond-asynchronously", ""):
            self.assertEqual(self.fetch(prefer=prefer).status, 200, prefer)
        for prefer in ("Respond-Async", "wait=5, respond-async", "respond-async; x=y"):
            answer = self.fetch(prefer=prefer)
            self.assertEqual(answer.status, 202, prefer)
            self.finished(answer.json())
        self.problem(self.fetch({"user_id": "nobody@example.org"}), 404, "account_not_found")
        self.problem(self.fetch({"user_id": 5}), 422, "validation_failed", "user_id")

    def test_one_under_way_is_joined(self):
        # The only worker is busy for a while, so the second one waits.
        self.assertEqual(self.service.put("/api/config", {"job_workers": 1}).status, 200)
        for number in range(1000):
            self.put("alice@example.org", 1000 + number)
        first = self.fetch({"user_id": "alice@example.org"}).json()
        again = self.fetch().json()
        jobs = {self.fetch().json()["id"] for _ in range(5)}
        self.assertEqual(jobs, {again["id"]})
        self.assertNotEqual(first["id"], again["id"])
        self.assertEqual(self.finished(first)["result"]["emails_fetched"], 1040)
        self.assertEqual(self.finished(again)["result"]["emails_fetched"], 40)

    def test_a_restart_goes_on(self):
        for number in range(3000):
            self.put("alice@example.org", 1000 + number)
        job = self.fetch().json()
        self.service.kill()
        self.service.start()
        self.finished(job)
        self.assertEqual(self.service.get("/emails?account=alice@example.org&limit=1").json()["total"], 3041)


if __name__ == "__main__":
    digidig.main()
