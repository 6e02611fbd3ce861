import Foundation
import TestSupport
import Testing

private func letters(of node: Node, _ count: Int) throws -> [String] {
  try eventually("\(count) messages") { try node.letters().count >= count ? node.letters() : nil }
}

@Test func muttSendsAMailWithAFile() throws {
  let node = try Node(.mailbox)
  let alice = try Sender(bobAt: node.address)
  let rc = try alice.scratch.write(
    "muttrc",
    """
    set sendmail="\(alice.sendmail()) -oem -oi"
    set from="alice@example.org" realname="Alice Exämple" use_from=yes use_envelope_from=yes copy=no
    set send_charset="utf-8" charset="utf-8"
    """)
  let file = try alice.scratch.write("notes.txt", "Notes.\n")
  var environment = alice.environment
  environment["LANG"] = "C.UTF-8"
  let run = try Sender.run(
    ["mutt", "-F", rc, "-s", "Grüße", "-a", file, "-b", "alice@example.org", "--", "bob@example.org"],
    environment: environment, input: "Hällo\n.\nBob\n")
  #expect(run.code == 0, "\(run)")
  let letter = try letters(of: node, 1)[0]
  let script = """
    import email, email.policy, sys
    m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
    print(m["From"], m["Subject"], m["Bcc"], [p.get_filename() for p in m.iter_attachments()])
    print(repr(m.get_body().get_content()))
    """
  let read = try Sender.run(
    ["python3", "-c", script], environment: ["PYTHONIOENCODING": "utf-8"], input: letter)
  #expect(
    read.output == "Alice Exämple <alice@example.org> Grüße None ['notes.txt']\n'Hällo\\n.\\nBob\\n'\n",
    "\(read.output)\(read.errors)")
  // The blind copy is the owner's.
  #expect(try alice.received().count == 1)
}

@Test func muttSaysWhoIsUnknown() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let rc = try alice.scratch.write(
    "muttrc", "set sendmail=\"\(alice.sendmail()) -oem -oi\" from=\"alice@example.org\" copy=no\n")
  let run = try Sender.run(
    ["mutt", "-F", rc, "-s", "x", "--", "nobody@example.net"], environment: alice.environment, input: "hello\n")
  #expect(
    run.code != 0 && (run.errors + run.output).contains("no contact has the address nobody@example.net"), "\(run)")
  #expect(alice.queued().isEmpty)
}

@Test func gitSendsPatches() throws {
  let node = try Node(.mailbox)
  let alice = try Sender(bobAt: node.address)
  let script = """
    set -e
    git init -q repository && cd repository
    git config user.name "Alice Example" && git config user.email alice@example.org
    git config sendemail.smtpserver "$1" && git config sendemail.confirm never
    git config sendemail.to bob@example.org
    printf 'one\\n.\\n..\\nFrom me\\n' >file && git add file && git commit -q -m "First: ümlaut"
    printf 'two\\r\\n' >>file && git commit -q -a -m "Second"
    printf 'three\\n' >>file && git commit -q -a -m "Third" -m "Cc: Bob <bob@example.org>" --author "Carol <carol@example.net>"
    git format-patch -q -3 -o ../patches
    git send-email --suppress-cc=author --annotate --no-annotate --quiet ../patches/*
    """
  var environment = alice.environment
  environment["LANG"] = "C.UTF-8"
  environment["GIT_CONFIG_NOSYSTEM"] = "1"
  let run = try Sender.run(
    ["sh", "-c", "cd \"$0\"; " + script, alice.scratch.path, alice.sendmail()], environment: environment)
  #expect(run.code == 0, "\(run)")
  _ = try letters(of: node, 3)
  // They apply, and give the same file.
  let apply = """
    set -e
    cd "$0" && git init -q copy && cd copy
    git config user.name Bob && git config user.email bob@example.org
    for mail in "$1"/*; do git am -q --keep-cr "$mail"; done
    cmp file ../repository/file
    git log --format='%an %s' | cat
    """
  let sorted = try alice.scratch.directory("sorted")
  for number in 1...3 {
    let found = try #require(
      try node.received().first { try String(contentsOfFile: $0, encoding: .utf8).contains("[PATCH \(number)/3]") })
    try FileManager.default.copyItem(atPath: found, toPath: "\(sorted)/\(number)")
  }
  let applied = try Sender.run(["sh", "-c", apply, alice.scratch.path, sorted], environment: environment)
  #expect(applied.code == 0, "\(applied)")
  #expect(applied.output == "Carol Third\nAlice Example Second\nAlice Example First: ümlaut\n", "\(applied)")
}

@Test func mailxAndPythonSendThroughIt() throws {
  let node = try Node(.mailbox)
  let alice = try Sender(bobAt: node.address)
  let rc = try alice.scratch.write("mailrc", "set sendmail=\(alice.sendmail())\n")
  var environment = alice.environment
  environment["MAILRC"] = rc
  let run = try Sender.run(
    ["bsd-mailx", "-s", "from mailx", "bob@example.org"], environment: environment, input: "hello\n")
  #expect(run.code == 0, "\(run)")
  #expect(try letters(of: node, 1)[0].contains("\nSubject: from mailx\n"))
}
