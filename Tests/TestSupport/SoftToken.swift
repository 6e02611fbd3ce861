import Foundation

/// SoftHSM with a token `node` that has a key, made by the commands of the manual page; its files are peertls-keyd's.
public final class SoftToken {
  /// SoftHSM's module.
  public static let module = "/usr/lib/softhsm/libsofthsm2.so"

  /// Where its files are.
  public let scratch: Scratch
  /// The certificate, and the key as it was before the token had it.
  public let credential: Credential
  /// The module between, where there is one.
  public let proxy: TokenProxy?

  /// With a key of this kind; behind a module that tests can make slow or have fail.
  public init(_ kind: CertificateRequest.Key, isBehindProxy: Bool = false) throws {
    scratch = try Scratch()
    proxy = isBehindProxy ? try TokenProxy(scratch) : nil
    credential = try PKI.acme.issue(.person("Node", key: kind))
    try scratch.directory("tokens")
    try scratch.write("softhsm2.conf", "directories.tokendir = \(scratch.path)/tokens\nobjectstore.backend = file\n")
    try scratch.write("pin", "123456\n", mode: 0o600)
    try scratch.write("node.key", try String(contentsOfFile: credential.key, encoding: .utf8), mode: 0o600)
    let page = try String(contentsOfFile: Programs.package + "/man/peertls-keyd.8", encoding: .utf8)
    let commands = page.split(separator: "\n").filter { $0.hasPrefix(".Dl # ") }.map { $0.dropFirst(6) }
    guard commands.count == 5, let last = commands.last, last.hasPrefix("chown") else {
      throw TestFailure("the page has other commands: \(commands)")
    }
    var script = "set -e; cd \"$0\"\n" + commands.dropLast().joined(separator: "\n")
    if Programs.isPrivileged {
      script +=
        "\n"
        + last.replacing("peertls-keyd", with: Programs.keyAccount).replacing("/var/lib/softhsm", with: scratch.path)
        .replacing("/etc/peertls", with: scratch.path)
    }
    try ChildProcess.run(["env", "SOFTHSM2_CONF=\(scratch.path)/softhsm2.conf", "sh", "-c", script, scratch.path])
    guard !FileManager.default.fileExists(atPath: scratch.path + "/key.p8") else {
      throw TestFailure("a key is left")
    }
  }

  /// The URI; parts can be changed.
  public func uri(
    token: String = "node", object: String = "key", module: String? = nil, pin: String? = nil
  ) -> String {
    let module = module ?? (proxy == nil ? SoftToken.module : TokenProxy.module)
    return "pkcs11:token=\(token);object=\(object)?module-path=\(module)&pin-source=\(pin ?? scratch.path + "/pin")"
  }

  /// A node with it.
  public func setup(_ uri: String? = nil, settings: [String: String] = [:]) -> NodeSetup {
    var setup = NodeSetup()
    setup.credential = credential
    setup.settings.merge(settings) { $1 }
    setup.settings["PrivateKey"] = uri ?? self.uri()
    setup.environment["SOFTHSM2_CONF"] = scratch.path + "/softhsm2.conf"
    if let proxy { setup.environment["TOKEN_PROXY"] = proxy.file }
    return setup
  }
}

/// The module of Tests/TokenProxy, which hears at once what it is told.
public struct TokenProxy: Sendable {
  /// The library.
  public static let module = Programs.path("libtoken-proxy.so")

  /// What it reads.
  let file: String

  init(_ scratch: Scratch) throws {
    file = scratch.path + "/token-proxy"
    try scratch.write("token-proxy.loads", "", mode: 0o666)
  }

  /// How often it was loaded.
  public var loads: Int {
    (try? FileManager.default.attributesOfItem(atPath: file + ".loads")[.size] as? Int) ?? 0
  }

  /// From now on, as Tests/TokenProxy/include says: `delay 300`, `fail 0x30`, `gone`, or "" for a token as it should be.
  public func say(_ words: String) throws {
    // Whole or not there: it may be read at any time.
    try Data(words.utf8).write(to: URL(filePath: file), options: .atomic)
    chmod(file, 0o644)
  }
}
