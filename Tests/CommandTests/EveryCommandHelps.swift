import TestSupport
import Testing

@Test func everyCommandHelps() throws {
  for command in [[], ["node"], ["node", "init"], ["policy"], ["policy", "compile"], ["policy", "check"]]
    + [["policy", "explain"], ["connect"], ["chat"], ["message"], ["conversations"], ["deliver"], ["audit"]]
    + [["send"], ["get"], ["ls"]]
  {
    let child = try ChildProcess([Programs.path("peertls")] + command + ["--help"])
    #expect(try child.wait() == 0)
    try child.output.waitForEnd()
    #expect(child.output.text.contains("USAGE: peertls \(command.joined(separator: " "))"), "\(command)")
  }
  #expect(try peertls("--version").output == "peertls 0.1\n")
  for group in [[], ["node"], ["policy"]] {
    let bare = try ChildProcess([Programs.path("peertls")] + group)
    #expect(try bare.wait() == 64)
    try bare.output.waitForEnd()
    try bare.errors.waitForEnd()
    #expect(bare.output.text.isEmpty && bare.errors.text.contains("SUBCOMMANDS:"), "\(group)")
  }
}
