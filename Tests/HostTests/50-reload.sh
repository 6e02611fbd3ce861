# shellcheck shell=bash
: "${world:?}"
step "reload: whom the list no longer has is refused"
on bob sh -c ': >/etc/peertls/lists/friends'
reload
refused
on bob cp /root/friends /etc/peertls/lists/friends
reload
call hello

step "no policy: a reload leaves what is in force"
on bob mv /etc/peertls/policy /root/policy
reload policy-rejected
says bob "/etc/peertls/policy" journalctl -b PEERTLS_EVENT=policy-rejected -o cat --no-pager
call still_there

step "no policy: nothing starts, nobody is let in, and it is said"
on bob systemctl stop peertls.service peertls.socket
if on bob systemctl start peertls.service 2>/dev/null; then fail "it starts without a policy"; fi
says bob 78 systemctl show -P ExecMainStatus peertls.service
refused "cannot be reached"
on bob mv /root/policy /etc/peertls/policy
on bob systemctl reset-failed peertls.service peertls.socket
on bob systemctl start peertls.socket
call anew

step "a corrupt compiled policy: it is compiled anew"
on bob systemctl stop peertls.service
on bob sh -c 'head -c 5000 /dev/urandom >/run/peertls/policy.cdb; cp /run/peertls/policy.cdb /run/peertls/policy.cdb.new'
call compiled_anew

step "a key that others can read: a reload leaves what is in force, a start is refused, and a corrected one is taken"
on bob chmod 0644 /etc/peertls/node.key
reload policy-rejected
says bob "permissions 0644 are too open" journalctl -b PEERTLS_EVENT=policy-rejected -o cat --no-pager
call with_the_key_of_before
on bob chmod 0600 /etc/peertls/node.key
reload
call corrected
