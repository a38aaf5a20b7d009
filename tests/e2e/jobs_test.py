# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs: list, progress, cancel, what survives a restart; and rebuilding the text index as one."""

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
        self.assertLessEqual(job["created_at"], job["started_at"])
        self.assertLessEqual(job["started_at"], job["finished_at"])
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


if __name__ == "__main__":
    digidig.main()
