# shellcheck shell=bash
: "${node:?}"
step "all that time it was one process, and nobody thought that it hangs"
[ "$(systemctl show -P NRestarts peertls.service)" = 0 ] || fail "systemd has started it again"
if journalctl -b -u peertls.service -o cat --no-pager | grep -qi watchdog; then fail "the watchdog has fired"; fi
