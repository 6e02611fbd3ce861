import Foundation
import TestSupport
import Testing

/// The numbers that make a private key secret, as `openssl pkey -text` tells them.
private func secrets(_ key: String) throws -> [String: [UInt8]] {
  let secret: Set = ["priv", "privateExponent", "prime1", "prime2", "exponent1", "exponent2", "coefficient"]
  var (found, name) = ([String: [UInt8]](), "")
  for line in try ChildProcess.run(["openssl", "pkey", "-in", key, "-noout", "-text"]).split(separator: "\n") {
    if line.hasPrefix(" "), secret.contains(name) {
      found[name, default: []] += line.split(separator: ":").compactMap {
        UInt8($0.trimmingCharacters(in: .whitespaces), radix: 16)
      }
    } else {
      name = String(line.prefix { $0 != ":" })
    }
  }
  // A number that would look negative begins with a zero.
  return found.mapValues { Array($0.drop { $0 == 0 }) }
}

/// Pieces of it that nobody has by chance: 16 bytes of each number as it is written, 16 of how a processor keeps it, and
/// what of it stands in a PEM file.
private func traces(_ key: String) throws -> (numbers: [[UInt8]], text: [[UInt8]]) {
  var (numbers, text) = ([[UInt8]](), [[UInt8]]())
  for (_, bytes) in try secrets(key) {
    for form in [bytes, bytes.reversed()] {
      for start in stride(from: 0, through: form.count - 16, by: 8) { numbers.append(Array(form[start..<start + 16])) }
    }
    for shift in 0..<3 where bytes.count >= 27 {
      let coded = [UInt8](Data(bytes[shift...].prefix(24)).base64EncodedString().utf8)
      for start in stride(from: 0, through: coded.count - 16, by: 8) { text.append(Array(coded[start..<start + 16])) }
    }
  }
  return (numbers, text)
}

/// How many of the traces are somewhere in a process's memory.
private func count(_ traces: [[UInt8]], in pid: pid_t) throws -> Int {
  let maps = try String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8)
  let memory = open("/proc/\(pid)/mem", O_RDONLY)
  guard memory >= 0 else { throw TestFailure("the memory of \(pid) cannot be read: \(errno)") }
  defer { close(memory) }
  var (found, total) = (Set<Int>(), 0)
  // By their first two bytes: a process has millions of places to look at.
  var beginning = [[Int]](repeating: [], count: 1 << 16)
  for (index, trace) in traces.enumerated() { beginning[Int(trace[0]) << 8 | Int(trace[1])].append(index) }
  for line in maps.split(separator: "\n") {
    let fields = line.split(separator: " ")
    let ends = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
    guard ends.count == 2, fields[1].hasPrefix("r"), ends[0] < 1 << 47 else { continue }
    var bytes = [UInt8](repeating: 0, count: Int(ends[1] - ends[0]))
    let length = pread(memory, &bytes, bytes.count, off_t(ends[0]))
    guard length > 0 else { continue }
    total += length
    bytes.withUnsafeBufferPointer { bytes in
      for place in 0..<length - 15 {
        for index in beginning[Int(bytes[place]) << 8 | Int(bytes[place + 1])]
        where bytes[place..<place + 16].elementsEqual(traces[index]) { found.insert(index) }
      }
    }
  }
  guard total > 1 << 20 else { throw TestFailure("only \(total) bytes of the memory of \(pid) can be read") }
  return found.count
}

/// Neither a session that waits nor one that serves has it, nor the acceptor; and the test would see it: the process that
/// signs has it, and a session has what is not secret.
@Test(.enabled(if: Programs.isPrivileged, "only root reads others' memory"), arguments: CertificateRequest.Key.good)
func noOtherProcessHasAByteOfTheKey(_ kind: CertificateRequest.Key) throws {
  var setup = NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "2"])
  setup.credential = try PKI.acme.issue(.person("Node", key: kind))
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("served") }
  let (numbers, text) = try traces(setup.credential.key)
  #expect(numbers.count >= 6 && text.count >= 3)
  let keyd = try #require(node.keyds.first)
  #expect(try count(numbers, in: keyd) >= 3, "the test sees no key where there is one")
  #expect(try count(text, in: keyd) == 0, "the file's text was wiped")
  let certificate = try ChildProcess.run([
    "sh", "-c",
    "openssl x509 -in \"$0\" -pubkey -noout | openssl pkey -pubin -outform DER | tail -c 24 | od -An -v -tx1",
    setup.credential.chain,
  ])
  let known = certificate.split { $0.isWhitespace }.compactMap { UInt8($0, radix: 16) }
  let sessions = node.sessions
  #expect(sessions.count == 3)
  for pid in sessions {
    #expect(try count([Array(known.prefix(16))], in: pid) == 1, "the test does not read the session's memory")
  }
  for pid in sessions + [node.pid] + ProcessTable.descendants(of: node.pid, running: "cat") {
    #expect(try count(numbers + text, in: pid) == 0, "process \(pid)")
  }
  caller.finish()
  #expect(try node.stop() == 0)
}

@Test func theKeysProcessIsLockedDown() throws {
  let node = try Node()
  let pid = try #require(node.keyds.first)
  #expect(ProcessTable.status(of: pid, "NoNewPrivs") == "1")
  #expect(ProcessTable.status(of: pid, "Seccomp") == "2")
  for set in ["CapEff", "CapPrm", "CapInh", "CapAmb"] {
    #expect(ProcessTable.status(of: pid, set) == "0000000000000000", "\(set)")
  }
  #expect(try #require(ProcessTable.limit(of: pid, "Max core file size")) == ("0", "0"))
  // The kernel gives the files of a process that cannot be dumped to root.
  #expect(try FileManager.default.attributesOfItem(atPath: "/proc/\(pid)/maps")[.ownerAccountID] as? Int == 0)
  guard Programs.isPrivileged else { return }
  let account = try #require(getpwnam(Programs.keyAccount)?.pointee.pw_uid)
  #expect(ProcessTable.status(of: pid, "Uid") == Array(repeating: "\(account)", count: 4).joined(separator: "\t"))
  // Input, output, log, channel, its poller, and the spares' lines: neither the key's file nor the certificates'.
  let open = ProcessTable.descriptors(of: pid).values
  let known = ["/dev/null", "pipe:", "socket:", "anon_inode:[eventpoll]"]
  #expect(open.allSatisfy { file in known.contains { file.hasPrefix($0) } }, "\(open)")
}
