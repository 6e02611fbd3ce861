# shellcheck shell=bash
# Setting the clock, calling, and counting records. Sourced by all.sh.
day=86400
export HOME=/root year=$((365 * day))

# By the clock that nobody sets.
uptime() { cut -d . -f 1 /proc/uptime; }
step() { printf '==== %3d s  %s\n' "$(uptime)" "$*"; }

fail() {
  echo "FAILED: $*"
  journalctl -b --no-pager -n 40 -o short-monotonic
  exit 1
}

comes() {
  local what=$1 try
  shift
  for ((try = 0; try < 200; try++)); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  fail "$what"
}

# clock SECONDS: that far from what is right. clock_at SECONDS: since 1970.
clock_at() { date -us "@$1" >/dev/null; }
clock() { clock_at $((right + $(uptime) + $1)); }

# How many records the node has made, of an event where one is named.
records() {
  journalctl --sync
  journalctl -b -u peertls.service ${1:+"PEERTLS_EVENT=$1"} -o cat --no-pager | grep -c . || true
}
more_records() { [ "$(records "${@:2}")" -gt "$1" ]; }
last_verdict() { journalctl -b PEERTLS_EVENT=verdict -n 1 -o cat --no-pager; }
pid_of_node() { systemctl show -P MainPID peertls.service; }
reload() {
  local before
  before=$(records policy-loaded)
  systemctl reload peertls.service
  comes "no policy is loaded" more_records "$before" policy-loaded
}

# How many records there are, and how many of them are ends.
tally() {
  journalctl --sync
  journalctl -b -u peertls.service -o cat --no-pager | awk '/^closed: / { ends++ } END { print NR, ends + 0 }'
}
more_ends() {
  read -r now ends < <(tally)
  [ "$ends" -gt "$1" ]
}

# calls WHO [COMMAND…]: what WHO hears is $said, and how many records that was is $made.
calls() {
  local before closed now ends who=$1
  shift
  if [ $# = 0 ]; then set -- peertls connect --config "/root/$who" bob echo; fi
  read -r before closed < <(tally)
  said=$(echo hello | timeout 20 "$@" 2>&1) || true
  comes "the call of $who is not recorded: $said" more_ends "$closed"
  made=$((now - before))
}
# Its connection, verdict, handler and end; of one who is refused three, and nothing else is said.
is_let_in() {
  calls "$1"
  [ "$said" = hello ] || fail "$1 is not let in: $said"
  [ "$made" = 4 ] || fail "$made records of a call"
}
# is_refused WHO WHY: by a program that does not look at the node's own certificate, which is not valid either.
is_refused() {
  calls "$1" openssl s_client -quiet -connect "[::1]:4605" -alpn echo -cert "/root/$1/node.crt" -key "/root/$1/node.key"
  [[ $said != *hello* && $(last_verdict) == *"deny "*"$2"* ]] || fail "$1 is not refused for \"$2\": $said"
  [ "$made" = 3 ] || fail "$made records of a refusal"
}

# live WHO: a call that stays. talk WHO TEXT.
live() {
  mkfifo "/run/$1.in"
  peertls connect --config "/root/$1" bob echo <"/run/$1.in" >"/run/$1.out" 2>&1 &
  session=$!
  exec {line}>"/run/$1.in"
  lines[$1]=$line sessions[$1]=$session
}
talk() {
  echo "$2" >&"${lines[$1]}" || fail "the session of $1 has gone: $(cat "/run/$1.out")"
  comes "no answer to \"$2\" of $1: $(cat "/run/$1.out")" grep -qF -- "$2" "/run/$1.out"
}
has_ended() { ! kill -0 "${sessions[$1]}"; }

set_up() {
  local source
  declare -gA lines=() sessions=()
  right=$(($(date +%s) - $(uptime)))
  for source in 1 2 3; do ip -6 addr add "fd00:$source::1/128" dev lo; done
  ip link set lo up
  step "a node that runs since $(date -u +%F)"
  calls alice
  [ "$said" = hello ] || fail "nobody is let in: $said"
  export node
  node=$(pid_of_node)
}
