import Foundation
import Glibc
import Testing

/// A real systemd-journald in a mount namespace of its own, which only root can make.
final class PrivateJournal {
  private let process = Process()
  private let directory: ScratchDirectory

  static var isPossible: Bool {
    geteuid() == 0
      && ["/usr/bin/unshare", "/usr/bin/nsenter", journald].allSatisfy(FileManager.default.isExecutableFile)
  }

  private static let journald = "/lib/systemd/systemd-journald"

  /// Starts it and waits for its READY=1, twenty seconds at most.
  init() throws {
    directory = try ScratchDirectory()
    let notify = try NotifySocket(directory.url.appending(path: "notify").path)
    process.executableURL = URL(filePath: "/usr/bin/unshare")
    process.arguments = [
      "--mount", "--propagation", "private", "sh", "-ec",
      "mount -t tmpfs none /run; mount -t tmpfs none /var/log; mkdir -p /run/systemd/journal /run/log/journal; "
        + "exec \(Self.journald)",
    ]
    process.environment = ["NOTIFY_SOCKET": notify.path, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]
    try process.run()
    repeat {} while try !notify.receive().contains("READY=1")
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  private var root: String { "/proc/\(process.processIdentifier)/root" }

  /// Where it takes records.
  var socket: String { root + "/run/systemd/journal/socket" }

  /// All entries that match, each a dictionary of its fields, after everything sent has been written.
  func entries(_ match: String) throws -> [[String: String]] {
    try run("/usr/bin/nsenter", ["-t", "\(process.processIdentifier)", "-m", "journalctl", "--sync"])
    let lines = try run("/usr/bin/journalctl", ["-D", root + "/run/log/journal", "-o", "json", "--all", "-q", match])
    return try lines.split(separator: "\n").map { line in
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      // journalctl writes what is not printable as a list of bytes.
      return object.mapValues { value in
        value as? String ?? String(decoding: (value as? [Int] ?? []).map { UInt8($0) }, as: UTF8.self)
      }
    }
  }
}

/// The manager's end of sd_notify(3).
private struct NotifySocket: ~Copyable {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    var timeout = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    self.path = path
    self.descriptor = descriptor
    try #require(bound == 0)
  }

  deinit { close(descriptor) }

  func receive() throws -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    try #require(count > 0, "journald did not become ready")
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
