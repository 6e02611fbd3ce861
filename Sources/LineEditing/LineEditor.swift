import CEdit
import Glibc
import Processes

/// A line that a person types on a terminal, with the keys that readline's users know (editline(7), emacs), the earlier
/// ones by the arrows. Nothing waits here: whoever uses it waits for ``input`` and then calls ``takeKey()``.
///
/// It is hidden at first. What others write to the terminal is written while it is hidden.
@safe public struct LineEditor: ~Copyable {
  /// What a key has done.
  public enum Key: Equatable, Sendable {
    /// The line goes on.
    case more
    /// The line is whole; it is erased, and hidden.
    case line(String)
    /// The end of input (^D) on an empty line.
    case end
    /// The terminal is not there any more.
    case gone
  }

  /// The descriptor to wait for.
  public static let input = STDIN_FILENO

  private let editor: OpaquePointer

  /// Edits on the terminal that standard input and output are. Throws ENOTTY where they are none, and ENOTSUP where it
  /// cannot erase, as TERM says. The terminal is as it was again when this value goes.
  public init() throws(SystemError) {
    guard let editor = unsafe cedit_start() else { throw SystemError("edit lines") }
    unsafe self.editor = editor
  }

  deinit { unsafe cedit_end(editor) }

  /// Takes the next key; where none waits, or not all of one comes, it waits half a second at most.
  public func takeKey() -> Key {
    switch unsafe cedit_key(editor) {
    case CEDIT_LINE: .line(unsafe String(cString: cedit_line(editor)))
    case CEDIT_END: .end
    case CEDIT_GONE: .gone
    default: .more
    }
  }

  /// Whether nothing is typed.
  public var isEmpty: Bool { unsafe cedit_is_empty(editor) != 0 }

  /// Whether what is typed begins with this ASCII character.
  public func begins(with first: Unicode.Scalar) -> Bool {
    guard first.isASCII, let first = CChar(exactly: first.value) else { return false }
    return unsafe cedit_begins_with(editor, first) != 0
  }

  /// Forgets what is typed.
  public func drop() { unsafe cedit_drop(editor) }

  /// Erases prompt and line; the cursor is where they began.
  public func hide() { unsafe cedit_hide(editor) }

  /// Draws them where the cursor is, at the beginning of a row, with what was typed.
  public func show() { unsafe cedit_show(editor) }

  /// What stands before the line, on one row. Seen when it is drawn next.
  public func setPrompt(_ text: String) { unsafe _ = cedit_set_prompt(editor, text) }

  /// The terminal has another size; while hidden.
  public func resize() { unsafe cedit_resize(editor) }

  /// Gives the terminal back, as for a shell; while hidden.
  public func pause() { unsafe cedit_pause(editor) }

  /// Whether the terminal gives keys and not lines: nobody has changed it behind our back.
  public static var hasTerminal: Bool { cedit_is_editing() == 1 }

  /// Takes it again.
  public func resume() { unsafe cedit_resume(editor) }
}

/// The terminal that a descriptor is.
public enum TerminalSize {
  /// Its columns; nil where it is none, or does not say. Without a descriptor, of standard output.
  public static func columns(of descriptor: Int32 = 1) -> Int? {
    let columns = Int(cedit_columns(descriptor))
    return columns > 0 ? columns : nil
  }

  /// Lets `width` know all scalars, as a ``LineEditor`` does; false where the C library cannot.
  @discardableResult
  public static func knowWidths() -> Bool { cedit_know_widths() == 1 }

  /// How many columns a scalar takes, 0 to 2 (wcwidth(3)); rather too many than too few. It knows this once a
  /// ``LineEditor`` was made, or `knowWidths` called.
  public static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    let width = Int(cedit_width(scalar.value))
    // This one makes a picture of the character before it, which is wider.
    return width < 0 || scalar.value == 0xFE0F ? 1 : width
  }
}
