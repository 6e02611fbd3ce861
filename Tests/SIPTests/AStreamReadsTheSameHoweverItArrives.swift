import SIP
import Testing

private let second = Sample().with("CSeq", "2 MESSAGE").with(body: "")
private let response =
  "SIP/2.0 200 OK\r\nVia: SIP/2.0/TLS a.example;branch=z9hG4bK1\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n"
/// Two requests, a ping, a response, a request that is too long by one, one that is malformed, and a last one.
private let stream =
  Sample().bytes + second.bytes + Framer.ping + Array(response.utf8)
  + Sample().with(body: String(repeating: "x", count: Limits.body + 1)).bytes
  + Sample().with("Subject", "\u{1}").bytes + second.bytes

@Test func aMessageIsReadWhole() throws {
  let request = try #require(arrivals(Sample().bytes).first?.request)
  #expect(request.method == "MESSAGE" && request.target == "sip:alice@example.org" && request.version == "SIP/2.0")
  #expect(request.fields[.callID] == "asd88asd77a@bob.example.net")
  #expect(request.fields.list.count == 8)
  #expect(String(decoding: request.body, as: UTF8.self) == "Watson, come here.")
}

@Test func theStreamHasWhatWasPutIn() {
  let all = arrivals(stream)
  #expect(all.count == 8)
  #expect(all.map { $0.request?.fields[.cSeq] ?? "" } == ["1 MESSAGE", "2 MESSAGE", "", "", "", "", "", "2 MESSAGE"])
  #expect(all[2...3] == [.pong, .ping])
  #expect(all[4].response?.status == .ok)
  #expect(all[5].malformed.map(shown) == "413 Request Entity Too Large")
  #expect(all[6].malformed.map(shown) == "400 Control Character in Subject Header Field")
}

@Test func oneByteAtATime() {
  var framer = Framer()
  var all: [Framer.Arrival] = []
  for byte in stream {
    framer.append([byte])
    all += drain(&framer)
  }
  #expect(all == arrivals(stream))
  #expect(!framer.isInsideMessage)
}

@Test func inTwoPartsAtEveryPlace() {
  let stream = Sample().bytes + Framer.ping + Array(response.utf8) + Sample().with("Subject", "\u{1}").bytes
  let expected = arrivals(stream)
  for place in stream.indices {
    var framer = Framer()
    framer.append(stream[..<place])
    let first = drain(&framer)
    framer.append(stream[place...])
    #expect(first + drain(&framer) == expected, "cut at \(place)")
  }
}

@Test func nothingComesBeforeTheLastByte() {
  let bytes = Sample().bytes
  var framer = Framer()
  #expect(!framer.isInsideMessage)
  framer.append(bytes.dropLast())
  #expect(framer.next() == nil && framer.isInsideMessage)
  framer.append(bytes.suffix(1))
  #expect(framer.next()?.request != nil && !framer.isInsideMessage)
}

@Test func tenThousandRequestsAtOnce() {
  let all = arrivals((0..<10_000).flatMap { Sample().with("CSeq", "\($0) MESSAGE").bytes })
  #expect(all.count == 10_000)
  #expect(all.last?.request?.fields[.cSeq] == "9999 MESSAGE")
}

/// Looking at a head again from its start at every byte would make large ones cost a hundred times more than small ones.
@Test func aByteOfALargeMessageCostsWhatAnyByteCosts() {
  func cost(_ sample: Sample, count: Int) -> Duration {
    let bytes = sample.bytes
    var framer = Framer()
    var read = 0
    let cost = ContinuousClock().measure {
      for _ in 0..<count {
        for byte in bytes {
          framer.append([byte])
          if framer.next()?.request != nil { read += 1 }
        }
      }
    }
    #expect(read == count)
    return cost
  }
  let field = ("X-Long", String(repeating: "x", count: Limits.line - 8))
  var large = Sample().with(body: String(repeating: "y", count: Limits.body))
  large.fields += [(name: String, value: String)](repeating: field, count: 7)
  let small = cost(Sample(), count: 4 * large.bytes.count / Sample().bytes.count)
  #expect(cost(large, count: 4) < small * 10)
}
