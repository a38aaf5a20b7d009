# SPDX-License-Identifier: GPL-3.0-or-later
"""Every conversation of tests/scenarios on the service, and on Dovecot where it is installed.

usage: scenario_test.py [--server ours|dovecot] [--skipped] [--brief] [NAME…]
"""

import argparse
import re
import sys
import time

import imapclient
import imappeers
import scenario


def names(connection):
    """What it advertises; of APPENDLIMIT=35651584 the name alone."""
    return [re.sub(r"=\d+$", "", name) for name in connection.capabilities()]


def capabilities(server):
    """What it advertises before and after the login, in clear text and over TLS."""
    server.account("capabilities@example.org")
    found = set()
    for port, tls in ((server.port, False), (server.tls_port, True)):
        with imapclient.Connection(port, tls=tls) as connection:
            found.update(names(connection))
            connection.login("capabilities@example.org", server.password)
            found.update(names(connection))
    return found


def unprobed(advertised, probed):
    """What is advertised and never probed; AUTH= and the revisions each by itself."""
    return sorted(advertised - probed)


def run(server, scenarios, names, show_skipped, brief):
    """How many failed."""
    failed, played, skipped, probed = [], 0, [], set()
    begin = time.monotonic()
    advertised = capabilities(server)
    for number, one in enumerate(scenarios):
        if names and not any(name in one.name for name in names):
            continue
        try:
            one.check(server, advertised)
        except scenario.Skip as reason:
            skipped.append((one.name, reason))
            continue
        played += 1
        try:
            scenario.Play(one, server, f"scenario-{number}@example.org").run()
            probed.update(one.probes)
        except AssertionError as error:
            failed.append(one.name)
            shown = "\n".join(str(error).splitlines()[:2]) if brief else f"{error}\n"
            print(f"FAILED {server.name}: {one.name}: {one.title}\n{shown}")
    if show_skipped:
        for name, reason in skipped:
            print(f"skipped {server.name}: {name}: {reason}")
    if server.name == "ours" and not names:
        for name in unprobed(advertised, probed):
            failed.append(name)
            print(f"FAILED ours: {name} is advertised, and no scenario that passes probes it")
    print(f"{server.name}: {played} scenarios in {time.monotonic() - begin:.1f} s, {len(skipped)} not for it, "
          f"{len(failed)} failed{': ' + ' '.join(failed) if failed else ''}", flush=True)
    return len(failed)


def selftest():
    """The judge itself: what is advertised without a probe is found."""
    assert unprobed({"IDLE", "MOVE"}, {"IDLE"}) == ["MOVE"]
    assert not unprobed({"IDLE"}, {"IDLE", "MOVE"})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", default="")
    parser.add_argument("--skipped", action="store_true")
    parser.add_argument("--brief", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    selftest()
    scenarios = scenario.all_scenarios()
    peers = imappeers.peers(options.server, {"IMAP_SCRAM": "app_passwords"})
    if not peers:
        print("neither Dovecot nor a service that speaks IMAP is here")
        sys.exit(77)
    failed = 0
    for server in peers:
        with server:
            failed += run(server, scenarios, options.names, options.skipped, options.brief)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
