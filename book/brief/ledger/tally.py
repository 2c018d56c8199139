"""How often each finding was made, in the sentences by which a README sums up the ledger."""

from __future__ import annotations

from brief import words
from brief.ledger import findings


def sentences() -> str:
    """Return how many claims have which finding, how many keep theirs under every choice, and how many were borrowed.

    Claims that have parts are counted by these.
    """
    ledger = findings.ledger().query("not compound")
    number = {finding: int((ledger.finding == finding).sum()) for finding in words.SIGNS}
    count = {finding: words.counted(of_it, zero="none") for finding, of_it in number.items()}
    decided = ledger[ledger.finding != "opinion"]
    steady = int(findings.is_steady(ledger).sum())
    borrowed = int(ledger.claim_id.isin(findings.borrowed().claim_id).sum())
    return (
        f"Of {len(decided)} claims of the article that records can decide,"
        f" {number['holds'] + number['holds thinly']} hold, {count['holds thinly']} of them thinly: on one voice, on"
        f" {words.party(2)} alone, or on the article's own source. {words.capital(count['near miss'])} are near misses:"
        " something real stands behind them, and as worded they are wrong."
        f" {words.capital(count['disputed'])} disputed, {count['wrong']} wrong, {count['mistranslated']} mistranslated;"
        f" for {count['nothing found']} we found nobody who says so. Another {count['opinion']} claims are opinions. Of"
        f" the {len(decided)} findings that records decide {steady} are the same whatever choices the rule makes. An"
        f" earlier publication stands behind {borrowed} claims."
    )
