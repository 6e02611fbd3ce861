import FTP
import FileStore
import Handoff
import Processes

/// What comes from the peer: an upload, on its way from the session's pipe into the store. What has come when this goes
/// is kept, to be gone on with.
final class Incoming {
  /// How it stands.
  enum Progress: Equatable {
    /// There may be more at once.
    case moved
    /// Nothing waits in the pipe.
    case blocked
    /// All that comes has come, and this is how it ended.
    case ended(DataEnd)
    /// It cannot be stored.
    case failed(StoreError)
  }

  /// Where it goes, for people.
  let name: String
  /// So many bytes have come over this data connection.
  private(set) var bytes: UInt64 = 0

  /// Nil once it is committed.
  private var upload: Upload?
  private var reader: LineEndReader?
  /// The reading end; nil once it is at its end.
  private var pipe: Descriptor?
  /// What the session has told of the end, and how many bytes there are.
  private var told: (end: DataEnd, bytes: UInt64)?

  init(_ name: String, _ upload: consuming Upload, asText: Bool, from pipe: consuming Descriptor) {
    self.name = name
    self.upload = consume upload
    reader = asText ? LineEndReader() : nil
    number = pipe.number
    self.pipe = consume pipe
  }

  /// The pipe to wait for; -1 once it is at its end.
  private(set) var number: Int32
  /// How long the file is so far, in bytes.
  var length: UInt64 { upload?.length ?? 0 }

  /// The session says that so many bytes are all.
  func end(_ end: DataEnd, bytes: UInt64) { told = (end, bytes) }

  /// Moves what can move, a step at a time.
  func step() -> Progress {
    if let told, bytes >= told.bytes || number < 0 {
      // Where the pipe has brought less than was told, it is no whole upload.
      return .ended(bytes == told.bytes ? told.end : .broken)
    }
    guard number >= 0 else { return .blocked }
    do throws(StoreError) {
      switch try reader == nil ? splice() : convert() {
      case .moved: return .moved
      case .wouldBlock: return .blocked
      case .ended:
        pipe = nil
        number = -1
        return .moved
      case .failed(let code): return .failed(.other(code))
      }
    } catch {
      return .failed(error)
    }
  }

  private func splice() throws(StoreError) -> Transfer {
    let transfer = try upload?.take(from: number) ?? .ended
    bytes += UInt64(transfer.count)
    return transfer
  }

  private func convert() throws(StoreError) -> Transfer {
    var piece: [UInt8] = []
    let transfer = Bytes.read(number, appendingTo: &piece, atMost: Listing.pieceBytes)
    bytes += UInt64(piece.count)
    var text: [UInt8] = []
    reader?.convert(piece, appendingTo: &text)
    try upload?.append(text)
    return transfer
  }

  /// Has it be the file, durably.
  func commit() throws(StoreError) {
    var text: [UInt8] = []
    reader?.finish(appendingTo: &text)
    try upload?.append(text)
    try upload.take()?.commit()
  }
}
