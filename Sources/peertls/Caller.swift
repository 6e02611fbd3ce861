import Introduction
import Judge
import Policy
import PolicyCompiler
import Processes
import SMIME
import TLS

/// Who calls: the certificate and key of a configuration directory.
struct Caller: ~Copyable {
  /// The configuration directory.
  let directory: String
  private let credentials: Credentials

  init(directory: String) throws(CallFailure) {
    self.directory = directory
    credentials = try CallFailure.attempt(.configuration) { () throws(CompileError) in
      try NodeCredentials.read(directory: directory)
    }
  }

  /// Whom our own certificate names.
  func names() throws(CallFailure) -> NodeNames {
    guard let identity = credentials.chain[0].identity else {
      throw CallFailure(.configuration, "\(directory)/node.crt: its names cannot be read with one meaning")
    }
    return NodeNames(identity)
  }

  /// Who calls, for commands that can do nothing without.
  static func demanded(directory: String) throws(Failure) -> Caller {
    do throws(CallFailure) { return try Caller(directory: directory) } catch { throw Failure(error) }
  }

  /// Whom our own certificate names, for the same.
  func demandedNames() throws(Failure) -> NodeNames {
    do throws(CallFailure) { return try names() } catch { throw Failure(error) }
  }

  /// A MIME entity with our signature (S/MIME); throws where our key is of a kind that cannot sign.
  func sign(_ entity: [UInt8]) throws(TLSError) -> [UInt8] { try SMIMEMessage.sign(entity, by: credentials) }

  /// A MIME entity encrypted to whom it is for, and to ourselves where our certificate lets one: a mail that comes back is
  /// the only copy there is.
  func encrypt(_ entity: [UInt8], for known: KnownCertificates.Entry) throws(TLSError) -> [UInt8] {
    let own = credentials.chain[0]
    let readers = [known.certificate] + (own.canBeEncryptedTo && own.der != known.certificate ? [own.der] : [])
    return try SMIMEMessage.encrypt(entity, for: readers, known.encryption)
  }

  /// Calls a contact for a service: at its own address, then at the `other` ones. Returns when whoever answers is known
  /// to be that person, and the protocol agreed on; nothing but the handshake was sent by then. `milliseconds` are those
  /// of connecting, and again of the handshake, at each address. Throws why the contact's own address did not do.
  func call(
    _ contact: Contact, at others: [SocketAddress] = [], for service: String, protocolName: String?,
    milliseconds: Int, waiter: any Waiter = PlainWaiter()
  ) throws(CallFailure) -> Call {
    var first: CallFailure?
    var addresses = [contact.address]
    for other in others where !addresses.contains(other) { addresses.append(other) }
    for address in addresses {
      do throws(CallFailure) {
        return try call(contact, address, service, protocolName, milliseconds, waiter)
      } catch {
        // Who is known to be that person has the last word; another address may be meant where it was somebody else.
        if [.refused, .noService, .configuration, .interrupted].contains(error.kind) { throw error }
        first = first ?? error
      }
    }
    throw first ?? CallFailure(.unreachable, "\(contact.name) has no address")
  }

  private func call(
    _ contact: Contact, _ address: SocketAddress, _ service: String, _ protocolName: String?, _ milliseconds: Int,
    _ waiter: any Waiter
  ) throws(CallFailure) -> Call {
    let check = try check(contact, address)
    let context = try context(judge: check)
    let socket = try waiter.connect(to: address, milliseconds: milliseconds)
    Socket.sendAtOnce(socket.number)
    let connection = try CallFailure.attempt(.broken) { () throws(TLSError) in
      try context.connection(over: socket.number)
    }
    if let protocolName { connection.offer(protocols: [protocolName]) }
    let terms = CallTerms(
      contact: contact, service: service, protocolName: protocolName, check: check,
      ownKey: credentials.chain[0].keyFingerprint)
    let call = Call(terms: terms, address: address, connection: connection, socket: socket)
    try call.shakeHands(milliseconds: milliseconds, waiter)
    return call
  }

  /// For connections that show our certificate, and whose other end a judge accepts.
  func context(judge: any HandshakeJudge) throws(CallFailure) -> Context {
    try CallFailure.attempt(.configuration) { () throws(TLSError) in
      try Context(.client, credentials: credentials, judge: judge)
    }
  }

  private func check(_ contact: Contact, _ address: SocketAddress) throws(CallFailure) -> PersonCheck {
    guard let from = Address(bytes: address.bytes) else { throw CallFailure(.configuration, "no address") }
    do { return PersonCheck(try contact.policy(directory: directory), address: from) } catch {
      throw CallFailure(.configuration, "\(error)")
    }
  }
}
