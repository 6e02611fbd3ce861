import Glibc
import Testing

/// A socket that closes itself.
private struct Socket: ~Copyable {
  let descriptor: Int32

  init(_ family: Int32, _ type: __socket_type, listening: Bool = false, only: Bool = false) throws {
    descriptor = socket(family, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var value: Int32 = only ? 1 : 0
    if family == AF_INET6 {
      setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &value, socklen_t(MemoryLayout<Int32>.size))
    }
    // Listening without an address takes any free port.
    let result = listening ? listen(descriptor, 1) : 0
    try #require(descriptor >= 0 && result == 0)
  }

  deinit { close(descriptor) }
}

@Test(arguments: [true, false])
func aListeningIPv6SocketIsTakenOnce(_ only: Bool) throws {
  let socket = try Socket(AF_INET6, SOCK_STREAM, listening: true, only: only)
  let said = try probe(passing: socket.descriptor)
  #expect(said.prefix(2) == ["listener 3 chat", "again 0"])
}

@Test func withoutActivationThereAreNone() throws {
  #expect(try probe(passing: nil).first == "again 0")
}

private let advice =
  "; PeerTLS answers on IPv6 only: write ListenStream=[::]:4605 and BindIPv6Only=ipv6-only in its .socket unit"

@Test func othersAreRefusedByNameWithAdvice() throws {
  let ipv4 = try Socket(AF_INET, SOCK_STREAM, listening: true)
  #expect(
    try probe(passing: ipv4.descriptor).first == "error socket \"chat\" (descriptor 3) is an IPv4 socket" + advice)
  let unix = try Socket(AF_UNIX, SOCK_STREAM)
  #expect(try probe(passing: unix.descriptor).first?.contains("is no Internet socket;") == true)
  let datagram = try Socket(AF_INET6, SOCK_DGRAM)
  #expect(try probe(passing: datagram.descriptor).first?.contains("is no stream socket;") == true)
  let deaf = try Socket(AF_INET6, SOCK_STREAM)
  #expect(try probe(passing: deaf.descriptor).first?.contains("does not listen (is Accept=yes set?);") == true)
  let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
  defer { close(file) }
  #expect(
    try probe(passing: file, name: "oops").first?.hasPrefix("error socket \"oops\" (descriptor 3) is no socket;")
      == true)
}
