import Processes

/// Descriptors kept back, so that a session that was let in gets its handler although there is no other left: what the
/// handler's two pipes and its control channel take besides the place that its session keeps (`Slot.handlerInput`).
struct Reserve: ~Copyable {
  private static let size = 5
  private var kept: [Int32] = []

  deinit { for number in kept { _ = Descriptor(adopting: number) } }

  /// Frees them for a moment.
  mutating func lend() {
    for number in kept { _ = Descriptor(adopting: number) }
    kept.removeAll(keepingCapacity: true)
  }

  /// Takes them back, now or when there are some again.
  mutating func restore(_ null: borrowing Descriptor) {
    while kept.count < Reserve.size, let another = try? null.duplicate() { kept.append(another.release()) }
  }
}
