import Foundation

/// `openssl s_client` as a caller: an implementation of TLS that shares nothing with ours but the library.
public final class Caller: Sendable {
  private let process: ChildProcess

  /// Calls a node; `alpn` nil offers no protocol. What it says goes out when it is written, and `finish` ends it.
  /// `port` is another of the node's than its own, for a data connection. With `takesCommands`, a line of one letter is a command to s_client: R renegotiates, K updates the keys.
  public init(
    _ node: Node, as credential: Credential?, alpn: String? = "echo", port: UInt16? = nil, options: [String] = [],
    environment: [String: String] = [:], takesCommands: Bool = false
  ) throws {
    var command = ["openssl", "s_client", "-connect", "[::1]:\(port ?? node.port)", "-quiet", "-no_ign_eof"]
    if !takesCommands { command.append("-nocommands") }
    if let credential {
      command += ["-cert", credential.chain, "-cert_chain", credential.chain, "-key", credential.key]
    }
    if let alpn { command += ["-alpn", alpn] }
    let arguments = command + options
    process =
      try node.network?.inside { try ChildProcess(arguments, environment: environment) }
      ?? ChildProcess(arguments, environment: environment)
  }

  /// What the handler has said.
  public var output: Output { process.output }
  /// What s_client says of the connection.
  public var errors: Output { process.errors }

  /// Sends text.
  public func write(_ text: String) { process.write(text) }

  /// Ends with close_notify.
  public func finish() { process.closeInput() }

  /// Breaks the connection: no close_notify.
  public func vanish() { process.signal(SIGKILL) }

  /// Stops reading and writing, without a word.
  public func freeze() { process.signal(SIGSTOP) }

  /// Waits until the connection has ended; the exit code.
  @discardableResult
  public func waitForEnd(seconds: Double = 15) throws -> Int32 {
    let code = try process.wait(seconds: seconds)
    try output.waitForEnd()
    try errors.waitForEnd()
    return code
  }

  /// The alert with which the node has ended the connection, RFC 8446 section 6.
  public var alert: Int? {
    let text = errors.text
    guard let start = text.range(of: "SSL alert number ") else { return nil }
    return Int(text[start.upperBound...].prefix { $0.isNumber })
  }

  /// Waits for an answer to a line that `cat` gives back.
  public func exchange(_ line: String, seconds: Double = 10) throws {
    let before = output.bytes.count
    write(line + "\n")
    do { try output.wait(forBytes: before + line.utf8.count + 1, seconds: seconds) } catch {
      throw TestFailure("no echo of \"\(line)\": \(error); \(errors.text)")
    }
  }
}
