import Progress
import Testing

private func width(_ scalar: Unicode.Scalar) -> Int {
  (0x4E00...0x9FFF).contains(scalar.value) || scalar.value > 0x1F000 ? 2 : 1
}

private func columns(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

private func bar(_ name: String, _ done: UInt64, of size: UInt64?) -> Bar {
  var bar = Bar(name: name, size: size)
  (bar.done, bar.rate, bar.seconds) = (done, 12_900_000, 34)
  return bar
}

@Test func aWideRowHasEverything() {
  let row = bar("song.flac", 50 << 20, of: 100 << 20).row(columns: 80, width: width)
  #expect(row == "song.flac            [=========>        ]  50%  50.0 MiB  12.3 MiB/s     0:34")
}

@Test func everyRowFits() {
  let names = [
    "a", "song.flac", String(repeating: "long/", count: 40) + "end.txt", String(repeating: "漢字", count: 40), "🙂🙂🙂", "",
  ]
  for name in names {
    for size in [nil, 0, 1, 1 << 30, UInt64(Int64.max)] as [UInt64?] {
      for done in [0, 1, 1 << 29, UInt64(Int64.max)] as [UInt64] {
        for columns in 0...130 {
          var bar = bar(name, done, of: size)
          let row = bar.row(columns: columns, width: width)
          #expect(ProgressTests.columns(row) <= max(0, columns - Bar.margin), "\(columns): \(row)")
          bar.remark = "verifying"
          #expect(ProgressTests.columns(bar.row(columns: columns, width: width)) <= max(0, columns - Bar.margin))
        }
      }
    }
  }
}

@Test func aLongNameKeepsItsEnd() {
  let row = bar("photographs/of/the/last/summer/at/the/sea/img_0001.jpg", 1, of: 2).row(columns: 70, width: width)
  #expect(row.hasPrefix("…") && row.contains("img_0001.jpg "), "\(row)")
}

@Test func hundredPercentIsAll() {
  #expect(bar("a", (1 << 40) - 1, of: 1 << 40).percent == 99)
  #expect(bar("a", 1 << 40, of: 1 << 40).percent == 100)
  #expect(bar("a", 0, of: 0).percent == 100)
  #expect(bar("a", 0, of: 1).percent == 0)
  #expect(bar("a", 0, of: nil).percent == nil)
}
