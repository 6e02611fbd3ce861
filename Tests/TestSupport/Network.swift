import Foundation

/// A network of the tests' own (network_namespaces(7)) with only a loopback interface, to which the prefixes
/// 2001:db8::/32 are local: callers from any source. It lives in one thread; sockets made there stay in it.
public final class Network: Sendable {
  private let work = Watched([@Sendable () -> Void]())
  private let hasEnded = Watched(false)

  /// Whether this process may make one.
  public static let isPossible = (try? Network()) != nil

  /// Makes one; throws where that is not allowed.
  public init() throws {
    let (work, hasEnded) = (work, hasEnded)
    Thread.detachNewThread {
      while true {
        let next = work.wait(3600) { queue -> (@Sendable () -> Void)? in queue.isEmpty ? nil : queue.removeFirst() }
        next?()
        if hasEnded.with({ $0 }) { return }
      }
    }
    try inside {
      // unshare(2) concerns the calling thread only; Glibc's module does not declare it.
      typealias Unshare = @convention(c) (Int32) -> Int32
      let newNetwork: Int32 = 0x4000_0000
      guard let symbol = dlsym(nil, "unshare"), unsafeBitCast(symbol, to: Unshare.self)(newNetwork) == 0 else {
        throw TestFailure("unshare: \(String(cString: strerror(errno)))")
      }
      try ChildProcess.run(["ip", "link", "set", "lo", "up"])
      try ChildProcess.run(["ip", "-6", "route", "add", "local", "2001:db8::/32", "dev", "lo"])
    }
  }

  deinit {
    hasEnded.with { $0 = true }
    work.with { $0.append {} }
  }

  /// Does something in this network. Not from within itself.
  public func inside<Result: Sendable>(_ body: @escaping () throws -> Result) throws -> Result {
    nonisolated(unsafe) let body = body
    let outcome = Watched<Swift.Result<Result, any Error>?>(nil)
    work.with { queue in
      queue.append { outcome.with { $0 = Swift.Result(catching: body) } }
    }
    guard let result = outcome.wait(60, until: { $0 }) else { throw TestFailure("the network's thread is stuck") }
    return try result.get()
  }

  /// An address in 2001:db8:PREFIX::/64.
  public static func address(prefix: UInt16, host: UInt32) -> in6_addr {
    var address = in6_addr()
    withUnsafeMutableBytes(of: &address) { bytes in
      let head: [UInt8] = [0x20, 1, 0x0d, 0xb8, UInt8(prefix >> 8), UInt8(prefix & 0xff)]
      bytes.copyBytes(from: head)
      for index in 0..<4 { bytes[12 + index] = UInt8(truncatingIfNeeded: host >> (24 - 8 * UInt32(index))) }
    }
    return address
  }
}
