# shellcheck shell=bash
# A machine of its own, for what a container may not do: the small Debian under a kernel that is a process of ours,
# User-Mode Linux, which takes neither KVM nor a right. Sourced by who needs it.
: "${world:?}" "${package:?}" "${tests:?}"

# Whether there is such a kernel; it is installed where it can be.
has_machine() {
  command -v linux.uml >/dev/null ||
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends user-mode-linux >/dev/null 2>&1
}

# disk CLAIMS: the machine's disk, $world/machine.img, with the package and a directory of claims, prepared by its
# prepare.sh. Its all.sh is what the machine runs, before it is off.
disk() {
  local root=$world/machine
  mkdir "$root"
  tar -xf "${base:?}" -C "$root" --exclude='./dev/*' --exclude='./usr/share/doc/*' --exclude='./usr/share/locale/*'
  install -m644 "$package" "$root/root/peertls.deb"
  cp -r "$tests/$1" "$root/root/claims"
  # IPv6 is a module.
  mkdir -p "$root/lib/modules"
  (cd /usr/lib/uml/modules && cp -r --parents ./*/modules.* ./*/kernel/net/ipv6/ipv6.ko ./*/kernel/lib/crc-ccitt.ko \
    "$root/lib/modules/")
  cat >"$root/etc/systemd/system/claims.service" <<'END_OF_UNIT'
[Unit]
Wants=multi-user.target
After=multi-user.target
[Service]
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS1
ExecStart=bash /root/claims/all.sh
ExecStopPost=systemctl --force --force poweroff
END_OF_UNIT
  systemd-nspawn --quiet --register=no --keep-unit --machine="machine-${tag:?}" -D "$root" --console=pipe \
    bash /root/claims/prepare.sh </dev/null >"$world/machine.prepared" 2>&1 ||
    fail "the machine: $(tail -n 5 "$world/machine.prepared")"
  truncate -s 2G "$world/machine.img"
  mke2fs -q -t ext4 -O ^has_journal -d "$root" "$world/machine.img"
  rm -r "$root"
}

# run_machine SECONDS: boots it, shows what its claims say, and is false where they do not hold, or take longer.
run_machine() {
  # Without timers: a jump would start all that is due after a year. In the background, where ^C ends it by tear_down.
  timeout -k 5 "$1" linux.uml mem=768M "ubd0=$world/machine.img" root=/dev/ubda rw quiet "uml_dir=$world" \
    systemd.mask=timers.target systemd.unit=claims.service con=null con0=null,fd:2 ssl=null ssl1=null,fd:1 \
    </dev/null >"$world/machine.report" 2>"$world/machine.console" &
  machine=$!
  wait "$machine" || true
  machine=
  tr -d '\r' <"$world/machine.report" | tee "$world/machine.said"
  grep -qx "all of it holds" "$world/machine.said"
}
