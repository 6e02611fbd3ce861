import Foundation
import TestSupport
import Testing

/// A node with the samples in its Maildir, sent by Python.
private func filled(_ samples: [Sample], in scratch: Scratch) throws -> Node {
  let node = try Node(.mail())
  for sample in samples {
    let file = try scratch.write("message", bytes: sample.bytes)
    try python("data", ["alice@example.org", "bob@example.org", file], as: PKI.alice, node: node)
  }
  return node
}

@Test func pythonsMailboxReadsEveryByte() throws {
  let scratch = try Scratch()
  let samples = Sample.all + [.large]
  let node = try filled(samples, in: scratch)
  let script = """
    import mailbox, sys
    box = mailbox.Maildir(sys.argv[1], create=False)
    for key in box.keys():
        message = box[key]
        open(sys.argv[2] + "/" + message["Subject"].replace(" ", "-"), "wb").write(box.get_bytes(key))
        message.set_subdir("cur"); message.add_flag("S"); box[key] = message
    """
  let directory = try scratch.directory("read")
  try ChildProcess.run(["python3", "-c", script, node.mail + "/Maildir", directory])
  for sample in samples {
    let read = try scratch.bytes("read/" + sample.testDescription.replacing(" ", with: "-"))
    #expect(read.suffix(sample.kept.count) == sample.kept[...], "\(sample.testDescription)")
  }
  #expect(MailHandler.names(node.mail).isEmpty)
  #expect(try node.stop() == 0)
}

@Test func dovecotReadsEveryByte() throws {
  let scratch = try Scratch()
  let node = try filled(Sample.all, in: scratch)
  // A copy, which is its reader's own: Dovecot serves root nothing.
  let account = geteuid() == 0 ? "nobody" : NSUserName()
  try ChildProcess.run(["cp", "-r", node.mail + "/Maildir", scratch.path + "/Maildir"])
  if geteuid() == 0 { try ChildProcess.run(["chown", "-R", account, scratch.path + "/Maildir"]) }
  let configuration = try scratch.write(
    "dovecot.conf",
    """
    base_dir = \(scratch.path)/dovecot
    log_path = /dev/stderr
    ssl = no
    mail_location = maildir:\(scratch.path)/Maildir
    mail_uid = \(account)
    mail_gid = \(account == "nobody" ? "nogroup" : "\(getegid())")
    first_valid_uid = 0
    first_valid_gid = 0

    """)
  for sample in Sample.all {
    let doveadm = try ChildProcess(
      ["doveadm", "-f", "pager", "-c", configuration, "fetch", "text", "header", "subject", sample.testDescription],
      environment: ["USER": "root"])
    #expect(try doveadm.wait(seconds: 30) == 0, "\(doveadm.errors.text)")
    try doveadm.output.waitForEnd()
    let text = doveadm.output.bytes.filter { $0 != 13 }
    // doveadm adds a line end.
    #expect(
      text.dropLast().suffix(sample.kept.count) == sample.kept[...]
        || text.suffix(sample.kept.count) == sample.kept[...])
  }
  #expect(try node.stop() == 0)
}

/// With the README's own lines.
@Test func muttShowsWhatPeertlsReads() throws {
  let scratch = try Scratch()
  let node = try filled([.eightBit], in: scratch)
  let lines = try String(contentsOfFile: Programs.package + "/README.md", encoding: .utf8).split(separator: "\n").map {
    $0.drop { $0 == " " }
  }
  let recipe = lines.filter { $0.hasPrefix("set ") || $0.hasPrefix("unset ") || $0.hasPrefix("macro ") }
  #expect(recipe.count == 5)
  let settings = recipe.joined(separator: "\n").replacing("/var/lib/peertls/smtp", with: node.mail)
  let rc = try scratch.write("muttrc", settings + "\nset quit=yes folder=\(scratch.path) tmpdir=\(scratch.path)\n")
  let mutt = try ChildProcess(
    ["script", "-qec", "mutt -n -F \(rc) -e 'push V'", "/dev/null"],
    environment: [
      "TERM": "dumb", "PATH": "\(Programs.directory):/usr/bin:/bin", "HOME": scratch.path,
      "CONFIGURATION_DIRECTORY": try scratch.person(PKI.bob),
    ])
  try mutt.output.wait(for: "not signed: nobody has signed it", seconds: 30)
  mutt.signal(SIGKILL)
  try mutt.wait()
  #expect(try node.stop() == 0)
}

/// mutt wants a terminal, which script(1) is.
@Test func muttReadsIt() throws {
  let scratch = try Scratch()
  let node = try filled([.eightBit], in: scratch)
  try ChildProcess.run(["cp", "-r", node.mail + "/Maildir", scratch.path + "/Maildir"])
  let keys = "<copy-message>\(scratch.path)/copy<enter><exit>"
  let settings =
    "set quit=yes copy=no confirmappend=no confirmcreate=no wait_key=no mbox_type=mbox tmpdir=\(scratch.path)"
  let command = "mutt -n -F /dev/null -f \(scratch.path)/Maildir -e '\(settings)' -e 'push \"\(keys)\"'"
  let mutt = try ChildProcess(["script", "-qec", command, "/dev/null"], environment: ["TERM": "dumb"])
  _ = try eventually("mutt's copy") {
    FileManager.default.fileExists(atPath: scratch.path + "/copy") && !mutt.isRunning ? true : nil
  }
  let copy = try scratch.bytes("copy")
  let body = Sample.eightBit.kept.suffix(from: Sample.eightBit.kept.firstRange(of: [10, 10])?.upperBound ?? 0)
  #expect(copy.firstRange(of: body) != nil && copy.firstRange(of: Array("policy.x-anchor=acme".utf8)) != nil)
  #expect(try node.stop() == 0)
}
