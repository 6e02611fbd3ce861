import ArgumentParser
import Configuration
import Journal
import Policy
import Processes

/// Calls a person's service.
struct Connect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Call a person's service; standard input goes there, what it answers comes to standard output.",
    discussion: """
      WHO is a contact, a line of DIR/contacts: NAME [ADDRESS]:PORT CONDITION..., with the policy's conditions; or \
      [ADDRESS]:PORT with --key or --cert. Nothing is sent before the certificate of whoever answers is known to be that \
      person's, and the protocol is agreed on. Standard input's end is passed on; the command ends when both sides have finished. It can be a \
      ProxyCommand.

      Exit codes: 0 both sides have finished; 64 usage; 66 no such contact or file; 69 not reachable; 74 standard input \
      or output failed; 76 TLS failed or the connection broke; 77 refused by them, or it is not that person; 78 the \
      configuration is wrong.
      """)

  @OptionGroup var config: ConfigurationOption

  @Argument(help: "A contact, or [ADDRESS]:PORT.")
  var who: String

  @Argument(help: "The service, by the name of its handler or by ALPN.")
  var service: String

  @Option(help: ArgumentHelp("The certificate to expect, where WHO is an address.", valueName: "sha256"))
  var cert: String?

  @Option(help: ArgumentHelp("The key to expect, where WHO is an address.", valueName: "sha256"))
  var key: String?

  @Option(
    help: ArgumentHelp(
      "The protocol to ask for.",
      discussion: "Default: the first ALPN= of DIR/handlers/SERVICE.handler where there is one, else SERVICE itself.",
      valueName: "name"))
  var alpn: String?

  @Flag(
    name: .customLong("no-alpn"),
    help: "Ask for no protocol: for a server that knows no ALPN, whose port alone says what it is for.")
  var noALPN = false

  @Option(help: ArgumentHelp("How long to wait for the connection, and for the handshake.", valueName: "seconds"))
  var timeout: Int = 10

  func validate() throws {
    if !(1...3600).contains(timeout) { throw ValidationError("--timeout: expected 1 to 3600 seconds") }
    let isAddress = who.hasPrefix("[")
    if isAddress && cert == nil && key == nil {
      throw ValidationError("whom to expect at \(who)? Give --key SHA256 or --cert SHA256")
    }
    if !isAddress && (cert != nil || key != nil) {
      throw ValidationError("--cert and --key go with [ADDRESS]:PORT; a contact's line says whom to expect")
    }
    if noALPN && alpn != nil { throw ValidationError("--alpn and --no-alpn contradict each other; give one") }
    for fingerprint in [cert, key].compactMap({ $0 }) where Fingerprint(hex: fingerprint) == nil {
      throw ValidationError("\(fingerprint.sanitised) is no SHA-256: expected 64 hexadecimal digits")
    }
  }

  func run() throws {
    let contact = try contact()
    do throws(CallFailure) {
      let caller = try Caller(directory: config.directory)
      let call = try caller.call(
        contact, for: service, protocolName: noALPN ? nil : protocolName(), milliseconds: timeout * 1000)
      try relay(call)
    } catch {
      throw Failure(error)
    }
  }

  private func contact() throws -> Contact {
    guard who.hasPrefix("[") else { return try Contact(named: who, directory: config.directory) }
    guard let contact = Contact(address: who, cert: cert, key: key) else {
      throw Failure(.usage, "\(who) is no [ADDRESS]:PORT with an IPv6 address, such as [2001:db8::b0b]:4605")
    }
    return contact
  }

  /// Moves bytes until both sides have finished.
  private func relay(_ call: borrowing Call) throws(CallFailure) {
    let reading = try CallFailure.attempt(.inputOutput) { () throws(SystemError) in try StandardStream.take(0) }
    let writing = try CallFailure.attempt(.inputOutput) { () throws(SystemError) in try StandardStream.take(1) }
    var relay = call.relay(reading: reading, writing: writing)
    while try !call.hasFinished(&relay) {
      var list = WaitingList()
      relay.enlist(in: &list, untilPeerCloses: true)
      list.wait(milliseconds: -1)
      relay.notice(list)
    }
  }

  private func protocolName() throws(CallFailure) -> String {
    let handler = alpn == nil ? try HandlerFile.named(service, directory: config.directory) : nil
    let chosen = alpn ?? handler?.alpn.first ?? service
    guard (1...HandlerFile.maximumALPNBytes).contains(chosen.utf8.count) else {
      throw CallFailure(.usage, "a protocol's name (ALPN) has 1 to \(HandlerFile.maximumALPNBytes) bytes")
    }
    return chosen
  }
}

extension HandlerFile {
  /// DIR/handlers/NAME.handler; nil where there is none.
  static func named(_ name: String, directory: String) throws(CallFailure) -> Handler? {
    let path = directory + "/handlers/" + name + suffix
    guard !name.contains("/"), File.exists(path) else { return nil }
    let bytes = try CallFailure.attempt(.configuration) { () throws(SystemError) in
      try File.contents(path, limit: UnitFile.maximumFileBytes)
    }
    return try CallFailure.attempt(.configuration) { () throws(ConfigurationError) in try parse(bytes, file: path) }
  }
}
