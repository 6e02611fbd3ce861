import COpenSSL
import Policy

/// Where a verification finds its anchors and what has been revoked; the compiled policy, or a contact's.
public protocol TrustSource: AnyObject {
  /// DER of the anchors whose subject has this hash (`Certificate.subjectHash`).
  func anchors(subjectHash: UInt32) -> [[UInt8]]
  /// The policy's names for an anchor, as indexes, and whether each demands a revocation list.
  func anchorIndexes(of certificate: Fingerprint) -> [AnchorIndex]
  /// What the issuer with this key says of a serial number.
  func revocation(issuerKey: Fingerprint, serial: [UInt8], now: Int64) -> Revocation
}

/// One of the policy's names for an anchor.
public struct AnchorIndex: Equatable, Sendable {
  /// The anchor declaration's place in the policy.
  public let index: Int
  /// It has `crl=`: what has no revocation list is not accepted.
  public let demandsRevocationList: Bool

  /// Both.
  public init(index: Int, demandsRevocationList: Bool) {
    self.index = index
    self.demandsRevocationList = demandsRevocationList
  }
}

/// What is known of a certificate's revocation.
public enum Revocation: Equatable, Sendable { case unknown, good, revoked, listExpired }

/// What is known of a peer's certificate after its chain was checked.
public struct Evidence: Sendable {
  /// Whom it names; nil when its names cannot be trusted to mean one thing.
  public let identity: Identity?
  /// The indexes of the anchors to which its chain leads, empty where `failure` says why there is none.
  public let anchors: [Int]
  /// Why the chain does not verify.
  public let failure: ChainFailure?
  /// Its own time has begun and not ended.
  public let timeFailure: ChainFailure?
}

/// Why a certificate is not accepted: an X509_V code of x509_vfy.h, which decides the alert that the peer gets.
public struct ChainFailure: Error, Equatable, Sendable, CustomStringConvertible {
  let code: Int32

  /// Of an X509_V code.
  package init(code: Int32) { self.code = code }

  /// OpenSSL's text.
  public var description: String { unsafe String(cString: copenssl_verify_text(code)) }

  static let malformed = ChainFailure(code: X509_V_ERR_CERT_REJECTED)
  static let invalidPurpose = ChainFailure(code: X509_V_ERR_INVALID_PURPOSE)
  /// Revoked by its issuer: no pin undoes that.
  public static let revoked = ChainFailure(code: X509_V_ERR_CERT_REVOKED)
}

/// Checks of a chain: the same for a handshake, a second judgement and `peertls policy explain`.
public enum Verification {
  /// The most certificates between a peer's own and an anchor.
  public static let maximumIntermediates = 4

  /// Checks `leaf` with what came with it (`untrusted`, the leaf's own place in it does not matter) at a time in seconds
  /// since 1970. Only `trust` is asked for anchors, never the system's CA store.
  public static func examine(
    _ leaf: borrowing Certificate, untrusted: borrowing Chain, trust: some TrustSource, now: Int64
  ) -> Evidence {
    var timeFailure: ChainFailure?
    if let validity = leaf.validity {
      if now < validity.lowerBound { timeFailure = ChainFailure(code: X509_V_ERR_CERT_NOT_YET_VALID) }
      if now > validity.upperBound { timeFailure = ChainFailure(code: X509_V_ERR_CERT_HAS_EXPIRED) }
    } else {
      timeFailure = .malformed
    }
    guard let identity = leaf.identity else {
      return Evidence(identity: nil, anchors: [], failure: .malformed, timeFailure: timeFailure)
    }
    // Before any lesser complaint, for a pin overrules those.
    if isRevoked(leaf, untrusted: untrusted, trust: trust, now: now) {
      return Evidence(identity: identity, anchors: [], failure: .revoked, timeFailure: timeFailure)
    }
    do throws(ChainFailure) {
      let anchors = try check(leaf, untrusted: untrusted, trust: trust, now: now)
      return Evidence(identity: identity, anchors: anchors, failure: nil, timeFailure: timeFailure)
    } catch {
      return Evidence(identity: identity, anchors: [], failure: error, timeFailure: timeFailure)
    }
  }

  private static func check(
    _ leaf: borrowing Certificate, untrusted: borrowing Chain, trust: some TrustSource, now: Int64
  ) throws(ChainFailure) -> [Int] {
    let anchors = candidates(for: leaf, untrusted: untrusted, trust: trust)
    let chain = try build(leaf, untrusted, anchors, now)
    guard leaf.maySignHandshakes else { throw .invalidPurpose }
    var indexes = try names(of: chain, trust: trust, now: now)
    // OpenSSL is content with the first anchor on its way, and a policy may as well name the one above it.
    for index in 0..<anchors.count where !chain.contains(anchors[index]) {
      let other = Chain()
      other.append(anchors[index])
      guard let chain = try? build(leaf, untrusted, other, now) else { continue }
      indexes += (try? names(of: chain, trust: trust, now: now)) ?? []
    }
    guard !indexes.isEmpty else { throw ChainFailure(code: X509_V_ERR_UNABLE_TO_GET_CRL) }
    return indexes
  }

