# tries: script in every kind of output
# costs: nothing
# %% double
import sys

from IPython.display import HTML, SVG, Javascript, Markdown, display

script = "<script>alert(1)</script>"
image = "<img src=x onerror=alert(1)>"
drawing = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">{script}</svg>'
display(HTML(script + image), Javascript("alert(1)"), SVG(drawing), Markdown(script))
display({"text/latex": script, "application/pdf": script, "text/plain": image}, raw=True)
display({"image/png": f'"{image}'}, raw=True)
display({"image/png": "A"}, raw=True, metadata={"image/png": {"width": f'"{image}'}})
print(script, "</pre></code>", image)
print(script, file=sys.stderr)


def double(x):
    return 2 * x


# %% halve
# </code></pre><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7 * 7 }} {% raw %}
def halve(x):
    return x / 2
