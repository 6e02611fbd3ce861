#!/bin/bash
# The node's clock, set while it runs. Runs on a machine of its own, which says what holds.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=Tests/HostTests/clock/ground.sh
. ./ground.sh
trap 'echo "FAILED: ${BASH_SOURCE[0]##*/}, line $LINENO: $BASH_COMMAND"' ERR
set_up
for claim in [0-9]*.sh; do
  # shellcheck source=/dev/null
  . "./$claim"
done
echo "all of it holds"
