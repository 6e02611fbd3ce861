# shellcheck shell=bash
: "${world:?}"
step "killed, it comes back, and a call that came meanwhile is answered"
before=$(pid_of_node)
on bob systemctl kill -s KILL --kill-whom=main peertls.service
call back
[ "$(pid_of_node)" != "$before" ] || fail "the old process runs on"

step "the acceptor alone is killed: its keeper goes with it, and it comes back"
before=$(pid_of_node)
on bob pkill -KILL -P "$before" -x peertlsd
call back_again
[ "$(pid_of_node)" != "$before" ] || fail "the old process runs on"

step "watchdog: an acceptor that hangs is ended, and the next call is answered"
on bob sh -c 'mkdir -p /run/systemd/system/peertls.service.d
  printf "[Service]\nWatchdogSec=2s\n" >/run/systemd/system/peertls.service.d/watchdog.conf
  systemctl daemon-reload && systemctl restart peertls.service'
call fed
before=$(pid_of_node)
hanging=$(on bob pgrep -P "$before" -x peertlsd)
on bob kill -STOP "$hanging"
call answered_all_the_same
[ "$(pid_of_node)" != "$before" ] || fail "the old process runs on"
says bob "result 'watchdog'" journalctl -b --no-pager -u peertls.service
if on bob kill -0 "$hanging" 2>/dev/null; then fail "the acceptor that hangs is still there"; fi
on bob sh -c 'rm -r /run/systemd/system/peertls.service.d && systemctl daemon-reload && systemctl restart peertls.service'
