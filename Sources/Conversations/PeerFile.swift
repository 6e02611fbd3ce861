import Processes
import Spool

/// What a conversation's `peer` file says: whom it was with last, and when that was, in seconds since 1970.
public struct PeerRecord: Equatable, Sendable {
  /// Whom it was with. Nothing here is fit for a terminal: names are what the peer's certificate says.
  public var peer: Peer
  /// When the peer was connected last, in seconds since 1970.
  public var seen: Int64

  /// A record.
  public init(peer: Peer, seen: Int64) { (self.peer, self.seen) = (peer, seen) }
}

/// The `peer` file: a line `NAME: VALUE` for each value that there is; Email may stand several times. Lines with another
/// name are passed over.
enum PeerFile {
  static let name = "peer"
  static let maximumBytes = 16 * 1024
  static let maximumValueBytes = 256
  static let maximumEmails = 32

  /// The text without what would end its line, each of that a `?`, and cut at a character's end.
  static func fitted(_ text: String, _ limit: Int) -> String {
    var fitted = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let next = isControl || [0x2028, 0x2029].contains(scalar.value) ? "?" : scalar
      if fitted.utf8.count + UTF8.width(next) > limit { break }
      fitted.unicodeScalars.append(next)
    }
    return fitted
  }
}

extension PeerRecord {
  /// What a `peer` file says; what cannot be is left out. Whoever may write there may have written it.
  public init(parsing bytes: [UInt8]) {
    self.init(peer: Peer(key: ""), seen: 0)
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      var value = line[(colon + 1)...]
      if value.first == UInt8(ascii: " ") { value.removeFirst() }
      let text = PeerFile.fitted(String(decoding: value, as: UTF8.self), PeerFile.maximumValueBytes)
      switch String(decoding: line[..<colon], as: UTF8.self) {
      case "Name": peer.name = text
      case "Email": if !text.isEmpty, peer.emails.count < PeerFile.maximumEmails { peer.emails.append(text) }
      case "UserID": peer.userID = text
      case "Key": peer.key = ConversationName.of(key: text) ?? ""
      case "Certificate": peer.certificate = ConversationName.of(key: text) ?? ""
      case "Anchor": peer.anchor = text
      case "Address": peer.address = text
      case "Port": peer.port = UInt16(clamping: decimal(text, most: 5) ?? 0)
      case "Seen": seen = Int64(decimal(text, most: 18) ?? 0)
      default: break
      }
    }
  }

  /// The file that says it.
  public var text: String {
    var lines = [("Name", peer.name)]
    lines += peer.emails.prefix(PeerFile.maximumEmails).map { ("Email", $0) }
    lines += [
      ("UserID", peer.userID), ("Key", peer.key), ("Certificate", peer.certificate), ("Anchor", peer.anchor),
      ("Address", peer.address), ("Port", peer.port == 0 ? "" : "\(peer.port)"), ("Seen", "\(max(0, seen))"),
    ]
    return lines.map { ($0, PeerFile.fitted($1, PeerFile.maximumValueBytes)) }.filter { !$1.isEmpty }.map {
      "\($0): \($1)\n"
    }.joined()
  }
}

extension Conversation {
  /// Whom the conversation was with last; nil where nobody was connected yet. One over 16 KiB is EFBIG.
  public func peer() throws(SystemError) -> PeerRecord? {
    guard let bytes = try contents(PeerFile.name, limit: PeerFile.maximumBytes) else { return nil }
    return PeerRecord(parsing: bytes)
  }

  /// Writes whom it is with, durably. Control characters become `?`; a value is cut to 256 bytes, and the e-mail
  /// addresses after the 32nd are left out.
  public func setPeer(_ peer: Peer, seen: Int64 = Clock.unixSeconds) throws(SystemError) {
    let text = PeerRecord(peer: peer, seen: seen).text
    try spool.replace(Array(text.utf8), as: PeerFile.name, in: spool.directory)
  }

  /// A file beside the boxes; nil where it is not there.
  func contents(_ name: String, limit: Int) throws(SystemError) -> [UInt8]? {
    do throws(SystemError) { return try spool.directory.contents(name, limit: limit) } catch {
      if error.isMissing, try !spool.directory.isRemoved() { return nil }
      throw error
    }
  }
}
