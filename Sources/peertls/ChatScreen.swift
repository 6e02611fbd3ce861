import Glibc
import LineEditing
import Processes
import Talk

/// Where a conversation is shown and typed: a terminal with a line that is edited, or plain lines.
struct ChatScreen: ~Copyable {
  /// What came from the keyboard.
  enum Input: Equatable {
    /// Something is being typed.
    case typing
    case line(String)
    /// A line that is no UTF-8.
    case unreadable
    /// A line over the limit; it is not kept.
    case tooLong
    case end
  }

  private var editor: LineEditor?
  /// Of plain input: what has no end yet.
  private var partial: [UInt8] = []
  private var isTooLong = false
  private var hasEnded = false
  private var prompt: String
  private var isHidden = true
  /// The marks that are the last line, where that is one row.
  private var lastMarks: [Int: Fate]?

  /// With a prompt, fit for a terminal. Where TERM names no terminal that can be edited on, it is plain lines.
  init(prompt: String) {
    let name = Environment.value("TERM") ?? ""
    let editor = ["", "dumb", "emacs", "unknown"].contains(name) ? nil : try? LineEditor()
    switch editor {
    case .some(let editor):
      isEdited = true
      editor.setPrompt(prompt)
    case nil: isEdited = false
    }
    self.editor = editor
    self.prompt = prompt
  }

  /// Whether a line is edited.
  private let isEdited: Bool

  /// The descriptor to wait for; -1 after its end.
  var input: Int32 { hasEnded ? -1 : LineEditor.input }

  /// Shows something, above the line that is typed.
  mutating func show(_ saying: Saying) {
    hide()
    lastMarks = nil
    write(rows(saying))
  }

  /// Shows marks; those that are the last line already are replaced.
  mutating func show(marks: [Int: Fate]) {
    hide()
    var all = marks
    var before = ""
    if isEdited, let last = lastMarks {
      all = last.merging(marks) { $1 }
      before = "\u{1B}[A\r\u{1B}[K"
    }
    let rows = rows(Saying(marks: all))
    lastMarks = rows.count == 1 ? all : nil
    write(rows, after: before)
  }

  /// Another prompt.
  mutating func set(prompt: String) {
    guard prompt != self.prompt else { return }
    self.prompt = prompt
    hide()
    editor?.setPrompt(prompt)
  }

  /// The line is to be seen again: before waiting.
  mutating func refresh() {
    guard isHidden else { return }
    isHidden = false
    editor?.show()
  }

  /// The terminal's size has changed.
  mutating func resize() {
    hide()
    lastMarks = nil
    editor?.resize()
  }

  /// What is typed is forgotten; false where there was nothing.
  mutating func drop() -> Bool {
    guard !isEmpty else { return false }
    hide()
    editor?.drop()
    return true
  }

  /// Gives the terminal back, as to a shell.
  mutating func pause() {
    hide()
    editor?.pause()
  }

  /// Takes it again.
  mutating func resume() {
    lastMarks = nil
    editor?.resume()
  }

  /// Erases the line, so that the terminal is as it was; at the end.
  mutating func leave() {
    hide()
    editor = nil
  }

  /// Whether what is typed is a message so far, and not a command or nothing.
  var isTypingMessage: Bool {
    switch editor {
    case .some(let editor): !editor.isEmpty && !editor.begins(with: "/")
    case nil: false
    }
  }

  private var isEmpty: Bool {
    switch editor {
    case .some(let editor): editor.isEmpty
    case nil: true
    }
  }

  /// Takes what has been typed.
  mutating func take() -> [Input] {
    guard let key = editor?.takeKey() else { return takePlainly() }
    switch key {
    case .more: return [.typing]
    case .line(let text):
      isHidden = true
      return [.line(text)]
    case .end, .gone:
      hasEnded = true
      return [.end]
    }
  }

  private mutating func takePlainly() -> [Input] {
    var inputs: [Input] = []
    var bytes: [UInt8] = []
    switch Bytes.read(LineEditor.input, appendingTo: &bytes, atMost: 16 * 1024) {
    case .moved:
      for byte in bytes {
        if byte == UInt8(ascii: "\n") {
          inputs.append(takeLine())
        } else if partial.count < OutgoingText.maximumBytes + 2 {
          partial.append(byte)
        } else {
          isTooLong = true
        }
      }
    case .wouldBlock: break
    case .ended, .failed:
      if !partial.isEmpty { inputs.append(takeLine()) }
      hasEnded = true
      inputs.append(.end)
    }
    return inputs
  }

  private mutating func takeLine() -> Input {
    defer { (partial, isTooLong) = ([], false) }
    if isTooLong { return .tooLong }
    return String(validating: partial, as: UTF8.self).map { .line($0) } ?? .unreadable
  }

  private mutating func hide() {
    guard !isHidden else { return }
    isHidden = true
    editor?.hide()
  }

  private func rows(_ saying: Saying) -> [String] {
    guard isEdited, let columns = TerminalSize.columns() else { return saying.lines }
    return saying.lines.flatMap { line in
      // One column less: a character in the last one moves some terminals' cursors to the next row.
      Rows.of(line, columns: columns - 1, indentation: Saying.indentation, width: TerminalSize.width)
    }
  }

  private func write(_ rows: [String], after before: String = "") {
    Terminal.print(before + rows.joined(separator: "\n"))
  }
}
