import SIP
import Testing

@Test func twoLineEndsAreAPing() {
  #expect(arrivals(Framer.ping) == [.pong, .ping])
  #expect(arrivals(Framer.ping + Framer.ping) == [.pong, .ping, .pong, .ping])
}

@Test func oneLineEndIsAPong() {
  #expect(arrivals(Framer.pong) == [.pong])
  let all = arrivals(Framer.pong + Sample().bytes + Framer.pong + Sample().bytes)
  #expect(all.map { $0 == .pong } == [true, false, true, false])
}

@Test func aMessageBetweenTwoLineEndsMakesNoPing() {
  #expect(!arrivals(Framer.pong + Sample().with(body: "").bytes + Framer.pong).contains(.ping))
}

@Test func aLineEndDoesNotBeginAMessage() {
  var framer = Framer()
  framer.append(Framer.pong)
  _ = drain(&framer)
  #expect(!framer.isInsideMessage)
}
