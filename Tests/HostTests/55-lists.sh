# shellcheck shell=bash
: "${world:?}"
step "a revocation list is watched: the revoked peer's session ends, and nobody has called reload"
authority=$world/authority
mkdir "$authority"
cat >"$authority/conf" <<'END'
[ca]
default_ca = here
[here]
database = index
serial = serial
crlnumber = crlnumber
new_certs_dir = .
default_md = sha256
default_days = 30
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = req
[issuer]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[person]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
END
(
  cd "$authority"
  : >index
  echo 01 >serial
  echo 01 >crlnumber
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 \
    -subj "/CN=Host Test Issuer" -config conf -extensions issuer
  for name in Carol Dave; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $name.key -out $name.csr -subj "/CN=$name" -config conf
    openssl ca -batch -config conf -extensions person -in $name.csr -cert ca.pem -keyfile ca.key -out $name.crt -notext
  done
  openssl ca -config conf -gencrl -cert ca.pem -keyfile ca.key -out empty.crl
  openssl ca -config conf -revoke Carol.crt -cert ca.pem -keyfile ca.key
  openssl ca -config conf -gencrl -cert ca.pem -keyfile ca.key -out carol.crl
  openssl ca -config conf -revoke Dave.crt -cert ca.pem -keyfile ca.key
  openssl ca -config conf -gencrl -cert ca.pem -keyfile ca.key -out both.crl
) >"$world/openssl" 2>&1 || fail "openssl: $(tail -n 3 "$world/openssl")"

# person NAME: alice has a directory with this certificate.
person() {
  on alice cp -r /root/alice "/root/$1"
  cat "$authority/$1.crt" >"$world/alice/root/$1/node.crt"
  cat "$authority/$1.key" >"$world/alice/root/$1/node.key"
}
person Carol
person Dave
anchors=$world/bob/etc/peertls/anchors
cp "$authority/ca.pem" "$authority/empty.crl" "$anchors/"
mv "$anchors/empty.crl" "$anchors/ca.crl"
cp "$world/bob/etc/peertls/policy" "$world/policy"
printf '%s\n' 'anchor ca anchors/ca.pem crl=anchors/ca.crl' 'allow echo anchor=ca' >>"$world/bob/etc/peertls/policy"
reload
live Carol echo Carol
live Dave echo Dave
talk Carol "not revoked yet"
talk Dave "not revoked yet"

# By rename, as most programs do it.
cp "$authority/carol.crl" "$anchors/.ca.crl.tmp"
mv "$anchors/.ca.crl.tmp" "$anchors/ca.crl"
comes "the revoked peer's session goes on" has_ended Carol
talk Dave "is not revoked"
hang_up Carol

step "a list that is half written takes nothing down, and the whole one is loaded"
before=$(records policy-rejected)
head -c 100 "$authority/both.crl" >"$anchors/ca.crl"
comes "half a list is not refused" more_records "$before" policy-rejected
talk Dave "by the list of before"
call meanwhile
# In place.
cat "$authority/both.crl" >"$anchors/ca.crl"
comes "the revoked peer's session goes on" has_ended Dave
hang_up Dave

step "many changes are few loads, and the last one counts"
before=$(records policy-loaded)
start=$SECONDS
for number in $(seq 300); do echo "# $number" >>"$world/bob/etc/peertls/lists/pests"; done
grep -om1 'key:[0-9a-f]*' "$world/alice.txt" >>"$world/bob/etc/peertls/lists/pests"
taken=$((SECONDS - start))
comes "the list is not loaded" more_records "$before" policy-loaded
denied=$(records verdict PEERTLS_VERDICT=deny)
refuses() {
  on alice sh -c 'echo hello | peertls connect --config /root/alice bob echo' || true
  more_records "$denied" verdict PEERTLS_VERDICT=deny
}
comes "whom the list has is let in" refuses
loads=$(($(records policy-loaded) - before))
[ "$loads" -le $((taken + 3)) ] || fail "$loads loads in $taken s"
: >"$world/bob/etc/peertls/lists/pests"
cp "$world/policy" "$world/bob/etc/peertls/policy"
rm "$anchors"/ca.*
says bob active systemctl is-active peertls-reload.path
reload
call hello
