import Foundation

/// What the kernel says of processes, proc(5).
public enum ProcessTable {
  /// The processes that descend from one, zombies too, in no order.
  public static func descendants(of ancestor: pid_t) -> [pid_t] {
    var children: [pid_t: [pid_t]] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let pid = pid_t(name), let parent = stat(pid)?.parent else { continue }
      children[parent, default: []].append(pid)
    }
    var (found, next) = ([pid_t](), [ancestor])
    while let pid = next.popLast() {
      let more = children[pid] ?? []
      found += more
      next += more
    }
    return found
  }

  /// Descendants that run this program.
  public static func descendants(of ancestor: pid_t, running name: String) -> [pid_t] {
    descendants(of: ancestor).filter { text($0, "comm")?.trimmingCharacters(in: .newlines) == String(name.prefix(15)) }
  }

  /// What each open descriptor of a process refers to, by number.
  public static func descriptors(of pid: pid_t) -> [Int32: String] {
    let directory = "/proc/\(pid)/fd"
    var found: [Int32: String] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] {
      guard let number = Int32(name) else { continue }
      found[number] = (try? FileManager.default.destinationOfSymbolicLink(atPath: directory + "/" + name)) ?? "?"
    }
    return found
  }

  /// A line of /proc/PID/status.
  public static func status(of pid: pid_t, _ key: String) -> String? {
    text(pid, "status")?.split(separator: "\n").first { $0.hasPrefix(key + ":") }
      .map { $0.dropFirst(key.count + 1).trimmingCharacters(in: .whitespaces) }
  }

  /// The parent of a process.
  public static func parent(of pid: pid_t) -> pid_t? { stat(pid)?.parent }

  /// Whether there is such a process, ended and not reaped perhaps.
  public static func has(_ pid: pid_t) -> Bool { kill(pid, 0) == 0 }

  /// Waits until there is no such process; false when the time is over.
  public static func loses(_ pid: pid_t, seconds: Double = 10) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while has(pid) && Date() < end { usleep(10_000) }
    return !has(pid)
  }

  /// VmHWM and the like, in KiB.
  public static func kibibytes(of pid: pid_t, _ key: String) -> Int? {
    status(of: pid, key).flatMap { Int($0.split(separator: " ").first ?? "") }
  }

  /// A line of /proc/PID/limits, such as `Max open files`.
  public static func limit(of pid: pid_t, _ name: String) -> (soft: String, hard: String)? {
    guard let line = text(pid, "limits")?.split(separator: "\n").first(where: { $0.hasPrefix(name + " ") }) else {
      return nil
    }
    let values = line.dropFirst(name.count).split(separator: " ")
    return values.count >= 2 ? (String(values[0]), String(values[1])) : nil
  }

  /// Processor time used so far, in seconds.
  public static func processorSeconds(of pid: pid_t) -> Double? {
    stat(pid).map { Double($0.ticks) / Double(sysconf(Int32(_SC_CLK_TCK))) }
  }

  private static func stat(_ pid: pid_t) -> (parent: pid_t, ticks: Int)? {
    guard let text = text(pid, "stat"), let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 12, let parent = pid_t(fields[1]), let user = Int(fields[11]), let system = Int(fields[12])
    else { return nil }
    return (parent, user + system)
  }

  private static func text(_ pid: pid_t, _ file: String) -> String? {
    guard let handle = fopen("/proc/\(pid)/\(file)", "re") else { return nil }
    defer { fclose(handle) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = fread(&buffer, 1, buffer.count, handle)
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
