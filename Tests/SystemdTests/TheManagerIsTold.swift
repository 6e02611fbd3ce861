import Foundation
import Glibc
import Testing

@Test func everyNotificationArrivesAsWritten() throws {
  let directory = try ScratchDirectory()
  let path = directory.url.appending(path: "notify").path
  let manager = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  defer { close(manager) }
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  let bound = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(manager, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  try #require(bound == 0)

  let said = try probe(passing: nil, environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "2000000"])
  #expect(said == ["again 0", "watchdog 2000000", "told 5"])
  var heard: [String] = []
  var bytes = [UInt8](repeating: 0, count: 4096)
  while case let count = recv(manager, &bytes, bytes.count, Int32(MSG_DONTWAIT)), count > 0 {
    heard.append(String(decoding: bytes[..<count], as: UTF8.self))
  }
  try #require(heard.count == 5)
  #expect(heard[0] == "READY=1")
  let reloading = try #require(heard[1].wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=([0-9]+)/))
  let uptime = UInt64(ProcessInfo.processInfo.systemUptime * 1_000_000)
  #expect(try #require(UInt64(reloading.output.1)) <= uptime + 1_000_000)
  #expect(heard[2] == "STATUS=all STOPPING=1 well", "a status cannot be a second message")
  #expect(heard[3...] == ["WATCHDOG=1", "STOPPING=1"])
}

@Test func withoutAManagerNobodyIsTold() throws {
  #expect(try probe(passing: nil) == ["again 0", "watchdog none", "told 0"])
}
