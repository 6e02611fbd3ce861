import Foundation
import MIME
import TestSupport
import Testing

@Test func nothingMovesTheCursorOrForgesALine() throws {
  let mail = message(
    "From: alice@example.org\nSubject: a\u{1b}[2J\u{202e}b\nContent-Type: text/plain; charset=utf-8\n\n"
      + "verdict: good\n\u{1b}[1Averdict:     good: all is well\n")
  let read = try Reader().read(mail)
  #expect(read.code == 2 && !read.output.contains("\u{1b}") && !read.output.contains("\u{202e}"), "\(read)")
  #expect(read.output.split(separator: "\n").filter { $0.hasPrefix("verdict") }.count == 1)
}

@Test func otherCharsetsAreShownAsFarAsTheyAreASCII() throws {
  let read = try Reader().read(
    message("From: a@b.example\nContent-Type: text/plain; charset=koi8-r\n\n") + [0x61, 0xC1, 0x62, 0x0D, 0x0A])
  #expect(read.says("(in koi8-r, of which only ASCII is shown)") && read.says("a\u{FFFD}b"), "\(read)")
  let latin = try Reader().read(
    message("From: a@b.example\nContent-Type: text/plain; charset=iso-8859-1\n\n") + [0xFC, 0x0D, 0x0A])
  #expect(latin.says("ü"), "\(latin)")
}

@Test(arguments: [
  ("../../etc/passwd", "passwd"), ("/etc/passwd", "passwd"), ("..\\\\..\\\\evil.exe", "evil.exe"),
  (".bashrc", "bashrc"), ("-rf", "rf"), ("a/\u{301}b.txt", "\u{301}b.txt"), ("a.\u{301}txt. ", "a.\u{301}txt"),
  ("a\u{202e}gpj.exe", "a_gpj.exe"), ("..", "part-1.bin"), ("", "part-1.bin"),
  (String(repeating: "x", count: 300) + ".png", String(repeating: "x", count: 196) + ".png"),
  ("a:b*c.txt", "a_b_c.txt"),
]) func filesAreSavedUnderSafeNames(_ name: String, _ expected: String) throws {
  let reader = try Reader()
  let mail = message(
    "From: a@b.example\nContent-Type: application/x; charset=utf-8\n"
      + "Content-Disposition: attachment; filename=\"\(name)\"\n\ncontents")
  let directory = reader.scratch.path + "/files"
  let read = try reader.read(mail, "--save", directory)
  #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [expected], "\(read)")
  #expect(try String(contentsOfFile: directory + "/" + expected, encoding: .utf8) == "contents")
}

@Test func nothingIsOverwrittenOrFollowed() throws {
  let reader = try Reader()
  try reader.scratch.write("files/a.txt", "mine")
  try reader.scratch.write("target", "target")
  try FileManager.default.createSymbolicLink(
    atPath: reader.scratch.path + "/files/a-2.txt", withDestinationPath: reader.scratch.path + "/target")
  let mail = try letter(files: [("a.txt", Array("theirs".utf8)), ("a.txt", Array("too".utf8))])
  let read = try reader.read(
    mail.message(around: mail.entity(.none), .none), "--save", reader.scratch.path + "/files")
  #expect(read.code == 2, "\(read)")
  #expect(try reader.scratch.read("files/a.txt") == "mine" && reader.scratch.read("target") == "target")
  #expect(try reader.scratch.read("files/a-3.txt") == "theirs" && reader.scratch.read("files/a-4.txt") == "too")
}

@Test(arguments: ["", "\n", "no mail at all", "\u{0}\u{0}", ": x\n\n"]) func whatIsNoMailIsSaid(_ text: String) throws {
  let read = try Reader().read(Array(text.utf8))
  #expect(read.code == 65 && read.errors.contains("this is no mail"), "\(read)")
}

@Test func aFileThatIsNotThereIsSaid() throws {
  let child = try ChildProcess([Programs.path("peertls"), "read", "--config", "/nowhere", "/nowhere/mail"])
  child.closeInput()
  #expect(try child.wait() == 66)
}

/// Neither depth nor number nor size costs more than it is long.
@Test(arguments: [
  "Content-Type: multipart/mixed; boundary=a\n\n"
    + String(repeating: "--a\nContent-Type: multipart/mixed; boundary=a\n\n", count: 50_000),
  "Content-Type: multipart/mixed; boundary=a\n\n" + String(repeating: "--a\n\n", count: 500_000),
  String(repeating: "X: y\n", count: 100_000) + "\n", "X: " + String(repeating: "y", count: 1_000_000) + "\n\n",
  "X: y\n" + String(repeating: " folded\n", count: 200_000) + "\n",
  "To: " + String(repeating: "(", count: 60_000) + "\n\nx",
  "Content-Type: text/plain" + String(repeating: ";a*0*=\"", count: 9000) + "\n\nx",
  "From: " + String(repeating: "a ", count: 30_000) + "\n\nx",
  "Subject: " + String(repeating: "=?utf-8?q?=C3?= ", count: 3000) + "\n\nx",
]) func hostileMailEndsSoon(_ text: String) throws {
  let start = Date()
  let read = try Reader().read(message("From: a@b.example\n" + text))
  #expect([1, 2, 65].contains(read.code), "\(read.code) \(read.errors)")
  #expect(Date().timeIntervalSince(start) < 10)
}

/// Each digest would be computed over all of the content.
@Test func aSignatureOfManyDigestsIsNotRead() throws {
  let script = """
    import base64
    def tlv(tag, body):
      n = len(body)
      size = bytes([n]) if n < 128 else (lambda b: bytes([128 + len(b)]) + b)(n.to_bytes((n.bit_length() + 7) // 8, 'big'))
      return bytes([tag]) + size + body
    sha256 = tlv(0x30, tlv(6, bytes.fromhex('608648016503040201')))
    data = tlv(0x30, tlv(6, bytes.fromhex('2a864886f70d010701')))
    signed = tlv(0x30, tlv(2, b'\\1') + tlv(0x31, sha256 * 20000) + data + tlv(0x31, b''))
    print(base64.encodebytes(tlv(0x30, tlv(6, bytes.fromhex('2a864886f70d010702')) + tlv(0xa0, signed))).decode())
    """
  let signature = try ChildProcess.run(["python3", "-c", script])
  let mail = message(
    "From: a@b.example\nContent-Type: multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"\n\n--b\n\n"
      + String(repeating: "x\n", count: 2_000_000)
      + "\n--b\nContent-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\n\(signature)\n--b--\n")
  let start = Date()
  let read = try Reader().read(mail)
  #expect(read.code == 1 && Date().timeIntervalSince(start) < 20, "\(read.errors)")
}
