# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""The measured times as tables and as bars, and what was wanted of them."""

import statistics

import lab as l

BUMPS = ("leaf", "tokio", "libc", "ten")
COLOURS = {"a": "#777777", "b": "#b3541e", "b2": "#d98b4a", "c": "#1f5fa8", "d": "#2f8f5b", "e": "#8a5fb0", "f": "#b0a030", "m": "#3fa7a7", "mi": "#2a7070", "h": "#c04f86"}


def values(data, variant, step, key="seconds"):
    runs = [run for run in data["runs"] if (run["variant"], run["step"]) == (variant, step) and not run["failed"]]
    return [run[key] for run in runs if run.get(key) is not None]


def middle(data, variant, step, key="seconds"):
    found = values(data, variant, step, key)
    return statistics.median(found) if found else None


def ratio(above, below):
    """How many times `below` goes into `above`; None where one was not measured."""
    return above / below if above is not None and below else None


def with_spread(numbers, unit=" s"):
    if not numbers:
        return "—"
    text = f"{statistics.median(numbers):.1f}" if statistics.median(numbers) < 10 else f"{statistics.median(numbers):.0f}"
    return text + unit + (f" ({min(numbers):.0f}–{max(numbers):.0f})" if len(numbers) > 1 else "")


def row(data, variant):
    runs = [run for run in data["runs"] if run["variant"] == variant]
    cells = [variant]
    for step in data["steps"]:
        has_failed = any(run["failed"] for run in runs if run["step"] == step)
        cells.append("failed" if has_failed and not values(data, variant, step) else with_spread(values(data, variant, step)))
    cells += [with_spread(values(data, variant, "cold", "binaries")), with_spread(values(data, variant, "edit", "outside")), with_spread(values(data, variant, "edit", "idle"))]
    cells += [str(max((run["memory"] for run in runs), default="—"))]
    cells += [with_spread(values(data, variant, step, "stored"), "") for step in ("cold", "edit")]
    loads = [run["load"] for run in runs]
    return [*cells, f"{min(loads):.1f}–{max(loads):.1f}" if loads else "—"]


HEAD = ("cold, to the binaries", "edit, outside of cargo", "edit, nothing compiled", "memory (MB, most)", "stored (MB, cold)", "stored (MB, edit)", "load at the start")


def judged(title, value, text, bar, is_met, places):
    """A comparison: its cells, and where its time goes to when it was missed."""
    verdict = "not measured" if value is None else "met" if is_met(value) else "missed"
    return {"cells": [title, "—" if value is None else text.format(value), bar, verdict], "places": places if verdict == "missed" else []}


def faster(data, title, above, below, bar, key="seconds"):
    value = ratio(middle(data, *above, key), middle(data, *below, key))
    return judged(title, value, "{:.2f}x", f"≥ {bar}x", lambda one: one >= bar, [below, above])


def of_limit(title, value):
    """What the compilers alone allow: nothing is wanted of it, it explains what was missed."""
    return {"cells": [title, "—" if value is None else f"{value:.2f}x", "—", ""], "places": []}


def after_edit(data):
    """The better of mounts and hybrid beside the recipe, and the time that is not the compilers'."""
    ratios = {one: ratio(middle(data, "b2", "edit"), middle(data, one, "edit")) for one in ("m", "h")}
    best = max((one for one in ratios if ratios[one] is not None), key=ratios.get, default="m")
    rows = [faster(data, f"m or h after an edit, beside b2 (the better one: {best})", ("b2", "edit"), (best, "edit"), 3),
            faster(data, "mi after an edit, beside b2", ("b2", "edit"), ("mi", "edit"), 3),
            of_limit("e, the limit without `incremental`, after an edit, beside b2", ratio(middle(data, "b2", "edit"), middle(data, "e", "edit")))]
    for one in ("c", "d", "m", "mi", "h"):
        for key, words in (("outside", "outside of the steps that run cargo"), ("idle", "in which nothing is compiled, also within those steps")):
            rows.append(judged(f"{one} after an edit: time {words}", middle(data, one, "edit", key), "{:.1f} s", "≤ 5 s", lambda value: value <= 5, [(one, "edit")]))
    return rows


