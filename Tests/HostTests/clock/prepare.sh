#!/bin/bash
# A node, two issuers, and who calls it: what needs no clock.
set -euo pipefail
dpkg -i /root/peertls.deb
peertls node init /etc/peertls --name Bob --email bob@example.org >/root/bob.txt
peertls node init /root/alice --name Alice --email alice@example.org >/root/alice.txt
peertls node init /root/eve --name Eve --email eve@example.org >/dev/null
grep -om1 'key:[0-9a-f]*' /root/alice.txt >>/etc/peertls/lists/friends
key=$(grep -om1 'key:[0-9a-f]*' /root/bob.txt)
cp /usr/share/peertls/policy/handlers/{echo,chat,smtp}.handler /etc/peertls/handlers/
# Whom a machine calls at one of its own addresses sees that address: each of them is another source.
printf '%s\n' "bob [::1]:4605 mail=bob@example.org key=${key#key:}" "near [fd00:1::1]:4605 key=${key#key:}" \
  "far [fd00:2::1]:4605 key=${key#key:}" "busy [fd00:3::1]:4605 key=${key#key:}" | tee -a /root/{alice,eve}/contacts
printf '%s\n' '[Node]' ExemptSources=::1 RatePerSource=3/day PerSourcePenalties=nocert:600s DrainTimeout=1s \
  >/etc/peertls/peertlsd.conf

mkdir /root/authority
cd /root/authority
cat >conf <<'CONF'
[ca]
default_ca = here
[here]
database = index
default_md = sha256
CONF
: >index
ec=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
# issued NAME ISSUER DAYS
issued() {
  cp -r /root/alice "/root/$1"
  openssl req -x509 "${ec[@]}" -keyout "/root/$1/node.key" -out "/root/$1/node.crt" -subj "/CN=$1" -days "$3" \
    -CA "$2.pem" -CAkey "$2.key" -addext basicConstraints=critical,CA:FALSE -addext keyUsage=digitalSignature \
    -addext extendedKeyUsage=clientAuth
}
for issuer in ca club; do
  openssl req -x509 "${ec[@]}" -keyout $issuer.key -out $issuer.pem -subj "/CN=The $issuer" -days 3650 \
    -addext keyUsage=critical,keyCertSign,cRLSign
done
issued carol ca 30
issued dave club 3650
openssl ca -config conf -gencrl -crldays 7 -cert club.pem -keyfile club.key -out club.crl
mkdir -p /etc/peertls/anchors
cp ca.pem club.pem club.crl /etc/peertls/anchors/
printf '%s\n' 'anchor ca anchors/ca.pem' 'anchor club anchors/club.pem crl=anchors/club.crl' 'allow echo anchor=ca' \
  'allow echo anchor=club' >>/etc/peertls/policy
systemctl enable peertls.socket
