# tries: script in messages, in names of exceptions and in values that are shown
# costs: double
# %% double
class Evil(str):
    def __repr__(self):
        return "<script>alert(1)</script>"


def double(x):
    print("\x1b]0;owned\x07\x1b[2J\x1b[31m")
    Odd = type("<script>alert(1)</script>", (Exception,), {})
    if x == 2:
        raise Odd("</pre><script>alert(1)</script><img src=x onerror=alert(1)>")
    return Evil("<script>alert(1)</script>")
