import Glibc
import Processes
import Testing

/// What a program wrote to its descriptor 1, and how it ended.
struct Outcome {
  let output: String
  let status: Int32

  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// Runs a program to its end. Its descriptors are nothing, a pipe to here, this process's log, and `others` from 3 on.
func run(_ program: Program, others: [Int32] = []) throws -> Outcome {
  var program = program
  let null = try File.open("/dev/null", O_RDWR)
  let pipe = try Pipe()
  program.descriptors = [null.number, pipe.writing.number, 2] + others
  let pid = try program.spawn()
  let reading = onlyReading(pipe)
  var output: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = read(reading.number, &buffer, buffer.count)
    if count < 0 && errno == EINTR { continue }
    if count <= 0 { break }
    output += buffer.prefix(count)
  }
  var status: Int32 = 0
  while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
  return Outcome(output: String(decoding: output, as: UTF8.self), status: status)
}

/// A shell that runs `script`.
func shell(_ script: String) -> Program { Program(path: "/bin/sh", arguments: ["sh", "-c", script]) }

/// The error of something that must fail.
func errorOf(_ body: () throws(SystemError) -> Void) -> SystemError? {
  do throws(SystemError) {
    try body()
    return nil
  } catch {
    return error
  }
}

/// A directory of its own for `body`, removed afterwards.
func withDirectory(_ body: (String) throws -> Void) throws {
  var name = Array("/tmp/peertls-processes-XXXXXX".utf8CString)
  try #require(mkdtemp(&name) != nil)
  let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { _ = try? run(Program(path: "/bin/rm", arguments: ["rm", "-rf", path])) }
  try body(path)
}

private func onlyReading(_ pipe: consuming Pipe) -> Descriptor { pipe.reading }
