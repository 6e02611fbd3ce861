import Glibc

/// The only system calls that sending a record takes; none of them blocks longer than asked for.
enum Transport {
  /// A connected socket for datagrams or a stream, close-on-exec; nil if nobody listens at `path`.
  static func connect(path: String, _ kind: __socket_type = SOCK_DGRAM) -> Int32? {
    let descriptor = socket(AF_UNIX, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    guard connect(descriptor, path: path) else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Connects a socket to whoever listens at `path` now, and with it every copy of it in other processes.
  static func connect(_ descriptor: Int32, path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    // The kernel wants the terminating zero within the structure.
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    } == 0
  }

  /// Sends all of it or nothing, waiting for room at most `patience` milliseconds.
  static func send(_ bytes: [UInt8], socket: Int32, patience: Int32) -> Bool {
    let deadline = now() + Int(patience)
    while true {
      let sent = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
      }
      if sent == bytes.count { return true }
      guard sent < 0, errno == EAGAIN, isWritable(socket, until: deadline) else { return false }
    }
  }

  /// Writes a line of at most PIPE_BUF bytes whole, if the descriptor takes it within `patience` milliseconds.
  static func write(line: [UInt8], descriptor: Int32, patience: Int32) -> Bool {
    if send(line, socket: descriptor, patience: patience) { return true }
    guard errno == ENOTSOCK, isWritable(descriptor, until: now() + Int(patience)) else { return false }
    return unsafe line.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) } == line.count
  }

  private static func isWritable(_ descriptor: Int32, until deadline: Int) -> Bool {
    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    let left = max(0, deadline - now())
    return unsafe poll(&wait, 1, Int32(clamping: left)) == 1 && wait.revents == Int16(POLLOUT)
  }

  /// Microseconds since 1970 UTC.
  static var realtimeMicroseconds: Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }

  /// Milliseconds of CLOCK_MONOTONIC.
  private static func now() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
