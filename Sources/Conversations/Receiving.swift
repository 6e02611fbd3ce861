import Glibc
import Peers
import Processes
import Spool

/// The hashes of what new/ and cur/ hold, as of a generation of the counter.
struct KnownMessages {
  /// How many names are looked at, which more messages than the quota allows can have.
  static let maximum = 400_000

  var hashes: Set<UInt64> = []
  /// Nil while nothing is known.
  var generation: UInt64?
  /// The last time in a name.
  var last: UInt64 = 0
  /// What the other conversations hold, in bytes, and until when that is believed (Clock.monotonic).
  var others: (bytes: UInt64, until: UInt64) = (0, 0)
  /// When a refusal may count again (Clock.monotonic).
  var nextRecount: UInt64 = 0
}

extension Conversation {
  /// The counter's file.
  static let counterName = ".received"
  /// How long a conversation is tried that other processes are storing in, in microseconds.
  static let patienceMicroseconds: UInt64 = 20_000_000
  /// How long what other conversations hold is believed, in microseconds.
  static let beliefMicroseconds: UInt64 = 1_000_000
  /// How often at most a full conversation is counted, for files may have been removed by hand, in microseconds.
  static let recountMicroseconds: UInt64 = 60_000_000
  /// The most that a file counts which is no message, in bytes.
  static let maximumForeignBytes: Int64 = 1 << 40

  /// Stores a message that a peer has sent, durably, unless one of the same ``MessageHash`` is there. `now` is in
  /// microseconds since 1970; the name sorts after those that are there.
  ///
  /// Over ``maximumMessageBytes`` it is EMSGSIZE. The quota in total may be exceeded by what other processes store within
  /// a second.
  public mutating func store(
    _ message: [UInt8], hash: [UInt8], now: UInt64 = Clock.unixMicroseconds
  ) throws(StoringFailure) -> Stored {
    guard hash.count == MessageHash.bytes, message.count <= Conversation.maximumMessageBytes else {
      throw .other(SystemError("store a message", code: hash.count == MessageHash.bytes ? EMSGSIZE : EINVAL))
    }
    let hash = hash.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // Out of this value and not a copy of it: it may be large.
    var known = KnownMessages()
    swap(&known, &self.known)
    defer { swap(&known, &self.known) }
    var hasBegun = false
    let outcome: Result<Stored, StoringFailure>
    do throws(SystemError) {
      outcome = try counter.change(patience: Conversation.patienceMicroseconds) { counts throws(SystemError) in
        hasBegun = true
        return try storing(message, hash, now, &known, &counts)
      }
    } catch {
      if error.code == EAGAIN && !hasBegun { throw .busy }
      throw error.storageFailure == .noSpace ? .noSpace : .other(error)
    }
    return try outcome.get()
  }

  /// How much new/ and cur/ hold, and in how many messages. Where they must be counted while another process is storing
  /// it is EAGAIN, to be tried again shortly.
  public func received() throws(SystemError) -> (messages: UInt64, bytes: UInt64) {
    let counts = try counter.counts()
    return (counts.messages, counts.bytes)
  }

  /// Moves a message that has been shown from new/ to cur/, durably.
  public func markRead(_ name: String) throws(SystemError) {
    try withBox(.new) { new throws(SystemError) in
      try withBox(.cur) { cur throws(SystemError) in try Conversation.move(name, new, cur, name) }
    }
  }

  /// Removes a received message for good, and what it took from the quotas; true where it was there. While another
  /// process is storing it is EAGAIN, to be tried again shortly.
  public func removeReceived(_ name: String) throws(SystemError) -> Bool {
    guard let received = ReceivedName(name) else { throw SystemError("remove a message", code: EINVAL) }
    return try counter.change { counts throws(SystemError) in
      var wasThere = false
      for box in [Box.new, .cur] {
        try withBox(box) { directory throws(SystemError) in
          guard try Conversation.holds(directory, name) else { return }
          try Conversation.leave(name, directory)
          wasThere = true
        }
      }
      guard wasThere else { return false }
      counts.messages -= min(counts.messages, 1)
      counts.bytes -= min(counts.bytes, received.bytes)
      return true
    }
  }

