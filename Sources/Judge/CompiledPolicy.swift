import ConstantDatabase
import Policy
import TLS

/// The policy in force, as `peertls policy compile` has written it.
public final class CompiledPolicy {
  private let database: Reader
  /// The rules.
  public let rules: RuleSet

  /// Maps the database open at a descriptor, which may be closed afterwards.
  public init(descriptor: Int32) throws(CompiledPolicyError) {
    do throws(DatabaseError) {
      database = try Reader(descriptor: descriptor)
    } catch {
      throw CompiledPolicyError(reason: error.description)
    }
    guard let encoded = database.first(CompiledKey.rules) else { throw CompiledPolicyError(reason: "it has no rules") }
    do throws(EncodingError) {
      rules = try RuleSet(decoding: encoded)
    } catch {
      throw CompiledPolicyError(reason: "\(error)")
    }
  }

  /// SHA-256 over what was compiled, in hexadecimal: PEERTLS_POLICY.
  public var hash: String { fingerprint(CompiledKey.hash)?.description ?? "" }

  /// A SHA-256 that the compiler has stored, such as `CompiledKey.nodeKey`; nil if there is none.
  public func fingerprint(_ key: [UInt8]) -> Fingerprint? { database.first(key).flatMap { Fingerprint(bytes: $0) } }

  /// A text that the compiler has stored, such as `CompiledKey.nodeName`; empty if there is none.
  public func text(_ key: [UInt8]) -> String { String(decoding: database.first(key) ?? [], as: UTF8.self) }

  /// Every text that the compiler has stored under one key, such as `CompiledKey.nodeEmail`, in its order.
  public func texts(_ key: [UInt8]) -> [String] {
    var texts: [String] = []
    database.all(key) { texts.append(String(decoding: $0, as: UTF8.self)) }
    return texts
  }

  /// The handler that serves an ALPN name; nil if none does.
  public func service(alpn: [UInt8]) -> String? {
    database.first(CompiledKey.service(alpn: alpn)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A handler's own limits in seconds, 0 for the node's; nil if there is no such handler.
  public func limits(ofHandler name: String) -> (idleSeconds: UInt32, durationSeconds: UInt32)? {
    guard let value = database.first(CompiledKey.handler(name)), let idle = CompiledKey.number(UInt32.self, value),
      let duration = CompiledKey.number(UInt32.self, value.dropFirst(4))
    else { return nil }
    return (idle, duration)
  }

  /// The indexes of the lists that hold an entry.
  public func lists(holding entry: ListEntry) -> [Int] {
    var indexes: [Int] = []
    database.all(entry.recordKey) { value in
      if let index = CompiledKey.number(UInt16.self, value) { indexes.append(Int(index)) }
    }
    return indexes
  }
}

extension CompiledPolicy: TrustSource {
  /// The anchors whose subject has this hash.
  public func anchors(subjectHash: UInt32) -> [[UInt8]] {
    var anchors: [[UInt8]] = []
    database.all(CompiledKey.anchor(subjectHash: subjectHash)) { anchors.append($0) }
    return anchors
  }

  /// The policy's names for an anchor.
  public func anchorIndexes(of certificate: Fingerprint) -> [AnchorIndex] {
    var names: [AnchorIndex] = []
    database.all(CompiledKey.anchorNames(certificate)) { value in
      guard let index = CompiledKey.number(UInt16.self, value), value.count == 3 else { return }
      names.append(AnchorIndex(index: Int(index), demandsRevocationList: value[2] != 0))
    }
    return names
  }

  /// What the issuer's revocation list says of a serial number.
  public func revocation(issuerKey: Fingerprint, serial: [UInt8], now: Int64) -> Revocation {
    guard let value = database.first(CompiledKey.revocationList(issuerKey: issuerKey)) else { return .unknown }
    if database.first(CompiledKey.revoked(issuerKey: issuerKey, serial: serial)) != nil { return .revoked }
    guard let nextUpdate = CompiledKey.number(Int64.self, value), now <= nextUpdate else { return .listExpired }
    return .good
  }
}

/// The compiled policy cannot be used.
public struct CompiledPolicyError: Error, Equatable, CustomStringConvertible {
  /// Why.
  public let reason: String

  /// What is wrong, and what to do.
  public var description: String { "the compiled policy is unusable: \(reason); run peertls policy compile" }
}
