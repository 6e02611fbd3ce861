"""Runs a program on a terminal of its own and shows what is on the screen.

Arguments: ROWS COLUMNS PROGRAM ARGUMENT... Each line of standard input is a command, a JSON object, and is answered by a
line: the JSON object that is asked for, a space, and @ with the command's number from 1.
  {"type": TEXT}                   types it
  {"wait": [REGEX...], "without": [REGEX...]}   until each is found on the screen, or none; "timeout" says how long
  {"resize": [ROWS, COLUMNS]}, {"signal": NUMBER}, {"hang up": true}
  {"end": true}                    until it ends: its status, and what it has left of the terminal's modes
Every answer has "rows", the screen and what was scrolled away, "cursor" and "isRaw"; "error" where it took too long.
"""
import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time, unicodedata


class Screen:
    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.gone, self.lines = [], [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.wraps = False
        self.pending = ""
        self.bytes = b""

    def resize(self, rows, columns):
        for line in self.lines:
            line[columns:] = [" "] * max(0, columns - len(line))
        self.rows, self.columns = rows, columns
        self.lines += [[" "] * columns for _ in range(rows - len(self.lines))]
        while len(self.lines) > rows:
            self.gone.append(self.lines.pop(0))
            self.row -= 1
        self.row, self.column, self.wraps = max(0, self.row), min(self.column, columns - 1), False

    def text(self):
        return ["".join(cell for cell in line).rstrip() for line in self.gone + self.lines]

    def newline(self):
        if self.row == self.rows - 1:
            self.gone.append(self.lines.pop(0))
            self.lines.append([" "] * self.columns)
        else:
            self.row += 1

    def put(self, character):
        if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
            return
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.wraps or self.column + width > self.columns:
            self.column, self.wraps = 0, False
            self.newline()
        self.lines[self.row][self.column] = character
        if width == 2:
            self.lines[self.row][self.column + 1] = ""
        self.column += width
        if self.column >= self.columns:
            self.column, self.wraps = self.columns - 1, True

    def control(self, parameters, final):
        numbers = [int(n) if n.isdigit() else 0 for n in parameters.lstrip("?").split(";")]
        count = max(1, numbers[0])
        self.wraps = False
        line = self.lines[self.row]
        if final == "A": self.row = max(0, self.row - count)
        elif final == "B": self.row = min(self.rows - 1, self.row + count)
        elif final == "C": self.column = min(self.columns - 1, self.column + count)
        elif final == "D": self.column = max(0, self.column - count)
        elif final == "G": self.column = min(self.columns - 1, count - 1)
        elif final == "H": self.row, self.column = min(self.rows, count) - 1, (numbers + [1])[1] - 1 if len(numbers) > 1 else 0
        elif final == "K":
            assert numbers[0] == 0, "EL"
            line[self.column:] = [" "] * (self.columns - self.column)
        elif final == "J":
            if numbers[0] == 2:
                self.lines = [[" "] * self.columns for _ in range(self.rows)]
            else:
                line[self.column:] = [" "] * (self.columns - self.column)
                for below in range(self.row + 1, self.rows):
                    self.lines[below] = [" "] * self.columns
        elif final == "P":
            del line[self.column:self.column + count]
            line += [" "] * (self.columns - len(line))
        elif final == "@":
            line[self.column:self.column] = [" "] * count
            del line[self.columns:]
        elif final not in "mhl": raise ValueError("unknown control sequence " + repr(parameters + final))

    def feed(self, data):
        self.bytes += data
        try:
            text, self.bytes = self.pending + self.bytes.decode(), b""
        except UnicodeDecodeError as error:
            if len(self.bytes) - error.start > 3: raise
            text = self.pending + self.bytes[:error.start].decode()
            self.bytes = self.bytes[error.start:]
        self.pending = ""
        at = 0
        while at < len(text):
            character = text[at]
            if character == "\x1b":
                found = re.compile(r"\x1b(\[([0-9;?]*)([@-~])|[()].|[=>78])").match(text, at)
                if not found:
                    if len(text) - at > 20: raise ValueError("unknown escape " + repr(text[at:at + 20]))
                    self.pending = text[at:]
                    return
                if found.group(3): self.control(found.group(2), found.group(3))
                at = found.end()
                continue
            at += 1
            if character == "\n": self.newline(); self.wraps = False
            elif character == "\r": self.column, self.wraps = 0, False
            elif character == "\b": self.column, self.wraps = max(0, self.column - 1), False
            elif character == "\a": pass
            elif character == "\t": self.column = min(self.columns - 1, (self.column // 8 + 1) * 8)
            elif ord(character) < 32 or 127 <= ord(character) < 160: raise ValueError("control " + repr(character))
            else: self.put(character)


def size(descriptor, rows, columns):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


rows, columns = int(sys.argv[1]), int(sys.argv[2])
screen = Screen(rows, columns)
master, slave = pty.openpty()
size(slave, rows, columns)
before = termios.tcgetattr(slave)
pid = os.fork()
if pid == 0:
    os.close(master)
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number in range(3): os.dup2(slave, number)
    os.close(slave)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execvp(sys.argv[3], sys.argv[3:])


def read(seconds):
    if not select.select([master], [], [], seconds)[0]: return False
    try: data = os.read(master, 65536)
    except OSError: return False
    screen.feed(data)
    return bool(data)


def modes():
    now = termios.tcgetattr(slave)
    return {"isRaw": not now[3] & termios.ICANON, "isSame": now == before}


def wait(found, seconds):
    end = time.monotonic() + seconds
    while not found():
        left = end - time.monotonic()
        if left <= 0: return False
        read(min(left, 0.05))
    return True


def ended():
    global status
    if status is None:
        done, code = os.waitpid(pid, os.WNOHANG)
        if done: status = code
    return status is not None


status = None
number = 0
for line in sys.stdin:
    number += 1
    command = json.loads(line)
    answer = {}
    seconds = command.get("timeout", 10)
    if "type" in command:
        data = command["type"].encode()
        while data:
            data = data[os.write(master, data[:512]):]
            while read(0): pass
    if "resize" in command:
        screen.resize(*command["resize"])
        size(slave, *command["resize"])
    if "signal" in command: os.kill(pid, command["signal"])
    if "hang up" in command:
        os.close(slave)
        os.close(master)
        while not ended(): time.sleep(0.01)
        print(json.dumps({"status": status, "rows": screen.text()}), "@%d" % number, flush=True)
        break
    if "wait" in command or "without" in command:
        def found():
            text = "\n".join(screen.text())
            return (all(re.search(p, text, re.M) for p in command.get("wait", []))
                    and not any(re.search(p, text, re.M) for p in command.get("without", [])))
        if not wait(found, seconds): answer["error"] = "not found: " + line.strip()
    if "end" in command:
        if wait(ended, seconds):
            while read(0.05): pass
            answer["status"] = os.waitstatus_to_exitcode(status)
        else: answer["error"] = "it has not ended"
    answer |= {"rows": [row for row in screen.text() if row], "cursor": [screen.row, screen.column], **modes()}
    print(json.dumps(answer), "@%d" % number, flush=True)
if status is None:
    os.kill(pid, signal.SIGKILL)
