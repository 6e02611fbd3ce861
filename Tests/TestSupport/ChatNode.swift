import Foundation

extension NodeSetup {
  /// A node whose only service is chat, at any socket and by ALPN.
  public static func chat(_ command: String = "peertls-chat", settings: [String: String] = [:]) -> NodeSetup {
    var setup = NodeSetup()
    setup.handlers = ["chat": "ExecStart=\(command)\nALPN=sip/2\nStateDirectory=chat"]
    setup.socketName = "chat"
    setup.settings.merge(settings) { $1 }
    return setup
  }
}

extension Node {
  /// Where its conversations are.
  public var conversations: String { scratch.path + "/state/chat" }

  /// The messages of a box of the conversation with a peer, by name.
  public func messages(_ box: String, with peer: String) -> [String] {
    let directory = "\(conversations)/\(peer)/\(box)"
    return ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
  }

  /// A message's file.
  public func message(_ name: String, in box: String, with peer: String) throws -> String {
    try String(contentsOfFile: "\(conversations)/\(peer)/\(box)/\(name)", encoding: .utf8)
  }
}

/// Looks again and again until there is something to see: for what other programs do in files, of which nobody tells.
public func eventually<Found>(_ what: String, seconds: Double = 20, _ find: () throws -> Found?) throws -> Found {
  let end = Date(timeIntervalSinceNow: seconds)
  while true {
    if let found = try find() { return found }
    guard Date() < end else { throw TestFailure("\(what): not within \(seconds) s") }
    usleep(5_000)
  }
}
