"""Holds a host's journal against what peertlsd(8) promises: every event with its fields, sent by the process it is about.

usage: records.py RECORDS UNIT UID    journalctl -o json: the records, all lines of the unit; the session account's number
"""
import json
import sys

PREFIX = "PEERTLS_"
CALL = {"SESSION", "SERVICE", "PEER_ADDR", "PEER_PORT"}
PEER = CALL | {"TLS_VERSION", "TLS_CIPHER", "PEER_VERIFIED", "PEER_NAME", "PEER_EMAIL", "PEER_CERT", "PEER_KEY"}
# What at least one record of the event must have altogether, and which program and account send it.
SESSION, ACCEPTOR = "/usr/libexec/peertls/peertls-session", "/usr/sbin/peertlsd"
EVENTS = {
    "session-opened": (CALL, SESSION),
    "verdict": (PEER | {"VERDICT", "RULE", "POLICY", "REASON", "RESUMED"}, SESSION),
    "handler-started": (PEER | {"POLICY"}, SESSION),
    "data-refused": (PEER | {"REASON", "DATA_ADDR", "DATA_PORT"}, SESSION),
    "session-closed": (PEER | {"REASON", "BYTES_IN", "BYTES_OUT", "DURATION_USEC", "CPU_USEC", "EXIT"}, SESSION),
    "policy-loaded": ({"POLICY"}, ACCEPTOR),
    "policy-rejected": ({"REASON"}, ACCEPTOR),
    "limit": ({"PEER_ADDR"}, ACCEPTOR),
    "child-misbehaved": ({"SESSION", "PEER_ADDR", "PEER_PORT", "EXIT"}, ACCEPTOR),
    "records-lost": ({"LOST"}, ACCEPTOR),
    "node-started": (set(), ACCEPTOR),
    "node-left": (set(), ACCEPTOR),
    "node-stopped": (set(), ACCEPTOR),
}
# _PID and _UID come with the datagram; _EXE and the unit journald reads from /proc, where a process is no more that has ended before,
# as while journald stalled. Few are.
faults = []


def check(holds, what):
    if not holds:
        faults.append(what)


def lines(path):
    return [json.loads(line) for line in open(path) if line.strip()]


records = [entry for entry in lines(sys.argv[1]) if PREFIX + "EVENT" in entry]
unit, uid = lines(sys.argv[2]), sys.argv[3]
message_ids = {}
for event, (fields, program) in EVENTS.items():
    found = [entry for entry in records if entry[PREFIX + "EVENT"] == event]
    check(found, f"no {event}")
    check(any("_EXE" in entry for entry in found), f"no {event} has _EXE")
    whole = [entry for entry in found if all(PREFIX + field in entry for field in fields)]
    if found and not whole:
        missing = [f for f in fields if not any(PREFIX + f in entry for entry in found)]
        check(False, f"no {event} is whole; never seen: {missing}")
    for entry in found:
        message_ids.setdefault(event, set()).add(entry.get("MESSAGE_ID"))
        acceptor_speaks = event == "session-closed" and entry.get("SYSLOG_IDENTIFIER") == "peertlsd"
        sender = ACCEPTOR if program == ACCEPTOR or acceptor_speaks else SESSION
        exe = entry.get("_EXE", sender).removesuffix(" (deleted)")
        check(exe == (ACCEPTOR if acceptor_speaks else program), f"{event} was sent by {exe}")
        owner = "0" if exe == ACCEPTOR else uid
        check(entry.get("_UID") == owner, f"{event} was sent by the account {entry.get('_UID')}")
        check("_EXE" not in entry or entry.get("_SYSTEMD_UNIT") == "peertls.service", f"{event} is of unit {entry.get('_SYSTEMD_UNIT')}")
        check(entry.get("SYSLOG_IDENTIFIER") == exe.rsplit("/", 1)[-1], f"{event} names another program")
for event, ids in message_ids.items():
    check(len(ids) == 1 and None not in ids, f"{event} has the MESSAGE_IDs {ids}")
check(len(set.union(*message_ids.values())) == len(message_ids), "two events share a MESSAGE_ID")

gone = sum("_EXE" not in entry for entry in records)
check(gone * 10 <= len(records), f"{gone} records have no _EXE")

# One process a session, whatever it records.
senders = {}
for entry in records:
    if entry.get("_EXE", "").startswith(SESSION):
        senders.setdefault(entry[PREFIX + "SESSION"], set()).add(entry["_PID"])
check(all(len(pids) == 1 for pids in senders.values()), "two processes record one session")
check(len(senders) > 20, f"{len(senders)} sessions")
# The handler that a record names is the process that writes the handler's lines: the mail's, which says what it keeps.
named = {
    entry["MESSAGE"].rsplit(" ", 1)[-1] for entry in records
    if entry[PREFIX + "EVENT"] == "handler-started" and entry[PREFIX + "SERVICE"] in ("smtp", "file")
}
written = {entry["_PID"] for entry in unit if entry.get("_EXE", "").endswith(("/peertls-smtp", "/peertls-file"))}
check(written and written <= named, f"handlers {written} wrote lines, the records name {named}")
# Ends agree with beginnings.
opened = {entry[PREFIX + "SESSION"] for entry in records if entry[PREFIX + "EVENT"] == "session-opened"}
closed = {entry[PREFIX + "SESSION"] for entry in records if entry[PREFIX + "EVENT"] == "session-closed"}
check(len(closed & opened) > 20, "few sessions have both ends")

print("\n".join(sorted(set(faults))))
print(f"{len(records)} records, {len(senders)} sessions")
sys.exit(1 if faults else 0)
