import SIP
import Testing

private func response(_ fields: String..., status: String = "200 OK") -> Response? {
  arrivals((["SIP/2.0 \(status)"] + fields + ["Content-Length: 0", "\r\n"]).joined(separator: "\r\n")).first?.response
}

private let via = "Via: SIP/2.0/TLS b.example;branch=z9hG4bK77"

@Test func byBranchAndMethod() throws {
  let asked = try #require(arrivals(Sample().bytes).first?.request)
  let answer = try #require(arrivals(try Response(to: asked, .ok, tag: "t").encode()).first?.response)
  #expect(asked.transaction != nil && answer.transaction == asked.transaction)
  #expect(response(via, "CSeq: 1 MESSAGE")?.transaction != response(via, "CSeq: 1 OPTIONS")?.transaction)
  #expect(response(via, "CSeq: 1 MESSAGE")?.transaction != response(via + "8", "CSeq: 1 MESSAGE")?.transaction)
}

@Test func strayResponsesHaveNone() {
  #expect(response("CSeq: 1 MESSAGE").map { $0.transaction } == .some(nil))
  #expect(response(via).map { $0.transaction } == .some(nil))
  #expect(response(via, via, "CSeq: 1 MESSAGE").map { $0.transaction } == .some(nil))
  #expect(response(via, "CSeq: 9292394834772304023312 MESSAGE").map { $0.transaction } == .some(nil))
  #expect(response("Via: SIP/2.0/TLS b.example", "CSeq: 1 MESSAGE").map { $0.transaction } == .some(nil))
}

@Test(
  arguments: [
    ("120", 120), ("18000;duration=3600", 18000), ("120 (in a meeting)", 120), ("0", 0), ("4294967295", 4_294_967_295),
    ("4294967296", nil),
    ("949302838503028349304023988", nil), ("-1", nil), ("", nil), ("x", nil), ("1x", nil),
  ] as [(String, UInt32?)])
func retryAfterIsRead(_ text: String, _ seconds: UInt32?) {
  #expect(response("Retry-After: \(text)", status: "503 Later")?.retryAfter == seconds)
}

@Test func warningsAreRead() {
  let read = response(
    "Warning: 307 isi.edu \"Session \\\"x\\\", y\", 1812 overture \"In Progress\"", "Warning: 301 [::1]:5060 \"z\"")?
    .warnings
  #expect(
    read?.map(\.code) == [307, 301] && read?.map(\.agent) == ["isi.edu", "[::1]:5060"]
      && read?.first?.text == "Session \"x\", y")
  #expect(response("Warning: \"")?.warnings == [] && response()?.warnings == [])
}

@Test(
  arguments: [
    (100, .provisional), (199, .provisional), (200, .success), (302, .redirection), (404, .clientError),
    (500, .serverError), (699, .globalFailure),
  ] as [(Int, Status.Class)])
func statusesHaveClasses(_ code: Int, _ statusClass: Status.Class) {
  #expect(Status(code)?.statusClass == statusClass && Status(code)?.isFinal == (code >= 200))
}

@Test func otherCodesAreNoStatuses() {
  for code in [-1, 0, 99, 700, 65536 + 200, Int.max] { #expect(Status(code) == nil) }
}
