# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests as the administrator, a reader, and one account, for tests of who may do what."""

import urllib.parse
import uuid


class Roles:
    """Tokens of one service. Its `IMAP_ADMIN_TOKEN` is the administrator's."""

    def __init__(self, service, admin_token):
        self.service = service
        self.tokens = {"admin": admin_token}

    def token(self, role):
        """The token of `admin`, `read`, or an account's address."""
        if role not in self.tokens:
            scope = {"scope": "account", "account": role} if "@" in role else {"scope": role}
            answer = self.request("admin", "POST", "/api/tokens", {"name": str(uuid.uuid4()), **scope})
            assert answer.status == 201, answer
            self.tokens[role] = answer.json()["token"]
        return self.tokens[role]

    def request(self, role, method, path, body=None, **headers):
        """A request of `role` from elsewhere, so that nothing but the token speaks for it."""
        return self.service.request(method, urllib.parse.quote(path, safe="/?&=%:@"), body, {
            "Host": "mail.example.org", "Authorization": f"Bearer {self.token(role)}",
            **{name.replace("_", "-"): value for name, value in headers.items()}})

    def statuses(self, method, path, roles, body=None):
        """The status that each of `roles` gets."""
        return tuple(self.request(role, method, path, body).status for role in roles)
