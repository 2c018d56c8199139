"""Why a claim has its finding, in sentences made of the voices that were counted.

A sentence begins with how many speak and names them behind a colon: no verb hangs on a name, and no name needs an
article.
"""

from __future__ import annotations

from brief import words
from brief.ledger import rule
from brief.settings import settings

NOBODY = "Nobody that we found"
EXCEPT = ", except by repeating another"
"""What is added where a fact says so that is not counted, since it repeats another."""
NAMED = 3
"""Voices of one kind that a sentence names; of more it says how many there are."""
_SHARED = {
    "supports": ("says so", "say so"),
    "qualifies": ("says so, but not as worded", "say so, but not as worded"),
    "contradicts": ("says otherwise", "say otherwise"),
    "denies": ("denies it", "deny it"),
}
_OPINIONS = {
    "supports": ("shares it", "share it"),
    "qualifies": ("shares it in part", "share it in part"),
    "contradicts": ("rejects it", "reject it"),
    "denies": ("denies it", "deny it"),
}
"""What one voice does, and what several do: of a claim that records can decide, and of an opinion."""
_FIRST = {"near miss": "qualifies", "wrong": "contradicts"}
"""With whom the sentences on a finding begin, if not with those who say so."""
_GROUPS = {
    (False, False): ("{count} voice{s}", ""),
    (True, False): ("only the article's own source{s}", "the article's own source{s}, "),
    (True, True): (
        "only the article's own source{s}, {a_party},",
        "the article's own source{s} and {a_party}, ",
    ),
    (False, True): ("{count} {party}", "of the {parties}, "),
}
"""By whether voices are the article's own sources, and whether they are parties: how a sentence begins in which they
speak alone, and what their names follow where others speak before them."""


def why(finding: str, voices: list[rule.Voice], *, echoed: bool = False) -> str:
    """Return in sentences who says so, who says it otherwise and who denies it, and which of them have a stake.

    Args:
        finding: as `rule.finding` returns it, or as an editor rules.
        voices: what each originator says of the claim.
        echoed: whether a fact says so that is not counted, since it repeats another.
    """
    if finding == "mistranslated":
        return (
            f"The English says what the {original.name if (original := settings().original) else 'original'} does not."
        )
    verbs = _OPINIONS if finding == "opinion" else _SHARED
    speaking = {says: [voice for voice in voices if voice.says == says] for says in rule.RELATIONS}
    sentences = {says: _sentence(group, verbs[says]) for says, group in speaking.items()}
    if not speaking["supports"]:
        who = "Nobody else that we found" if speaking["qualifies"] else NOBODY
        sentences["qualifies"] = f"{sentences['qualifies']} {who} {verbs['supports'][0]}{EXCEPT * echoed}.".lstrip()
    first = _FIRST.get(finding, "supports")
    return " ".join(sentences[says] for says in sorted(sentences, key=lambda says: says != first) if sentences[says])


def _sentence(voices: list[rule.Voice], verb: tuple[str, str]) -> str:
    """Return who and how many say one thing, or "" for none."""
    if not voices:
        return ""
    grouped = {kind: [voice for voice in voices if (voice.own, voice.party) == kind] for kind in _GROUPS}
    kinds = [kind for kind in _GROUPS if grouped[kind]]
    alone = len(kinds) == 1
    who = _in_number(_GROUPS[kinds[0] if alone else (False, False)][0], voices)
    named = [("" if alone else _in_number(_GROUPS[kind][1], grouped[kind])) + _names(grouped[kind]) for kind in kinds]
    return words.sentence(f"{who} {verb[len(voices) > 1]}: {'; '.join(named)}")


def _in_number(phrase: str, voices: list[rule.Voice]) -> str:
    """Return a phrase in the singular or plural, as there are one or several voices."""
    several = len(voices) > 1
    return phrase.format(
        count=words.counted(len(voices)),
        s="s" if several else "",
        party=words.party(len(voices)),
        parties=words.party(2),
        a_party=words.a_party(len(voices)),
    )


def _names(voices: list[rule.Voice]) -> str:
    """Return the names of some voices, those that are on record first, and how many more there are."""
    names = [name(voice) for voice in sorted(voices, key=lambda voice: not voice.record)]
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{words.counted(len(names) - NAMED + 1)} more"]
    return words.listed(names)


def name(voice: rule.Voice) -> str:
    """Return the name of a voice as one item of a list, and what its documents are: the record, or weak."""
    who, _, of_whom = voice.name.partition(", ")
    is_weak = voice.weak and not (voice.record or voice.party or voice.own)
    notes = [of_whom] * bool(of_whom) + ["on record"] * voice.record + ["in weak documents"] * is_weak
    return f"{who} ({', '.join(notes)})" if notes else who
