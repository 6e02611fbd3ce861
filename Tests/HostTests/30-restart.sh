# shellcheck shell=bash
: "${world:?}"
step "restart: a live session goes on, and a call that comes meanwhile is answered"
live early
talk early "before the restart"
before=$(pid_of_node)
acceptor=$(on bob pgrep -P "$before" -x peertlsd)
on bob systemctl restart peertls.service &
restarting=$!
call meanwhile
wait "$restarting" || fail "systemctl restart"
[ "$(pid_of_node)" != "$before" ] || fail "the old process runs on"
talk early "after the restart"
call afterwards
[ "$(records node-left)" = 1 ] || fail "no record of the restart"

step "the old session is judged by what is loaded later"
on bob sh -c 'cp /etc/peertls/lists/friends /root/friends && : >/etc/peertls/lists/friends'
comes "the session of one who is no friend any more goes on" has_ended early
on bob cp /root/friends /etc/peertls/lists/friends
comes "the former acceptor stays without a session" on bob sh -c "! kill -0 $acceptor"
comes "a friend is refused" on alice sh -c "echo hello | peertls connect --config /root/alice bob echo | grep hello"
hang_up early

step "a stop ends everybody, those of former restarts too"
on bob sh -c 'printf "[Node]\nDrainTimeout=2s\n" >/etc/peertls/peertlsd.conf'
reload
live old
talk old "before the restart"
on bob systemctl restart peertls.service
live new
talk new "after the restart"
on bob systemctl stop peertls.service
comes "a session goes on after a stop" has_ended old
comes "a session goes on after a stop" has_ended new
comes "processes are left after a stop" on bob sh -c "! pgrep peertls"
hang_up old
hang_up new
call "started_by_the_next_call"
on bob rm /etc/peertls/peertlsd.conf
reload
