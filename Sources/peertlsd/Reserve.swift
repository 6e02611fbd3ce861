import Processes

/// Descriptors kept back, so that a session that was let in gets its handler although there is no other left: what the
/// handler's two pipes take besides the place that its session keeps (`Slot.handlerInput`).
struct Reserve: ~Copyable {
  private var first: Descriptor?
  private var second: Descriptor?
  private var third: Descriptor?

  /// Frees them for a moment.
  mutating func lend() {
    first = nil
    second = nil
    third = nil
  }

  /// Takes them back, now or when there are some again.
  mutating func restore(_ null: borrowing Descriptor) {
    if first == nil { first = try? null.duplicate() }
    if second == nil { second = try? null.duplicate() }
    if third == nil { third = try? null.duplicate() }
  }
}
