import Foundation
import TestSupport
import Testing

/// What goes up is on the disk, and what comes down is the same, to the byte; over either TLS, with and without curl's
/// wish to use a session again.
@Test(arguments: [[], ["--no-sessionid"], ["--tls-max", "1.2"], ["--tls-max", "1.2", "--no-sessionid"]])
func curlGoesBothWays(_ options: [String]) throws {
  let scratch = try Scratch()
  let node = try Node(.file(settings: ["MinimumTLS": "1.2"]))
  let curl = Curl(node: node, options: options)
  for size in [0, 1, 1 << 20] {
    let file = try Contents.file(scratch.path + "/\(size)", size: size)
    try curl.upload(file, to: "incoming/\(size)")
    try compare(file, node.incoming() + "/\(size)")
    try curl.download("incoming/\(size)", to: scratch.path + "/back")
    try compare(file, scratch.path + "/back")
    #expect(node.visible().contains("\(size)"))
    let head = try curl.succeed(["-I", curl.url("incoming/\(size)")])
    #expect(head.contains("Content-Length: \(size)\r\n"))
  }
  // Several over one connection, down and up.
  let pub = try node.offered()
  for number in 0..<20 { try Contents.file("\(pub)/\(number)", size: number * 1000, seed: 2 + number) }
  let down = try scratch.directory("down")
  try curl.succeed((0..<20).flatMap { ["-o", "\(down)/\($0)", curl.url("pub/\($0)")] })
  try compareTrees(pub, down)
  try curl.succeed((0..<20).flatMap { ["-T", "\(down)/\($0)", curl.url("incoming/down/")] } + ["--ftp-create-dirs"])
  try compareTrees(down, node.incoming() + "/down")
  let sessions = node.trail.records.filter { $0.event == .verdict }
  #expect(sessions.allSatisfy { $0[.tlsVersion] == (options.contains("1.2") ? "TLSv1.2" : "TLSv1.3") })
  #expect(sessions.count == 11, "one connection for each time that curl was started")
  #expect(try node.stop() == 0)
}

/// A person's certificate names no host, and its key is what friends know: that is all that curl needs to look at.
@Test func curlKnowsTheNodeByItsKey() throws {
  let scratch = try Scratch()
  var setup = NodeSetup.file()
  setup.credential = PKI.bob
  let node = try Node(setup)
  let pin = try ChildProcess.run([
    "sh", "-c",
    "openssl x509 -in $0 -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | base64",
    PKI.bob.chain,
  ])
  let file = try Contents.file(scratch.path + "/file", size: 1 << 20)
  let curl = Curl(
    node: node, options: ["--insecure", "--pinnedpubkey", "sha256//" + pin.trimmingCharacters(in: .newlines)])
  try curl.upload(file, to: "incoming/file")
  try compare(file, node.incoming() + "/file")
  let astray = Curl(
    node: node, options: ["--insecure", "--pinnedpubkey", "sha256//" + Data(count: 32).base64EncodedString()])
  #expect(try astray.run(["-T", file, astray.url("incoming/astray")]).code == 90)
  #expect(node.visible() == ["file"])
  #expect(try node.stop() == 0)
}

/// By ALPN a socket of other services leads to files too.
@Test func alpnLeadsToFiles() throws {
  var setup = NodeSetup.file()
  setup.handlers["echo"] = "ExecStart=cat\nALPN=echo"
  setup.socketName = "echo"
  let node = try Node(setup)
  try Ftplib(node: node, options: ["--alpn"]).run("login")
  #expect(try node.stop() == 0)
}
