import FTP

/// All that a reader finds in bytes.
func arrivals(_ bytes: [UInt8]) -> [CommandReader.Arrival] {
  var reader = CommandReader()
  reader.append(bytes)
  return drain(&reader)
}

func arrivals(_ text: String) -> [CommandReader.Arrival] { arrivals(Array(text.utf8)) }

func drain(_ reader: inout CommandReader) -> [CommandReader.Arrival] {
  var all: [CommandReader.Arrival] = []
  while let arrival = reader.next() { all.append(arrival) }
  return all
}

/// What became of one line: the command, or its refusal's code.
func command(_ line: String) -> Command? {
  if case .command(let command)? = arrivals(line + "\r\n").first { return command }
  return nil
}

func refusal(_ line: String) -> Int? {
  if case .refused(let reply)? = arrivals(line + "\r\n").first { return reply.code }
  return nil
}

extension CommandReader.Arrival {
  /// The refusal's code; 0 for a command.
  var code: Int { if case .refused(let reply) = self { reply.code } else { 0 } }
}

/// A path, by its text.
func path(_ text: String, from start: VirtualPath = VirtualPath()) throws -> VirtualPath {
  try start.resolving(Array(text.utf8))
}

func bytesOf(_ text: String) -> [UInt8] { Array(text.utf8) }
