"""The rule by which a claim gets its finding and its confidence: pure, and printed whole on the page on method."""

from typing import NamedTuple

RELATIONS = ("supports", "qualifies", "contradicts", "denies")  # so, not as worded, otherwise, a denial
OPINIONS = {"motive", "judgment", "forecast"}  # kinds of claims that records cannot decide
OUTLIER, OUTNUMBERED = 4, 2  # one voice against so many is set aside; so many times as many not as worded prevail
FOR_HIGH, FOR_MODERATE = 3, 2  # independent voices that high and moderate confidence take


class Voice(NamedTuple):
    """What one originator says of a claim, all its facts taken together."""

    name: str
    says: str  # one of `RELATIONS`
    party: bool = False  # it has a stake
    own: bool = False  # the article took the claim from it
    record: bool = False  # it is the record of what the claim reports: a readout, a contract, the words themselves
    weak: bool = False  # it speaks in documents graded D or worse alone


def finding(kind: str, sense_lost: bool, voices: list[Voice]) -> str:
    """Return what is found of a claim: the first that fits. `sense_lost`: the English lost what the original means."""
    so, differently, otherwise, denials = said(voices)
    against, others = independent(otherwise), [voice for voice in so if not voice.own]
    if sense_lost:
        return "mistranslated"
    if kind in OPINIONS:
        return "opinion"
    if against and len(independent(so)) < OUTLIER * len(against):
        return "disputed" if OUTLIER * len(independent(so)) > len(against) else "wrong"
    if so and otherwise + denials and not independent(so + differently):
        return "disputed"  # the two sides alone speak
    if any(voice.record for voice in so) or (len(others) > 1 and independent(others)):
        return "near miss" if len(differently) > OUTNUMBERED * len(so) else "holds"
    if len(differently) > len(so):
        return "near miss"
    return "holds thinly" if so else "nothing found"


def confidence(finding: str, voices: list[Voice]) -> str:
    """Return how good the basis of a finding is; "" for those that rest on no voices."""
    so, differently, otherwise, _ = said(voices)
    basis = {"near miss": differently, "wrong": otherwise, "disputed": min(so, otherwise, key=len)}.get(finding, so)
    sound = [voice for voice in basis if voice.record or not (voice.party or voice.own or voice.weak)]
    if finding in {"mistranslated", "opinion", "nothing found"}:
        return ""
    if len(sound) >= FOR_HIGH or any(voice.record for voice in sound):
        return "high" if 2 * len(sound) > len(independent(voices)) and finding != "disputed" else "moderate"
    return "moderate" if len(sound) >= FOR_MODERATE else "low"


def said(voices: list[Voice]) -> list[list[Voice]]:
    """Return the voices by what they say: so, not as worded, otherwise, and denials."""
    return [[voice for voice in voices if voice.says == relation] for relation in RELATIONS]


def independent(voices: list[Voice]) -> list[Voice]:
    """Return the voices without a stake."""
    return [voice for voice in voices if not voice.party]
