import Conversations

/// Feeds bytes to the readers of what lies in a conversation's directory. What is read from a `peer` file is written, and
/// reads the same again; a name is what it says.
public func fuzzPeer(_ bytes: [UInt8]) {
  let record = PeerRecord(parsing: bytes)
  precondition(PeerRecord(parsing: Array(record.text.utf8)) == record, "a record survives its file")
  let name = String(decoding: bytes, as: UTF8.self)
  if let received = ReceivedName(name) { precondition(ReceivedName(received.text) == received) }
  if let email = ConversationStore.name(email: name) { precondition(ConversationStore.name(email: email) == email) }
  if let key = ConversationStore.name(key: name) { precondition(ConversationStore.name(key: key) == key) }
  _ = Conversation.time(of: name)
}
