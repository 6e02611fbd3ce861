import ArgumentParser
import Configuration
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

  @OptionGroup var callee: Callee

  @Argument(help: "The service, by the name of its handler or by ALPN.")
  var service: String

  @Option(
    help: ArgumentHelp(
      "The protocol to ask for.",
      discussion: "Default: the first ALPN= of DIR/handlers/SERVICE.handler where there is one, else SERVICE itself.",
      valueName: "name"))
  var alpn: String?

  func validate() throws {
    if callee.noALPN && alpn != nil { throw ValidationError("--alpn and --no-alpn contradict each other; give one") }
  }

  func run() throws {
    let contact = try callee.contact(directory: config.directory)
    do throws(CallFailure) {
      let caller = try Caller(directory: config.directory)
      let call = try caller.call(
        contact, for: service, protocolName: callee.noALPN ? nil : protocolName(), milliseconds: callee.milliseconds)
      try relay(call)
    } catch {
      throw Failure(error)
    }
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
