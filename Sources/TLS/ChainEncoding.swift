/// The form in which peertls-keyd and sessions get the node's certificates: DER, ready to be read.
extension Chain {
  /// The most certificates that it holds.
  public static let maximumEncoded = 15

  /// Throws where there are too many.
  public func encode() throws(TLSError) -> [UInt8] {
    guard count <= Chain.maximumEncoded else {
      throw TLSError("encode the certificates", reason: "a chain has at most \(Chain.maximumEncoded)")
    }
    var bytes = Chain.magic
    bytes.append(UInt8(truncatingIfNeeded: count))
    for index in 0..<count {
      let der = self[index].der
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: der.count >> shift)) }
      bytes += der
    }
    return bytes
  }

  /// From `encode`'s form, at least one certificate.
  public init(decoding bytes: [UInt8]) throws(TLSError) {
    let broken = TLSError("read the node's certificates", reason: "they are not in the form that peertls makes")
    guard bytes.starts(with: Chain.magic) else { throw broken }
    var rest = bytes.dropFirst(Chain.magic.count)
    let chain = Chain()
    for _ in 0..<(rest.popFirst() ?? 0) {
      guard let der = Chain.take(&rest), let certificate = Certificate(der: der) else { throw broken }
      chain.append(certificate)
    }
    guard chain.count > 0, rest.isEmpty else { throw broken }
    self = chain
  }

  private static var magic: [UInt8] { Array("PTLScred2".utf8) }

  private static func take(_ bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard bytes.count >= 4 else { return nil }
    let length = bytes.prefix(4).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    bytes = bytes.dropFirst(4)
    guard bytes.count >= length else { return nil }
    defer { bytes = bytes.dropFirst(length) }
    return Array(bytes.prefix(length))
  }
}
