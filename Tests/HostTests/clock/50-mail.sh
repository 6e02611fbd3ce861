# shellcheck shell=bash
: "${day:?}" "${year:?}"
state=(--config /root/alice --state)
mail() { peertls mail "${state[@]}" /root/mail bob -s "$1" "It is $1." >/run/mail 2>&1; }
chat() { peertls message "${state[@]}" /root/chat bob "$1" >/run/chat 2>&1; }
queue() { peertls queue "${state[@]}" /root/mail --run >/run/queue 2>&1; }
waits() {
  local code=0
  "$@" || code=$?
  [ "$code" = 75 ] || fail "$* ends with $code: $(cat /run/mail /run/chat /run/queue)"
}
arrived() { [ "$(cat /var/lib/peertls/smtp/Maildir/new/* | grep -cx "It is $1.")" = 1 ]; }
said_to_bob() { grep -rqF "$1" /var/lib/peertls/chat; }
off() { systemctl stop peertls.socket peertls.service; }
on() { systemctl start peertls.socket; }

step "mail and chat that were taken at a wrong time are there"
clock "$year"
mail ahead
chat "chat from the future"
clock 0
arrived ahead || fail "mail is lost"
said_to_bob "chat from the future" || fail "chat is lost"

step "what was queued by a clock that was ahead goes when it is right"
off
clock "$year"
waits mail early
waits chat "chat that was early"
clock 0
on
queue || fail "it waits for a year: $(cat /run/queue)"
arrived early || fail "mail that was queued a year ahead is lost"
peertls deliver "${state[@]}" /root/chat || fail "chat waits for a year"
said_to_bob "chat that was early" || fail "chat that was queued a year ahead is lost"

step "what waits is not given up because the clock was ahead for a moment, twice"
off
waits mail late
for _ in 1 2; do
  clock "$year"
  waits queue
  clock $((year + day / 2))
  waits queue
  clock 0
  waits queue
done
on
clock "$year"
clock 0
peertls queue "${state[@]}" /root/mail --flush || fail "it is given up"
arrived late || fail "mail is given up"

step "what was written in the past goes too"
clock_at 946684800
waits mail old
clock 0
queue || fail "it does not go: $(cat /run/queue)"
arrived old || fail "mail of the past is lost"
