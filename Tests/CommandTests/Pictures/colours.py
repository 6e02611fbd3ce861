"""Prints how many pixels of a PNG have each of the colours that are named, one count a line."""
import struct
import sys
import zlib


def pixels(data):
    at, body = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        chunk = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", chunk[:10])
            assert depth == 8 and colour in (2, 6)
        elif kind == b"IDAT":
            body += chunk
        at += 12 + length
    size = 3 if colour == 2 else 4
    raw, stride = zlib.decompress(body), width * size
    above = bytearray(stride)
    for row in range(height):
        start = row * (stride + 1)
        filtered, line = raw[start], bytearray(raw[start + 1:start + 1 + stride])
        for i in range(stride):
            left = line[i - size] if i >= size else 0
            corner = above[i - size] if i >= size else 0
            if filtered == 1:
                line[i] = (line[i] + left) & 255
            elif filtered == 2:
                line[i] = (line[i] + above[i]) & 255
            elif filtered == 3:
                line[i] = (line[i] + (left + above[i]) // 2) & 255
            elif filtered == 4:
                guess = left + above[i] - corner
                near = min((abs(guess - left), 0, left), (abs(guess - above[i]), 1, above[i]), (abs(guess - corner), 2, corner))
                line[i] = (line[i] + near[2]) & 255
        for i in range(0, stride, size):
            yield bytes(line[i:i + 3]).hex()
        above = line


counts = {colour: 0 for colour in sys.argv[2:]}
for pixel in pixels(open(sys.argv[1], "rb").read()):
    if pixel in counts:
        counts[pixel] += 1
for colour in sys.argv[2:]:
    print(counts[colour])
