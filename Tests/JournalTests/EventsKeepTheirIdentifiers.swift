import Journal
import Testing

@Test func noIdentifierEverChanges() {
  let known = [
    "session-opened": "94af9ad11e614177a03d5b95fa97d984",
    "verdict": "043a5cca9d484337846e1215dd19dd79",
    "handler-started": "24cd67b3db414978b7f4e37fd5e5633b",
    "data-refused": "5b0e6f1c9a4d4c0f8f5b3a7c2e9d1846",
    "session-closed": "c6df9b9e6d154c7987069d92c7b0aa8e",
    "policy-loaded": "85d52b7509f64000a31560bd31278772",
    "policy-rejected": "80f49f8ac5dc4191850a8f87b914d7e0",
    "limit": "7ee7dd35e6434136834669379c50c0cc",
    "child-misbehaved": "179f8e47056b42e9abd11066d9081f97",
    "records-lost": "a93fc3ebe91a4fe6b7c16c4a428789bf",
    "node-started": "4eeb8596275d4dac81749ecd1d106256",
    "node-left": "b5d2c0f7c1a34d6f9a0c7d1f4be86a35",
    "node-stopped": "0ebaf4c5709d4f8fa067fd5eedefcdd5",
  ]
  #expect(Dictionary(uniqueKeysWithValues: Event.allCases.map { ($0.rawValue, $0.messageID) }) == known)
}
