import Foundation

/// systemd's side of sd_notify(3): what the node has said to it.
final class ServiceManager: Sendable {
  let path: String
  private let messages = Watched([String]())
  private let descriptor: Int32

  init(at path: String) throws {
    self.path = path
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard descriptor >= 0, bound == 0 else { throw TestFailure("bind \(path): \(String(cString: strerror(errno)))") }
    chmod(path, 0o777)
    self.descriptor = descriptor
    let messages = messages
    Thread.detachNewThread {
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { break }
        messages.with { $0.append(String(decoding: buffer[..<count], as: UTF8.self)) }
      }
      close(descriptor)
    }
  }

  /// Ends the thread, which closes the socket.
  deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// How often the node has said READY=1.
  var timesReady: Int { messages.with { Self.times("READY=1", $0) } }

  /// Waits until the node has said READY=1 more often than `before`.
  func waitForReady(after before: Int, seconds: Double) -> Bool {
    wait(for: "READY=1", count: before + 1, seconds: seconds)
  }

  /// Waits until a line was sent so often.
  func wait(for line: String, count: Int, seconds: Double) -> Bool {
    messages.wait(seconds) { Self.times(line, $0) >= count ? true : nil } ?? false
  }

  private static func times(_ line: String, _ messages: [String]) -> Int {
    messages.count { $0.split(separator: "\n").contains { $0 == line } }
  }
}
