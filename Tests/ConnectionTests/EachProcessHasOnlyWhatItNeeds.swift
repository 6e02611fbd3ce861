import Foundation
import TestSupport
import Testing

/// A session that has locked itself down: one that still starts has its policy open.
private func session(of node: Node, serving: Bool) throws -> pid_t {
  let end = Date(timeIntervalSinceNow: 5)
  while Date() < end {
    for pid in node.sessions where ProcessTable.descriptors(of: pid).values.contains("/dev/null") {
      if ProcessTable.descriptors(of: pid).values.contains(where: { $0.hasSuffix("policy.cdb") }) { continue }
      if serving == (ProcessTable.descriptors(of: pid).values.count { $0.hasPrefix("pipe:") } > 1) { return pid }
    }
    usleep(5_000)
  }
  throw TestFailure("no such session")
}

/// `pipe:[1234]` is a pipe.
private func kinds(_ descriptors: [Int32: String]) -> [String] {
  descriptors.values.map { value in
    let name = value.split(separator: "/").last.map(String.init) ?? value
    return value.contains(":[") ? String(value.prefix { $0 != ":" }) : name
  }.sorted()
}

/// The kernel gives the files of a process that cannot be dumped to root; a spare may still be starting.
private func waitUntilHidden(_ pid: pid_t) throws {
  let end = Date(timeIntervalSinceNow: 5)
  while Date() < end {
    let attributes = try FileManager.default.attributesOfItem(atPath: "/proc/\(pid)/maps")
    if attributes[.ownerAccountID] as? Int == 0 { return }
    usleep(5_000)
  }
  throw TestFailure("process \(pid) can be dumped")
}

@Test func sessionsAreLockedDown() throws {
  let node = try Node()
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("in")
  for pid in node.sessions {
    try waitUntilHidden(pid)
    #expect(ProcessTable.status(of: pid, "NoNewPrivs") == "1")
    for set in ["CapEff", "CapPrm", "CapInh", "CapAmb"] {
      #expect(ProcessTable.status(of: pid, set) == "0000000000000000", "\(set)")
    }
    if Programs.isPrivileged {
      let nobody = try #require(getpwnam(Programs.unprivilegedAccount)?.pointee.pw_uid)
      #expect(ProcessTable.status(of: pid, "Uid") == Array(repeating: "\(nobody)", count: 4).joined(separator: "\t"))
      #expect(ProcessTable.status(of: pid, "Groups")?.split(separator: " ").contains("0") != true)
    }
    for (name, value) in [("Max core file size", "0"), ("Max open files", "32")] {
      let limit = try #require(ProcessTable.limit(of: pid, name))
      #expect(limit == (value, value), "\(name)")
    }
  }
}

@Test(.enabled(if: Programs.isPrivileged, "only root may look at another account's descriptors"))
func descriptorsAreThoseOfTheContract() throws {
  let node = try Node()
  let spare = try session(of: node, serving: false)
  let waiting = kinds(ProcessTable.descriptors(of: spare))
  // Input, output, log, the channel, no journal, and the line to peertls-keyd; what was inherited has been read.
  #expect(
    waiting.filter { $0 != "anon_inode" } == ["null", "null", "null", "pipe", "socket", "socket"], "\(waiting)")
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("in")
  let serving = kinds(ProcessTable.descriptors(of: try session(of: node, serving: true)))
  // The connection, and the two pipes of the handler; nothing is to be signed any more.
  #expect(
    serving.filter { $0 != "anon_inode" } == ["null", "null", "null", "pipe", "pipe", "pipe", "socket", "socket"],
    "\(serving)")
  let handler = try #require(ProcessTable.descendants(of: node.pid, running: "cat").first)
  #expect(kinds(ProcessTable.descriptors(of: handler)) == ["pipe", "pipe", "pipe"])
  #expect(Set(ProcessTable.descriptors(of: handler).keys) == [0, 1, 2])
  #expect(ProcessTable.status(of: handler, "NoNewPrivs") == "1")
  #expect(ProcessTable.status(of: handler, "CapEff") == "0000000000000000")
  // Signals 32 and 33 are the C library's own, and posix_spawn(3), which started the node, ignores them.
  let ignored = try #require(ProcessTable.status(of: handler, "SigIgn").flatMap { UInt64($0, radix: 16) })
  #expect(ignored & ~(3 << 31) == 0)
  #expect(ProcessTable.status(of: handler, "SigBlk") == "0000000000000000")
}

/// The key is nowhere that a handler or another account could read it.
@Test func noHandlerReadsTheKey() throws {
  let node = try Node(NodeSetup(program: "#!/bin/sh\ncat < \"${0%/bin/*}/etc/node.key\" 2>&1\necho end\n"))
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.waitForEnd() }
  if Programs.isPrivileged { #expect(!caller.output.text.contains("PRIVATE KEY")) }
  #expect(caller.output.text.contains("end"))
  let compiled = try Data(contentsOf: URL(filePath: node.scratch.path + "/run/policy.cdb"))
  let key = try ChildProcess.run([
    "sh", "-c", "openssl pkey -in $0 -text -noout | sed -n 3,5p | tr -d ' :\\n'", PKI.bob.key,
  ])
  let secret = stride(from: 2, to: 34, by: 2).compactMap { offset -> UInt8? in
    let start = key.index(key.startIndex, offsetBy: offset)
    return UInt8(key[start..<key.index(start, offsetBy: 2)], radix: 16)
  }
  #expect(secret.count == 16)
  #expect(compiled.range(of: Data(secret)) == nil)
}
