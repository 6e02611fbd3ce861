import Foundation
import TestSupport

/// Whom and what a process that was taken over tries its escapes on.
final class Targets {
  private let scratch: Scratch
  private let abstractName = "peertls-test-\(UUID().uuidString)"
  private let abstract: Int32
  private let datagram: Int32
  private let listener: (descriptor: Int32, port: UInt16)
  /// Anybody's file that nobody may remove.
  let shared: String

  init() throws {
    scratch = try Scratch()
    try scratch.directory("shared")
    try scratch.write("shared/foreign", "kept")
    shared = scratch.path + "/shared"
    for path in [shared, shared + "/foreign"] { chmod(path, 0o777) }
    abstract = try Targets.unixSocket(SOCK_STREAM, "\0" + abstractName)
    datagram = try Targets.unixSocket(SOCK_DGRAM, scratch.path + "/datagram")
    chmod(scratch.path + "/datagram", 0o777)
    listener = try Listening.open()
  }

  deinit { for descriptor in [abstract, datagram, listener.descriptor] { close(descriptor) } }

  /// The words of a line for `hostile`.
  func words(
    _ node: Node, acceptor: pid_t? = nil, session: pid_t, sibling: pid_t, foreign: String
  ) -> String {
    "acceptor=\(acceptor ?? node.pid) session=\(session) sibling=\(sibling) port=\(listener.port) foreign=\(foreign)"
      + " key=\(node.scratch.path)/etc/node.key shared=\(shared) abstract=\(abstractName)"
      + " datagram=\(scratch.path)/datagram program=\(Programs.path("peertls-session"))"
  }

  /// Makes everything as it was.
  func restore() {
    var byte: UInt8 = 0
    while recv(datagram, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {}
    for descriptor in [abstract, listener.descriptor] {
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      while poll(&wait, 1, 0) == 1 { close(accept(descriptor, nil, nil)) }
    }
    let manager = FileManager.default
    for name in (try? manager.contentsOfDirectory(atPath: shared)) ?? [] {
      try? manager.removeItem(atPath: shared + "/" + name)
    }
    manager.createFile(atPath: shared + "/foreign", contents: Data())
    chmod(shared + "/foreign", 0o777)
  }

  /// Nobody has come by the sockets or changed the file.
  func areUntouched() -> Bool {
    var byte: UInt8 = 0
    let isQuiet = [abstract, listener.descriptor].allSatisfy { descriptor in
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&wait, 1, 0) == 0
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: shared)) ?? []
    return isQuiet && recv(datagram, &byte, 1, Int32(MSG_DONTWAIT)) < 0 && names == ["foreign"]
  }

  private static func unixSocket(_ kind: __socket_type, _ name: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(name.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
    }
    guard isBound, kind == SOCK_DGRAM || listen(descriptor, 5) == 0 else {
      throw TestFailure("a Unix socket: \(String(cString: strerror(errno)))")
    }
    return descriptor
  }
}
