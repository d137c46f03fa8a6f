"""The figures as a Markdown table: one for each engine, sizes beside each other."""

from operations import work


def table(found):
    return "\n\n".join(one(engine) for engine in found)


def one(engine):
    sizes = sorted(engine["sizes"], key=int)
    head = [f"{int(size):,} certificates" for size in sizes]
    what = f"{engine['engine']}: median / p99 ms; processor ms"
    lines = [
        f"| {what} | " + " | ".join(head) + " | ratio of the processor; beside fixed work |",
        "|---" * (len(sizes) + 2) + "|",
    ]
    first, last = (engine["sizes"][size]["operations"] for size in (sizes[0], sizes[-1]))
    for name in first:
        if name == "peak memory":
            cells = [f"{engine['sizes'][size]['operations'][name]['kb'] / 1024:,.0f} MB" for size in sizes]
            ratio = number(last[name]["kb"] / first[name]["kb"])
        else:
            cells = [cell(engine["sizes"][size]["operations"][name]) for size in sizes]
            is_answered = "refused" not in first[name] | last[name]
            ratio = "; ".join(times(last[name], first[name], one) for one in (work, beside)) if is_answered else "-"
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {ratio} |")
    return "\n".join(lines + ["", sizes_of(engine, sizes)])


def cell(figures):
    if "refused" in figures:
        return figures["refused"]
    return f"{number(figures['median_ms'])} / {number(figures['p99_ms'])}; {number(work(figures))}"


def beside(figures):
    """Beside a piece of work that is the same at every size: the machine is not equally fast at all times."""
    return work(figures) / figures["beside_ms"] if figures.get("beside_ms") else 0


def times(last, first, figure):
    return number(figure(last) / figure(first)) if figure(first) else "-"


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def sizes_of(engine, sizes):
    """Bytes of a row with its indexes, at the largest size."""
    found = engine["sizes"][sizes[-1]]["bytes"]
    parts = [f"{name} {found['sizes'][name] / rows:,.0f}" for name, rows in found["rows"].items() if rows]
    filled = ", ".join(f"{int(size):,} in {engine['sizes'][size]['filled_in_s']:.0f} s" for size in sizes)
    return (f"Bytes of a row with its indexes: {', '.join(parts)}; all {found['sizes']['everything'] / 1e9:.2f} GB. "
            f"Filled up to {filled}.")