  /// Under the counter's lock.
  private func storing(
    _ message: [UInt8], _ hash: UInt64, _ now: UInt64, _ known: inout KnownMessages, _ counts: inout Counts
  ) throws(SystemError) -> Result<Stored, StoringFailure> {
    if known.generation != counts.generation { try look(&known) }
    // This change makes the next generation, and leaves what is known as it is but for this message.
    known.generation = counts.generation &+ 1
    if known.hashes.contains(hash) {
      // Whoever stored it may have been killed before it was durable.
      for box in [Box.new, .cur] {
        try withBox(box) { directory throws(SystemError) in try directory.synchronise() }
      }
      return .success(.duplicate)
    }
    let length = UInt64(message.count)
    if !fits(length, counts), Clock.monotonic >= known.nextRecount {
      known.nextRecount = Clock.monotonic + Conversation.recountMicroseconds
      (counts.messages, counts.bytes) = try Conversation.count(spool.directory)
    }
    guard fits(length, counts) else { return .failure(.peerQuota) }
    guard try fitsInTotal(counts.bytes + length, &known) else { return .failure(.totalQuota) }
    let time = min(max(now, known.last &+ 1), UniqueName.lastTime)
    let name = ReceivedName(time: time, hash: hash, bytes: length).text
    do throws(SystemError) {
      try withBox(.new) { new throws(SystemError) in try spool.write(message, as: name, into: new) }
    } catch {
      // Whether it is there, only the directory can tell.
      known = KnownMessages()
      throw error
    }
    known.hashes.insert(hash)
    known.last = time
    counts.messages += 1
    counts.bytes += length
    return .success(.stored(name))
  }

  private func fits(_ length: UInt64, _ counts: Counts) -> Bool {
    counts.messages < quotas.peerMessages && counts.bytes <= quotas.peerBytes
      && length <= quotas.peerBytes - counts.bytes
  }

  /// Whether this conversation may have that many bytes, beside what the others have.
  private func fitsInTotal(_ own: UInt64, _ known: inout KnownMessages) throws(SystemError) -> Bool {
    let close = quotas.totalBytes - quotas.totalBytes / 8
    if Clock.monotonic >= known.others.until || own > close || known.others.bytes > close - own {
      known.others = (try others(), Clock.monotonic + Conversation.beliefMicroseconds)
    }
    return own <= quotas.totalBytes && known.others.bytes <= quotas.totalBytes - own
  }

  /// What the other conversations hold, in bytes. One whose counter cannot be read now counts nothing.
  private func others() throws(SystemError) -> UInt64 {
    var total: UInt64 = 0
    for other in try PeerDirectories.names(in: root) where other != name {
      guard let directory = try? root.directory(other), let counter = try? Conversation.counter(in: directory),
        let counts = try? counter.counts()
      else { continue }
      total = total.addingReportingOverflow(counts.bytes).overflow ? .max : total + counts.bytes
    }
    return total
  }

  /// Learns what has come since it looked last. Whoever stores looks first, and names what it stores after all that was
  /// there: so only later names are new. It reads new/ and then cur/, so that a message which is moved meanwhile is seen.
  private func look(_ known: inout KnownMessages) throws(SystemError) {
    let after = known.generation.map { _ in String(UniqueName.make(known.last).dropLast(16)) }
    known.generation = nil
    for box in [Box.new, .cur] {
      try withBox(box) { directory throws(SystemError) in
        try Conversation.forEachName(directory, after) { name in
          guard let name = ReceivedName(name) else { return }
          known.hashes.insert(name.hash)
          known.last = max(known.last, name.time)
        }
      }
    }
  }

  static func counter(in directory: borrowing Directory) throws(SystemError) -> Counter {
    Counter(counterName, in: try directory.duplicate()) { directory throws(SystemError) in try count(directory) }
  }

  /// What is in a conversation's new/ and cur/: by the names, or where they do not say it, by the files.
  static func count(_ conversation: borrowing Directory) throws(SystemError) -> (messages: UInt64, bytes: UInt64) {
    var (messages, bytes): (UInt64, UInt64) = (0, 0)
    var seen: Set<UInt64> = []
    for box in [Box.new, .cur] {
      guard try conversation.entry(box.rawValue)?.kind == .directory else { continue }
      let directory = try conversation.directory(box.rawValue)
      try forEachName(directory) { name throws(SystemError) in
        if let received = ReceivedName(name) {
          // One that is moved while this looks is counted once.
          guard seen.insert(received.hash).inserted else { return }
          bytes += received.bytes
        } else {
          // A file with holes can be of any length.
          bytes += UInt64(min(max(0, try directory.entry(name)?.length ?? 0), maximumForeignBytes))
        }
        messages += 1
      }
    }
    return (messages, bytes)
  }

  private static func forEachName(
    _ directory: borrowing Directory, _ after: String? = nil, _ body: (String) throws(SystemError) -> Void
  ) throws(SystemError) {
    var (last, count): (String?, Int) = (after, 0)
    while count < KnownMessages.maximum {
      let names = try directory.names(after: last)
      for name in names { try body(name) }
      count += names.count
      if names.count < Directory.maximumListing { return }
      last = names.last
    }
  }
}
