import MailQueue
import Testing

private let day: Int64 = 86_400
private let start: Int64 = 20_000 * day

@Test func whatIsLookedAtOftenWaitsByTheClock() {
  var waiting = Waiting(since: start)
  for hour in 1...120 as ClosedRange<Int64> { waiting = waiting.at(start + hour * 3600) }
  #expect(waiting == Waiting(seconds: 5 * day, seen: start + 5 * day))
}

@Test(arguments: [2 * day, 365 * day, 30_000 * day]) func aLeapAheadCountsAsADay(_ leap: Int64) {
  let ahead = Waiting(since: start).at(start + leap)
  #expect(ahead.seconds == day)
  let back = ahead.at(start + 60)
  #expect(back == Waiting(seconds: day, seen: start + 60))
  #expect(back.at(start + 3660).seconds == day + 3600)
}

@Test(arguments: [start, start + 365 * day]) func aClockThatGoesBackCountsNothing(_ queued: Int64) {
  let back = Waiting(since: queued).at(7)
  #expect(back == Waiting(seconds: 0, seen: 7))
  #expect(back.at(start + day).seconds == day)
}

@Test func onlyWhatWouldBeLostIsNoted() {
  let waiting = Waiting(since: start)
  for quiet in [0, 60, day / 2] { #expect(!waiting.isNews(at: start + quiet)) }
  for news in [-1, -start, day / 2 + 1, 365 * day] { #expect(waiting.isNews(at: start + news)) }
}
