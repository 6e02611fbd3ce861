import Conversations
import Glibc
import Processes
import TestFiles
import Testing

private func name(_ store: borrowing ConversationStore, _ peer: Peer) throws -> String {
  try store.conversation(with: peer).name
}

@Test func aVouchedAddressNamesIt() throws {
  try withStore { path, store throws in
    let peer = Peer(emails: ["Alice.B+x=y@Example.ORG"], key: aKey.uppercased(), anchor: "acme")
    #expect(try name(store, peer) == "alice.b+x=y@example.org")
    #expect(try Directory(path + "/.keys").linkText(aKey) == "../alice.b+x=y@example.org")
    #expect(try File.names(in: path) == [".keys", "alice.b+x=y@example.org", "tmp"])
    #expect(
      try File.names(in: path + "/alice.b+x=y@example.org") == ["cur", "failed", "new", "out", "peer", "sent", "tmp"])
    #expect(try store.names() == ["alice.b+x=y@example.org"])
    #expect(store.name(forKey: aKey) == "alice.b+x=y@example.org" && store.name(forKey: bKey) == nil)
  }
}

@Test func anAddressThatNobodyVouchesForNamesNothing() throws {
  try withStore { _, store throws in
    _ = try name(store, Peer(emails: ["alice@example.org"], key: aKey, anchor: "acme"))
    #expect(try name(store, Peer(emails: ["alice@example.org"], key: bKey)) == bKey)
  }
}

@Test(arguments: [
  "", "@", "alice", "alice@", "@example.org", "a@b@c", ".alice@example.org", "-rf@example.org", "a/../b@example.org",
  "../../etc@x", "a b@example.org", "a\n@example.org", "a\0@example.org", "\u{e4}@example.org", "a@ex\u{e4}mple.org",
  "a'@example.org", "$HOME@example.org", "a@example.org/new", "K\u{212A}@example.org", ".@.", "..",
  String(repeating: "a", count: 117) + "@example.org",
]) func anUnsafeAddressNamesNothing(_ email: String) throws {
  #expect(ConversationStore.name(email: email) == nil)
  try withStore { path, store throws in
    #expect(try name(store, Peer(emails: [email], key: aKey, anchor: "acme")) == aKey)
    #expect(try File.names(in: path) == [".keys", aKey, "tmp"])
  }
}

@Test func theLongestAddressIsAName() {
  let email = String(repeating: "a", count: ConversationStore.maximumNameBytes - 12) + "@example.org"
  #expect(ConversationStore.name(email: email) == email && email.utf8.count == 128)
}

/// The first address that can be a name, but rather one that is written to already.
@Test func anotherAddressOfThePeerFindsItToo() throws {
  try withStore { _, store throws in
    _ = try store.conversation(making: "b@example.org")
    let emails = ["\u{e4}@example.org", "a@example.org", "b@example.org"]
    #expect(try name(store, Peer(emails: emails, key: aKey, anchor: "acme")) == "b@example.org")
    let others = ["\u{e4}@example.org", "c@example.org", "d@example.org"]
    #expect(try name(store, Peer(emails: others, key: bKey, anchor: "acme")) == "c@example.org")
  }
}

@Test(arguments: [
  "", "a1", "../" + aKey, aKey + "00", String(aKey.dropLast()) + "g", String(aKey.dropLast()) + "\u{e9}",
])
func whatIsNoKeyHasNone(_ key: String) throws {
  try withStore { path, store throws in
    let failure = failureOf { () throws(SystemError) in
      _ = try store.conversation(with: Peer(emails: ["alice@example.org"], key: key, anchor: "acme"))
    }
    #expect(failure?.code == EINVAL && ConversationStore.name(key: key) == nil && store.name(forKey: key) == nil)
    #expect(try File.names(in: path) == [".keys", "tmp"])
  }
}

