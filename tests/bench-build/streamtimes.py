# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""What a build's time goes to, by its recorded stream (`docker buildx build --progress rawjson`)."""

import base64
import datetime
import json
import re

RUN = re.compile(r"^\[[^\]]*\] (?:ONBUILD )?RUN ")
# "cargo chef cook", "cargo zigbuild"; not "cargo chef prepare", not a path or an image with cargo in its name.
CARGO = re.compile(r"\bcargo (?:[\w+-]+ )?(?:cook|zigbuild|build|install)\b")
# A line may come in pieces, the first of which ends with the word.
SAID = re.compile(rb"^\s*(Compiling|Finished)\b", re.MULTILINE)


def messages(text):
    """The objects of the stream, which may be spread over lines and have other text between them."""
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) >= 0:
        try:
            one, at = decoder.raw_decode(text, at)
        except ValueError:
            at += 1
            continue
        yield one


def moment(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def vertices(text):
    """{digest: {name, is_cached, spans: {began: ended}, said: [(moment, bytes)]}}; a step may begin and end several times."""
    found, last = {}, 0.0
    for message in messages(text):
        for vertex in message.get("vertexes") or []:
            one = found.setdefault(vertex["digest"], {"name": "", "is_cached": False, "spans": {}, "said": []})
            one["name"], one["is_cached"] = vertex.get("name", ""), one["is_cached"] or vertex.get("cached", False)
            if vertex.get("started"):
                began = moment(vertex["started"])
                one["spans"][began] = moment(vertex["completed"]) if vertex.get("completed") else None
                last = max(last, one["spans"][began] or began)
        for log in message.get("logs") or []:
            if log["vertex"] in found:
                found[log["vertex"]]["said"].append((moment(log["timestamp"]), base64.b64decode(log.get("data") or "")))
                last = max(last, moment(log["timestamp"]))
    for one in found.values():
        one["spans"] = {began: last if ended is None else ended for began, ended in one["spans"].items()}
    return found


def union(spans):
    """Seconds that lie in at least one of the spans (began, ended)."""
    total, reached = 0.0, float("-inf")
    for began, ended in sorted(spans):
        total += max(0.0, ended - max(began, reached))
        reached = max(reached, ended)
    return total


def work(vertex):
    """The spans in which a step was at work. One that comes from the cache has a moment of its own, also after another image's build ran it."""
    return [(began, ended) for began, ended in vertex["spans"].items() if not vertex["is_cached"] or ended - began >= 0.5]


def runs_cargo(vertex):
    return bool(RUN.search(vertex["name"]) and CARGO.search(vertex["name"]) and work(vertex))


def compiling(vertex):
    """Spans from cargo's first `Compiling` to its `Finished`: rustc, C compiler and linker."""
    spans, began = [], None
    for when, data in sorted(vertex["said"], key=lambda said: said[0]):
        for word in SAID.findall(data):
            if word == b"Compiling" and began is None:
                began = when
            elif word == b"Finished" and began is not None:
                spans.append((began, when))
                began = None
    return spans if began is None else [*spans, (began, max(ended for _, ended in work(vertex)))]


def label(name):
    """A step's name without its mounts, cut short."""
    name = re.sub(r"--mount=\S+ *", "", " ".join(name.split()))
    return name if len(name) <= 80 else name[:79] + "…"


def analysis(text, seconds):
    """Of a build that took `seconds`: `binaries`, when the last step that runs cargo ended (None when none ran); `outside`, the time in which no step
    ran cargo; `idle`, in which cargo compiled nothing, also within those steps; `longest`, the steps that took longest."""
    found = vertices(text).values()
    cargo = [one for one in found if runs_cargo(one)]
    first = min((began for one in found for began in one["spans"]), default=0.0)
    spans = [span for one in cargo for span in work(one)]
    longest = sorted(((union(one["spans"].items()), label(one["name"])) for one in found), reverse=True)
    return {"binaries": round(max(ended for _, ended in spans) - first, 1) if spans else None, "outside": round(seconds - union(spans), 1),
            "idle": round(seconds - union([span for one in cargo for span in compiling(one)]), 1),
            "longest": [[name, round(took, 1)] for took, name in longest[:8] if took >= 0.1]}
