import CPIM

/// Delivery notifications that are to be sent. They are not durable: what was delivered was answered with 200 before.
struct Receipts {
  /// How many may wait; what comes then is not notified.
  static let capacity = 256

  private var waiting: [DispositionNotification] = []

  var isEmpty: Bool { waiting.isEmpty }

  mutating func add(_ receipt: DispositionNotification) {
    if waiting.count < Receipts.capacity { waiting.append(receipt) }
  }

  mutating func next() -> DispositionNotification? { waiting.isEmpty ? nil : waiting.removeFirst() }

  mutating func clear() { waiting = [] }
}
