import Foundation
import Glibc
import Testing

/// Runs `systemd-probe` with `descriptor` passed as systemd passes sockets, and gives the lines it wrote.
func probe(passing descriptor: Int32?, name: String = "chat", environment: [String: String] = [:]) throws -> [String] {
  let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  let process = Process()
  process.executableURL = URL(filePath: "/bin/sh")
  // Only the process itself knows its number, and LISTEN_PID must be it.
  let script =
    descriptor == nil
    ? "exec \"$0\"" : "exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=\(name) exec \"$0\""
  process.arguments = [
    "-c", "export LISTEN_PID LISTEN_FDS LISTEN_FDNAMES; " + script, programs.appending(path: "systemd-probe").path,
  ]
  process.environment = environment
  if let descriptor { process.standardInput = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false) }
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0)
  return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
}

/// A directory that is gone with its owner.
final class ScratchDirectory {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "peertls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
