/// What peertls-keyd says to the acceptor: words alone, no descriptors.
public enum FromSigner: Equatable, Sendable {
  /// The longest text, in bytes.
  public static let maximumTextLength = 1024

  /// The key is there, and it is the certificate's; a signature takes so many microseconds.
  case ready(microseconds: UInt32)
  /// It is not, for this reason: the process ends.
  case failed(String)
  /// The session of this line has sent what none of ours sends.
  case misbehaved(UInt64, MalformedMessage)
  /// The answer to `ToSigner.ping`.
  case pong
  /// Something was signed for this line, which nobody preferred, and took so many microseconds.
  case signed(UInt64, microseconds: UInt32)

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch self {
    case .ready(let microseconds):
      layout.number(UInt8(1))
      layout.number(microseconds)
    case .failed(let text):
      layout.number(UInt8(2))
      layout.text(FromSigner.fit(text))
    case .misbehaved(let id, let fault):
      layout.number(UInt8(3))
      layout.number(id)
      layout.number(FromSigner.number(of: fault))
    case .pong: layout.number(UInt8(4))
    case .signed(let id, let microseconds):
      layout.number(UInt8(5))
      layout.number(id)
      layout.number(microseconds)
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors.
  public init(decoding bytes: [UInt8], descriptors: Int = 0) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    switch try layout.number(UInt8.self) {
    case 1: self = .ready(microseconds: try layout.number(UInt32.self))
    case 2: self = .failed(try layout.text(limit: FromSigner.maximumTextLength))
    case 3:
      let id = try layout.number(UInt64.self)
      let number = try layout.number(UInt8.self)
      guard let fault = FromSigner.faults.first(where: { FromSigner.number(of: $0) == number }) else {
        throw .unknown
      }
      self = .misbehaved(id, fault)
    case 4: self = .pong
    case 5: self = .signed(try layout.number(UInt64.self), microseconds: try layout.number(UInt32.self))
    default: throw .unknown
    }
    try layout.end()
    guard descriptors == 0 else { throw .descriptors }
  }

  private static let faults: [MalformedMessage] = [.tooShort, .tooLong, .control, .unknown, .descriptors]

  private static func number(of fault: MalformedMessage) -> UInt8 {
    switch fault {
    case .tooShort: 1
    case .tooLong: 2
    case .control: 3
    case .unknown: 4
    case .descriptors: 5
    }
  }

  /// A text as the message can carry it: no control characters, and cut at the end of a character.
  private static func fit(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      let next = scalar.value < 0x20 || scalar.value == 0x7f ? [0x3f] : Array(String(scalar).utf8)
      guard bytes.count + next.count <= maximumTextLength else { break }
      bytes += next
    }
    return bytes
  }
}
