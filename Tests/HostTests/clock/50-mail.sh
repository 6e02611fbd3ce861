# shellcheck shell=bash
: "${day:?}" "${year:?}"
state=(--config /root/alice --state)
mail() { peertls mail "${state[@]}" /root/mail bob -s "$1" "It is $1." >/run/mail 2>&1; }
chat() { peertls message "${state[@]}" /root/chat bob "$1" >/run/chat 2>&1; }
queue() { peertls queue "${state[@]}" /root/mail --run >/run/queue 2>&1; }
ends_with() {
  local code=0
  "${@:2}" || code=$?
  [ "$code" = "$1" ] || fail "${*:2} ends with $code: $(tail -n 3 /run/mail /run/chat /run/queue)"
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

step "what waits is not given up because the clock was ahead for a moment, twice, and not left alone for a year"
off
ends_with 75 mail late
for half in 0 $((day / 2)); do
  clock $((year + half))
  ends_with 75 queue
  clock 0
  ends_with 75 queue
done
clock "$year"
ends_with 75 mail early
ends_with 75 chat "chat that was early"
clock 0
on
ends_with 0 queue
for name in late early; do arrived "$name" || fail "the mail \"$name\" is lost"; done
ends_with 0 peertls deliver "${state[@]}" /root/chat
said_to_bob "chat that was early" || fail "chat is lost"

step "what was written in the past goes as well"
clock_at 946684800
ends_with 77 mail old
clock 0
ends_with 0 queue
arrived old || fail "mail of the past is lost"
