# shellcheck shell=bash
: "${world:?}" "${tests:?}"
# shellcheck source=Tests/HostTests/machine.sh
. "$tests/machine.sh"
if has_machine; then
  step "the clock jumps under a node, on a machine whose clock can be set"
  disk clock
  run_machine 300 || fail "the clock: $(tail -n 3 "$world/machine.console")"
else
  step "the clock jumps: not run, there is no user-mode-linux here"
fi
