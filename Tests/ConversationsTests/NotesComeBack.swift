import Conversations
import Glibc
import Processes
import TestFiles
import Testing

private let whole = Peer(
  name: "Alice \u{e4} \u{202e}evil", emails: ["alice@example.org", "al@example.com"], userID: "alice", key: aKey,
  certificate: bKey, anchor: "acme", address: "2001:db8::1", port: 4605)

@Test func thePeerComesBackAsItWas() throws {
  try withStore { path, store throws in
    #expect(try store.conversation(making: aKey).peer() == nil)
    let conversation = try store.conversation(with: whole, now: 1_700_000_000)
    #expect(try conversation.peer() == PeerRecord(peer: whole, seen: 1_700_000_000))
    let text = String(decoding: try File.contents(path + "/" + aKey + "/peer", limit: 2000), as: UTF8.self)
    #expect(
      text == """
        Name: Alice \u{e4} \u{202e}evil
        Email: alice@example.org
        Email: al@example.com
        UserID: alice
        Key: \(aKey)
        Certificate: \(bKey)
        Anchor: acme
        Address: 2001:db8::1
        Port: 4605
        Seen: 1700000000

        """)
    // The next connection says what it says.
    let other = try store.conversation(with: Peer(key: aKey), now: 1_700_000_001)
    #expect(try other.peer() == PeerRecord(peer: Peer(key: aKey), seen: 1_700_000_001))
    #expect(try File.names(in: path + "/" + aKey + "/tmp").isEmpty)
  }
}

@Test(arguments: [
  ("Eve\nKey: \(bKey)", "Eve?Key: \(bKey)"), ("a\r\nb", "a??b"),
  ("a\u{0}b\u{1b}[2Jc\u{85}d\u{2028}e\u{9b}", "a?b?[2Jc?d?e?"),
  (String(repeating: "x", count: 300), String(repeating: "x", count: 256)),
  (String(repeating: "\u{e4}", count: 200), String(repeating: "\u{e4}", count: 128)), (" : a:b ", " : a:b "),
])
func aHostileNameStaysOneLine(_ name: String, _ expected: String) throws {
  try withStore { _, store throws in
    let peer = Peer(name: name, emails: [name], userID: name, key: aKey, certificate: name, anchor: "", address: name)
    let record = try store.conversation(with: peer, now: 5).peer()
    #expect(record?.peer.name == expected && record?.peer.emails == [expected] && record?.peer.userID == expected)
    #expect(record?.peer.key == aKey && record?.peer.certificate == "" && record?.seen == 5)
  }
}

@Test func manyAddressesAreSome() throws {
  try withStore { _, store throws in
    let emails = (0..<1000).map { "a\($0)@example.org" }
    let record = try store.conversation(with: Peer(emails: emails, key: aKey), now: -5).peer()
    #expect(record?.peer.emails == Array(emails.prefix(32)) && record?.seen == 0)
  }
}

/// Whoever is of the group may have written it.
@Test func anyPeerFileIsRead() throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    func read(_ bytes: [UInt8]) throws -> PeerRecord? {
      unlink(path + "/a@b/peer")
      try File.create(path + "/a@b/peer", bytes)
      return try conversation.peer()
    }
    let empty = PeerRecord(peer: Peer(key: ""), seen: 0)
    for text in [
      "", "\n\n", "Name", ":", "Key: x\nPort: x\nSeen: -1\n", "Port: 123456\nSeen: 9999999999999999999", "New: 1",
    ] {
      #expect(try read(Array(text.utf8)) == empty, "\(text)")
    }
    let mangled = try read(Array("Name:\u{1b}]0;x\u{7}\nPort: 99999\nSeen: 7\r".utf8) + [10, 0xFF, 58, 0xFE])
    #expect(mangled?.peer.name == "?]0;x?" && mangled?.peer.port == 65535 && mangled?.seen == 0)
    for _ in 0..<200 { _ = try read((0..<500).map { _ in UInt8.random(in: 0...255) }) }
    #expect(
      failureOf { () throws(SystemError) in
        unlink(path + "/a@b/peer")
        try File.create(path + "/a@b/peer", [UInt8](repeating: 65, count: 20_000))
        _ = try conversation.peer()
      }?.code == EFBIG)
    unlink(path + "/a@b/peer")
    symlink("/etc/passwd", path + "/a@b/peer")
    #expect(failureOf { () throws(SystemError) in _ = try conversation.peer() }?.code == ELOOP)
    // The next connection puts its own in the link's place.
    try conversation.setPeer(whole, seen: 1)
    #expect(try conversation.peer()?.peer == whole)
  }
}

@Test func whoIsWritingAndWhenToCallComeBack() throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    #expect(try conversation.typing() == nil && conversation.composing() == nil && conversation.retry() == nil)
    try conversation.setTyping(until: 1_700_000_120)
    try conversation.setRetry(Retry(next: 1_700_000_000, tries: 3))
    let before = Clock.unixSeconds
    try conversation.setComposing(true)
    let other = try store.conversation(making: "a@b")
    #expect(try other.typing() == 1_700_000_120 && other.retry() == Retry(next: 1_700_000_000, tries: 3))
    #expect(try other.composing().map { $0 >= before - 1 && $0 <= Clock.unixSeconds } == true)
    // A shorter one leaves nothing of the longer.
    try other.setRetry(Retry(next: 5, tries: .max))
    #expect(try conversation.retry() == Retry(next: 5, tries: Retry.maximumTries))
    try other.setRetry(Retry(next: -5, tries: -1))
    #expect(try conversation.retry() == Retry(next: 0, tries: 0))
    for _ in 0..<2 {
      try other.setTyping(until: nil)
      try other.setComposing(false)
      try other.setRetry(nil)
    }
    #expect(try conversation.typing() == nil && conversation.composing() == nil && conversation.retry() == nil)
    #expect(try File.names(in: path + "/a@b") == ["cur", "failed", "new", "out", "sent", "tmp"])
  }
}

@Test(arguments: ["", "x", "1 2 3", "-1", "-1 -1", "1", "9999999999999999999 1", "1 99999999", " ", "\u{661} 1"])
func whatANoteSaysIsNotBelieved(_ text: String) throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    for name in [".retry", ".typing"] { try File.create(path + "/a@b/" + name, Array(text.utf8)) }
    #expect(try conversation.retry() == nil)
    #expect(try conversation.typing() == (text.hasPrefix("1") ? 1 : nil))
  }
}
