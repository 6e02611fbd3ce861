/// What waits in `out/`, in the order in which it is to go, and when it may. Pure: times are parameters, monotonic, in
/// microseconds.
struct Outbox {
  /// The first wait after a temporary refusal that names none, in seconds; it doubles with each, up to `longestWait`.
  static let firstWait: UInt64 = 30
  /// The longest wait, in seconds; also where the peer names a longer one.
  static let longestWait: UInt64 = 3600
  /// The wait after 482: by then the peer has forgotten that it has the message, or knows it by its contents.
  static let mergedWait: UInt64 = 33

  private var names: [String] = []
  /// There may be more than is known.
  private(set) var mustLook = true
  /// What the peer has taken and could not be moved yet: it must not go twice.
  private(set) var accepted: [String: ClientTransaction.Form] = [:]
  /// What cannot be read and could not be moved either.
  private var unusable: Set<String> = []
  /// When sending goes on.
  private(set) var resume: UInt64 = 0
  private var wait = Outbox.firstWait

  /// The next file, where one is known.
  var first: String? { names.first }
  /// Nothing waits, as far as is known.
  var isEmpty: Bool { names.isEmpty && !mustLook }

  /// Something has come.
  mutating func look() { mustLook = true }

  /// All that there is, in its order.
  mutating func fill(_ names: [String]) {
    self.names = names.filter { !unusable.contains($0) }
    mustLook = false
  }

  /// The peer has taken it.
  mutating func accept(_ name: String, _ form: ClientTransaction.Form) {
    accepted[name] = form
    wait = Outbox.firstWait
  }

  /// It is not in `out/` any more.
  mutating func remove(_ name: String) {
    accepted[name] = nil
    names.removeAll { $0 == name }
  }

  /// Something stays in out/ that can neither go nor be moved.
  var hasUnusable: Bool { !unusable.isEmpty }

  /// It cannot go and cannot be moved: it is passed over.
  mutating func pass(over name: String) {
    unusable.insert(name)
    remove(name)
  }

  /// Nothing goes for a while, for the peer or the disk cannot take it; the seconds, unless it is for us to choose.
  mutating func pause(seconds: UInt64?, now: UInt64) {
    resume = now + min(max(seconds ?? wait, 1), Outbox.longestWait) * 1_000_000
    wait = min(wait * 2, Outbox.longestWait)
    // What came meanwhile may sort before.
    mustLook = true
    names = []
  }
}
