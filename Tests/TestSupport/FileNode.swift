import Foundation

extension PKI {
  /// The node at [::1], as clients want it that look at host names and at what a key may be used for.
  public static let host: Credential = {
    var request = CertificateRequest.person(
      "Bob Example", email: "bob@example.org", more: "/UID=bob",
      usage: ["keyUsage=critical,digitalSignature", "extendedKeyUsage=clientAuth,serverAuth"])
    request.names.append("IP.1=::1")
    return try! acme.issue(request)
  }()
}

extension NodeSetup {
  /// A node whose only service is files, at any socket and by ALPN; `limits` are the rule's, such as `files=read`.
  public static func file(_ limits: String = "", settings: [String: String] = [:]) -> NodeSetup {
    var setup = NodeSetup(policy: "anchor acme anchors/acme.pem\nallow * anchor=acme \(limits)\n")
    setup.handlers = ["file": "ExecStart=peertls-file\nALPN=ftp\nControl=yes\nStateDirectory=file"]
    setup.socketName = "file"
    setup.credential = PKI.host
    setup.settings.merge(settings) { $1 }
    return setup
  }
}

extension Node {
  /// STATE_DIRECTORY of its files.
  public var files: String { scratch.path + "/state/file" }

  /// Where what a peer has written is.
  public func incoming(from peer: String = "alice@example.org") -> String { "\(files)/incoming/\(peer)" }

  /// The names there that a peer can see, in order.
  public func visible(from peer: String = "alice@example.org") -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: incoming(from: peer))) ?? []
    return names.filter { $0 != ".peertls" }.sorted()
  }

  /// A directory below what is offered to all, made where it is missing.
  public func offered(_ name: String = "") throws -> String {
    let directory = "\(files)/pub" + (name.isEmpty ? "" : "/" + name)
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    return directory
  }

  /// Does something in the network that its socket is in.
  public func run<Result: Sendable>(_ body: @escaping () throws -> Result) throws -> Result {
    try network?.inside(body) ?? body()
  }
}
