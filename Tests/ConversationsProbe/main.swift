// What must happen in a process of its own, for it is killed, or is one of several:
//   store ROOT NAME COUNT     stores messages 0 to COUNT - 1 and says each when it may: `stored NAME`, `duplicate`
//   put ROOT NAME COUNT       puts messages into out/ and says their names
//   live ROOT NAME SESSION    sends from out/ until it is killed
//   fate ROOT NAME COUNT      stores, shows, sends and fails messages over and over
//   everything ROOT           does what can be done, many times; says how many descriptors are left over
import Conversations
import Glibc
import Processes

func say(_ text: String) throws(SystemError) { try File.write(Array((text + "\n").utf8), to: 1, name: "the output") }

/// The number says what the message is.
func message(_ number: Int) -> [UInt8] {
  [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: (number * 7919) % 10_000)
}

func hash(_ number: Int) -> [UInt8] { MessageHash.of(callID: "call", sequence: UInt32(number), fromTag: "tag") }

func store(_ number: Int, _ conversation: inout Conversation) throws(SystemError) -> Stored {
  while true {
    do throws(StoringFailure) { return try conversation.store(message(number), hash: hash(number)) } catch {
      // What waits for another process here is all that this one has to do.
      if error != .busy { throw SystemError("store: \(error)", code: EIO) }
    }
  }
}

func again(_ times: Int, _ root: String) throws(SystemError) {
  func once() throws(SystemError) {
    let conversations = try ConversationStore(root)
    var conversation = try conversations.conversation(with: Peer(key: String(repeating: "a", count: 64)))
    _ = try store(1, &conversation)
    _ = try conversation.received()
    for box in Conversation.Box.allCases { _ = try conversation.lastNames(in: box, limit: 10) }
    try conversation.markSent(try conversation.put([1]))
    try conversation.markFailed(try conversation.put([1]), reason: "404 Not Found")
    _ = try conversation.takeLive()
    _ = try conversation.live()
    try conversation.setComposing(true)
    try conversation.setTyping(until: 1)
    try conversation.setRetry(nil)
    _ = (try conversation.peer(), try conversation.typing(), try conversation.retry())
    var watch = try ConversationWatch()
    try watch.add(conversation, [.out], notes: true)
    _ = try watch.read()
    _ = try conversations.names()
    try? _ = conversations.conversation(with: Peer(key: "none"))
    try? _ = conversation.read("none", in: .new)
  }
  try once()
  let before = try Directory("/proc/self/fd").names().count
  for _ in 0..<times { try once() }
  try say("left over \(try Directory("/proc/self/fd").names().count - before)")
}

func perform(_ arguments: [String]) throws(SystemError) {
  let root = arguments[2]
  if arguments[1] == "everything" { return try again(50, root) }
  let conversations = try ConversationStore(root)
  var conversation = try conversations.conversation(making: arguments[3])
  let count = Int(arguments[4]) ?? 0
  switch arguments[1] {
  case "store":
    for number in 0..<count {
      switch try store(number, &conversation) {
      case .stored(let name): try say("stored \(name)")
      case .duplicate: try say("duplicate")
      }
    }
  case "put": for number in 0..<count { try say(try conversation.put(message(number))) }
  case "live":
    let lock = try conversation.takeLive(session: arguments[4])
    try say(lock == nil ? "another" : "live")
    while lock != nil { pause() }
  case "fate":
    for number in 0..<count {
      if case .stored(let name) = try store(number, &conversation) { try conversation.markRead(name) }
      let sent = try conversation.put(message(number))
      try say(sent)
      try conversation.markSent(sent)
      _ = try conversation.markDisposition(sent, .delivered)
      let failed = try conversation.put(message(number))
      try say(failed)
      try conversation.markFailed(failed, reason: "403 Forbidden")
    }
  default: exit(64)
  }
}

do throws(SystemError) { try perform(CommandLine.arguments) } catch {
  try? File.write(Array("conversations-probe: \(error)\n".utf8), to: 2, name: "the log")
  exit(1)
}
