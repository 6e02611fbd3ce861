import Foundation

/// Something did not happen in its time, or a program did not do what a test is built on.
public struct TestFailure: Error, CustomStringConvertible {
  /// What happened, or did not.
  public let description: String

  /// With what there is to say.
  public init(_ description: String) { self.description = description }
}

/// State that threads share, and a way to wait for it to become what is wanted; never a sleep.
public final class Watched<State>: @unchecked Sendable {
  private let condition = NSCondition()
  private var state: State

  /// With this to begin with.
  public init(_ state: State) { self.state = state }

  /// Reads or changes the state and wakes who waits for it.
  public func with<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
    condition.lock()
    defer {
      condition.broadcast()
      condition.unlock()
    }
    return try body(&state)
  }

  /// Waits until `find` returns something; nil when the time is over.
  public func wait<Result>(_ seconds: Double, until find: (inout State) -> Result?) -> Result? {
    let end = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let result = find(&state) { return result }
      if !condition.wait(until: end) { return find(&state) }
    }
  }
}

/// Reads a descriptor to its end on a thread of its own, and closes it.
func readToEnd(_ descriptor: Int32, _ take: @escaping @Sendable ([UInt8]?) -> Void) {
  Thread.detachNewThread {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      take(Array(buffer[..<count]))
    }
    close(descriptor)
    take(nil)
  }
}

/// What a descriptor has brought so far.
public final class Output: Sendable {
  private let state = Watched((bytes: [UInt8](), ended: false))

  /// Of nothing.
  init() { state.with { $0.ended = true } }

  init(of descriptor: Int32) {
    let state = state
    readToEnd(descriptor) { chunk in
      state.with { state in
        if let chunk { state.bytes += chunk } else { state.ended = true }
      }
    }
  }

  /// So far.
  public var bytes: [UInt8] { state.with { $0.bytes } }
  /// So far, as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Waits until the text contains something.
  public func wait(for text: String, seconds: Double = 10) throws {
    let found = state.wait(seconds) { state in
      String(decoding: state.bytes, as: UTF8.self).contains(text) || state.ended ? true : nil
    }
    guard found != nil, self.text.contains(text) else {
      throw TestFailure("no \"\(text)\" in \(seconds) s; there is: \(self.text.suffix(2000))")
    }
  }

  /// Waits until there are so many bytes.
  public func wait(forBytes count: Int, seconds: Double = 10) throws {
    let found = state.wait(seconds) { $0.bytes.count >= count || $0.ended ? true : nil }
    guard found != nil, bytes.count >= count else { throw TestFailure("\(bytes.count) bytes, not \(count)") }
  }

  /// Waits until `find` finds something in what there is, looking again whenever there is more.
  public func wait<Result>(for what: String, seconds: Double = 10, find: ([UInt8]) -> Result?) throws -> Result {
    guard let found = state.wait(seconds, until: { state in find(state.bytes).map { $0 } }) else {
      throw TestFailure("no \(what) in \(seconds) s; there is: \(text.suffix(2000))")
    }
    return found
  }

  /// Waits until nobody holds the other end.
  public func waitForEnd(seconds: Double = 10) throws {
    guard state.wait(seconds, until: { $0.ended ? true : nil }) != nil else {
      throw TestFailure("the output has not ended in \(seconds) s; there is: \(text.suffix(2000))")
    }
  }
}
