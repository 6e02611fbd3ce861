import Processes

extension SeenMessages {
  /// What the name of a note begins with; a day's follows.
  private static let aheadPrefix = ".ahead-"

  /// Clears away what a clock noted that was ahead, once that has been known for as long as other messages are. `names`
  /// are all that there are in the directory.
  static func sweepAhead(_ names: [String], today: Int64, in directory: borrowing Directory) {
    for name in names {
      if let day = Int64(name), day > today { judge(name, today, directory) }
      // A day that has come is one like all others.
      if name.hasPrefix(aheadPrefix), Int64(name.dropFirst(aheadPrefix.count)) ?? 0 <= today {
        try? directory.remove(name)
      }
    }
  }

  private static func judge(_ name: String, _ today: Int64, _ directory: borrowing Directory) {
    let note = aheadPrefix + name
    let known = (try? text(note, in: directory)) ?? nil
    // A note from a day to come is of another time at which the clock was ahead.
    if let seen = known.flatMap({ Int64($0) }), seen <= today {
      if seen < today - days { sweep(name, in: directory) }
      return
    }
    try? directory.remove(note)
    try? directory.makeLink(note, to: String(today))
  }
}
