import FTP
import FileStore
import Glibc
import Processes

/// What goes to the peer: a file or a listing, on its way into the session's pipe.
final class Outgoing {
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
  /// It is a file, and worth noting.
  let isFile: Bool
  /// So many bytes are in the pipe.
  private(set) var bytes: UInt64 = 0

  private let file: StoredFile?
  private var offset: Int64
  private var writer: LineEndWriter?
  private var listing: Listing?
  /// The writing end; nil once it is closed.
  private var pipe: Descriptor?
  private var pending: [UInt8] = []
  private var start = 0

  /// A file from an offset on, as it is or as text.
  init(
    _ name: String, _ file: consuming StoredFile, from offset: Int64, asText: Bool, into pipe: consuming Descriptor
  ) {
    (self.name, isFile, self.offset) = (name, true, offset)
    self.file = consume file
    writer = asText ? LineEndWriter() : nil
    number = pipe.number
    self.pipe = consume pipe
  }

  /// A listing.
  init(_ name: String, listing: Listing, into pipe: consuming Descriptor) {
    (self.name, isFile, self.listing, offset) = (name, false, listing, 0)
    file = nil
    number = pipe.number
    self.pipe = consume pipe
  }

  /// The pipe to wait for; -1 once it is closed.
  private(set) var number: Int32

  /// Nothing more goes.
  func close() {
    pipe = nil
    number = -1
  }

  /// Moves what can move, a step at a time.
  func step() -> Progress {
    guard number >= 0 else { return .blocked }
    if listing == nil && writer == nil { return splice() }
    if start == pending.count {
      do throws(SystemError) {
        guard try refill() else { return .finished }
      } catch {
        return .failed(error.code)
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

  private func splice() -> Progress {
    switch file?.splice(into: number, at: &offset) ?? .ended {
    case .moved(let count):
      bytes += UInt64(count)
      return .moved
    case .wouldBlock: return .blocked
    case .ended: return .finished
    case .failed(EPIPE): return .readerGone
    case .failed(let code): return .failed(code)
    }
  }

  /// The next piece of a listing or of a text; whether there was one.
  private func refill() throws(SystemError) -> Bool {
    (pending, start) = ([], 0)
    if let piece = try file?.piece(at: Int(offset)) {
      offset += Int64(piece.count)
      writer?.convert(piece, appendingTo: &pending)
    } else {
      pending = listing?.piece() ?? []
    }
    return !pending.isEmpty
  }
}

extension StoredFile {
  /// Moves so much as is moved at once into a pipe, from an offset on, which moves on.
  fileprivate func splice(into pipe: Int32, at offset: inout Int64) -> Transfer {
    Splice.toPipe(pipe, from: file.number, at: &offset, atMost: Outgoing.stepBytes)
  }

  /// What it holds from an offset on, so much as is sent at once; nothing at its end.
  fileprivate func piece(at offset: Int) throws(SystemError) -> [UInt8] {
    var piece: [UInt8] = []
    _ = try File.append(to: &piece, from: file, at: offset, count: Listing.pieceBytes, name: "a file")
    return piece
  }
}
