# shellcheck shell=bash
: "${world:?}"
step "install: accounts, directories and units, and nothing runs"
for host in alice bob; do
  on "$host" dpkg -i /root/peertls.deb >"$world/dpkg" 2>&1 || fail "dpkg: $(cat "$world/dpkg")"
done
# shellcheck disable=SC2016 # for dpkg-query
says bob " /etc/peertls/peertlsd.conf " dpkg-query -W -f='${Conffiles}\n' peertls
says bob disabled systemctl is-enabled peertls.service
says bob inactive systemctl is-active peertls.service
says bob peertls-smtp getent passwd peertls-smtp
says bob "user:peertls-smtp:rwx" getfacl -p /var/lib/peertls/smtp

step "systemd has nothing to say against the units"
units="peertls.service peertls.socket peertls-reload.path peertls-reload.service"
# shellcheck disable=SC2086 # a list
complaints=$(on bob systemd-analyze verify --man=no $units 2>&1) || true
[ -z "$complaints" ] || fail "systemd-analyze verify: $complaints"
exposure=$(on bob systemd-analyze security --no-pager --threshold=20 peertls.service 2>&1) ||
  fail "systemd-analyze security: $(tail -n 2 <<<"$exposure")"
