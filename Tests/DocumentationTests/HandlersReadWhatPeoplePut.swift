import Foundation
import TestSupport
import Testing

/// A file that a person has put into a handler's directory, for the group, is the handler's to read and to move; of another
/// handler's directory it sees nothing.
@Test(.enabled(if: Programs.isPrivileged, "only root makes directories for others"))
func handlersReadWhatPeoplePut() throws {
  let scratch = try Scratch()
  let lines = try Repository.text("systemd/peertls.tmpfiles")
    .replacingOccurrences(of: "/var/lib/peertls", with: scratch.path + "/lib")
    .replacingOccurrences(of: "peertls-chat", with: "nobody").replacingOccurrences(of: "peertls-file", with: "games")
    .replacingOccurrences(of: "peertls-smtp", with: "mail")
    .replacing(/(?m) peertls$/, with: " daemon")
  try scratch.write("peertls.conf", lines)
  try ChildProcess.run(["systemd-tmpfiles", "--create", scratch.path + "/peertls.conf"])
  func become(_ user: String, groups: [String], _ script: String) throws -> String {
    let others = groups.isEmpty ? ["--clear-groups"] : ["--groups", groups.joined(separator: ",")]
    return try ChildProcess.run(
      ["setpriv", "--reuid", user, "--regid", "nogroup"] + others + ["sh", "-c", script, scratch.path + "/lib"])
  }
  let put = "umask 007; cd $0/chat && mkdir out && chmod 2770 out && echo hello >out/x && echo menu >$0/file/pub/y"
  _ = try become("bin", groups: ["daemon"], put)
  #expect(try become("nobody", groups: [], "cat $0/chat/out/x && mv $0/chat/out/x $0/chat/x") == "hello\n")
  #expect(try become("games", groups: [], "cat $0/file/pub/y") == "menu\n")
  #expect(try become("nobody", groups: [], "cat $0/file/pub/y 2>&1 || echo no").hasSuffix("no\n"))
}
