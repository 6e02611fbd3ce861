/// Takes TELNET's commands out of a control connection (RFC 854, RFC 959 §5.3.1). None of them means anything here: what
/// a client has to say it says in a line, so negotiations go unanswered and interrupts are passed over.
struct Telnet: Sendable {
  private enum State {
    case text
    /// After IAC.
    case command
    /// After WILL, WONT, DO or DONT.
    case option
    /// Within a subnegotiation of which so many bytes have come; whether the last one was IAC.
    case parameters(count: Int, escaped: Bool)
  }

  private static let endOfParameters: UInt8 = 240
  private static let beginOfParameters: UInt8 = 250
  private static let options: ClosedRange<UInt8> = 251...254
  private static let escape: UInt8 = 255

  private var state = State.text

  /// Appends what is left of these bytes. A doubled IAC is the byte 255, and so is one before what is no TELNET command:
  /// UTF-8 has no such byte, so whatever holds it will be refused, and the byte behind keeps its meaning.
  mutating func strip(_ bytes: some Sequence<UInt8>, appendingTo text: inout [UInt8]) {
    for byte in bytes {
      switch state {
      case .text:
        if byte == Telnet.escape { state = .command } else { text.append(byte) }
      case .command:
        state = .text
        switch byte {
        case Telnet.escape: text.append(byte)
        case Telnet.options: state = .option
        case Telnet.beginOfParameters: state = .parameters(count: 0, escaped: false)
        case Telnet.endOfParameters...: break
        default: text += [Telnet.escape, byte]
        }
      case .option: state = .text
      case .parameters(let count, let escaped):
        if escaped && byte == Telnet.endOfParameters || count + 1 >= Limits.subnegotiation {
          state = .text
        } else {
          state = .parameters(count: count + 1, escaped: byte == Telnet.escape && !escaped)
        }
      }
    }
  }
}
