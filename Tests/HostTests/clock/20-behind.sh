# shellcheck shell=bash
: "${day:?}" "${said:?}"
# As on a machine whose battery is empty.
for when in 946684800 $((day / 24)); do
  step "$(date -u -d "@$when" +%Y): no certificate is valid yet, and all are refused; back in time, they are let in"
  clock_at "$when"
  is_refused alice "not yet valid"
  is_refused carol "not yet valid"
  calls alice
  [[ $said == *"not yet valid"*"nothing was sent"* ]] || fail "alice takes a node at such a time: $said"
  talk alice "in the past $when"
  clock 0
  is_let_in alice
done
