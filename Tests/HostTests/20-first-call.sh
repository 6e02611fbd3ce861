# shellcheck shell=bash
: "${world:?}"
step "a node, and the first call from another host starts it"
on bob peertls node init /etc/peertls --name Bob --email bob@example.org >"$world/bob.txt"
on alice peertls node init /root/alice --name Alice --email alice@example.org >"$world/alice.txt"
bobs_key=$(grep -om1 'key:[0-9a-f]*' "$world/bob.txt")
alices_key=$(grep -om1 'key:[0-9a-f]*' "$world/alice.txt")
on bob sh -c "echo '$alices_key' >>/etc/peertls/lists/friends
  cp /usr/share/peertls/policy/handlers/echo.handler /usr/share/peertls/policy/handlers/smtp.handler \
    /usr/share/peertls/policy/handlers/file.handler /etc/peertls/handlers/
  systemctl enable --now peertls.socket 2>/dev/null"
on alice sh -c "echo 'bob [fd00:4605::b]:4605 mail=bob@example.org key=${bobs_key#key:}' >>/root/alice/contacts"
says bob inactive systemctl is-active peertls.service
call hello
says bob active systemctl is-active peertls.service

step "everything is confined"
on bob journalctl -b --no-pager -o cat | grep -q Landlock && fail "Landlock is not whole here"
says bob peertls-keyd ps -o user:20= -C peertls-keyd
for program in peertls-session peertls-keyd; do
  says bob "Seccomp:	2" sh -c "cat /proc/\$(pgrep -o -x $program)/status"
done

step "whom the list does not have is refused, and learns nothing"
on alice peertls node init /root/eve --name Eve --email eve@example.org >/dev/null
says alice "does not accept" sh -c \
  "echo hello | peertls connect --config /root/eve '[fd00:4605::b]:4605' echo --key ${bobs_key#key:}"

step "mail comes, and the handler's account has it"
on alice peertls mail --config /root/alice --state /root/mail bob -s Plans "Here they are."
letter=$(on bob sh -c 'echo /var/lib/peertls/smtp/Maildir/new/*')
says bob peertls-smtp stat -c %U "$letter"
says bob "Here they are." peertls read --config /etc/peertls "$letter"
