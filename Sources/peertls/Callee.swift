import ArgumentParser
import Journal
import Policy

/// Who is to be called: a contact, or an address with whom to expect there.
struct Callee: ParsableArguments {
  @Argument(help: "A contact, or [ADDRESS]:PORT.")
  var who: String

  @Option(help: ArgumentHelp("The certificate to expect, where WHO is an address.", valueName: "sha256"))
  var cert: String?

  @Option(help: ArgumentHelp("The key to expect, where WHO is an address.", valueName: "sha256"))
  var key: String?

  @Flag(
    name: .customLong("no-alpn"),
    help: "Ask for no protocol: for a server that knows no ALPN, whose port alone says what it is for.")
  var noALPN = false

  @Option(help: ArgumentHelp("How long to wait for the connection, and for the handshake.", valueName: "seconds"))
  var timeout: Int = 10

  /// The time for the connection, and again for the handshake.
  var milliseconds: Int { timeout * 1000 }

  func validate() throws {
    if !(1...3600).contains(timeout) { throw ValidationError("--timeout: expected 1 to 3600 seconds") }
    let isAddress = who.hasPrefix("[")
    if isAddress && cert == nil && key == nil {
      throw ValidationError("whom to expect at \(who)? Give --key SHA256 or --cert SHA256")
    }
    if !isAddress && (cert != nil || key != nil) {
      throw ValidationError("--cert and --key go with [ADDRESS]:PORT; a contact's line says whom to expect")
    }
    for fingerprint in [cert, key].compactMap({ $0 }) where Fingerprint(hex: fingerprint) == nil {
      throw ValidationError("\(fingerprint.sanitised) is no SHA-256: expected 64 hexadecimal digits")
    }
  }

  /// Whom that means to a configuration directory.
  func contact(directory: String) throws -> Contact {
    guard who.hasPrefix("[") else { return try Contact(named: who, directory: directory) }
    guard let contact = Contact(address: who, cert: cert, key: key) else {
      throw Failure(.usage, "\(who) is no [ADDRESS]:PORT with an IPv6 address, such as [2001:db8::b0b]:4605")
    }
    return contact
  }
}
