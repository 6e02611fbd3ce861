# shellcheck shell=bash
: "${world:?}"
# A container may not set the clock, and a static program has no library to be lied to. What can be moved here is what the
# clock is compared with: a certificate that is valid from the next seconds on, and until some seconds later.
step "time: not valid yet, valid, expired; a session that is there ends at the next load"
authority=$world/authority
now=$(date +%s)
at() { date -u -d "@$((now + $1))" +%Y%m%d%H%M%SZ; }
(
  cd "$authority"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout Erin.key -out Erin.csr -subj "/CN=Erin" -config conf
  openssl ca -batch -config conf -extensions person -in Erin.csr -cert ca.pem -keyfile ca.key -out Erin.crt -notext \
    -startdate "$(at 8)" -enddate "$(at 20)"
) >"$world/openssl" 2>&1 || fail "openssl: $(tail -n 3 "$world/openssl")"
person Erin
cp "$authority/ca.pem" "$world/bob/etc/peertls/anchors/ca.pem"
printf '%s\n' 'anchor ca anchors/ca.pem' 'allow echo anchor=ca' >>"$world/bob/etc/peertls/policy"
reload
erin() { on alice sh -c "echo hello | peertls connect --config /root/Erin bob echo" 2>&1 || true; }
is_let_in() { grep -qx hello <<<"$(erin)"; }
if is_let_in; then fail "a certificate that is not valid yet is let in"; fi
comes "a certificate that is valid is refused" is_let_in
live Erin echo Erin
talk Erin "while it is valid"
denied=$(records verdict PEERTLS_VERDICT=deny)
is_refused() {
  erin >/dev/null
  more_records "$denied" verdict PEERTLS_VERDICT=deny
}
comes "a certificate that has expired is let in" is_refused
says bob expired journalctl -b PEERTLS_EVENT=verdict PEERTLS_VERDICT=deny -n 1 -o cat --no-pager
talk Erin "a session does not look at the clock by itself"
reload
comes "a session of an expired certificate goes on after a load" has_ended Erin
hang_up Erin
cp "$world/policy" "$world/bob/etc/peertls/policy"
rm "$world/bob/etc/peertls/anchors/ca.pem"
reload
# Asking so often has used up the rate of alice's network.
lets_in() { [ "$(on alice sh -c 'echo hello | peertls connect --config /root/alice bob echo')" = hello ]; }
comes "a friend is refused" lets_in
