import TestSupport

/// A built program as readelf(1) and nm(1) see it.
struct Elf {
  let path: String

  init(_ program: String) { path = Programs.path(program) }

  /// The libraries that it needs at run time; empty also where it has no dynamic section.
  func needed() throws -> [String] {
    try dynamicSection().compactMap { line in
      guard line.contains("(NEEDED)"), let start = line.firstIndex(of: "["), let end = line.lastIndex(of: "]") else {
        return nil
      }
      return String(line[line.index(after: start)..<end])
    }
  }

  func dynamicSection() throws -> [Substring] { try lines("readelf", "-dW") }
  func programHeaders() throws -> [Substring] { try lines("readelf", "-lW") }
  func header() throws -> [Substring] { try lines("readelf", "-hW") }

  /// Position-independent: a shared object to the loader.
  func isPositionIndependent() throws -> Bool { try header().contains { $0.contains("Type:") && $0.contains("DYN") } }

  /// What the loader relocates is read-only afterwards, all of it.
  func hasFullRELRO() throws -> Bool {
    let flags = try dynamicSection()
    return try programHeaders().contains { $0.contains("GNU_RELRO") }
      && flags.contains { $0.contains("BIND_NOW") || $0.contains("Flags: NOW") }
  }

  /// Nothing is both writable and executable, the stack neither.
  func hasNoWritableCode() throws -> Bool {
    try !programHeaders().contains { ($0.contains("LOAD") || $0.contains("GNU_STACK")) && $0.contains("RWE") }
  }

  func hasInterpreter() throws -> Bool { try programHeaders().contains { $0.contains("INTERP") } }

  /// Defined symbols whose name contains something.
  func symbols(containing text: String) throws -> [Substring] {
    try lines("nm", "--defined-only").filter { $0.contains(text) }
  }

  private func lines(_ command: String...) throws -> [Substring] {
    try ChildProcess.run(command + [path]).split(separator: "\n")
  }
}
