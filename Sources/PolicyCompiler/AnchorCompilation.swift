import Judge
import Policy
import Processes
import TLS

/// Bounds of what the policy's declarations name.
public enum AnchorFile {
  /// The longest file of anchors, in bytes.
  public static let maximumBytes = 8 << 20
  /// The longest file of revocation lists, in bytes: about a million serial numbers.
  public static let maximumRevocationListBytes = 64 << 20
}

/// An issuer's revocation list that may come into force.
private struct IssuedList {
  let thisUpdate: Int64
  let nextUpdate: Int64
  let serials: [[UInt8]]
  /// That it is out of date.
  let warning: PolicyError?
}

extension Compiler {
  /// The anchors' certificates and what their issuers have revoked.
  mutating func anchors() throws(CompileError) {
    var known: Set<Fingerprint> = []
    var lists: [Fingerprint: IssuedList] = [:]
    for (index, anchor) in source.anchors.enumerated() {
      let pem = try contents(anchor.file, anchor.line, anchor.column, limit: AnchorFile.maximumBytes)
      let chain = try place(anchor.line, anchor.column) { () throws(TLSError) in
        try Chain(pem: pem, name: input.path(anchor.file))
      }
      note("anchor", Certificate.fingerprint(of: pem))
      for position in 0..<chain.count {
        let certificate = chain[position]
        let fingerprint = certificate.fingerprint
        if known.insert(fingerprint).inserted {
          try add(CompiledKey.anchor(subjectHash: certificate.subjectHash), certificate.der)
        }
        let demands: UInt8 = anchor.crl == nil ? 0 : 1
        try add(CompiledKey.anchorNames(fingerprint), CompiledKey.littleEndian(UInt16(index)) + [demands])
        warnWhereExpired(certificate, anchor)
      }
      result.certificates += chain.count
      if let crl = anchor.crl { try readRevocationLists(crl, anchor, issuers: chain, into: &lists) }
    }
    result.anchors = source.anchors.count
    for (issuer, list) in lists.sorted(by: { $0.key.description < $1.key.description }) {
      try add(CompiledKey.revocationList(issuerKey: issuer), CompiledKey.littleEndian(list.nextUpdate))
      for serial in list.serials { try add(CompiledKey.revoked(issuerKey: issuer, serial: serial), []) }
      result.revoked += list.serials.count
      if let warning = list.warning { result.warnings.append(warning) }
    }
    result.revocationLists = lists.count
  }

  private mutating func warnWhereExpired(_ certificate: borrowing Certificate, _ anchor: AnchorDeclaration) {
    guard let validity = certificate.validity, now <= validity.upperBound else {
      let subject = certificate.identity?.subject ?? "a certificate"
      return warn(
        anchor.line, anchor.column, "\(anchor.file): \(subject) has expired, so nobody whom it issued gets in")
    }
  }

  private mutating func readRevocationLists(
    _ file: String, _ anchor: AnchorDeclaration, issuers: borrowing Chain, into lists: inout [Fingerprint: IssuedList]
  ) throws(CompileError) {
    let bytes = try contents(file, anchor.line, anchor.crlColumn, limit: AnchorFile.maximumRevocationListBytes)
    note("crl", Certificate.fingerprint(of: bytes))
    var rest = bytes[...]
    var count = 0
    while true {
      guard let list = RevocationList.next(in: &rest) else { break }
      count += 1
      try take(list, file, anchor, issuers: issuers, into: &lists)
    }
    guard count > 0, Compiler.isOnlyText(rest, after: bytes) else {
      let found = count == 0 ? "no revocation list" : "a broken revocation list after \(count) good"
      throw CompileError(
        error(
          anchor.line, anchor.crlColumn, "\(file): found \(found); expected PEM (-----BEGIN X509 CRL-----) or DER"))
    }
  }

  private mutating func take(
    _ list: borrowing RevocationList, _ file: String, _ anchor: AnchorDeclaration, issuers: borrowing Chain,
    into lists: inout [Fingerprint: IssuedList]
  ) throws(CompileError) {
    let (line, column) = (anchor.line, anchor.crlColumn)
    let name = "\(file): the revocation list of \(list.issuer)"
    guard let key = Compiler.issuer(of: list, among: issuers) else {
      let reason = "is not signed by a certificate in \(anchor.file); expected the list of an issuer there"
      throw CompileError(error(line, column, "\(name) \(reason)"))
    }
    guard list.isComplete else {
      let reason = "is a delta or partial, or has an unknown critical extension; expected the issuer's whole list"
      throw CompileError(error(line, column, "\(name) \(reason)"))
    }
    guard let thisUpdate = list.thisUpdate, let nextUpdate = list.nextUpdate else {
      throw CompileError(error(line, column, "\(name) does not say when the next is due; expected one with nextUpdate"))
    }
    if let other = lists[key], other.thisUpdate >= thisUpdate { return }
    let outdated = error(line, column, "\(name) is out of date, so all whom it issued are refused; get the new one")
    lists[key] = IssuedList(
      thisUpdate: thisUpdate, nextUpdate: nextUpdate, serials: list.serials,
      warning: now > nextUpdate ? outdated : nil)
  }

  /// The key of the anchor that signed a list.
  private static func issuer(of list: borrowing RevocationList, among issuers: borrowing Chain) -> Fingerprint? {
    for index in 0..<issuers.count where list.isSigned(by: issuers[index]) { return issuers[index].keyFingerprint }
    return nil
  }

  /// Whether what is left of a file behind its last list is no list that could not be read.
  private static func isOnlyText(_ rest: ArraySlice<UInt8>, after bytes: [UInt8]) -> Bool {
    let isDER = bytes.first == 0x30
    return isDER ? rest.isEmpty : !String(decoding: rest, as: UTF8.self).contains("-----BEGIN X509 CRL")
  }

  /// A file that the policy names at a place.
  private func contents(_ name: String, _ line: Int, _ column: Int, limit: Int) throws(CompileError) -> [UInt8] {
    let file = try open(name, line, column, hint: "; put what its authority gives out there")
    return try place(line, column) { () throws(SystemError) in
      try File.contents(of: file, limit: limit, name: input.path(name))
    }
  }

  /// Opens a file that the policy names at a place; `hint` says what to do where there is none.
  func open(_ name: String, _ line: Int, _ column: Int, hint: String) throws(CompileError) -> Descriptor {
    do throws(SystemError) { return try File.openRegular(input.path(name)) } catch {
      throw CompileError(self.error(line, column, error.explained + (error.isMissing ? hint : "")))
    }
  }

  /// Runs a step whose error belongs to a place of the policy.
  func place<Value: ~Copyable, Failure: Error>(
    _ line: Int, _ column: Int, _ body: () throws(Failure) -> Value
  ) throws(CompileError) -> Value {
    do throws(Failure) { return try body() } catch { throw CompileError(self.error(line, column, "\(error)")) }
  }
}
