# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes through the contract operation by operation: its examples work, its answers and errors come, and the shapes of
answers are those of contract.golden.json (`--update` writes it anew).

That each answer is as its schema has it, digidig.py sees to with every request.
"""

import json
import os
import re
import sys

import digidig
from operations import CONTRACT, MAIL, NOBODY, TOKEN, Operations, bodies, codes, operations, parameters, resolved, success

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "contract.golden.json")
UPDATE = "--update" in sys.argv
# Answers that need more than one request out of place; where they are provoked instead.
ELSEWHERE = {
    "202": "jobs_test.py", "403": "access_test.py, accounts_test.py", "409": "storage_test.py, accounts_test.py, mailboxes_test.py, emails_test.py, transfer_test.py", "410": "the tests of what expires", "413": "limits_test.py, transfer_test.py", "503": "config_test.py", "504": "storage_test.py", "507": "accounts_test.py, fault_test.py",
}


def shape(value):
    """What programs rely on of a JSON value: its members and their types."""
    if isinstance(value, dict):
        # Every setting is a member of these; /api/config/schema has its own tests.
        return {name: "settings" if name in ("config", "sources") else shape(member)
                for name, member in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return {type(None): "null", bool: "boolean", int: "number", float: "number", str: "string"}[type(value)]


class Contract(Operations):
    def test_every_documented_example_works(self):
        seen = {}
        self.fill()
        for method, path, operation in operations():
            for name, body in bodies(operation) or [("", None)]:
                with self.subTest(operation=operation["operationId"], example=name):
                    answer = self.do(method, path, body)
                    self.assertEqual(str(answer.status), success(operation), answer)
                    if answer.type == "application/json" and path != "/openapi.json" and path != "/api/config/schema":
                        seen.setdefault(f"{method} {path} {answer.status}", shape(answer.json()))
            for parameter in parameters(operation, "query"):
                if "example" in parameter and method in ("GET", "DELETE"):
                    with self.subTest(operation=operation["operationId"], parameter=parameter["name"]):
                        if parameter["name"] == "confirm":
                            continue  # Names an account that is there no more.
                        answer = self.do(method, path, query={parameter["name"]: parameter["example"]})
                        self.assertEqual(str(answer.status), success(operation), answer)
        self.compare(seen)

    def compare(self, shapes):
        if UPDATE:
            with open(GOLDEN, "w", encoding="utf-8") as file:
                json.dump(shapes, file, indent=1, sort_keys=True)
                file.write("\n")
        with open(GOLDEN, encoding="utf-8") as file:
            golden = json.load(file)
        self.assertEqual(sorted(golden), sorted(shapes))
        for name, expected in golden.items():
            with self.subTest(answer=name):
                self.assertEqual(expected, shapes[name],
                                 "the answer has changed, and programs rely on it; --update when that is meant")

    def wrong(self, schema):
        """A text that no value of the schema has."""
        kind, form = schema.get("type"), schema.get("format")
        if kind in ("integer", "boolean") or "enum" in schema or form == "date-time":
            return "nonsense"
        return None

    def test_wrong_parameters_are_named(self):
        for method, path, operation in operations():
            for parameter in parameters(operation, "query"):
                if method == "POST" and path == "/emails":
                    continue  # Of message/rfc822 alone.
                value = self.wrong(parameter["schema"])
                if value is None:
                    continue
                with self.subTest(operation=operation["operationId"], parameter=parameter["name"]):
                    answer = self.do(method, path, self.a_body(operation), {parameter["name"]: value})
                    if method == "GET" and path == "/api/events":
                        self.assertEqual(answer.status, 422)
                    else:
                        self.problem(answer, 422, "validation_failed", parameter["name"])

    def test_wrong_members_are_named(self):
        for method, path, operation in operations():
            media = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if not media:
                continue
            schema = resolved(media["schema"])
            for name in schema.get("properties", {}):
                with self.subTest(operation=operation["operationId"], member=name):
                    body = dict(self.a_body(operation) or {})
                    body[name] = [[]]
                    answer = self.do(method, path, body)
                    told = self.problem(answer, 422, "validation_failed")
                    self.assertTrue(any(error["field"].startswith(name) for error in told["errors"]), told)

    def test_every_error_of_the_table(self):
        for method, path, operation in operations():
            for status in operation["responses"]:
                if status == "default" or status == success(operation):
                    continue
                with self.subTest(operation=operation["operationId"], status=status):
                    provoke = getattr(self, f"provoke_{status}", None)
                    if provoke is None:
                        self.assertIn(status, ELSEWHERE)
                        continue
                    answer = provoke(method, path, operation)
                    if answer is None:
                        continue
                    self.assertEqual(str(answer.status), status, answer)
                    if answer.type == "application/problem+json":
                        self.assertIn(answer.json()["code"], codes(operation, status), answer)

    def provoke_400(self, method, path, operation):
        values, query, _, headers = self.prepared(method, path)
        return self.ask(method, self.target(path, values, query), b"{", Content_Type="application/json", **headers)

    def provoke_415(self, method, path, operation):
        values, query, _, headers = self.prepared(method, path)
        return self.ask(method, self.target(path, values, query), b"{}", **{**headers, "Content-Type": "text/csv"})

    def provoke_404(self, method, path, operation):
        """Each id in the path is once one that names nothing."""
        values, query, body, headers = self.prepared(method, path, self.a_body(operation))
        if "{" not in path:
            if path == "/emails" and method == "GET":
                return self.ask(method, f"/emails?account={NOBODY}")
            if path == "/api/events":
                return None  # The answer to HEAD says no code; events_test.py.
            if path == "/api/tokens":
                return self.ask(method, path, {"name": "x", "scope": "account", "account": NOBODY})
            if path == "/api/import":
                return self.ask(method, f"{path}?account={NOBODY}", MAIL, Content_Type="message/rfc822")
            if path == "/api/export":
                return self.ask(method, path, {"account": NOBODY})
            if path == "/fetch":
                return self.ask(method, path, {"user_id": NOBODY})
            return None  # Needs a setting: emails_test.py.
        if path == "/api/accounts/{account}/deleted" and method == "POST":
            body = {"ids": [NOBODY]}
        answer = None
        for name in re.findall(r"\{(\w+)\}", path):
            other = {"n": "99", "version": "99999", "key": "no_such_key"}.get(name, NOBODY)
            answer = self.ask(method, self.target(path, {**values, name: other}, query), body, **headers)
            self.assertEqual(answer.status, 404, (name, answer))
            self.assertIn(answer.json()["code"], codes(operation, "404"), answer)
        return answer

    def provoke_422(self, method, path, operation):
        """For the others: test_wrong_parameters_are_named, test_wrong_members_are_named."""
        if path == "/api/accounts/{account}" and method == "DELETE":
            return self.do(method, path, query={"confirm": "another@example.org"})
        return None

    def provoke_412(self, method, path, operation):
        return self.do(method, path, self.a_body(operation), If_Match='"another"')

    def provoke_304(self, method, path, operation):
        values, query, body, headers = self.prepared(method, path)
        target = self.target(path, values, query)
        tag = self.ask(method, target, body, **headers).headers["ETag"]
        self.assertTrue(tag)
        return self.ask(method, target, body, If_None_Match=tag, **headers)

    def provoke_206(self, method, path, operation):
        answer = self.do(method, path, Range="bytes=0-2")
        self.assertEqual(len(answer.body), 3, answer)
        return answer

    def provoke_416(self, method, path, operation):
        return self.do(method, path, Range="bytes=999999999-")

    def provoke_503(self, method, path, operation):
        if not path.startswith(("/health", "/api/health")):
            return None
        self.service.put("/api/config", {"enabled": False})
        try:
            return self.do(method, path)
        finally:
            self.service.put("/api/config", {"enabled": True})


class Documents(digidig.ServiceTest):
    env = {"IMAP_ADMIN_TOKEN": TOKEN}
    stranger = {"Host": "mail.example.org"}

    def test_what_is_served_is_the_source(self):
        answer = self.service.request("GET", "/openapi.json", headers=self.stranger)
        self.assertEqual((answer.status, answer.type), (200, "application/json"))
        self.assertEqual(answer.json(), CONTRACT)

    def test_the_page_needs_nothing_from_elsewhere(self):
        answer = self.service.request("GET", "/docs", headers=self.stranger)
        self.assertEqual((answer.status, answer.type), (200, "text/html"))
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        page = answer.body.decode()
        for attribute in re.findall(r'(?:src|href|action)="([^"]*)"', page):
            self.assertTrue(attribute.startswith("#") or attribute == "/openapi.json", attribute)
        for target in re.findall(r'href="#([^"]*)"', page):
            self.assertIn(f'id="{target}"', page)

    def test_it_is_open_while_all_else_is_switched_off(self):
        self.service.put("/api/config", {"enabled": False})
        for path in ("/openapi.json", "/docs"):
            self.assertEqual(self.service.request("GET", path, headers=self.stranger).status, 200)
        self.service.put("/api/config", {"enabled": True})


if __name__ == "__main__":
    if UPDATE:
        sys.argv.remove("--update")
    digidig.main()
