import Foundation
import TestSupport

/// A person with a directory `here`, and bob, whose files are in `there` behind Servers/ftpd.py.
final class Transferring {
  let scratch: Scratch
  private let server: ChildProcess
  private let port: String
  private let me: String

  /// `settings` are those of Servers/ftpd.py.
  init(_ settings: [String: Any] = [:]) throws {
    scratch = try Scratch()
    for name in ["here", "there/incoming", "there/pub"] { try scratch.directory(name) }
    let anchors = try scratch.write("anchors.pem", try PKI.acme.pem)
    let json = String(decoding: try JSONSerialization.data(withJSONObject: settings), as: UTF8.self)
    server = try ChildProcess(
      ["python3", Programs.package + "/Tests/TransferTests/Servers/ftpd.py", PKI.bob.chain, PKI.bob.key, anchors]
        + [scratch.path + "/there", json])
    try server.output.wait(for: "\n")
    port = String(server.output.text.prefix { $0 != "\n" })
    me = try scratch.person(PKI.alice, contacts: "bob [::1]:\(port) key=\(PKI.bob.keyFingerprint)\n")
  }

  deinit { server.signal(SIGKILL) }

  /// The commands that the server got so far, and whose certificate data connections had.
  var commands: [String] { server.output.text.split(separator: "\n").dropFirst().map(String.init) }

  /// Waits for a command.
  func wait(for command: String) throws { try server.output.wait(for: "\n" + command) }

  /// What is run for a command of ours: a verb, then what follows WHO.
  func command(_ verb: String, _ arguments: [String], options: [String] = []) -> [String] {
    ["env", "-C", scratch.path + "/here", Programs.path("peertls"), verb, "--config", me] + options + ["bob"]
      + arguments
  }

  /// Runs `peertls send`, `get` or `ls` to its end.
  func run(_ verb: String, _ arguments: String..., options: [String] = [], seconds: Double = 60) throws -> Run {
    try Run(command(verb, arguments, options: options), seconds: seconds)
  }

  /// Makes a file of so many bytes, none like another; when it was changed last.
  @discardableResult
  func make(_ name: String, _ count: Int, seed: UInt64 = 1, modified: TimeInterval? = nil) throws -> Data {
    let path = scratch.path + "/" + name
    try scratch.directory((name as NSString).deletingLastPathComponent)
    let data = Transferring.bytes(count, seed: seed)
    try data.write(to: URL(filePath: path))
    if let modified {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: modified)], ofItemAtPath: path)
    }
    return data
  }

  /// What a file has; nil where there is none.
  func contents(_ name: String) -> Data? { FileManager.default.contents(atPath: scratch.path + "/" + name) }

  /// When a file was changed last, in seconds since 1970.
  func modified(_ name: String) throws -> Int {
    let date = try FileManager.default.attributesOfItem(atPath: scratch.path + "/" + name)[.modificationDate] as? Date
    return Int(date?.timeIntervalSince1970 ?? -1)
  }

  /// Everything in a directory, directories ending with `/`, sorted.
  func names(_ directory: String) throws -> [String] {
    let root = scratch.path + "/" + directory
    return try FileManager.default.subpathsOfDirectory(atPath: root).map { name in
      var isDirectory: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: root + "/" + name, isDirectory: &isDirectory)
      let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: root + "/" + name)) != nil
      return name + (isLink ? "@" : isDirectory.boolValue ? "/" : "")
    }.sorted()
  }

  private static func bytes(_ count: Int, seed: UInt64) -> Data {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    var words = [UInt64](repeating: 0, count: (count + 7) / 8)
    for index in words.indices {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      words[index] = state
    }
    return words.withUnsafeBytes { Data($0.prefix(count)) }
  }
}

/// Features of a server that tells no SHA-256.
let withoutHash = ["EPSV", "SIZE", "MDTM", "MFMT", "REST STREAM", "MLST type*;size*;modify*;"]

let mebibyte = 1 << 20