def over_bumps(data):
    limits = [ratio(middle(data, "b2", step), middle(data, "e", step)) for step in BUMPS]
    known = [value for value in limits if value is not None]
    rows = [of_limit("e, the limit, over the bumps, beside b2: median of the ratios", statistics.median(known) if known else None)]
    for other in ("b2", "f"):
        ratios = {step: ratio(middle(data, other, step), middle(data, "h", step)) for step in BUMPS}
        known = {step: value for step, value in ratios.items() if value is not None}
        title = f"h over the bumps, beside {other}" + (f" ({len(known)} of {len(BUMPS)} measured)" if 0 < len(known) < len(BUMPS) else "")
        half = statistics.median(known.values()) if known else None
        least = min(known, key=known.get, default="leaf")
        rows.append(judged(f"{title}: median of the ratios", half, "{:.2f}x", "≥ 4x" if other == "b2" else "> 1x", (lambda one: one >= 4) if other == "b2" else (lambda one: one > 1),
                           [("h", step) for step in known]))
        if other == "b2":
            rows.append(judged(f"{title}: the least ({least})", known.get(least), "{:.2f}x", "≥ 0.9x", lambda one: one >= 0.9, [("h", least), ("b2", least)]))
    return rows


def wanted(data):
    """What was wanted of the medians, a row each."""
    limit = ratio(middle(data, "d", "cold", "binaries"), middle(data, "e", "cold", "binaries"))
    return [faster(data, "c beside b, cold: times as fast", ("b", "cold"), ("c", "cold"), 1.4), faster(data, "d beside b2, cold: times as fast", ("b2", "cold"), ("d", "cold"), 1.0),
            judged("d beside the limit e, cold, up to the binaries: times as long", limit, "{:.3f}x", "≤ 1.05x", lambda one: one <= 1.05, [("d", "cold"), ("e", "cold")]),
            *after_edit(data), *over_bumps(data)]


def longest(data, variant, step):
    """What the time of the run in the middle went to, by its recorded stream."""
    runs = sorted((run for run in data["runs"] if (run["variant"], run["step"]) == (variant, step) and not run["failed"]), key=lambda run: run["seconds"])
    if not runs:
        return []
    run = runs[(len(runs) - 1) // 2]
    return [f"{variant}, {step}, {run['seconds']:.1f} s:", *(f"- {took:.1f} s `{name.replace('`', chr(39))}`" for name, took in run.get("longest", [])), ""]


def tools(data):
    lines = []
    for name, made in data.get("tools", {}).items():
        cold = middle(data, name, "cold")
        if cold is not None:
            lines += [f"{name} with the making of its tools image, cold: {cold + made['seconds']:.0f} s; {made['seconds']:.0f} s of them are the image's."]
    return [*lines, ""] if lines else []


def circumstances(data):
    def listed(key):
        return ", ".join(sorted({str(run[key]) for run in data["runs"] if run.get(key)})) or "unknown"

    machines = {run.get("machine") for run in data["runs"]}
    warning = " Runs of several machines stand in one table: compare with care." if len(machines) > 1 else ""
    return f"{data['rounds']} round(s), medians with their spread; at {listed('commit')}, on {listed('date')}; {listed('machine')}.{warning} {data.get('note', '')}".strip()


def table(data):
    rows = wanted(data)
    places = list(dict.fromkeys(place for one in rows for place in one["places"]))
    lines = [f"## {data['project']}", "", circumstances(data), "", l.table(["variant", *data["steps"], *HEAD], [row(data, one) for one in data["variants"]]), "", *tools(data),
             "### What was wanted", "", l.table(["comparison of medians", "measured", "wanted", ""], [one["cells"] for one in rows]), ""]
    if places:
        lines += ["### What the time goes to where that was missed", "", "The longest steps of the run in the middle; steps may run at the same time.", ""]
        lines += [line for place in places for line in longest(data, *place)]
    return "\n".join(lines)


def plot(data):
    """Bars of the medians as SVG: a group for each step."""
    bars, y = [], 10
    most = max((run["seconds"] for run in data["runs"]), default=1) or 1
    for step in data["steps"]:
        bars.append(f'<text x="4" y="{y + 12}" font-weight="bold">{step}</text>')
        y += 18
        for variant in data["variants"]:
            seconds = middle(data, variant, step)
            if seconds is None:
                continue
            width = 540 * seconds / most
            bars.append(f'<text x="4" y="{y + 11}">{variant}</text><rect x="60" y="{y}" width="{width:.1f}" height="13" fill="{COLOURS[variant.partition("-")[0]]}"/>'
                        f'<text x="{66 + width:.1f}" y="{y + 11}">{seconds:.0f} s</text>')
            y += 17
        y += 8
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="700" height="{y}" font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
            + "\n".join(bars) + "\n</svg>\n")
