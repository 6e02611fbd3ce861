import CLinux
import Foundation

/// A program that a test has started; it does not outlive this object.
public final class ChildProcess: Sendable {
  /// Its process identifier.
  public let pid: pid_t
  /// Its standard output.
  public let output: Output
  /// Its standard error.
  public let errors: Output
  /// Standard error, where it is read as a trail.
  let trail: Trail?
  private let status = Watched<Int32?>(nil)
  private let inputEnd: Watched<Int32?>

  /// Starts a program found on the PATH, with pipes for 0, 1 and 2.
  /// Starts a program found on the PATH, with pipes for 0, 1 and 2.
  public convenience init(_ command: [String], environment: [String: String] = [:]) throws {
    try self.init(command, environment: environment, passing: [], trail: false)
  }

  /// Passes further descriptors on, from 3 upwards. With `trail`, what it writes to 2 is read as records.
  init(
    _ command: [String], environment: [String: String], passing descriptors: [Int32], trail isTrail: Bool
  ) throws {
    // Whoever ends early must not end the tests when they write to it.
    Foundation.signal(SIGPIPE, SIG_IGN)
    let (input, output, errors) = (try Self.pipe(), try Self.pipe(), try Self.pipe())
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let sources = [input.read, output.write, errors.write] + descriptors
    // First out of the way of the places, then into them.
    let high = try sources.map { source in
      let copy = fcntl(source, F_DUPFD_CLOEXEC, 100)
      guard copy >= 0 else { throw TestFailure("fcntl: \(String(cString: strerror(errno)))") }
      return copy
    }
    for (place, source) in high.enumerated() { posix_spawn_file_actions_adddup2(&actions, source, Int32(place)) }

    var inherited = ProcessInfo.processInfo.environment
    for name in ["NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"] { inherited[name] = nil }
    let variables = inherited.merging(environment) { $1 }.map { strdup("\($0)=\($1)") } + [nil]
    let arguments = command.map { strdup($0) } + [nil]
    defer { for text in variables + arguments { free(text) } }
    // The test runner blocks and ignores signals; a program starts as from a shell.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, command[0], &actions, &attributes, arguments, variables)
    for descriptor in high + [input.read, output.write, errors.write] { close(descriptor) }
    guard code == 0 else {
      for descriptor in [input.write, output.read, errors.read] { close(descriptor) }
      throw TestFailure("\(command[0]): \(String(cString: strerror(code)))")
    }
    self.pid = pid
    self.output = Output(of: output.read)
    trail = isTrail ? Trail(reading: errors.read) : nil
    self.errors = isTrail ? Output() : Output(of: errors.read)
    inputEnd = Watched(input.write)
    let (child, status) = (pid, status)
    Thread.detachNewThread {
      var code: Int32 = 0
      while waitpid(child, &code, 0) < 0 && errno == EINTR {}
      status.with { $0 = code }
    }
  }

  deinit {
    closeInput()
    signal(SIGKILL)
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard clinux_pipe(&ends) == 0 else { throw TestFailure("pipe: \(String(cString: strerror(errno)))") }
    return (ends[0], ends[1])
  }

  /// Whether it has not ended.
  public var isRunning: Bool { status.with { $0 == nil } }

  /// Sends a signal, unless it has ended.
  public func signal(_ signal: Int32) { status.with { if $0 == nil { kill(pid, signal) } } }

  /// Writes all of it to the program's input; what it no longer reads is lost.
  public func write(_ bytes: [UInt8]) {
    inputEnd.with { input in
      guard let input else { return }
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Foundation.write(input, $0.baseAddress, $0.count) }
        if count <= 0 { return }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Writes text to its input.
  public func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes all of it and returns when the program has read it.
  public func writeAndWait(_ bytes: [UInt8], seconds: Double = 10) throws {
    write(bytes)
    let end = Date(timeIntervalSinceNow: seconds)
    while isRunning {
      var unread: Int32 = 0
      // FIONREAD tells it on either end of a pipe.
      let isKnown = inputEnd.with { input in input.map { ioctl($0, UInt(FIONREAD), &unread) == 0 } ?? false }
      if !isKnown || unread == 0 { return }
      guard Date() < end else { throw TestFailure("\(unread) bytes are not read in \(seconds) s") }
      sched_yield()
    }
  }

  /// End of file on the program's input.
  public func closeInput() {
    inputEnd.with { input in
      if let descriptor = input { close(descriptor) }
      input = nil
    }
  }

  /// Waits for the end: the exit code, or 128 and the signal's number as shells say it.
  @discardableResult
  public func wait(seconds: Double = 10) throws -> Int32 {
    guard let code = status.wait(seconds, until: { $0 }) else {
      throw TestFailure("process \(pid) has not ended in \(seconds) s; it said: \(errors.text.suffix(2000))")
    }
    return code & 0x7f == 0 ? (code >> 8) & 0xff : 128 + (code & 0x7f)
  }

  /// Runs a program to its end and returns what it wrote; throws unless it succeeds.
  @discardableResult
  public static func run(_ command: [String], input: String = "", seconds: Double = 30) throws -> String {
    let child = try ChildProcess(command)
    child.write(input)
    child.closeInput()
    let code = try child.wait(seconds: seconds)
    try child.output.waitForEnd()
    try child.errors.waitForEnd()
    guard code == 0 else {
      throw TestFailure("\(command.joined(separator: " ")) ended with \(code): \(child.errors.text)")
    }
    return child.output.text
  }
}
