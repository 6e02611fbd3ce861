# shellcheck shell=bash
: "${world:?}"
step "restart: a live session goes on, and a call that comes meanwhile is answered"
live early
talk early "before the restart"
before=$(pid_of_node)
acceptor=$(pid_of_acceptor)
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

step "a restart in the middle of a reload leaves sessions alone too"
on bob sh -c 'printf "[Node]\nDrainTimeout=2s\n" >/etc/peertls/peertlsd.conf
  cp /etc/peertls/lists/friends /root/friends
  seq -f "key:%064.0f" 300000 >>/etc/peertls/lists/friends'
live during
talk during "before the reload"
on bob sh -c 'systemctl reload --no-block peertls.service; systemctl restart peertls.service'
talk during "after the restart"
on bob cp /root/friends /etc/peertls/lists/friends
hang_up during

step "a stop of a node that does not start ends the sessions of the one before"
live orphan
talk orphan "before the restart"
before=$(records policy-rejected)
on bob sh -c 'mv /etc/peertls/policy /root/policy; systemctl restart --no-block peertls.service'
comes "the new one is not refused its policy" more_records "$before" policy-rejected
talk orphan "while nobody starts"
on bob systemctl stop peertls.socket peertls.service
comes "a session goes on after the stop" has_ended orphan
comes "processes are left after the stop" on bob sh -c "! pgrep peertls"
hang_up orphan
on bob sh -c 'mv /root/policy /etc/peertls/policy; systemctl reset-failed peertls.service; systemctl start peertls.socket'
call "started_again"

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
