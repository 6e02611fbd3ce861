import Configuration
import Glibc
import PolicyCompiler
import Processes
import TLS

/// Looks at what a node reads besides its policy, as the node would at its start.
struct NodeCheck {
  private let directory: String
  /// What does not keep it from starting but surely was not meant, or cannot be known from here.
  private(set) var warnings: [String] = []

  /// Throws what the node would refuse.
  init(_ directory: String, _ handlers: [Handler]) throws {
    self.directory = directory
    let configuration = try readConfiguration()
    if Account.isPrivileged {
      try NodesCompilation.attempt(directory, as: try account(configuration.sessionAccount))
      _ = try account(configuration.keyAccount)
    }
    let installation = Installation()
    for handler in handlers { try look(handler, installation) }
    // What is in a token only peertls-keyd asks for.
    if configuration.privateKey == nil {
      try readCredentials()
    } else {
      _ = try NodeCredentials.certificates(directory: directory)
    }
    if let uri = configuration.privateKey { try look(token: uri) }
  }

  private func account(_ named: NodeConfiguration.NamedAccount) throws(CompileError) -> Account {
    do throws(UnfitAccount) { return try Account(of: named.setting, named.name, notRoot: named.reason) } catch {
      throw CompileError("\(directory)/peertlsd.conf: \(error)")
    }
  }

  /// A token is nobody's but the node's: a wrong PIN too many locks it.
  private mutating func look(token uri: String) throws {
    let attributes = uri.split(separator: "?").dropFirst().joined().split(separator: "&")
    for name in ["module-path=", "pin-source="] {
      guard let path = attributes.first(where: { $0.hasPrefix(name) })?.dropFirst(name.count) else { continue }
      let file = path.hasPrefix("file:") ? path.dropFirst(5) : path
      // p11-kit knows where the others are.
      guard file.hasPrefix("/"), !file.utf8.contains(UInt8(ascii: "%")) else { continue }
      do throws(SystemError) { _ = try File.open(String(file), O_RDONLY | O_NONBLOCK | O_NOCTTY) } catch {
        guard error.isMissing else { continue }
        throw CompileError("\(directory)/peertlsd.conf: PrivateKey=: \(name)\(path): there is no such file")
      }
    }
    warn(directory + "/peertlsd.conf", "PrivateKey=: the token is not asked for its key; the node is")
  }

  private func readConfiguration() throws -> NodeConfiguration {
    let path = directory + "/peertlsd.conf"
    guard File.exists(path) else { return NodeConfiguration() }
    let configuration = try NodeConfiguration.parse(
      try File.contents(path, limit: UnitFile.maximumFileBytes), file: path)
    if let reason = configuration.unmet(landlock: Ruleset.version, complete: Ruleset.completeVersion) {
      throw CompileError("\(path): \(reason)")
    }
    return configuration
  }

  private mutating func look(_ handler: Handler, _ installation: Installation) throws {
    if installation.program(handler.command[0], others: HandlerFile.searchPath) == nil {
      let complaint = installation.complaint(of: handler.command[0], others: HandlerFile.searchPath)
      warn("\(handler.file)", "ExecStart=\(handler.command[0]): \(complaint); peers are refused")
    }
    let reach = handler.reach
    for place in reach.readOnly + reach.readWrite + reach.programs where !place.mayBeMissing && !File.exists(place.path)
    {
      throw CompileError("\(handler.file): \(place.path) is not there; a - before it lets it be missing")
    }
    guard Account.isPrivileged else { return }
    let account = try Account(ofHandler: handler.file, user: handler.user, group: handler.group)
    if account.user == 0 {
      warn(handler.file, "User=\(handler.user ?? "root"): whoever takes this handler over has the machine")
    }
  }

  private mutating func readCredentials() throws {
    let (certificate, key) = (directory + "/node.crt", directory + "/node.key")
    guard File.exists(key) else {
      guard File.exists(certificate) else { throw CompileError.missing(certificate) }
      return warn(key, "there is none, so only systemd's credential node.key lets the node start")
    }
    // Only the node's own account reads its key.
    guard File.isReadable(key) else {
      if File.isOwn(key) { throw CompileError("\(key): you may not read your own key; run: chmod 600 \(key)") }
      return warn(key, "not readable for \(Account.ownName), so not compared with node.crt")
    }
    _ = try NodeCredentials.read(directory: directory)
  }

  private mutating func warn(_ file: String, _ text: String) { warnings.append("\(file): warning: \(text)") }
}
