import Glibc

/// The only system calls that sending a record takes; none of them blocks.
enum Transport {
  /// A connected datagram socket, close-on-exec; nil if nobody listens at `path`.
  static func connect(path: String) -> Int32? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    // The kernel wants the terminating zero within the structure.
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    let connected = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Sends all of it at once or nothing.
  static func send(_ bytes: [UInt8], socket: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    } == bytes.count
  }

  /// Writes a line of at most PIPE_BUF bytes whole, if the descriptor takes it now.
  static func write(line: [UInt8], descriptor: Int32) -> Bool {
    if send(line, socket: descriptor) { return true }
    guard errno == ENOTSOCK else { return false }
    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard unsafe poll(&wait, 1, 0) == 1, wait.revents == Int16(POLLOUT) else { return false }
    return unsafe line.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) } == line.count
  }
}
