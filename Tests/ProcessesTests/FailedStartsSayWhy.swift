import Glibc
import Processes
import Testing

private func codeOfStarting(_ change: (inout Program) -> Void) -> Int32? {
  var program = Program(path: "/bin/true", arguments: ["true"])
  change(&program)
  return errorOf { () throws(SystemError) in _ = try program.spawn() }?.code
}

@Test func aStartThatFailsThrowsTheReason() {
  #expect(codeOfStarting { $0.path = "/no/such/program" } == ENOENT)
  #expect(codeOfStarting { $0.path = "/etc/passwd" } == EACCES)
  #expect(codeOfStarting { $0.path = "/usr" } == EACCES)
  #expect(codeOfStarting { $0.directory = "/no/such/directory" } == ENOENT)
  #expect(codeOfStarting { $0.descriptors = [-1, -1, 100_000] } == EBADF)
  #expect(codeOfStarting { $0.descriptors = [Int32](repeating: -1, count: 17) } == EINVAL)
}

@Test func theErrorNamesTheProgram() {
  let error = errorOf { () throws(SystemError) in
    _ = try Program(path: "/no/such/program", arguments: ["x"]).spawn()
  }
  #expect(error?.description == "start /no/such/program: No such file or directory")
}
