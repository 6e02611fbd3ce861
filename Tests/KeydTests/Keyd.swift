import Foundation
import Handoff
import Processes
import TLS
import TestSupport

/// The real peertls-keyd, whose acceptor and sessions the tests are.
final class Keyd {
  let channel: Channel
  let process: pid_t
  private let chain: Chain
  /// As the acceptor numbers them: far above what peertls-keyd has for itself.
  private var next: UInt64 = 1 << 40
  private(set) var isReaped = false
  /// The lines that it has told of to have signed for.
  private(set) var signed: [UInt64] = []

  /// With a node's certificates, and the key of `key` where that is another's; `token` in place of a file.
  init(
    _ credential: Credential, key: String? = nil, allowsTLS12: Bool = false, lines: Int = 16, token: String? = nil,
    environment: [String] = [], openFiles: UInt64 = 64
  ) throws {
    chain = try Chain(pem: [UInt8](try Data(contentsOf: URL(filePath: credential.chain))), name: "node.crt")
    let certificates = try MemoryFile.make("certificates")
    try File.write(try chain.encode(), to: certificates.number, name: "the certificates")
    let null = try File.open("/dev/null", O_RDWR)
    let file = try File.open(key ?? credential.key)
    let pair = try Channel.pair()
    var program = Program(
      path: Programs.path("peertls-keyd"),
      arguments: ["peertls-keyd", "--certificate", "node.crt", "--lines", "\(lines)"])
    if allowsTLS12 { program.arguments.append("--tls12") }
    if let token { program.arguments += ["--token", token] }
    program.environment = environment
    program.descriptors = [
      null.number, null.number, 2, pair.theirs.descriptor.number, certificates.number,
      token == nil ? file.number : -1,
    ]
    program.account = Programs.isPrivileged ? try Account(named: Programs.keyAccount) : nil
    program.limits = [ResourceLimit(.openFiles, openFiles), ResourceLimit(.core, 0)]
    process = try program.spawn()
    channel = pair.ours
  }

  /// With its key.
  static func ready(
    _ credential: Credential, allowsTLS12: Bool = false, lines: Int = 16
  ) throws -> Keyd {
    let keyd = try Keyd(credential, allowsTLS12: allowsTLS12, lines: lines, openFiles: UInt64(lines + 48))
    let said = try keyd.hear()
    guard case .ready(let microseconds) = said, microseconds > 0 else {
      throw TestFailure("peertls-keyd said \(String(describing: said))")
    }
    return keyd
  }

  deinit {
    guard !isReaped else { return }
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  /// What it says next, other than of what it has signed; nil when it has closed the channel.
  func hear() throws -> FromSigner? {
    while let bytes = try Keyd.receive(channel) {
      let message = try FromSigner(decoding: bytes)
      guard case .signed(let id, _) = message else { return message }
      signed.append(id)
    }
    return nil
  }

  func tell(_ message: ToSigner) throws { try channel.send(message.encode()) }

  /// Its exit code, once it has ended.
  func waitForEnd() throws -> Int32? {
    var status: Int32 = 0
    guard waitpid(process, &status, 0) == process else { throw TestFailure("waitpid") }
    isReaped = true
    return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
  }

  /// A session's end of a line.
  func line(signatures: UInt16 = 1) throws -> SessionEnd {
    let pair = try Channel.pair()
    let id = next
    next += 1
    try channel.send(
      ToSigner.line(id, signatures: signatures).encode(), descriptors: [pair.ours.descriptor.number])
    return SessionEnd(id: id, channel: pair.theirs)
  }

  /// Whether the certificate's key has signed the bytes by a scheme.
  func hasSigned(_ bytes: [UInt8], _ signature: [UInt8], _ scheme: SignatureScheme) -> Bool {
    chain[0].hasSigned(bytes, signature: signature, digest: scheme.digest?.rawValue, isPSS: scheme.isPSS)
  }

  /// The next message; nil for the end.
  static func receive(_ channel: borrowing Channel) throws -> [UInt8]? {
    let end = Date(timeIntervalSinceNow: 10)
    while Date() < end {
      switch try channel.receive() {
      case .message(let bytes, _): return bytes
      case .ended: return nil
      case .damaged(let error, _): throw error
      case .wouldBlock:
        var list = WaitingList()
        list.add(channel.descriptor.number, .read)
        list.wait(milliseconds: 10_000)
      }
    }
    throw TestFailure("nothing was said in 10 s")
  }
}

/// A line as a session has it.
final class SessionEnd {
  let id: UInt64
  private let channel: Channel

  init(id: UInt64, channel: consuming Channel) {
    self.id = id
    self.channel = channel
  }

  func send(_ bytes: [UInt8], descriptors: [Int32] = []) throws {
    try channel.send(bytes, descriptors: descriptors)
  }

  /// The answer to what was sent; nil where the line was closed.
  func hear() throws -> SignAnswer? { try Keyd.receive(channel).map { try SignAnswer(decoding: $0) } }

  func ask(_ request: SignRequest) throws -> SignAnswer? {
    try send(request.encode())
    return try hear()
  }

  /// Whether nothing lies on it now.
  var isSilent: Bool {
    guard let received = try? channel.receive() else { return false }
    if case .wouldBlock = received { return true }
    return false
  }
}

/// What a handshake of TLS 1.3 wants to have signed.
func verify(_ byte: UInt8 = 7, length: Int = 32) -> SignedContent {
  .certificateVerify(transcriptHash: [UInt8](repeating: byte, count: length))
}

/// And one of TLS 1.2.
func exchange(_ group: UInt16 = 29, first: UInt8 = 9) -> SignedContent {
  let lengths: [UInt16: Int] = [29: 32, 23: 65, 24: 97]
  return .serverKeyExchange(
    SignedContent.KeyExchange(
      clientRandom: [first] + [UInt8](repeating: 1, count: 31),
      serverRandom: [UInt8](repeating: 2, count: 24) + Array("DOWNGRD".utf8) + [1], group: group,
      point: [UInt8](repeating: 4, count: lengths[group]!))!)
}

/// The kind of a key of the tests.
func kind(_ key: CertificateRequest.Key) -> NodeKeyKind {
  switch key {
  case .p256: .p256
  case .p384: .p384
  case .rsa, .longRSA, .shortRSA: .rsa
  case .ed25519: .ed25519
  }
}
