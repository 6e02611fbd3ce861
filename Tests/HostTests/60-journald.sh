# shellcheck shell=bash
: "${world:?}"
step "a journald that stalls holds nobody up, and what is lost is counted and said"
# A load that was still to come would have records of its own.
on bob systemctl stop peertls-reload.path
is_idle() { [ "$(on bob systemctl show -P ActiveState peertls-reload.service)" = inactive ]; }
comes "peertls-reload.service does not end" is_idle
reload
live witness
talk witness "before"
# All records of sessions, and all that records say was lost.
told() {
  on bob journalctl --sync
  on bob journalctl -b SYSLOG_IDENTIFIER=peertls-session PEERTLS_EVENT=session-opened PEERTLS_EVENT=verdict PEERTLS_EVENT=handler-started \
    PEERTLS_EVENT=session-closed -o json --no-pager | grep -c . || true
}
lost() {
  on bob journalctl -b -o json --no-pager | sed -n 's/.*"PEERTLS_LOST":"\([0-9]*\)".*/\1/p' | awk '{ sum += $1 } END { print sum + 0 }'
}
known=$(($(told) + $(lost)))
on bob systemctl kill --kill-whom=main -s STOP systemd-journald.service
for number in 1 2 3 4; do call "while_it_stalls_$number"; done
live unheard
talk unheard "while it stalls"
talk witness "while it stalls"
on bob systemctl kill --kill-whom=main -s CONT systemd-journald.service
call afterwards
before=$(records session-closed)
hang_up unheard
comes "the end is not recorded" more_records "$before" session-closed
# Four calls and the one afterwards have four records each, and so has the one that was there longer.
is_accounted_for() { [ $(($(told) + $(lost) - known)) = 24 ]; }
comes "not every record is there or said to be lost" is_accounted_for
on bob systemctl start peertls-reload.path

step "where Require=journal says so, nobody is let in while it stalls"
on bob sh -c 'printf "[Node]\nRequire=journal\n" >/etc/peertls/peertlsd.conf'
reload
on bob systemctl kill --kill-whom=main -s STOP systemd-journald.service
is_kept_out() { ! on alice sh -c 'echo unheard | timeout 9 peertls connect --config /root/alice bob echo | grep -q unheard'; }
comes "somebody is let in without a record" is_kept_out
if ! is_kept_out; then fail "somebody is let in without a record"; fi
on bob systemctl kill --kill-whom=main -s CONT systemd-journald.service
call with_a_record_again
on bob sh -c 'echo "[Node]" >/etc/peertls/peertlsd.conf'
reload

step "a journald that is killed comes back, and loses nothing"
before=$(records verdict)
on bob systemctl kill --kill-whom=main -s KILL systemd-journald.service
call while_it_is_dead
comes "the verdict is not recorded" more_records "$before" verdict

step "a journald that comes back with another socket is found again"
on bob systemctl stop systemd-journald.socket systemd-journald-dev-log.socket systemd-journald-audit.socket \
  systemd-journald.service 2>/dev/null
call without_a_journal
talk witness "without a journal"
on bob systemctl start systemd-journald.socket systemd-journald-dev-log.socket systemd-journald.service
before=$(records verdict)
is_heard() { call with_another_journal && more_records "$before" verdict; }
comes "the journal is not found again" is_heard
before=$(records session-closed)
hang_up witness
comes "a session that was there does not find the journal again" more_records "$before" session-closed
