import Glibc
import Processes

/// What systemd has in mind with this unit, by `systemctl list-jobs`: the one way to tell a restart from a stop where no
/// ExecStop= was run, as in a reload or before the start is done.
enum UnitJobs {
  private static let patience: UInt64 = 5_000_000
  private static let maximumBytes = 4096

  /// Whether a restart of the unit that this process is in waits for its end; nil where it is in none, or systemd does not
  /// say.
  static func wantRestart() -> Bool? {
    guard let unit, let answer = ask(unit) else { return nil }
    return answer.split(separator: UInt8(ascii: "\n")).contains { line in
      let words = line.split(separator: UInt8(ascii: " ")).map { Array($0) }
      return words.count > 2 && words[1] == Array(unit.utf8) && words[2] == Array("restart".utf8)
    }
  }

  /// By its control group, cgroups(7).
  private static var unit: String? {
    let groups = (try? File.contents("/proc/self/cgroup", limit: 64 << 10)) ?? []
    for line in groups.split(separator: UInt8(ascii: "\n")) {
      let name = String(decoding: line.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
      if name.hasSuffix(".service") { return name }
    }
    return nil
  }

  private static func ask(_ unit: String) -> [UInt8]? {
    guard let pipe = try? Pipe() else { return nil }
    let manager = Account.isPrivileged ? [] : ["--user"]
    var program = Program(
      path: "/usr/bin/systemctl", arguments: ["systemctl"] + manager + ["--no-legend", "--full", "list-jobs", unit])
    program.environment = ["XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"].compactMap { name in
      Environment.value(name).map { "\(name)=\($0)" }
    }
    program.descriptors = [-1, pipe.writing.number, -1]
    guard let process = try? program.spawn() else { return nil }
    let reading = pipe.reading
    _ = consume pipe.writing
    var answer: [UInt8] = []
    let end = Clock.monotonic + patience
    while case let now = Clock.monotonic, now < end, answer.count < maximumBytes {
      var list = WaitingList()
      list.add(reading.number, .read)
      list.wait(milliseconds: Int((end - now) / 1000) + 1)
      switch Bytes.read(reading.number, appendingTo: &answer, atMost: maximumBytes) {
      case .moved, .wouldBlock: continue
      case .ended: return answer
      case .failed: break
      }
      break
    }
    Children.signal(process, SIGKILL)
    return nil
  }
}
