import FTP
import Glibc
import Processes

/// What goes to the peer: a file or a listing, on its way into the session's pipe.
struct Outgoing: ~Copyable {
  /// How it stands.
  enum Progress: Equatable {
    /// There is more, and room for it.
    case moved
    /// The pipe is full.
    case blocked
    /// All is in the pipe.
    case finished
    /// Nobody reads the pipe any more.
    case readerGone
    /// The file could not be read: its errno.
    case failed(Int32)
  }

  /// So much is moved before commands are looked at again, in bytes.
  static let stepBytes = 1 << 20

  /// What is sent, for people.
  let name: String
  /// How long it is as far as is known when it begins, in bytes.
  let size: UInt64?
  /// It is a file, and worth noting.
  var isFile: Bool { size != nil }
  /// So many bytes are in the pipe.
  private(set) var bytes: UInt64 = 0

  private let file: Descriptor?
  private var offset: Int64
  private var writer: LineEndWriter?
  private var listing: Listing?
  /// The writing end; nil once it is closed.
  private var pipe: Descriptor?
  private var pending: [UInt8] = []
  private var start = 0

  /// A file from an offset on, as it is or as text.
  init(
    _ name: String, file: consuming Descriptor, size: UInt64, from offset: Int64, asText: Bool,
    into pipe: consuming Descriptor
  ) {
    (self.name, self.size) = (name, size)
    self.file = consume file
    self.offset = offset
    writer = asText ? LineEndWriter() : nil
    self.pipe = consume pipe
  }

  /// A listing.
  init(_ name: String, listing: Listing, into pipe: consuming Descriptor) {
    (self.name, size, self.listing, offset) = (name, nil, listing, 0)
    file = nil
    self.pipe = consume pipe
  }

  /// The pipe to wait for; -1 once it is closed.
  var number: Int32 { pipe?.number ?? -1 }

  /// Nothing more goes.
  mutating func close() { pipe = nil }

  /// Moves what can move, a step at a time.
  mutating func step() -> Progress {
    guard number >= 0 else { return .finished }
    if listing == nil && writer == nil { return splice() }
    if start == pending.count {
      switch refill() {
      case .moved: break
      case .ended: return .finished
      case .wouldBlock: return .moved
      case .failed(let code): return .failed(code)
      }
    }
    switch Bytes.write(number, pending, from: start) {
    case .moved(let count):
      start += count
      bytes += UInt64(count)
      return .moved
    case .wouldBlock: return .blocked
    case .ended, .failed: return .readerGone
    }
  }

  private mutating func splice() -> Progress {
    switch Splice.toPipe(number, from: file?.number ?? -1, at: &offset, atMost: Outgoing.stepBytes) {
    case .moved(let count):
      bytes += UInt64(count)
      return .moved
    case .wouldBlock: return .blocked
    case .ended: return .finished
    case .failed(EPIPE): return .readerGone
    case .failed(let code): return .failed(code)
    }
  }

  /// The next piece of a listing or of a text; `.ended` at its end.
  private mutating func refill() -> Transfer {
    (pending, start) = ([], 0)
    if listing != nil {
      pending = listing?.piece() ?? []
      return pending.isEmpty ? .ended : .moved(pending.count)
    }
    var piece: [UInt8] = []
    let transfer = Bytes.read(file?.number ?? -1, at: offset, appendingTo: &piece, atMost: Listing.pieceBytes)
    offset += Int64(piece.count)
    writer?.convert(piece, appendingTo: &pending)
    return transfer
  }
}
