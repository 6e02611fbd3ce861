import Processes

/// Two descriptors kept back, so that a session that was let in gets its handler although there is no other left.
final class Reserve {
  private var first: Descriptor?
  private var second: Descriptor?

  /// Frees them for a moment.
  func lend() {
    first = nil
    second = nil
  }

  /// Takes them back, now or when there are some again.
  func restore(_ null: borrowing Descriptor) {
    if first == nil { first = try? null.duplicate() }
    if second == nil { second = try? null.duplicate() }
  }
}
