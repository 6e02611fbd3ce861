import FTP

/// Feeds bytes to the resolver of paths: from the root, from a directory, and each line of them after the other. What
/// resolves is within every limit, never leads out, is found again by its text, and goes into one line of a reply.
public func fuzzFTPPath(_ bytes: [UInt8]) {
  check(bytes, from: VirtualPath())
  guard let home = try? VirtualPath().resolving(Array("/incoming/a".utf8)) else { preconditionFailure("it resolves") }
  check(bytes, from: home)
  var current = home
  for line in bytes.split(separator: 10) {
    guard let next = try? current.resolving(Array(line)) else { continue }
    current = next
    check(bytes, from: current)
  }
}

private func check(_ bytes: [UInt8], from start: VirtualPath) {
  guard let path = try? start.resolving(bytes) else { return }
  precondition(path.components.count <= VirtualPath.maximumDepth && path.text.utf8.count <= VirtualPath.maximumBytes)
  for name in path.components {
    precondition(VirtualPath.isName(name) && name != ".." && name != "." && !name.utf8.contains(0x2f))
    precondition(name.utf8.count <= VirtualPath.maximumNameBytes && name != VirtualPath.reservedName)
    precondition(name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != 0xff })
  }
  precondition((try? VirtualPath().resolving(Array(path.text.utf8))) == path, "a path is found by its text")
  precondition((try? path.resolving([])) == path)
  precondition(path.isRoot || (try? path.parent.appending(path.name ?? "")) == path)
  let reply = Reply.path(path, "it is.").encode()
  precondition(reply.filter { $0 == 10 }.count == 1 && reply.last == 10)
}
