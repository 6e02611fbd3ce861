import Foundation
import TestSupport

/// A connection that is logged in, with a state directory of its own whose pub/ has these files.
func withEngine(
  pub: [String: String] = [:], files: String? = nil, quota: String? = nil, options: [String] = [],
  program: [String] = [], _ body: (FileEngine, Scratch) throws -> Void
) throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  try scratch.directory("state/pub")
  for (name, text) in pub { try scratch.write("state/pub/" + name, text) }
  let engine = try FileEngine(state, files: files, quota: quota, options: options, program: program)
  try engine.logIn()
  try body(engine, scratch)
}

/// Bytes of which no two stretches are alike.
func pattern(_ count: Int) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  var state: UInt32 = 1
  for index in bytes.indices {
    state = state &* 1_664_525 &+ 1_013_904_223
    bytes[index] = UInt8(state >> 24)
  }
  return bytes
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// How many bytes a pipe to the handler or from it holds at most, and more.
let morethanAPipe = 5 << 20
