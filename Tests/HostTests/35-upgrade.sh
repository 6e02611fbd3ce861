# shellcheck shell=bash
: "${world:?}" "${package:?}"
step "upgrade in place: new programs, and old sessions finish"
dpkg-deb -R "$package" "$world/next"
sed -i 's/^Version: .*/&+next/' "$world/next/DEBIAN/control"
for program in sbin/peertlsd libexec/peertls/peertls-session; do printf next >>"$world/next/usr/$program"; done
dpkg-deb --root-owner-group -Znone -b "$world/next" "$world/bob/root/next.deb" >/dev/null
rm -rf "$world/next"
printf '%s\n' "[Node]" "# as bob wants it" >"$world/bob/etc/peertls/peertlsd.conf"
live elder
talk elder "before the upgrade"
before=$(pid_of_node)
listening() { on bob ss -Hltne 'sport = :4605' | grep -o 'ino:[0-9]*'; }
socket=$(listening)
on bob dpkg -i /root/next.deb >"$world/dpkg" 2>&1 || fail "dpkg: $(cat "$world/dpkg")"
says bob "as bob wants it" cat /etc/peertls/peertlsd.conf
says bob active systemctl is-active peertls.service
[ "$(pid_of_node)" != "$before" ] || fail "the old process runs on"
[ "$(listening)" = "$socket" ] || fail "the socket was closed meanwhile"
talk elder "after the upgrade"
live younger
talk younger "with the new programs"
# shellcheck disable=SC2016 # for the host's shell
ages=$(on bob sh -c 'for p in $(pgrep -x peertls-session); do readlink /proc/$p/exe; done | sort | uniq -c')
grep -q "peertls-session (deleted)" <<<"$ages" || fail "no session runs the old program: $ages"
grep -qE "peertls-session$" <<<"$ages" || fail "no session runs the new program: $ages"
hang_up elder
hang_up younger
