"""Why a claim has its finding, in one plain sentence."""

from __future__ import annotations

from brief import words
from brief.ledger import reasons, rule

DIFFERING = {"near miss": "qualifies", "wrong": "contradicts", "disputed": "contradicts"}
"""What those say of a claim on whose word it has one of these findings."""
_SHARE = {
    "supports": ("shares it", "share it"),
    "qualifies": ("shares it in part", "share it in part"),
    "contradicts": ("rejects it", "reject it"),
    "denies": ("denies it", "deny it"),
}
_MORE = {"near miss": ("differs", "differ"), "wrong": ("contradicts it", "contradict it")}
"""What one voice does, and what several do."""


def in_short(
    finding: str, voices: list[rule.Voice], differs: tuple[str, str] | None = None, *, echoed: bool = False
) -> str:
    """Return in one sentence why a claim has its finding.

    Args:
        finding: as `rule.finding` returns it, or as an editor rules.
        voices: what each originator says of the claim.
        differs: for the findings in `DIFFERING`, who is best to say so, and what differs from the article by that word.
        echoed: whether a fact says so that is not counted, since it repeats another.
    """
    so, differently, otherwise, denials = rule.said(voices)
    if finding == "opinion":
        return _shared(voices)
    if finding in DIFFERING and differs:
        who, what = differs
        word = f"{who}: {what.rstrip('.')}"
        if finding == "disputed":
            return words.sentence(f"{_say_so(so)}; {word}")
        more = len(differently if finding == "near miss" else otherwise) - 1
        return f"{word}; {words.counted(more)} more {_MORE[finding][more > 1]}." if more else f"{word}."
    if finding not in {"holds", "holds thinly", "nothing found"}:
        return reasons.why(finding, voices, echoed=echoed)
    denied = f"; denied by {_names(denials, noted=False)}" if denials else ""
    if not so:
        return f"{reasons.NOBODY} says so{reasons.EXCEPT * echoed}{denied}."
    if records := [voice for voice in so if voice.record]:
        return f"On record: {_names(records, noted=False)}{denied}."
    others = [voice for voice in so if not voice.own]
    if finding == "holds" or len(rule.independent(others)) > 1:
        return words.sentence(f"{_say_so(so)}: {_names(so)}{denied}")
    return words.sentence(f"{_thinly(so, rule.independent(others))}{denied}")


def _shared(voices: list[rule.Voice]) -> str:
    """Return how many share an opinion, and how many do not."""
    said = zip(_SHARE.values(), rule.said(voices), strict=True)
    groups = [(len(group), verb[len(group) > 1]) for verb, group in said if group]
    if not groups:
        return "No record can decide it; nobody that we found shares it."
    (number, first), *others = groups
    told = [f"{words.plural(number, 'voice')} {first}", *(f"{words.counted(count)} {verb}" for count, verb in others)]
    return f"No record can decide it; {words.listed(told)}."


def _say_so(voices: list[rule.Voice]) -> str:
    return f"{words.plural(len(voices), 'voice')} {'say' if len(voices) > 1 else 'says'} so"


def _thinly(so: list[rule.Voice], impartial: list[rule.Voice]) -> str:
    """Return why those who say so are a thin basis: one voice, or none that has no stake and is not the own source."""
    if impartial:
        return f"only one voice without a stake says so: {_names(impartial)}"
    says = "says" if len(so) == 1 else "say"
    if all(voice.own for voice in so):
        return f"only the article's own source{'' if len(so) == 1 else 's'} {says} so: {_names(so, noted=False)}"
    if all(voice.party for voice in so):
        return f"only {words.a_party(len(so))} {says} so: {_names(so, noted=False)}"
    return f"only {words.party(2)} and the article's own source say so: {_names(so)}"


def _names(voices: list[rule.Voice], *, noted: bool = True) -> str:
    """Return the names of some voices, those without a stake first, and how many more there are."""
    voices = sorted(voices, key=lambda voice: (voice.own, voice.party))
    names = [f"{reasons.name(voice)}{_stake(voice)}" if noted else voice.name.split(", ")[0] for voice in voices]
    if len(names) > reasons.NAMED:
        names = [*names[: reasons.NAMED - 1], f"{words.counted(len(names) - reasons.NAMED + 1)} more"]
    return words.listed(names)


def _stake(voice: rule.Voice) -> str:
    return " (the article's own source)" if voice.own else f" ({words.a_party()})" if voice.party else ""
