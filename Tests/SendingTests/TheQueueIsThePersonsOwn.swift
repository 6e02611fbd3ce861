import Foundation
import TestFiles
import TestSupport
import Testing

/// A member of the group, who may write into the handler's directory, has the queue elsewhere: whoever can write into a queue
/// sends in the name of who runs it.
@Test(
  .enabled(if: Programs.isPrivileged && canMount, "only root makes directories for others, and a /var/lib of its own"))
func theHandlerCannotReachIt() throws {
  let server = try MailServer("chunks")
  let alice = try Sender(bobAt: server.address)
  let home = try alice.scratch.directory("home")
  try ChildProcess.run(["chown", "-R", "bin:nogroup", home, alice.directory])
  let script = """
    set -e
    mount -t tmpfs -o mode=755 tmpfs /var/lib
    mkdir -p /var/lib/peertls/smtp
    chown mail:daemon /var/lib/peertls/smtp
    chmod 2770 /var/lib/peertls/smtp
    member() { setpriv --reuid bin --regid nogroup --groups daemon env -u STATE_DIRECTORY -u XDG_STATE_HOME HOME="$home" "$peertls" "$@"; }
    handler() { setpriv --reuid mail --regid daemon --clear-groups "$@"; }
    queue="$home/.local/state/peertls/smtp/queue"
    member mail --config "$me" --wait 0 bob hello || echo "queued: $?"
    member mail --config "$me" alice@example.org note
    echo "there: $(handler ls -A /var/lib/peertls/smtp | tr '\\n' ' ')"
    echo "mode: $(stat -c %a "$queue")"
    handler ls "$queue" 2>/dev/null || echo "the handler cannot see it"
    setpriv --reuid games --regid nogroup --groups daemon ls "$queue" 2>/dev/null || echo "another member cannot see it"
    echo "waiting: $(member queue --config "$me" | grep -c waiting)"
    member queue --config "$me" --run
    member mail --config "$me" bob more
    echo "left: $(ls "$queue/waiting")"
    """
  let run = try Sender.run(
    ["unshare", "--mount", "sh", "-c", script],
    environment: ["home": home, "me": alice.directory, "peertls": Programs.path("peertls")])
  #expect(run.code == 0, "\(run)")
  for line in [
    "queued: 75", "mode: 700", "the handler cannot see it", "another member cannot see it", "waiting: 1", "left: ",
  ] { #expect(run.output.contains(line + "\n"), "\(line) in \(run.output)") }
  let there = try #require(run.output.firstMatch(of: /there: (.*)/)).output.1
  #expect(there.contains(".sent") && there.contains("Maildir") && !there.contains("queue"), "\(there)")
  #expect(try server.messages().count == 2)
}

/// Without a directory that was asked for, it is where the person's programs keep such things.
@Test(
  .enabled(if: !FileManager.default.fileExists(atPath: "/var/lib/peertls/smtp"), "it would note here what it sends"))
func elsewhereItIsInTheHome() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let home = alice.scratch.path + "/state-home"
  let run = try Sender.run(
    [Programs.path("peertls"), "mail", "--config", alice.directory, "--wait", "0", "bob", "hello"],
    environment: ["XDG_STATE_HOME": home])
  #expect(run.code == 75, "\(run)")
  #expect(names(home + "/peertls/smtp/queue/waiting").count == 1)
  let attributes = try FileManager.default.attributesOfItem(atPath: home + "/peertls/smtp/queue")
  #expect(attributes[.posixPermissions] as? Int == 0o700)
}
