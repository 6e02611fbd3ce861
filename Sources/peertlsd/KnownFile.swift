import Glibc
import Journal
import Processes

/// What outlasts a restart of the known sources: a file in the runtime directory, `PTLSkno2` and then for each source its
/// address (8 + 8) and when a peer was let in last, in seconds of ``Sources/time(_:)`` (8), which no setting of the clock
/// changes; numbers are little-endian. A reboot begins that clock anew: where the directory
/// outlasts it, a time to come counts as now.
enum KnownFile {
  private static let magic = Array("PTLSkno2".utf8)
  private static let entryBytes = 24

  static func path(_ settings: Settings) -> String { settings.runtime + "/known-sources" }

  /// Writes it whole or not at all.
  static func write(_ sources: [(key: SocketAddress, time: UInt64)], to path: String) throws(SystemError) {
    var bytes = magic
    for (source, time) in sources {
      for number in [source.high, source.low, time] {
        for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * byte))) }
      }
    }
    let file = try File.open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    try File.write(bytes, to: file.number, name: path + ".new")
    try File.rename(path + ".new", to: path)
  }

  /// Reads it; nothing from a file that is none of ours, nil where there is none.
  static func read(_ path: String) -> [(key: SocketAddress, time: UInt64)]? {
    guard File.exists(path) else { return nil }
    let limit = magic.count + Sources.knownCapacity * entryBytes
    guard let bytes = try? File.contents(path, limit: limit), bytes.starts(with: magic),
      (bytes.count - magic.count) % entryBytes == 0
    else { return [] }
    func number(_ at: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) } }
    return stride(from: magic.count, to: bytes.count, by: entryBytes).map { at in
      (SocketAddress(high: number(at), low: number(at + 8)), number(at + 16))
    }
  }
}

extension Acceptor {
  /// Knows again who was known when the node stopped.
  func recallSources() {
    let path = KnownFile.path(settings)
    guard let sources = KnownFile.read(path) else { return }
    if sources.isEmpty {
      Settings.note("\(path): not readable, or not what peertlsd writes; ignored", priority: .notice)
    }
    let now = Sources.time(now)
    for (source, time) in sources { remembered.known.remember(source, at: min(time, now), now: now) }
  }

  /// Writes down who is known.
  func keepSources() {
    let known = remembered.known.all.map { ($0.key, $0.time) }
    guard !known.isEmpty else { return }
    do throws(SystemError) { try KnownFile.write(known, to: KnownFile.path(settings)) } catch {
      Settings.note("known sources are not kept: \(error)", priority: .notice)
    }
  }
}
