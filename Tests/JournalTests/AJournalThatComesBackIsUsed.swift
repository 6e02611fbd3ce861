import Foundation
import Glibc
import Journal
import Testing

/// A bound datagram socket, as journald has one.
private func listener(at path: String) throws -> Int32 {
  unlink(path)
  let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  let bound = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  try #require(bound == 0)
  return descriptor
}

/// Who reconnects one copy of the socket has reconnected all: sessions, which may not connect, go on with theirs.
@Test func aJournalThatComesBackIsUsed() throws {
  let directory = try ScratchDirectory()
  let path = directory.url.appending(path: "socket").path
  let first = try listener(at: path)
  let journal = try #require(Log.connectJournal(path: path))
  let copy = dup(journal)
  defer { for descriptor in [journal, copy] { close(descriptor) } }
  var session = Log(journal: copy, identifier: "peertls-session")
  close(first)
  session.send(Record(.verdict, priority: .info, message: "m"))
  #expect(session.lost == 1)
  unlink(path)
  #expect(!Log.reconnect(journal: journal, path: path))
  let second = try listener(at: path)
  defer { close(second) }
  session.send(Record(.verdict, priority: .info, message: "m"))
  #expect(session.lost == 2, "nobody has reconnected it")
  #expect(Log.reconnect(journal: journal, path: path))
  session.send(Record(.verdict, priority: .info, message: "m"))
  #expect(session.lost == 0)
  var bytes = [UInt8](repeating: 0, count: 4096)
  let count = recv(second, &bytes, bytes.count, Int32(MSG_DONTWAIT))
  #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).contains("PEERTLS_LOST=2\n"))
}