  private static func build(
    _ leaf: borrowing Certificate, _ untrusted: borrowing Chain, _ anchors: borrowing Chain, _ now: Int64
  ) throws(ChainFailure) -> Chain {
    var built: OpaquePointer?
    let code = unsafe copenssl_verify(
      leaf.pointer, untrusted.pointer, anchors.pointer, now, Int32(maximumIntermediates), &built)
    guard code == X509_V_OK, let built = unsafe built else { throw ChainFailure(code: code) }
    return unsafe Chain(adopting: built)
  }

  /// The policy's names for the anchors on a chain that have the revocation lists they demand.
  private static func names(
    of chain: borrowing Chain, trust: some TrustSource, now: Int64
  ) throws(ChainFailure) -> [Int] {
    let unlisted = try checkRevocation(chain, trust: trust, now: now)
    var indexes: [Int] = []
    for position in 0..<chain.count {
      for name in trust.anchorIndexes(of: chain[position].fingerprint) {
        if position <= unlisted || !name.demandsRevocationList { indexes.append(name.index) }
      }
    }
    return indexes
  }

  /// Only the anchors that the presented certificates name are parsed, however many the policy has.
  private static func candidates(
    for leaf: borrowing Certificate, untrusted: borrowing Chain, trust: some TrustSource
  ) -> Chain {
    let anchors = Chain()
    var hashes: Set<UInt32> = [leaf.issuerHash, leaf.subjectHash]
    for index in 0..<min(untrusted.count, 16) { hashes.insert(untrusted[index].issuerHash) }
    for hash in hashes {
      for der in trust.anchors(subjectHash: hash) {
        if let anchor = Certificate(der: der) { anchors.append(anchor) }
      }
    }
    return anchors
  }

  /// Whether a list revokes the certificate, or one above it on whatever way up there is: whether that way leads to an
  /// anchor, and is otherwise in order, does not matter. Ways go through anchors too, so nothing is gained by leaving a
  /// certificate out that the policy knows.
  private static func isRevoked(
    _ leaf: borrowing Certificate, untrusted: borrowing Chain, trust: some TrustSource, now: Int64
  ) -> Bool {
    // What was presented, and the anchors as they are found. Each name is looked up once, whoever bears it as issuer, so
    // that the cost stays in proportion however many certificates are presented.
    let all = Chain()
    all.append(leaf)
    for index in 0..<untrusted.count { all.append(untrusted[index]) }
    let subjects = (0..<all.count).map { all[$0].subjectHash }
    var keysWithLists: [UInt32: [Fingerprint: Int]] = [:]
    var waiting = [0]
    while let place = waiting.popLast() {
      let issuer = all[place].issuerHash
      if keysWithLists[issuer] == nil {
        var issuers = subjects.indices.filter { subjects[$0] == issuer }
        for der in trust.anchors(subjectHash: issuer) {
          guard let anchor = Certificate(der: der) else { continue }
          issuers.append(all.count)
          all.append(anchor)
        }
        var listed: [Fingerprint: Int] = [:]
        for index in issuers {
          let key = all[index].keyFingerprint
          if trust.revocation(issuerKey: key, serial: [], now: now) != .unknown { listed[key] = index }
        }
        keysWithLists[issuer] = listed
        waiting += issuers
      }
      let serial = all[place].serial
      for (key, index) in keysWithLists[issuer] ?? [:]
      where trust.revocation(issuerKey: key, serial: serial, now: now) == .revoked {
        if all[place].isSigned(by: all[index]) { return true }
      }
    }
    return false
  }

  /// Throws when a list on the way is out of date. Gives the place of
  /// the first certificate whose issuer has no list; that of the last where all have one.
  private static func checkRevocation(
    _ chain: borrowing Chain, trust: some TrustSource, now: Int64
  ) throws(ChainFailure) -> Int {
    var unlisted: Int?
    for index in 0..<chain.count - 1 {
      let issuerKey = chain[index + 1].keyFingerprint
      let serial = chain[index].serial
      // No revocation list could name it.
      guard !serial.isEmpty else { throw .malformed }
      switch trust.revocation(issuerKey: issuerKey, serial: serial, now: now) {
      case .good: continue
      case .unknown: unlisted = unlisted ?? index
      // `isRevoked` has found it before.
      case .revoked: throw .revoked
      case .listExpired: throw ChainFailure(code: X509_V_ERR_CRL_HAS_EXPIRED)
      }
    }
    return unlisted ?? chain.count - 1
  }
}
