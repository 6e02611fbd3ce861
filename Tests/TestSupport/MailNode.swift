import Foundation

extension NodeSetup {
  /// A node whose only service is mail, at any socket and by ALPN.
  public static func mail(_ command: String = "peertls-smtp", settings: [String: String] = [:]) -> NodeSetup {
    var setup = NodeSetup()
    setup.handlers = ["smtp": "ExecStart=\(command)\nALPN=smtp\nStateDirectory=smtp"]
    setup.socketName = "smtp"
    setup.settings.merge(settings) { $1 }
    return setup
  }
}

extension Node {
  /// Where its mail is.
  public var mail: String { scratch.path + "/state/smtp" }
}
