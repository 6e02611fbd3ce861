# shellcheck shell=bash
# The two hosts, and how tests talk to them. Sourced by scripts/host-test.
: "${world:?}" "${package:?}" "${tests:?}"

declare -A leader=() nspawn=()
# What is open for a live session: its descriptor here.
declare -A session=()
tag=peertls-${world##*.}

step() { printf '== %4d s  %s\n' "$SECONDS" "$*"; }

fail() {
  echo "FAILED: $*" >&2
  for host in "${!leader[@]}"; do
    echo "-- the journal of $host:" >&2
    on "$host" journalctl -b --no-pager -n 40 >&2 || true
  done
  exit 1
}

# on HOST COMMAND…: runs a command on a host.
on() {
  local host=$1
  shift
  nsenter -t "${leader[$host]}" -m -u -i -n -p -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
}

# says HOST WHAT COMMAND…: the command's output has it.
says() {
  local host=$1 what=$2 output
  shift 2
  output=$(on "$host" "$@" 2>&1) || true
  grep -qF -- "$what" <<<"$output" || fail "$host: $*: no \"$what\" in: $output"
}

# comes WHAT COMMAND…: the command, any of ours, succeeds within 20 s.
comes() {
  local what=$1 try
  shift
  for ((try = 0; try < 200; try++)); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  fail "$what"
}

# How many records of an event bob has; any further matches follow.
records() {
  local event=$1
  shift
  on bob journalctl --sync
  on bob journalctl -b "PEERTLS_EVENT=$event" "$@" -o json --no-pager | grep -c . || true
}
more_records() { [ "$(records "${@:2}")" -gt "$1" ]; }

# Has bob read its policy anew, and waits until that is in force, or is refused where the argument says policy-rejected.
reload() {
  local event=${1:-policy-loaded} before
  before=$(records "$event")
  on bob systemctl reload peertls.service
  comes "$event after a reload" more_records "$before" "$event"
}

# Alice calls bob's echo, and it answers.
call() { says alice "$1" sh -c "echo $1 | peertls connect --config /root/alice bob echo"; }
refused() { says alice "${1:-does not accept}" sh -c "echo hello | peertls connect --config /root/alice bob echo"; }
pid_of_node() { on bob systemctl show -P MainPID peertls.service; }
# Below the keeper, which is the node's process, and the warden.
pid_of_acceptor() { on bob pgrep -x peertlsd -P "$(on bob pgrep -x peertlsd-warden -P "$(pid_of_node)")"; }

# live NAME [SERVICE [DIR]]: alice calls, or who has the directory /root/DIR there, and stays. talk NAME TEXT: she says
# something, and it comes back. hang_up NAME.
live() {
  local number other
  mkfifo "$world/$1.in"
  (
    # What keeps the others' input open must be ours alone, or they would never see its end.
    for number in "${!session[@]}"; do
      other=${session[$number]}
      if [[ $number != *.pid ]]; then exec {other}>&-; fi
    done
    exec nsenter -t "${leader[alice]}" -m -u -i -n -p -r -w env -i PATH=/usr/bin:/bin HOME=/root \
      peertls connect --config "/root/${3:-alice}" bob "${2:-echo}" <"$world/$1.in" >"$world/$1.out" 2>"$world/$1.err"
  ) &
  session[$1.pid]=$!
  exec {number}>"$world/$1.in"
  session[$1]=$number
}
talk() {
  echo "$2" >&"${session[$1]}" || fail "the session $1 has gone: $(cat "$world/$1.err")"
  comes "no answer to \"$2\" in the session $1: $(cat "$world/$1.err")" grep -qF -- "$2" "$world/$1.out"
}
has_ended() { ! kill -0 "${session[$1.pid]}"; }
hang_up() {
  local number=${session[$1]}
  exec {number}>&-
  unset "session[$1]"
  comes "the session $1 does not end" has_ended "$1"
  unset "session[$1.pid]"
  rm -f "$world/$1".{in,out,err}
}

# A Debian with what the package needs, made once a week; made anew where the list changes.
base() {
  local depends cache key
  depends=$(dpkg-deb -f "$package" Depends | sed 's/([^)]*)//g; s/|[^,]*//g; s/ //g')
  depends+=,systemd-sysv,dbus,iproute2,procps,acl,openssl,kmod
  cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/peertls
  key=$(printf '%s %s' "$depends" "$(date +%G-%V)" | sha256sum | cut -c 1-16)
  mkdir -p "$cache"
  if [ ! -f "$cache/host-$key.tar" ]; then
    rm -f "$cache"/host-*.tar*
    mmdebstrap --quiet --variant=minbase --include="$depends" bookworm "$cache/host-$key.tar.$$.tar"
    mv "$cache/host-$key.tar.$$.tar" "$cache/host-$key.tar"
  fi
  base=$cache/host-$key.tar
}

boot() {
  local host=$1 try
  mkdir "$world/$host"
  tar -xf "$base" -C "$world/$host" --exclude='./dev/*'
  install -m644 "$package" "$world/$host/root/peertls.deb"
  echo "$host" >"$world/$host/etc/hostname"
  # nspawn's own filter is older than Landlock.
  systemd-nspawn --quiet --boot --register=no --keep-unit --network-namespace-path="/run/netns/$tag-$host" \
    --system-call-filter='landlock_create_ruleset landlock_add_rule landlock_restrict_self' \
    --machine="$host-$tag" -D "$world/$host" --console=pipe </dev/null >"$world/$host.console" 2>&1 &
  nspawn[$host]=$!
  for ((try = 0; try < 600; try++)); do
    leader[$host]=$(pgrep -P "${nspawn[$host]}" | head -n 1) || true
    if [ -n "${leader[$host]}" ] && on "$host" systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; then
      return
    fi
    kill -0 "${nspawn[$host]}" 2>/dev/null || break
    sleep 0.1
  done
  cat "$world/$host.console" >&2
  echo "$host does not boot: nothing is tested" >&2
  exit 77
}

set_up() {
  local host
  step "two small Debians"
  base
  for host in alice bob; do
    ip netns add "$tag-$host"
    ip -n "$tag-$host" link set lo up
  done
  ip link add "v${world##*.}a" netns "$tag-alice" type veth peer name "v${world##*.}b" netns "$tag-bob"
  ip -n "$tag-alice" addr add fd00:4605::a/64 dev "v${world##*.}a" nodad
  ip -n "$tag-bob" addr add fd00:4605::b/64 dev "v${world##*.}b" nodad
  ip -n "$tag-alice" link set "v${world##*.}a" up
  ip -n "$tag-bob" link set "v${world##*.}b" up
  for host in alice bob; do boot "$host"; done
}

tear_down() {
  local host number pid
  set +e
  if [ -n "${machine:-}" ]; then kill "$machine" && wait "$machine"; fi 2>/dev/null
  for number in "${!session[@]}"; do
    case $number in
      *.pid) kill "${session[$number]}" 2>/dev/null ;;
      *) pid=${session[$number]}; exec {pid}>&- ;;
    esac
  done
  for host in "${!nspawn[@]}"; do
    kill -KILL "${leader[$host]:-}" 2>/dev/null
    kill "${nspawn[$host]}" 2>/dev/null
    wait "${nspawn[$host]}" 2>/dev/null
  done
  for host in alice bob; do ip netns del "$tag-$host" 2>/dev/null; done
  rm -rf "$world"
}
