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

step "no policy: nothing starts, nobody is let in, it is said, and a policy that comes back is found"
on bob systemctl stop peertls.service
before=$(records policy-rejected)
if on bob systemctl start peertls.service 2>/dev/null; then fail "it starts without a policy"; fi
says bob 78 systemctl show -P ExecMainStatus peertls.service
if on alice sh -c 'echo hello | timeout 5 peertls connect --config /root/alice bob echo' >/dev/null 2>&1; then
  fail "somebody is let in without a policy"
fi
tries=$(($(records policy-rejected) - before))
[ "$tries" -le 4 ] || fail "$tries tries in a few seconds"
says bob active systemctl is-active peertls.socket
on bob mv /root/policy /etc/peertls/policy
answers() { [ "$(on alice sh -c 'echo hello | timeout 20 peertls connect --config /root/alice bob echo')" = hello ]; }
comes "the policy that is back is not found" answers

step "a corrupt compiled policy: it is compiled anew"
on bob systemctl stop peertls.service
on bob sh -c 'head -c 5000 /dev/urandom >/run/peertls/policy.cdb; cp /run/peertls/policy.cdb /run/peertls/policy.cdb.new'
call compiled_anew

step "a key that others can read, or nobody: a reload leaves what is in force, a start is refused, once is it said"
on bob chmod 0644 /etc/peertls/node.key
reload policy-rejected
says bob "permissions 0644 are too open" journalctl -b PEERTLS_EVENT=policy-rejected -o cat --no-pager
call with_the_key_of_before
on bob chmod 0000 /etc/peertls/node.key
reload policy-rejected
says bob "node.key: Permission denied; it must be root's, with mode 0600" journalctl -b PEERTLS_EVENT=policy-rejected -o cat --no-pager
call with_the_key_of_before
on bob systemctl stop peertls.service
before=$(records policy-rejected)
if on bob systemctl start peertls.service 2>/dev/null; then fail "it starts with a key that it cannot read"; fi
[ "$(records policy-rejected)" = $((before + 1)) ] || fail "$(($(records policy-rejected) - before)) records of one refused start"
on bob chmod 0600 /etc/peertls/node.key
comes "the key that is right again is not found" answers
reload
call corrected

step "a key that systemd brings as a credential, and no file in /etc has it"
on bob sh -c 'mv /etc/peertls/node.key /root/node.key && mkdir -p /etc/systemd/system/peertls.service.d &&
  printf "[Service]\nLoadCredential=node.key:/root/node.key\n" >/etc/systemd/system/peertls.service.d/key.conf &&
  systemctl daemon-reload && systemctl restart peertls.service'
call by_a_credential
on bob sh -c 'mv /root/node.key /etc/peertls/node.key && rm -r /etc/systemd/system/peertls.service.d && systemctl daemon-reload &&
  systemctl restart peertls.service'
call by_a_file_again
