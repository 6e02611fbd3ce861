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
  /// A person's configuration directory with this certificate and these contacts.
  func person(_ credential: Credential, contacts: String = "", policy: String? = nil) throws -> String {
    try write("me/node.crt", String(contentsOfFile: credential.chain, encoding: .utf8))
    try write("me/node.key", String(contentsOfFile: credential.key, encoding: .utf8), mode: 0o600)
    try write("me/contacts", contacts)
    if let policy {
      try write("me/policy", policy)
      try write("me/acme.pem", try PKI.acme.pem)
    }
    return path + "/me"
  }

  /// Every path below, sorted.
  func everything(in directory: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path + "/" + directory).sorted()
  }
}
