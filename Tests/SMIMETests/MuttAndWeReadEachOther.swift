import Foundation
import MIME
import SMIME
import TLS
import TestSupport
import Testing

/// mutt as Debian has it, with its own S/MIME commands, in a home of its own.
private struct Mutt {
  let scratch: Scratch
  private let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Clients/mutt.py").path

  init(_ owner: Credential, address: String, others: [(String, Credential)] = []) throws {
    scratch = try Scratch()
    for box in ["cur", "new", "tmp"] { try scratch.directory("Mail/" + box) }
    var index = ""
    for (address, person) in [(address, owner)] + others {
      let hash = try ChildProcess.run(["openssl", "x509", "-in", person.chain, "-noout", "-hash"]).prefix(8)
      try scratch.write(".smime/certificates/\(hash).0", try person.certificatePEM)
      if person.chain == owner.chain {
        try scratch.write(".smime/keys/\(hash).0", try String(contentsOfFile: owner.key, encoding: .utf8))
        try scratch.write(".smime/keys/.index", "\(address) \(hash).0 label ? t\n")
        try scratch.write("key", String(hash))
      }
      index += "\(address) \(hash).0 label ? t\n"
    }
    try scratch.write(".smime/certificates/.index", index)
    try scratch.write("send", "#!/bin/sh\ncat >\(scratch.path)/sent\n", mode: 0o755)
    try scratch.write(
      "muttrc",
      """
      source /etc/Muttrc.d/smime.rc
      unset crypt_use_gpgme
      set mbox_type=Maildir tmpdir="\(scratch.path)" folder="\(scratch.path)/Mail" spoolfile="\(scratch.path)/Mail"
      set smime_ca_location="\(PKI.acme.certificate)" smime_is_default smime_default_key="\(try scratch.read("key")).0"
      set smime_certificates="\(scratch.path)/.smime/certificates" smime_keys="\(scratch.path)/.smime/keys"
      set smime_decrypt_command="openssl cms -decrypt -inform DER -in %f -inkey %k -recip %c"
      set smime_sign_command="openssl cms -sign -md %d -signer %c -inkey %k -in %f -outform DER"
      set pager="cat %s >\(scratch.path)/shown; true" sendmail="\(scratch.path)/send" wait_key=no copy=no quit=yes prompt_after=no
      set from="\(address)" autoedit editor=true abort_unmodified=no crypt_protected_headers_write charset=utf-8

      """)
  }

  func show(_ mail: [UInt8]) throws -> String {
    try Data(mail).write(to: URL(filePath: scratch.path + "/Mail/new/1.2.host"))
    try run(["-e", "push '<display-message><quit>'"])
    return try scratch.read("shown")
  }

  func send(_ text: String, to address: String, _ settings: String) throws -> [UInt8] {
    let body = try scratch.write("body", text)
    try run(["-e", settings, "-s", "Grüße", "-i", body, address])
    return Array(try Data(contentsOf: URL(filePath: scratch.path + "/sent")))
  }

  private func run(_ arguments: [String]) throws {
    let settings = ["HOME=\(scratch.path)", "TERM=xterm", "LANG=C.UTF-8", "LC_ALL=C.UTF-8"]
    try ChildProcess.run(["env"] + settings + ["python3", script, "-F", scratch.path + "/muttrc"] + arguments)
  }
}

@Test(.serialized, arguments: [People.bob, People.rsaBob]) func muttReadsUs(_ bob: Credential) throws {
  let mutt = try Mutt(bob, address: "bob@example.org")
  let one = try mutt.show(try signed(try letter(), by: People.alice))
  #expect(one.contains("Verification successful") && one.contains("Grüße."), "\(one)")
  let other = try Mutt(bob, address: "bob@example.org").show(
    try encrypted(try letter(subject: "secret"), by: People.alice, for: bob, .unauthenticated))
  #expect(other.contains("Verification successful") && other.contains("Grüße."), "\(other)")
  #expect(other.contains("Subject: secret"), "\(other)")
}

@Test(.serialized, arguments: ["set crypt_autosign", "set crypt_autosign crypt_autoencrypt"])
func weReadMutt(_ settings: String) throws {
  let mutt = try Mutt(People.rsaAlice, address: "alice@example.org", others: [("bob@example.org", People.rsaBob)])
  let mail = try mutt.send("Grüße von mutt\n", to: "bob@example.org", settings)
  let read = try Reader(People.rsaBob).read(mail)
  #expect(read.code == 0 && read.says("Grüße von mutt") && read.says("subject: Grüße"), "\(read)")
  #expect(settings.contains("encrypt") == read.says("encrypted: to you"))
}
