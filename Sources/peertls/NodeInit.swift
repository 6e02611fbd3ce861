import ArgumentParser
import Configuration
import Glibc
import Journal
import PolicyCompiler
import Processes
import TLS

/// Makes a ready configuration directory.
struct NodeInit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a configuration directory: key, certificate, default policy, handlers.",
    discussion: """
      The directory must not be there, or be empty but for a peertlsd.conf, which stays; it appears whole or not at all. \
      Exits 0; 73 where it cannot be made, 65 or 66 where the authority's certificate cannot be read.
      """)

  /// The longest name and address that a certificate holds, in characters (RFC 5280, appendix A).
  private static let longest = (name: 64, email: 128)
  /// What a package brings.
  private static let settings = "peertlsd.conf"

  @Argument(help: "The directory to make.")
  var dir: String

  @Option(help: "The person's or device's name, for the certificate.")
  var name: String

  @Option(help: ArgumentHelp("The e-mail address, for the certificate.", valueName: "address"))
  var email: String

  @Option(
    help: ArgumentHelp(
      "The certificate of the authority that has signed, or will sign, this node's.",
      discussion: "Its people can then be named in the policy. A request for it is made as well, node.csr.",
      valueName: "file"))
  var ca: String?

  @Option(
    help: ArgumentHelp(
      "The account that sessions and handlers run as, where peertlsd runs as root; to try a node.", valueName: "account"
    ))
  var user: String?

  func validate() throws {
    if name.allSatisfy(\.isWhitespace) || name.count > NodeInit.longest.name || name.sanitised != name {
      throw ValidationError("--name: expected 1 to \(NodeInit.longest.name) characters of text")
    }
    let parts = email.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = email.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    if parts.count != 2 || parts.contains("") || !isPlain || email.count > NodeInit.longest.email {
      throw ValidationError("--email \(email.sanitised): expected an address, LOCAL@DOMAIN, in ASCII")
    }
    if let user {
      let handler = try? HandlerFile.parse(Array(Templates.echo(user: user).utf8), file: "echo.handler")
      guard handler?.user == user else { throw ValidationError("--user \(user.sanitised): no account has such a name") }
    }
  }

  func run() throws {
    let path = dir.count > 1 && dir.hasSuffix("/") ? String(dir.dropLast()) : dir
    let names = (try? File.names(in: path)) ?? []
    let hasSettings = names == [NodeInit.settings]
    guard names.isEmpty || hasSettings else {
      throw Failure(.cannotCreate, "\(path) is there and not empty; choose another directory, or move it away")
    }
    // A link would change places instead of what it leads to.
    if hasSettings && (try? File.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)) == nil {
      throw Failure(.cannotCreate, "\(path) is a symbolic link; name the directory that it leads to")
    }
    if hasSettings && user != nil {
      let file = path + "/" + NodeInit.settings
      throw Failure(.cannotCreate, "\(file) is there: write SessionUser= and KeyUser= into it, and leave --user out")
    }
    let authority = try ca.map { try NodeInit.authority($0) }
    let certificate = try make(path, authority, hasSettings: hasSettings)
    if let user, (try? Account(named: user)) == nil {
      Terminal.complain("warning: there is no account \(user) yet; the node does not start without it")
    }
    tell(path, certificate)
  }

  private func make(_ path: String, _ authority: [UInt8]?, hasSettings: Bool) throws(Failure) -> Certificate {
    var tree = NewTree(for: path)
    if File.exists(tree.root) {
      throw Failure(.cannotCreate, "\(tree.root) is there, perhaps from an interrupted run; remove it first")
    }
    do {
      let certificate = try fill(&tree, authority)
      if hasSettings { try tree.keep(NodeInit.settings, limit: UnitFile.maximumFileBytes) }
      _ = try MemoryCompilation(try PolicyInput(directory: tree.root))
      try tree.putInPlace()
      return certificate
    } catch {
      tree.remove()
      throw Failure(.cannotCreate, "\(error)")
    }
  }

  /// The authority's certificates, PEM.
  private static func authority(_ path: String) throws -> [UInt8] {
    let bytes: [UInt8]
    do { bytes = try File.contents(path, limit: AnchorFile.maximumBytes) } catch {
      throw Failure(.noInput, error.description)
    }
    do { _ = try Chain(pem: bytes, name: path) } catch { throw Failure(.data, error.description) }
    return bytes
  }

  private func fill(_ tree: inout NewTree, _ authority: [UInt8]?) throws -> Certificate {
    let key = try PrivateKey()
    let certificate = try key.selfSigned(name: name, email: email)
    try tree.add("node.key", key.pem, mode: 0o600)
    try tree.add("node.crt", certificate.pem)
    if let authority {
      try tree.add("node.csr", try key.request(name: name, email: email))
      try tree.add("anchors/ca.pem", authority)
    } else {
      try tree.addDirectory("anchors")
    }
    try tree.add("policy", Array(Templates.policy(hasAuthority: authority != nil).utf8))
    try tree.add("lists/friends", Array(Templates.friends.utf8))
    try tree.add("lists/pests", Array(Templates.pests.utf8))
    try tree.add("handlers/echo.handler", Array(Templates.echo(user: user).utf8))
    if let user { try tree.add(NodeInit.settings, Array("[Node]\nSessionUser=\(user)\nKeyUser=\(user)\n".utf8)) }
    try tree.add("contacts", Array(Templates.contacts.utf8))
    return certificate
  }

  private func tell(_ path: String, _ certificate: borrowing Certificate) {
    Terminal.print(
      """
      Made \(path) for \(name) <\(email)>.
        cert:\(certificate.fingerprint)
        key:\(certificate.keyFingerprint)

      Whoever is to let this node in adds this line to a list of theirs, such as lists/friends:
        key:\(certificate.keyFingerprint)  # \(name) <\(email)>

      Next: put your friends' lines into \(path)/lists/friends, then run: peertls policy check --config \(path)
      """)
    guard ca != nil else { return }
    Terminal.print(
      """

      Send \(path)/node.csr to the authority. Put the certificate that it gives into \(path)/node.crt, in place of the
      self-signed one and followed by the intermediate ones if there are any; node.key stays as it is, and so does the
      line above. Who trusts the authority can then name you by your e-mail address.
      """)
  }
}
