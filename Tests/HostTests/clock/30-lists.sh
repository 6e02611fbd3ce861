# shellcheck shell=bash
: "${day:?}"
step "a revocation list that is out of date refuses whom it covers, and nobody else, until the clock is right"
is_let_in dave
clock $((8 * day))
is_refused dave "expired"
is_let_in carol
clock 0
is_let_in dave
