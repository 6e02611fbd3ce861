import Foundation
import TestSupport
import Testing

/// Whether this process may mount a small file system.
private let canMount = (try? SmallDisk(options: "size=64k")) != nil

/// A file system of its own with hardly any room, unmounted with this object.
private final class SmallDisk {
  let scratch: Scratch

  init(options: String) throws {
    scratch = try Scratch()
    try ChildProcess.run(["mount", "-t", "tmpfs", "-o", options, "peertls-test", scratch.path])
  }

  deinit { _ = try? ChildProcess.run(["umount", "-l", scratch.path]) }
}

@Test(.enabled(if: canMount, "no right to mount a file system"), arguments: ["size=%dk", "size=1m,nr_inodes=%d"])
func aFullDiskLeavesNothing(_ options: String) throws {
  var failures = 0
  for room in 1...64 {
    let disk = try SmallDisk(options: options.replacingOccurrences(of: "%d", with: "\(room * 4)"))
    let directory = disk.scratch.path + "/a/node"
    let run = try peertls(
      "node", "init", directory, "--name", "Zoë", "--email", "zoe@example.org", "--user", "nobody")
    if run.code == 0 {
      #expect(failures > 0)
      #expect(try peertls("policy", "check", "--config", directory).code == 0)
      return
    }
    failures += 1
    #expect(run.code == 73 && run.errors.contains("No space left"), "\(run.errors)")
    #expect(try disk.scratch.everything(in: "").isEmpty, "with room for \(room)")
  }
  Issue.record("it never fits")
}
