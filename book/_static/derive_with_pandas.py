"""Derive the counts of findings, the number of flights and kappa from the tables: with pandas, and nothing of the book.

Usage: python derive_with_pandas.py FOLDER, where FOLDER holds the CSV files.
"""

import sys

import pandas as pd

FOLDER, FLIGHTS, PUBLICATION = sys.argv[1], "air-074", "art-002"
RELATIONS = ["supports", "qualifies", "contradicts", "denies"]
names = ["claims", "links", "facts", "origins", "sources", "borrowings", "rulings"]
t = {name: pd.read_csv(f"{FOLDER}/{name}.csv", keep_default_na=False, dtype=str) for name in names}
claims, origins = t["claims"].set_index("claim_id"), t["origins"].set_index("origin_id")
facts = t["facts"].merge(t["sources"], on="source_key").set_index("fact_id")
facts["root"] = facts.origin_id
while (derived := facts.root.map(origins.derived_from)).any():  # whom they have it from in the end
    facts["root"] = derived.where(derived != "", facts.root)
own = t["borrowings"][t["borrowings"].fact_id.map(facts.topic) != "article"]
own = own.assign(root=own.fact_id.map(facts.root)).groupby("claim_id").root.agg(set)
links = t["links"].merge(facts, on="fact_id").query("relation != 'context' and topic != 'article' and repeats == ''")
links = links.query("reliability != 'F' and credibility != '6'")  # they cannot be judged


def voice(said, own):
    """Return what one originator says of a claim, all taken together, and whether it is a party, own, or a record."""
    says = min(said.relation, key=RELATIONS.index)
    if says == "supports" and said.relation.isin(["contradicts", "denies"]).any():
        says = "qualifies"
    carrying = said[said.relation == says] if (said.relation == says).any() else said
    party, root = origins.party[said.root.iloc[0]] == "true", said.root.iloc[0]
    return says, party, root in own, (carrying.record == "true").any()


def unparty(voices):
    """Return how many voices are no party to the conflict."""
    return sum(not party for _, party, _, _ in voices)


def finding(claim_id, claim):
    """Return what is found of a claim: the first that fits."""
    sources = own.get(claim_id, set()) | {facts.root[PUBLICATION]}
    sources = set() if claim["kind"] in ("attribution", "quotation") else sources
    voices = [voice(said, sources) for _, said in links[links.claim_id == claim_id].groupby("root")]
    so, differently, otherwise, denials = ([v for v in voices if v[0] == relation] for relation in RELATIONS)
    others = [v for v in so if not v[2]]
    if claim.translation_fault == "sense":
        return "mistranslated"
    if claim["kind"] in ("motive", "judgment", "forecast"):
        return "opinion"
    if unparty(otherwise) and unparty(so) < 4 * unparty(otherwise):
        return "disputed" if 4 * unparty(so) > unparty(otherwise) else "wrong"
    if so and otherwise + denials and not unparty(so + differently):
        return "disputed"
    if any(v[3] for v in so) or (len(others) > 1 and unparty(others)):
        return "near miss" if len(differently) > 2 * len(so) else "holds"
    if len(differently) > len(so):
        return "near miss"
    return "holds thinly" if so else "nothing found"


found = pd.Series({claim_id: finding(claim_id, claim) for claim_id, claim in claims.iterrows()})
found.update(t["rulings"].set_index("claim_id").finding)
print(found[~found.index.isin(claims.part_of)].value_counts().to_string())
print("flights", facts.value_low[FLIGHTS])
both = t["links"][(t["links"]["first"] != "") & (t["links"].second != "")]
one, two = both["first"], both.second
chance = sum((one == code).mean() * (two == code).mean() for code in set(one))
print(f"kappa {((one == two).mean() - chance) / (1 - chance):.4f}")
