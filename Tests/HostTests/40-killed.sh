# shellcheck shell=bash
: "${world:?}"
step "killed, it comes back, and a call that came meanwhile is answered"
before=$(pid_of_node)
on bob systemctl kill -s KILL --kill-whom=main peertls.service
call back
[ "$(pid_of_node)" != "$before" ] || fail "the old process runs on"

step "the acceptor alone is killed: its keeper goes with it, and it comes back"
before=$(pid_of_node)
on bob kill -KILL "$(pid_of_acceptor)"
call back_again
[ "$(pid_of_node)" != "$before" ] || fail "the old process runs on"

step "what hangs does not outlive an acceptor that was killed, and keeps nobody waiting"
live stuck
talk stuck "before it hangs"
before=$(pid_of_node)
acceptor=$(pid_of_acceptor)
mapfile -t frozen < <(on bob pgrep -P "$acceptor")
on bob kill -STOP "${frozen[@]}"
on bob kill -KILL "$acceptor"
call while_they_hang
on bob pgrep --runstates T -x peertls-session >/dev/null || fail "the node came back when all had gone, and not at once"
[ "$(pid_of_node)" != "$before" ] || fail "the old process runs on"
for pid in "${frozen[@]}"; do comes "process $pid outlives its acceptor" on bob sh -c "! kill -0 $pid"; done
hang_up stuck
says bob "outlived process $acceptor: killed" journalctl -b --no-pager -u peertls.service

step "watchdog: an acceptor that hangs is ended, and the next call is answered"
on bob sh -c 'mkdir -p /run/systemd/system/peertls.service.d
  printf "[Service]\nWatchdogSec=2s\n" >/run/systemd/system/peertls.service.d/watchdog.conf
  systemctl daemon-reload && systemctl restart peertls.service'
call fed
before=$(pid_of_node)
hanging=$(pid_of_acceptor)
on bob kill -STOP "$hanging"
call answered_all_the_same
[ "$(pid_of_node)" != "$before" ] || fail "the old process runs on"
says bob "result 'watchdog'" journalctl -b --no-pager -u peertls.service
if on bob kill -0 "$hanging" 2>/dev/null; then fail "the acceptor that hangs is still there"; fi
on bob sh -c 'rm -r /run/systemd/system/peertls.service.d && systemctl daemon-reload && systemctl restart peertls.service'
