/// One thing that a hostile caller does before it says no more.
struct HostileInput: Sendable, CustomStringConvertible {
  enum Ending: Sendable { case finishes, resets, staysOpen }

  let name: String
  let bytes: [UInt8]
  var ending = Ending.finishes

  var description: String { name }

  /// The table; the same in every run.
  static let table: [HostileInput] = {
    var random = SplitMix(state: 4605)
    return truncated() + oversized() + outOfTurn() + otherProtocols() + oldVersions() + wrongHellos()
      + damagedHellos(&random) + garbage(&random)
  }()

  private static let hello = TLSBytes.clientHello

  private static func truncated() -> [HostileInput] {
    stride(from: 0, to: hello.count, by: 7).flatMap { count -> [HostileInput] in
      let bytes = Array(hello[..<count])
      return [
        HostileInput(name: "hello cut to \(count)", bytes: bytes),
        HostileInput(name: "hello cut to \(count), reset", bytes: bytes, ending: .resets),
      ]
    } + [
      HostileInput(name: "nothing at all, for ever", bytes: [], ending: .staysOpen),
      HostileInput(name: "half a record, for ever", bytes: Array(hello[..<60]), ending: .staysOpen),
      HostileInput(name: "a hello and no answer, for ever", bytes: hello, ending: .staysOpen),
      HostileInput(name: "a hello and an end", bytes: hello),
      HostileInput(name: "a hello and a reset", bytes: hello, ending: .resets),
    ]
  }

  private static func oversized() -> [HostileInput] {
    var inputs: [HostileInput] = []
    for type in [UInt8(20), 21, 22, 23, 24, 255] {
      for length in [0, 16_385, 18_433, 65_535] {
        let bytes = TLSBytes.record(type, [UInt8](repeating: 1, count: length), length: length)
        inputs.append(HostileInput(name: "record of type \(type) with \(length) bytes", bytes: bytes))
      }
    }
    for length in [0, 1, 0x4000, 0xffff, 0xff_ffff] {
      let message = TLSBytes.handshake(1, TLSBytes.helloBody(), length: length)
      inputs.append(HostileInput(name: "hello that claims \(length)", bytes: TLSBytes.record(22, message)))
    }
    let empty = Array(repeating: TLSBytes.record(22, []), count: 10_000).flatMap { $0 }
    inputs.append(HostileInput(name: "10,000 empty records", bytes: empty))
    let single = TLSBytes.handshake(1, TLSBytes.helloBody()).flatMap { TLSBytes.record(22, [$0]) }
    inputs.append(HostileInput(name: "a byte a record", bytes: single))
    return inputs
  }

  private static func outOfTurn() -> [HostileInput] {
    let messages: [(String, UInt8)] = [
      ("HelloRequest", 0), ("ServerHello", 2), ("NewSessionTicket", 4), ("EndOfEarlyData", 5), ("Certificate", 11),
      ("CertificateVerify", 15), ("ClientKeyExchange", 16), ("Finished", 20), ("KeyUpdate", 24), ("unknown", 199),
    ]
    return messages.map { name, type in
      HostileInput(
        name: "\(name) first", bytes: TLSBytes.record(22, TLSBytes.handshake(type, [UInt8](repeating: 0, count: 40))))
    } + [
      HostileInput(name: "two hellos", bytes: hello + hello),
      HostileInput(name: "change cipher spec first", bytes: TLSBytes.record(20, [1])),
      HostileInput(
        name: "100 changes of cipher spec",
        bytes: hello + Array(repeating: [20, 3, 3, 0, 1, 1], count: 100).flatMap { $0 }),
      HostileInput(name: "application data first", bytes: TLSBytes.record(23, Array("hello".utf8))),
      HostileInput(name: "hello and plain data", bytes: hello + TLSBytes.record(23, [UInt8](repeating: 9, count: 64))),
      HostileInput(name: "a heartbeat that bleeds", bytes: TLSBytes.record(24, [1, 0x40, 0])),
      HostileInput(name: "a fatal alert", bytes: TLSBytes.record(21, [2, 40])),
      HostileInput(
        name: "1,000 warnings", bytes: Array(repeating: TLSBytes.record(21, [1, 90]), count: 1000).flatMap { $0 }),
      HostileInput(name: "an alert without end", bytes: TLSBytes.record(21, [1])),
      HostileInput(name: "close_notify", bytes: TLSBytes.record(21, [1, 0])),
    ]
  }

