# shellcheck shell=bash
: "${year:?}"
heard() { echo hello | timeout 20 peertls connect --config "/root/$1" "$2" echo 2>&1 || true; }
known() { peertls status | sed -n 's/^known sources *\([0-9]*\) of.*/\1/p'; }
is_known() { [ "$(known)" = "$1" ] || fail "$2: $(known) known sources, not $1"; }
step "penalties, rates and known sources go by no clock that can be set"
[ "$(heard alice near)" = hello ] || fail "alice is not let in"
heard eve far >/dev/null
comes "no penalty" sh -c "peertls status | grep -q '^penalties *1 of'"
for _ in 1 2 3; do heard alice busy >/dev/null; done
# Within her certificate's time, which begins an hour before it was made.
for away in "$year" -1800 0; do
  clock "$away"
  [ "$(heard alice far)" != hello ] || fail "a penalty has passed"
  [ "$(heard alice busy)" != hello ] || fail "a rate has passed"
done
[ "$(heard alice near)" = hello ] || fail "alice is not let in"
[ "$(pid_of_node)" = "$node" ] || fail "it is another process"

step "a restart at a wrong time, and one at the right time again: nobody is forgotten"
before=$(known)
for away in "$year" $((-20 * year)) 0; do
  systemctl stop peertls.socket peertls.service
  clock "$away"
  systemctl start peertls.socket peertls.service
  is_known "$before" "$away s away"
done
is_let_in alice
node=$(pid_of_node)
