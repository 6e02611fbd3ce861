import Glibc
import Processes

/// What a ``Counter`` counts.
public struct Counts: Equatable, Sendable {
  /// Another one after every change; it only grows.
  public var generation: UInt64
  /// How many messages there are.
  public var messages: UInt64
  /// Their bytes.
  public var bytes: UInt64

  /// Counts.
  public init(generation: UInt64, messages: UInt64, bytes: UInt64) {
    (self.generation, self.messages, self.bytes) = (generation, messages, bytes)
  }
}

/// A small file that says how much there is in a directory, so that nobody need count. It is not durable: where it is
/// absent, damaged, or left by a process that was killed amid a change, it is counted again.
///
/// Its lock keeps changes apart, also those of the messages themselves. It never waits: while another process has the
/// lock it is EAGAIN (``SystemError/isShortage``), and to be tried again shortly.
///
/// The file: `PTLScnt1`, or `PTLScnt0` amid a change; then generation, messages and bytes, 8 bytes each, little-endian.
public struct Counter: ~Copyable {
  /// The file's length, in bytes.
  public static let fileBytes = 32

  private let directory: Directory
  private let name: String
  private let recount: (borrowing Directory) throws(SystemError) -> (messages: UInt64, bytes: UInt64)

  /// The counter of that name in a directory. `recount` counts what there is, under the lock.
  public init(
    _ name: String, in directory: consuming Directory,
    recount: @escaping (borrowing Directory) throws(SystemError) -> (messages: UInt64, bytes: UInt64)
  ) {
    (self.name, self.recount) = (name, recount)
    self.directory = directory
  }

  /// What there is. Amid another's change, what there was before it.
  public func counts() throws(SystemError) -> Counts {
    let file = try directory.openOrCreate(name, exactly: DurableFile.mode)
    if let (counts, isSettled) = try Counter.read(file), isSettled { return counts }
    guard let lock = try FileLock.take(file) else {
      let file = try directory.open(name)
      if let (counts, _) = try Counter.read(file) { return counts }
      throw Counter.busy
    }
    let counts = try settled(lock)
    try Counter.write(counts, isSettled: true, lock.file)
    return counts
  }

  /// Makes a change under the lock: `body` changes the messages and, to match, the counts; the generation is changed for
  /// it. Nobody else is in a change of this counter meanwhile. Where `body` throws, the counts are as it left them.
  public func change<Result>(_ body: (inout Counts) throws(SystemError) -> Result) throws(SystemError) -> Result {
    guard let lock = try FileLock.take(try directory.openOrCreate(name, exactly: DurableFile.mode)) else {
      throw Counter.busy
    }
    var counts = try settled(lock)
    // Room for it is found now, before anything has happened.
    try Counter.write(counts, isSettled: false, lock.file)
    let generation = counts.generation &+ 1
    // What cannot be written is counted again.
    defer {
      counts.generation = generation
      try? Counter.write(counts, isSettled: true, lock.file)
    }
    return try body(&counts)
  }

  /// The same, waiting for other processes' changes for so many microseconds; after that it is EAGAIN.
  public func change<Result>(
    patience: UInt64, _ body: (inout Counts) throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    let deadline = Clock.monotonic + patience
    while true {
      var hasBegun = false
      do throws(SystemError) {
        return try change { counts throws(SystemError) in
          hasBegun = true
          return try body(&counts)
        }
      } catch {
        if hasBegun || error.code != EAGAIN || Clock.monotonic >= deadline { throw error }
      }
      var nothing = WaitingList()
      nothing.wait(milliseconds: Counter.pauseMilliseconds)
    }
  }

  /// How long is waited between two attempts, in milliseconds: less than a disk needs.
  private static let pauseMilliseconds = 1
  private static let busy = SystemError("change a counter that another process is changing", code: EAGAIN)

  private func settled(_ lock: borrowing FileLock) throws(SystemError) -> Counts {
    let found = try Counter.read(lock.file)
    if let found, found.isSettled { return found.counts }
    let (messages, bytes) = try recount(directory)
    // Above any that it can have had.
    let generation = max(Clock.unixMicroseconds, (found?.counts.generation ?? 0) &+ 1)
    return Counts(generation: generation, messages: messages, bytes: bytes)
  }

  private static func read(_ file: borrowing Descriptor) throws(SystemError) -> (counts: Counts, isSettled: Bool)? {
    var bytes: [UInt8] = []
    _ = try File.append(to: &bytes, from: file, at: 0, count: fileBytes + 1, name: "a counter")
    guard bytes.count == fileBytes, bytes.starts(with: "PTLScnt".utf8),
      bytes[7] == UInt8(ascii: "0") || bytes[7] == UInt8(ascii: "1")
    else { return nil }
    let numbers = (1...3).map { place in
      bytes[(8 * place)..<(8 * place + 8)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    let counts = Counts(generation: numbers[0], messages: numbers[1], bytes: numbers[2])
    return (counts, bytes[7] == UInt8(ascii: "1"))
  }

  private static func write(_ counts: Counts, isSettled: Bool, _ file: borrowing Descriptor) throws(SystemError) {
    var bytes = Array((isSettled ? "PTLScnt1" : "PTLScnt0").utf8)
    for number in [counts.generation, counts.messages, counts.bytes] {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
    try File.replace(bytes, of: file, name: "a counter")
  }
}
