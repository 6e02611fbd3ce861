import Foundation
import TestSupport

/// Bytes that are nowhere the same twice, made as fast as they are sent: AES in counter mode over zeros.
enum Contents {
  /// The shell's words that write so many of them.
  static func command(_ size: Int, seed: Int = 1) -> String {
    "openssl enc -aes-128-ctr -K \(String(seed, radix: 16)) -iv 0 -in /dev/zero 2>/dev/null | head -c \(size)"
  }

  /// Writes a file of them and returns its path.
  @discardableResult
  static func file(_ path: String, size: Int, seed: Int = 1) throws -> String {
    try ChildProcess.run(["sh", "-c", command(size, seed: seed) + " >\"$0\"", path])
    return path
  }
}

/// What a client has done.
struct Outcome {
  let code: Int32
  let output: String
  let errors: String

  /// Waits for a client's end.
  init(of client: ChildProcess, seconds: Double) throws {
    client.closeInput()
    code = try client.wait(seconds: seconds)
    try client.output.waitForEnd()
    try client.errors.waitForEnd()
    output = client.output.text
    errors = client.errors.text
  }
}

/// Compares two files byte by byte; throws where they differ.
func compare(_ first: String, _ second: String) throws { try ChildProcess.run(["cmp", first, second], seconds: 120) }

/// Compares two directories with all that is in them.
func compareTrees(_ first: String, _ second: String) throws {
  try ChildProcess.run(["diff", "-r", "--no-dereference", "--exclude=.peertls", first, second], seconds: 120)
}
