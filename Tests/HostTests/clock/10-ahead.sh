# shellcheck shell=bash
: "${day:?}" "${year:?}"
step "two days ahead: everybody is let in, and who is there stays"
live alice
live carol
talk alice "before"
talk carol "before"
clock $((2 * day))
is_let_in carol
talk carol "two days later"

step "a year ahead: no deadline passes, a certificate that has expired is refused, and others are not"
before=$(records session-closed)
exec {silent}<>/dev/tcp/::1/4605
clock "$year"
talk alice "a year later"
talk carol "her session asks nobody"
[ "$(records session-closed)" = "$before" ] || fail "a deadline goes by the clock"
exec {silent}>&-
comes "who has hung up is still there" more_records "$before" session-closed
is_refused carol "certificate has expired"
is_let_in alice
reload
comes "a session of an expired certificate goes on after a load" has_ended carol
talk alice "hers does not"
clock 0
is_let_in carol
