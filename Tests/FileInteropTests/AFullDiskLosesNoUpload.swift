import Foundation
import TestSupport
import Testing

/// Whether this process may mount a file system.
private let canMount: Bool = {
  guard let scratch = try? Scratch() else { return false }
  return withExtendedLifetime(scratch) { (try? SmallDisk(at: scratch.path, options: "size=64k")) != nil }
}()

/// A file system with hardly any room, unmounted with this object.
private final class SmallDisk {
  private let path: String

  init(at path: String, options: String) throws {
    self.path = path
    try ChildProcess.run(["mount", "-t", "tmpfs", "-o", options, "peertls-test", path])
  }

  deinit { _ = try? ChildProcess.run(["umount", "-l", path]) }
}

/// Two hundred uploads to a disk that is full again and again: what was said to be stored is there whole, what was refused
/// has left what was there, and nothing else is to be seen. Clients/uploads.py looks after each, and makes room.
@Test(.enabled(if: canMount, "no right to mount a file system"), arguments: ["size=8m", "size=64m,nr_inodes=24"])
func aFullDiskLosesNoUpload(_ options: String) throws {
  let node = try Node(.file())
  let owner = Programs.isPrivileged ? ",uid=\(try account())" : ""
  let disk = try SmallDisk(at: node.files, options: options + ",mode=770" + owner)
  let client = Ftplib(node: node)
  let output = try client.run(
    "uploads", ["--", "200", "\(2 << 20)", node.incoming(), "/incoming", "fills"], seconds: 120)
  print("200 uploads to \(options): \(output.split(separator: "\n").last ?? "")")
  #expect(try node.stop() == 0)
  withExtendedLifetime(disk) {}
}

private func account() throws -> String {
  try ChildProcess.run(["id", "-u", Programs.unprivilegedAccount]).trimmingCharacters(in: .newlines)
}
