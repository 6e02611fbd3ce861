import Foundation
import TestSupport

/// What a run of the person's command has left.
struct Run {
  let code: Int32
  let output: String
  let errors: String
}

/// Runs `peertls` to its end.
func peertls(_ arguments: String..., input: String = "", seconds: Double = 20) throws -> Run {
  let child = try ChildProcess([Programs.path("peertls")] + arguments)
  child.write(input)
  child.closeInput()
  let code = try child.wait(seconds: seconds)
  try child.output.waitForEnd()
  try child.errors.waitForEnd()
  return Run(code: code, output: child.output.text, errors: child.errors.text)
}

extension Scratch {
  /// Every path below, sorted.
  func everything(in directory: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path + "/" + directory).sorted()
  }
}
