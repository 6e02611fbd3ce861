import CPIM
import Glibc
import Processes
import Spool

extension Conversation {
  /// Puts a message into out/, to be sent after all that is there. When it returns the message is durable; the name that
  /// it has is also what notifications name it by (imdn.Message-ID). Over ``maximumMessageBytes`` it is EMSGSIZE, and
  /// over ``maximumWaiting`` messages EDQUOT.
  public func put(_ message: [UInt8]) throws(SystemError) -> String { try put { _ in message } }

  /// The same, for a message that says its own name.
  public func put(_ message: (_ name: String) -> [UInt8]) throws(SystemError) -> String {
    let waiting = try names(in: .out)
    guard waiting.count < Conversation.maximumWaiting else { throw SystemError("queue a message", code: EDQUOT) }
    var names = UniqueNames(after: waiting.last)
    let name = names.next()
    let bytes = message(name)
    guard bytes.count <= Conversation.maximumMessageBytes else { throw SystemError("queue a message", code: EMSGSIZE) }
    try withBox(.out) { out throws(SystemError) in try spool.write(bytes, as: name, into: out) }
    return name
  }

  /// Moves a message from out/ to sent/, durably.
  public func markSent(_ name: String) throws(SystemError) {
    let isThere = try sentName(name) != nil
    try withBox(.out) { out throws(SystemError) in
      try withBox(.sent) { sent throws(SystemError) in
        // A crash may have left it in both.
        if isThere { try Conversation.leave(name, out) } else { try Conversation.move(name, out, sent, name) }
      }
    }
  }

  /// Moves a message from out/ to failed/, durably, and these bytes are what it is there.
  public func markFailed(_ name: String, message: [UInt8]) throws(SystemError) {
    try withBox(.out) { out throws(SystemError) in
      guard try Conversation.holds(out, name) else { return }
      try withBox(.failed) { failed throws(SystemError) in
        do throws(SystemError) { try spool.write(message, as: name, into: failed) } catch {
          if error.code != EEXIST { throw error }
        }
      }
      try Conversation.leave(name, out)
    }
  }

  /// The same, with the own header `Failure` for the reason, such as `404 Not Found`. What is no message is kept within
  /// one, as application/octet-stream.
  public func markFailed(_ name: String, reason: String) throws(SystemError) {
    guard let bytes = try read(name, in: .out) else { return }
    let failure = PeerRecord.fitted(reason, CPIMLimits.ownValueBytes)
    if let message = try? CPIMMessage(parsing: bytes, lineEnds: .any) {
      let noted = Conversation.noted(message, failure)
      // Not where it has as many headers as it may have.
      if (try? CPIMMessage(parsing: noted)) != nil { return try markFailed(name, message: noted) }
    }
    guard let type = ContentType(parsing: "application/octet-stream"),
      let wrapped = try? CPIMMessage.wrapping(bytes, as: type)
    else { throw SystemError("keep a message", code: EINVAL) }
    try markFailed(name, message: Conversation.noted(wrapped, failure))
  }

  private static func noted(_ message: CPIMMessage, _ failure: String) -> [UInt8] {
    var message = message
    message[own: "Failure"] = failure
    return message.encode()
  }

  /// Takes a message out of out/ for good.
  public func discard(_ name: String) throws(SystemError) {
    try withBox(.out) { out throws(SystemError) in try Conversation.leave(name, out) }
  }

  /// Notes behind a message's name in sent/ that it was delivered or displayed; displayed stays displayed. True where
  /// sent/ has the message and now says at least that; any other disposition, and what is no name, is false. `name` is
  /// the notification's Message-ID, whatever the peer has written there.
  public func markDisposition(_ name: String, _ disposition: Disposition) throws(SystemError) -> Bool {
    guard UniqueName.time(name) != nil, let mark = SentName.Mark(disposition) else { return false }
    // Another process may rename it meanwhile, and each time it says more.
    for _ in 0...SentName.Mark.allCases.count {
      guard let found = try sentName(name) else { return false }
      if let has = found.mark, has >= mark { return true }
      try withBox(.sent) { sent throws(SystemError) in
        try Conversation.move(found.text, sent, sent, SentName(name: name, mark: mark).text)
      }
    }
    return try sentName(name) != nil
  }

  /// How a message is called in sent/; where it is there several times, which a crash can leave, the one that says most.
  func sentName(_ name: String) throws(SystemError) -> SentName? {
    try withBox(.sent) { sent throws(SystemError) in
      for mark in SentName.Mark.allCases.reversed() + [nil] {
        let candidate = SentName(name: name, mark: mark)
        if try sent.entry(candidate.text) != nil { return candidate }
      }
      return nil
    }
  }
}

/// A file's name in sent/: a unique name, and what was told of the message.
struct SentName: Equatable {
  enum Mark: String, CaseIterable, Comparable {
    case delivered, displayed

    init?(_ disposition: Disposition) {
      switch disposition {
      case .delivered: self = .delivered
      case .displayed: self = .displayed
      default: return nil
      }
    }

    static func < (one: Mark, other: Mark) -> Bool { one == .delivered && other == .displayed }
  }

  let name: String
  let mark: Mark?

  init(name: String, mark: Mark?) { (self.name, self.mark) = (name, mark) }

  init?(_ text: String) {
    name = String(decoding: text.utf8.prefix(UniqueName.length), as: UTF8.self)
    guard UniqueName.time(name) != nil else { return nil }
    let rest = text.utf8.dropFirst(UniqueName.length)
    if rest.isEmpty {
      mark = nil
    } else {
      guard rest.first == UInt8(ascii: ","), let mark = Mark(rawValue: String(rest.dropFirst()) ?? "") else {
        return nil
      }
      self.mark = mark
    }
  }

  var text: String { mark.map { name + "," + $0.rawValue } ?? name }
}
