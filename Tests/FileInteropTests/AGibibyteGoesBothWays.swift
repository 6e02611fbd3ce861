import Foundation
import TestSupport
import Testing

private let size = 1 << 30

/// The whole of it, compared as it comes, at flat memory; one after the other, for each needs the machine.
@Suite(.serialized) struct AGibibyteGoesBothWays {
  @Test(.timeLimit(.minutes(5))) func byCurl() throws {
    let node = try Node(.file())
    let curl = Curl(node: node)
    let url = curl.url("incoming/big")
    try shell("\(Contents.command(size)) | \"$@\"", curl.command(["-T", "-", url]), on: node)
    try shell("\(Contents.command(size)) | cmp - \"$@\"", [node.incoming() + "/big"], on: node)
    try shell("\"$@\" | { \(Contents.command(size)) | cmp - /dev/fd/3; } 3<&0", curl.command([url]), on: node)
    #expect(try node.stop() == 0)
  }

  @Test(.timeLimit(.minutes(5))) func byFtplib() throws {
    let node = try Node(.file())
    for verb in ["STOR", "RETR"] {
      let client = try Ftplib(node: node).start("big", ["\(verb) /incoming/big", Contents.command(size)])
      try expectSuccess(of: client, on: node)
    }
    try shell("\(Contents.command(size)) | cmp - \"$@\"", [node.incoming() + "/big"], on: node)
    #expect(try node.stop() == 0)
  }
}

/// Runs a pipeline in which `"$@"` are these words.
private func shell(_ script: String, _ words: [String], on node: Node) throws {
  try expectSuccess(of: ChildProcess(["sh", "-c", script, "sh"] + words), on: node)
}

/// Waits for a client's success, and sees how much memory those have meanwhile who serve it.
private func expectSuccess(of client: ChildProcess, on node: Node) throws {
  var highest: [String: Int] = [:]
  while client.isRunning {
    for program in ["peertls-session", "peertls-file"] {
      for pid in ProcessTable.descendants(of: node.pid, running: program) {
        highest[program] = max(highest[program] ?? 0, ProcessTable.kibibytes(of: pid, "VmHWM") ?? 0)
      }
    }
    usleep(50_000)
  }
  let outcome = try Outcome(of: client, seconds: 5)
  #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)\n\(node.trail.tail)")
  for (program, kibibytes) in highest { #expect(kibibytes < 16 * 1024, "\(program): \(kibibytes) KiB") }
}
