import Foundation
import MIME
import SMIME
import TLS
import TestSupport
import Testing

/// Something signed with what is signed inside, so often.
private func nested(_ entity: [UInt8], _ count: Int, in scratch: Scratch) throws -> [UInt8] {
  let script = """
    head='Content-Type: application/pkcs7-mime\\r\\nContent-Transfer-Encoding: binary\\r\\n\\r\\n'
    for i in $(seq "$1"); do
      openssl cms -sign -binary -nodetach -signer "$2" -inkey "$3" -outform DER -in "$0" -out "$0.der"
      { printf "$head"; cat "$0.der"; } >"$0"
    done
    rm "$0.der"
    """
  let path = scratch.path + "/nested"
  try Data(entity).write(to: URL(filePath: path))
  _ = try ChildProcess.run(
    ["sh", "-c", script, path, "\(count)", People.alice.chain, People.alice.key], seconds: 120)
  return Array("From: alice@example.org\r\n".utf8) + (try Data(contentsOf: URL(filePath: path)))
}

@Test(arguments: [EnvelopeLimits.depth, EnvelopeLimits.depth + 1]) func deepLayersAreNotOpened(_ count: Int) throws {
  let reader = try Reader()
  let mail = try nested(message("Content-Type: text/plain\n\ndeep\n"), count, in: reader.scratch)
  let read = try reader.read(mail)
  let isOpen = count <= EnvelopeLimits.depth
  #expect(read.code == (isOpen ? 0 : 1) && read.says("deep") == isOpen, "\(read)")
  #expect(isOpen != read.says("BAD: there are too many layers"))
}

@Test func manyLayersBesideEachOtherAreNotOpened() throws {
  let part = try SMIMEMessage.sign(message("Content-Type: text/plain\n\nx\n"), by: try People.alice.credentials())
  var mail = Array("From: alice@example.org\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n".utf8)
  for _ in 0...EnvelopeLimits.envelopes { mail += Array("--outer\r\n".utf8) + part + Array("\r\n".utf8) }
  let read = try Reader().read(mail + Array("--outer--\r\n".utf8))
  #expect(read.code == 1 && read.says("BAD: there are too many layers"), "\(read)")
}

/// Each layer has its content in memory once.
@Test func layersCostNoMoreThanTheirLimit() throws {
  let reader = try Reader()
  let bytes = EnvelopeLimits.bytes / 7
  let content = message("Content-Type: application/octet-stream\n\n") + [UInt8](repeating: 0x41, count: bytes)
  let file = try reader.file("mail", try nested(content, EnvelopeLimits.depth, in: reader.scratch))
  let script = """
    import resource, subprocess, sys
    run = subprocess.run(sys.argv[1:], capture_output=True, text=True)
    print(run.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, run.stdout)
    """
  let said = try ChildProcess.run(
    ["python3", "-c", script, Programs.path("peertls"), "read", "--config", reader.directory, file], seconds: 120)
  let words = said.split(separator: " ").map(String.init)
  #expect(words[0] == "1" && said.contains("BAD: the layers hold too much together"), "\(said)")
  #expect((Int(words[1]) ?? .max) * 1024 < EnvelopeLimits.bytes * 5 / 2, "\(said)")
}

/// A thousand fields are read, and no more.
@Test func whatIsSignedBeyondALimitStaysClosed() throws {
  let reader = try Reader()
  let fields = String(repeating: "X: y\n", count: MIMELimits.fields + 1)
  let mail = try nested(message("Content-Type: text/plain\n" + fields + "\nwords\n"), 1, in: reader.scratch)
  let read = try reader.read(mail)
  #expect(read.code == 1 && read.says("by Alice") && !read.says("words"), "\(read)")
  #expect(read.says("BAD: what is inside goes beyond a limit: too many header fields"))
}
