# shellcheck shell=bash
: "${world:?}" "${tests:?}"
step "every event is provoked"
# A stranger at a data port.
mkfifo "$world/ftp.in"
nsenter -t "${leader[alice]:?}" -m -u -i -n -p -r -w env -i PATH=/usr/bin:/bin HOME=/root \
  peertls connect --config /root/alice bob ftp <"$world/ftp.in" >"$world/ftp.out" 2>&1 &
ftp=$!
exec 8>"$world/ftp.in"
printf 'USER alice@example.org\r\nPBSZ 0\r\nPROT P\r\nEPSV\r\n' >&8
comes "no data port: $(cat "$world/ftp.out")" grep -q '^229' "$world/ftp.out"
port=$(sed -n 's/^229.*|||\([0-9]*\)|.*/\1/p' "$world/ftp.out")
ip netns exec "${tag:?}-alice" bash -c "exec 9<>/dev/tcp/fd00:4605::b/$port && printf 'GET / HTTP/1.0\r\n\r\n' >&9 && cat <&9 >/dev/null" || true
comes "the stranger is not recorded" more_records 0 data-refused
exec 8>&-
wait "$ftp" || true

# A session that crashes.
before=$(records child-misbehaved)
live crashing
talk crashing "before"
for session_pid in $(on bob pgrep -x peertls-session); do on bob kill -SEGV "$session_pid" 2>/dev/null || true; done
comes "the crash is not recorded" more_records "$before" child-misbehaved
hang_up crashing

# A source that comes too fast.
on bob sh -c 'printf "[Node]\nRatePerSource=2/min\n" >/etc/peertls/peertlsd.conf'
reload
for number in 1 2 3 4; do on alice sh -c "echo $number | peertls connect --config /root/alice bob echo" >/dev/null 2>&1 || true; done
comes "the limit is not recorded" more_records 0 limit
on bob sh -c 'echo "[Node]" >/etc/peertls/peertlsd.conf'
on bob systemctl restart peertls.service

# A node that stops, and a last whole conversation.
on bob systemctl stop peertls.service
call the_last_of_all

step "the journal has every record with every field, and journald vouches for who sent it"
on bob journalctl --sync
on bob journalctl -b -o json --no-pager >"$world/records"
on bob journalctl -b -o json --no-pager -u peertls.service >"$world/unit"
python3 "$tests/records.py" "$world/records" "$world/unit" "$(on bob id -u peertls)" || fail "the records are not what they should be"
catalog=$(on bob journalctl -b -x PEERTLS_EVENT=node-left -n 1 --no-pager)
grep -q "The node is restarted, and its sessions go on" <<<"$catalog" || fail "the catalog does not explain node-left"

step "peertls audit reads it: events, sums, a page, and what is being logged"
says bob "allow" peertls audit --verdict allow
says bob "claims to be Alice" peertls audit --by peer
says bob "$(on bob date +%Y-%m-%d)" peertls audit --by day
on bob peertls audit --html /root/calls.html
says bob "600 root" stat -c '%a %U' /root/calls.html
says bob "<h2>Calls by day</h2>" cat /root/calls.html
nsenter -t "${leader[bob]:?}" -m -u -i -n -p -r -w env -i PATH=/usr/bin:/bin TZ=UTC \
  peertls audit --follow --lines 1 --service echo >"$world/followed" &
following=$!
follows() { [ "$(wc -l <"$world/followed")" -ge "$1" ]; }
comes "audit shows nothing before it follows" follows 1
call followed
# Its verdict, handler and end: that of the service is known after the beginning.
comes "audit does not follow" follows 4
on bob pkill -x peertls
wait "$following" 2>/dev/null || true
rm -f "$world"/ftp.*
