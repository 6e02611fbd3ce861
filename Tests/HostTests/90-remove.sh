# shellcheck shell=bash
: "${world:?}"
step "remove: nothing runs, what is yours stays"
on bob dpkg -r peertls >/dev/null 2>&1
says bob inactive systemctl is-active peertls.socket
left=$(on bob ps -eo pid,ppid,etime,user,args | grep -i '[p]eertls' || true)
comes "processes are left: $left" on bob sh -c "! pgrep peertls"
[ -z "$(on bob ss -Hltn 'sport = :4605')" ] || fail "somebody listens still"
on bob test -f /etc/peertls/node.key
on bob test -f /etc/peertls/peertlsd.conf

step "purge: the configuration goes, mail stays"
says bob "is kept" dpkg -P peertls
if on bob test -e /etc/peertls; then fail "/etc/peertls is there still"; fi
# shellcheck disable=SC2016 # for the host's shell
on bob sh -c 'test -n "$(ls /var/lib/peertls/smtp/Maildir/new)"' || fail "the mail is gone"
