# shellcheck shell=bash
: "${world:?}"
step "a full /var: mail is put off and nothing is lost, calls go on, and a reload works"
on bob systemctl stop peertls.service
on bob sh -c 'mount -t tmpfs -o size=256k,mode=0755 tmpfs /var/lib/peertls && systemd-tmpfiles --create &&
  { dd if=/dev/zero of=/var/lib/peertls/ballast bs=4k 2>/dev/null || true; }'
sent=0
on alice peertls mail --config /root/alice --state /root/mail bob -s Full "It waits." >"$world/mail" 2>&1 || sent=$?
[ "$sent" = 75 ] || fail "mail to a full disk ends with $sent: $(cat "$world/mail")"
[ -z "$(on bob find /var/lib/peertls/smtp -path '*/new/*' -type f)" ] || fail "half a mail is there"
call on_a_full_disk
reload
on bob rm /var/lib/peertls/ballast
on alice peertls queue --config /root/alice --state /root/mail --flush >/dev/null 2>&1 || true
says bob "It waits." sh -c 'cat /var/lib/peertls/smtp/Maildir/new/*'
on bob sh -c 'systemctl stop peertls.service && umount /var/lib/peertls'

step "no room for the compiled policy: a reload says why it fails, and what is in force stays"
on bob mount -t tmpfs -o size=256k,mode=0755 tmpfs /run/peertls
call hello
on bob sh -c 'dd if=/dev/zero of=/run/peertls/ballast bs=4k 2>/dev/null || true'
reload policy-rejected
says bob "No space left" journalctl -b PEERTLS_EVENT=policy-rejected -o cat --no-pager
call while_it_is_full
on bob rm /run/peertls/ballast
reload
call again
on bob sh -c 'systemctl stop peertls.service && umount /run/peertls'
call hello
