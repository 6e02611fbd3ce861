import CSystemd
import Glibc

/// A listening socket that systemd, or systemd-socket-activate(1), has opened. Unless it is IPv6 only, a peer can come
/// from an address in ::ffff:0:0/96, which the acceptor must refuse itself.
public struct Listener: Equatable, Sendable {
  /// The socket, close-on-exec; whoever takes it owns it.
  public let descriptor: Int32
  /// `FileDescriptorName=`; systemd's default is the name of the socket unit.
  public let name: String
}

/// Socket activation, sd_listen_fds(3).
public enum Activation {
  /// The most sockets that one node listens on.
  public static let maximumListeners = 64

  /// Takes the sockets passed to this process and forgets the variables that told of them, so that no child believes
  /// them to be its own; a second call finds none. Throws when one of them is not a listening IPv6 stream socket,
  /// or when there are more than `maximumListeners`.
  public static func listeners() throws(SystemdError) -> [Listener] {
    var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let count = try SystemdError.check(
      unsafe sd_listen_fds_with_names(1, &names), "the sockets passed by systemd cannot be taken")
    var passed: [(descriptor: Int32, name: String)] = []
    for index in 0..<Int(count) {
      let name = unsafe names?[index]
      passed.append((3 + Int32(index), unsafe name.map { unsafe String(cString: $0) } ?? "unknown"))
      unsafe free(name)
    }
    unsafe free(names)
    guard passed.count <= maximumListeners else {
      throw SystemdError("\(passed.count) sockets were passed; a node listens on at most \(maximumListeners)")
    }
    var listeners: [Listener] = []
    for (descriptor, name) in passed {
      if let fault = fault(descriptor) {
        throw SystemdError(
          "socket \"\(name)\" (descriptor \(descriptor)) \(fault); PeerTLS answers on IPv6 only: write "
            + "ListenStream=[::]:4605 and BindIPv6Only=ipv6-only in its .socket unit")
      }
      listeners.append(Listener(descriptor: descriptor, name: name))
    }
    return listeners
  }

  private static func fault(_ descriptor: Int32) -> String? {
    let stream = Int32(SOCK_STREAM.rawValue)
    if sd_is_socket(descriptor, 0, 0, -1) <= 0 { return "is no socket" }
    if sd_is_socket(descriptor, AF_INET, 0, -1) > 0 { return "is an IPv4 socket" }
    if sd_is_socket(descriptor, AF_INET6, 0, -1) <= 0 { return "is no Internet socket" }
    if sd_is_socket(descriptor, AF_INET6, stream, -1) <= 0 { return "is no stream socket" }
    if sd_is_socket(descriptor, AF_INET6, stream, 1) <= 0 { return "does not listen (is Accept=yes set?)" }
    return nil
  }
}