  private static func otherProtocols() -> [HostileInput] {
    let long = String(repeating: "a", count: 100_000)
    let texts = [
      ("HTTP", "GET / HTTP/1.0\r\n\r\n"), ("HTTP with a long header", "GET / HTTP/1.1\r\nHost: \(long)\r\n\r\n"),
      ("HTTP CONNECT", "CONNECT [::1]:22 HTTP/1.1\r\n\r\n"), ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      ("SSH", "SSH-2.0-OpenSSH_9.2\r\n"), ("SMTP", "EHLO example.org\r\nSTARTTLS\r\n"),
      ("SIP", "INVITE sip:bob@example.org SIP/2.0\r\n\r\n"), ("FTP", "USER anonymous\r\n"),
      ("PROXY", "PROXY TCP6 2001:db8::1 ::1 1 2\r\n"), ("newlines", String(repeating: "\r\n", count: 50_000)),
    ]
    return texts.map { HostileInput(name: $0, bytes: Array($1.utf8)) } + [
      HostileInput(name: "SOCKS", bytes: [5, 1, 0]),
      HostileInput(name: "RDP", bytes: [3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0]),
      HostileInput(name: "PROXY 2", bytes: [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10, 0x21, 0x21, 0, 36]),
    ]
  }

  private static func oldVersions() -> [HostileInput] {
    var inputs: [HostileInput] = []
    for version: [UInt8] in [[0, 2], [3, 0], [3, 1], [3, 2], [3, 3], [3, 9], [0xff, 0xff]] {
      // SSL 2: two bytes of length, CLIENT-HELLO, version, lengths of ciphers, session and challenge.
      let ssl2: [UInt8] = [1] + version + [0, 3, 0, 0, 0, 16, 1, 0, 0x80] + [UInt8](repeating: 7, count: 16)
      inputs.append(HostileInput(name: "SSL 2 hello for \(version)", bytes: [0x80, UInt8(ssl2.count)] + ssl2))
      let body = TLSBytes.helloBody(legacyVersion: version, tls13: false)
      inputs.append(
        HostileInput(
          name: "hello of version \(version)",
          bytes: TLSBytes.record(22, TLSBytes.handshake(1, body), version: version)))
    }
    return inputs
  }

  private static func wrongHellos() -> [HostileInput] {
    let extensions: [(String, [UInt8])] = [
      ("an empty list of protocols", [0, 16, 0, 2, 0, 0]), ("a protocol of no length", [0, 16, 0, 3, 0, 1, 0]),
      ("protocols that claim too much", [0, 16, 0, 4, 0xff, 0xff, 1, 65]),
      ("a protocol twice", [0, 16, 0, 2, 0, 0, 0, 16, 0, 2, 0, 0]),
      ("an extension that claims too much", [0xfe, 0xfe, 0xff, 0xff]),
      ("1,000 extensions", (0..<1000).flatMap { [0xaa, UInt8($0 & 0xff), 0, 1, UInt8($0 >> 8)] }),
      (
        "a server name of 16,000 bytes",
        [0, 0, 0x3e, 0x85, 0x3e, 0x83, 0, 0x3e, 0x80] + [UInt8](repeating: 97, count: 16_000)
      ),
      ("a server name with NUL", [0, 0, 0, 8, 0, 6, 0, 0, 3, 97, 0, 98]),
      ("a key share twice", [0, 51, 0, 2, 0, 0]), ("a ticket that nobody gave", [0, 41, 0, 4, 0, 0, 0, 0]),
      ("early data", [0, 42, 0, 0]), ("a status request cut short", [0, 5, 0, 1, 1]),
      ("versions that are none", [0, 43, 0, 3, 2, 0x7f, 0x7f]), ("no groups", [0, 10, 0, 2, 0, 0]),
    ]
    return extensions.map { name, block in
      HostileInput(name: name, bytes: TLSBytes.record(22, TLSBytes.handshake(1, TLSBytes.helloBody(extensions: block))))
    }
  }

  private static func damagedHellos(_ random: inout SplitMix) -> [HostileInput] {
    (0..<40).map { number in
      var bytes = hello
      for _ in 0...number / 10 {
        bytes[Int.random(in: 5..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      }
      return HostileInput(name: "damaged hello \(number)", bytes: bytes)
    }
  }

  private static func garbage(_ random: inout SplitMix) -> [HostileInput] {
    (0..<30).map { number in
      let count = Int.random(in: 1...(number < 20 ? 300 : 100_000), using: &random)
      return HostileInput(
        name: "\(count) bytes of garbage", bytes: (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) },
        ending: number % 3 == 0 ? .resets : .finishes)
    }
  }
}

/// Repeatable, so that a failure can be found again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
