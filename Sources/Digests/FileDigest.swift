import Processes

/// The digest of an open file's contents, or of a part of them, in steps of ``SHA256/pieceBytes``: whoever must answer
/// others meanwhile can do so between two of them.
public struct FileDigest: ~Copyable {
  private var hash = SHA256()
  private var buffer = Buffer(capacity: SHA256.pieceBytes)
  private var offset: Int64
  private let end: Int64

  /// Of the bytes from `start` to before `end`, or to the file's end where that comes first.
  public init(from start: Int64 = 0, to end: Int64 = .max) { (offset, self.end) = (max(0, start), end) }

  /// Reads the next piece of the file, which is the same one every time; false when there is none left.
  public mutating func step(_ file: borrowing Descriptor, name: String) throws(SystemError) -> Bool {
    let count = Int(min(Int64(SHA256.pieceBytes), max(0, end - offset)))
    guard count > 0 else { return false }
    var transfer = Transfer.wouldBlock
    let (number, place) = (file.number, offset)
    buffer.fill { room in
      transfer = Bytes.read(number, at: place, into: &room, atMost: count)
      return transfer.count
    }
    offset += Int64(transfer.count)
    buffer.drain { bytes in
      hash.update(bytes)
      return bytes.byteCount
    }
    switch transfer {
    case .moved, .wouldBlock: return true
    case .ended: return false
    case .failed(let code): throw SystemError("read \(name)", code: code)
    }
  }

  /// The digest of what was read.
  public mutating func digest() -> [UInt8] { hash.digest() }

  /// The digest of all that a file holds.
  public static func of(_ file: borrowing Descriptor, name: String) throws(SystemError) -> [UInt8] {
    var digest = FileDigest()
    while try digest.step(file, name: name) {}
    return digest.digest()
  }
}
