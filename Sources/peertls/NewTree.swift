import Glibc
import Processes

/// A directory under construction beside its place: it takes the place whole, or goes without a trace.
struct NewTree {
  /// Its place.
  let path: String
  /// Where it is until then.
  let root: String
  private var made: [(path: String, isDirectory: Bool)] = []
  /// What stands in its place already, and stays.
  private var kept: [String] = []

  /// Nothing is made yet.
  init(for path: String) {
    self.path = path
    root = path + ".new"
  }

  /// Adds a file, with the directory that it is in.
  mutating func add(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws(SystemError) {
    try addDirectory(name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "")
    let path = root + "/" + name
    try told { () throws(SystemError) in try File.create(path, bytes, mode: mode) }
    made.append((path, false))
  }

  /// Takes over a file that stands in its place already, of at most so many bytes.
  mutating func keep(_ name: String, limit: Int) throws(SystemError) {
    try add(name, try File.contents(path + "/" + name, limit: limit))
    kept.append(name)
  }

  /// Adds a directory; the root's own where the name is empty.
  mutating func addDirectory(_ name: String) throws(SystemError) {
    if made.isEmpty {
      try makeParents()
      try makeNew(root)
    }
    let path = name.isEmpty ? root : root + "/" + name
    if !made.contains(where: { $0.path == path }) { try makeNew(path) }
  }

  /// Puts it into its place, which must be free or a directory that has nothing but what is kept.
  mutating func putInPlace() throws(SystemError) {
    let directories = made.filter(\.isDirectory).map(\.path)
    let (root, path) = (root, path)
    try told { () throws(SystemError) in
      for path in directories.prefix(1).map(File.parent) + directories {
        try File.synchronise(try File.open(path), name: path)
      }
      if kept.isEmpty { try File.renameDurably(root, to: path) } else { try File.exchange(root, with: path) }
    }
    made = []
    if kept.isEmpty { return }
    for name in kept { try? File.remove(root + "/" + name) }
    try? File.removeDirectory(root)
  }

  /// Removes what was made.
  mutating func remove() {
    for entry in made.reversed() {
      try? entry.isDirectory ? File.removeDirectory(entry.path) : File.remove(entry.path)
    }
    made = []
  }

  private mutating func makeNew(_ path: String) throws(SystemError) {
    try told { () throws(SystemError) in try File.makeNewDirectory(path) }
    made.append((path, true))
  }

  /// Runs a step, whose error names the place and not where the tree is made.
  private func told(_ body: () throws(SystemError) -> Void) throws(SystemError) {
    do throws(SystemError) { try body() } catch {
      if error.operation.contains(root) { throw SystemError("make \(path)", code: error.code) }
      throw error
    }
  }

  private mutating func makeParents() throws(SystemError) {
    for index in root.indices where root[index] == "/" && index != root.startIndex {
      let parent = String(root[..<index])
      if !File.exists(parent) { try makeNew(parent) }
    }
  }
}
