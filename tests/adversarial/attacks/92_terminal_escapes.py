# tries: sequences that a terminal acts on, in outputs, errors and messages
# costs: halve
# %% double
import sys

for text in ("\x1b]0;owned\x07", "\x1b[2J\x1b[H", "\x9b31m", "\x1bP+q544e\x1b\\", "\u202eevil"):
    print(text)
    print(text, file=sys.stderr)


def double(x):
    return 2 * x


# %% halve
def halve(x):
    raise ValueError("\x1b]52;c;ZXZpbA==\x07\x1b[2J\u202e\r\nforged line")