@Test func theLinkDecides() throws {
  try withStore { _, store throws in
    _ = try name(store, Peer(emails: ["alice@example.org"], key: aKey, anchor: "acme"))
    // Another certificate for the same key: other addresses, none vouched for, none at all.
    for peer in [
      Peer(emails: ["al@example.com"], key: aKey, anchor: "acme"), Peer(emails: ["bob@example.org"], key: aKey),
      Peer(key: aKey),
    ] { #expect(try name(store, peer) == "alice@example.org") }
    #expect(try store.names() == ["alice@example.org"])
    // Whoever began without an anchor keeps that conversation with one.
    _ = try name(store, Peer(key: bKey))
    #expect(try name(store, Peer(emails: ["bob@example.org"], key: bKey, anchor: "acme")) == bKey)
  }
}

@Test func aNewKeyWithAVouchedAddressJoinsItsConversation() throws {
  try withStore { _, store throws in
    _ = try name(store, Peer(emails: ["alice@example.org"], key: aKey, anchor: "acme"))
    #expect(try name(store, Peer(emails: ["alice@example.org"], key: bKey, anchor: "acme")) == "alice@example.org")
    #expect(store.name(forKey: bKey) == "alice@example.org")
    #expect(try name(store, Peer(key: bKey)) == "alice@example.org")
    #expect(try name(store, Peer(key: aKey)) == "alice@example.org")
  }
}

/// What was written to a key before anybody called is what that key's owner gets.
@Test func aConversationCalledAfterTheKeyIsItsOwn() throws {
  try withStore { _, store throws in
    _ = try store.conversation(making: aKey).put([1])
    let conversation = try store.conversation(with: Peer(emails: ["alice@example.org"], key: aKey, anchor: "acme"))
    #expect(conversation.name == aKey)
    #expect(try conversation.names(in: .out).count == 1)
  }
}

@Test(arguments: [
  "../../etc", "..", "/etc", "../.keys", "../tmp", "../", "alice@example.org", "../Alice@example.org", "x",
])
func aLinkElsewhereIsNotFollowed(_ text: String) throws {
  try withStore { path, store throws in
    symlink(text, path + "/.keys/" + aKey)
    #expect(store.name(forKey: aKey) == nil)
    #expect(try name(store, Peer(emails: ["alice@example.org"], key: aKey, anchor: "acme")) == "alice@example.org")
    #expect(store.name(forKey: aKey) == "alice@example.org")
  }
}

@Test func aLinkInAConversationsPlaceIsNotFollowed() throws {
  try withDirectory { path throws in
    for name in ["/s", "/elsewhere"] { mkdir(path + name, 0o770) }
    let store = try ConversationStore(path + "/s")
    symlink(path + "/elsewhere", path + "/s/alice@example.org")
    let failure = failureOf { () throws(SystemError) in
      _ = try store.conversation(with: Peer(emails: ["alice@example.org"], key: aKey, anchor: "acme"))
    }
    #expect(failure?.code == EEXIST)
    #expect(try store.names().isEmpty)
    #expect(try store.conversation(named: "alice@example.org") == nil)
    #expect(try File.names(in: path + "/elsewhere").isEmpty)
  }
}

@Test func onlyWhatIsThereHasThatName() throws {
  try withStore { path, store throws in
    _ = try store.conversation(making: "alice@example.org")
    try File.create(path + "/bob@example.org", [])
    mkdir(path + "/other", 0o770)
    for name in ["bob@example.org", "other", "tmp", "..", "", ".keys", "carol@example.org", "a/b@c"] {
      #expect(try store.conversation(named: name) == nil)
    }
    #expect(try store.conversation(named: "alice@example.org")?.name == "alice@example.org")
    #expect(try store.names() == ["alice@example.org"])
    let failure = failureOf { () throws(SystemError) in _ = try store.conversation(making: "../x@y") }
    #expect(failure?.code == EINVAL)
  }
}

/// An anchor that was accepted for something else cannot open what was said under another's word.
@Test func anotherAnchorsWordOpensNothing() throws {
  try withStore { _, store throws in
    let emails = ["alice@example.org"]
    #expect(try name(store, Peer(emails: emails, key: aKey, anchor: "acme")) == "alice@example.org")
    #expect(try name(store, Peer(emails: emails, key: bKey, anchor: "weak")) == bKey)
    let cKey = String(repeating: "c", count: 64)
    #expect(try name(store, Peer(emails: emails, key: cKey, anchor: "acme")) == "alice@example.org")
  }
}
