import Lexemes
import Processes

/// What a peer's directory says of whose it is: who was connected last, and when that was, in seconds since 1970. It is a
/// file of lines `NAME: VALUE`, one for each value that there is; Email may stand several times. Lines with another name are
/// passed over.
public struct PeerRecord: Equatable, Sendable {
  /// Whom it was with. Nothing here is fit for a terminal: names are what the peer's certificate says.
  public var peer: Peer
  /// When the peer was connected last, in seconds since 1970.
  public var seen: Int64

  /// A record.
  public init(peer: Peer, seen: Int64) { (self.peer, self.seen) = (peer, seen) }
}

extension PeerRecord {
  /// The longest file, in bytes.
  public static let maximumBytes = 16 * 1024
  /// The longest value, in bytes.
  public static let maximumValueBytes = 256
  /// The most e-mail addresses.
  public static let maximumEmails = 32

  /// The text without what would end its line, each of that a `?`, and cut to `limit` bytes at a character's end.
  public static func fitted(_ text: String, _ limit: Int = maximumValueBytes) -> String {
    var fitted = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let next = isControl || [0x2028, 0x2029].contains(scalar.value) ? "?" : scalar
      if fitted.utf8.count + UTF8.width(next) > limit { break }
      fitted.unicodeScalars.append(next)
    }
    return fitted
  }

  /// What a file says; what cannot be is left out. Whoever may write there may have written it.
  public init(parsing bytes: [UInt8]) {
    self.init(peer: Peer(key: ""), seen: 0)
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      var value = line[(colon + 1)...]
      if value.first == UInt8(ascii: " ") { value.removeFirst() }
      let text = PeerRecord.fitted(String(decoding: value, as: UTF8.self))
      switch String(decoding: line[..<colon], as: UTF8.self) {
      case "Name": peer.name = text
      case "Email": if !text.isEmpty, peer.emails.count < PeerRecord.maximumEmails { peer.emails.append(text) }
      case "UserID": peer.userID = text
      case "Key": peer.key = PeerName.of(key: text) ?? ""
      case "Certificate": peer.certificate = PeerName.of(key: text) ?? ""
      case "Anchor": peer.anchor = text
      case "Address": peer.address = text
      case "Port": peer.port = UInt16(clamping: Decimal.value(text, most: 5) ?? 0)
      case "Seen": seen = Int64(Decimal.value(text, most: 18) ?? 0)
      default: break
      }
    }
  }

  /// The file that says it. Control characters are `?`; a value is cut to ``maximumValueBytes``, and the e-mail addresses
  /// after the first ``maximumEmails`` are left out.
  public var text: String {
    var lines = [("Name", peer.name)]
    lines += peer.emails.prefix(PeerRecord.maximumEmails).map { ("Email", $0) }
    lines += [
      ("UserID", peer.userID), ("Key", peer.key), ("Certificate", peer.certificate), ("Anchor", peer.anchor),
      ("Address", peer.address), ("Port", peer.port == 0 ? "" : "\(peer.port)"), ("Seen", "\(max(0, seen))"),
    ]
    return lines.map { ($0, PeerRecord.fitted($1)) }.filter { !$1.isEmpty }.map {
      "\($0): \($1)\n"
    }.joined()
  }

  /// What the file of that name in a directory says; nil where it is not there. One over ``maximumBytes`` is EFBIG.
  public static func read(_ name: String, in directory: borrowing Directory) throws(SystemError) -> PeerRecord? {
    do throws(SystemError) {
      return PeerRecord(parsing: try directory.contents(name, limit: maximumBytes))
    } catch {
      if error.isMissing, try !directory.isRemoved() { return nil }
      throw error
    }
  }
}
