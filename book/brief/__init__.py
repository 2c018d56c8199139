"""The brief: what its pages may use, and nothing else. `__all__` lists it, and each function says what it returns.

A page begins with `table` and `facts`, looks up single rows with `fact`, `value` and `when`, draws with `charts`, and
puts out with `figure` and `say`. What pages of this brief alone compute and draw is in the subpackage that `own_code`
of `brief.toml` names, if there is one: pages import each of its modules from here.

Imports go one way, in layers: `pyproject.toml` lists them, and tests enforce it.
"""

import sys
from importlib import import_module
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType


class _FromSource(SourceFileLoader):
    """Executes a module from its source: bytecode beside it, which nothing seals, could be of another one."""

    def get_code(self, fullname: str) -> CodeType:
        """Return what Python makes of the source."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def _finder(folder: str) -> FileFinder:
    """Return what finds the modules in a folder of this package."""
    if not Path(folder).is_relative_to(__path__[0]) or not Path(folder).is_dir():
        raise ImportError(folder)
    return FileFinder(folder, (_FromSource, [".py"]))


sys.path_hooks.insert(0, _finder)

from brief import errors


def _leave_the_current_folder() -> None:
    """Look for no module at the top of the project, nor in the current folder, where `-m` has Python look first."""
    book = Path(__path__[0]).parent
    foreign = {book.parent}
    if sys.argv[0] == "-m" and not sys.flags.safe_path:
        foreign.add(Path(sys.path[0]).resolve())
    foreign.discard(book)  # whose code this is
    sys.path[:] = [place for place in sys.path if place and Path(place).resolve() not in foreign]


if sys.argv and Path(sys.argv[0]).stem in {"brief", "-m"}:  # the command, and not what else imports this
    errors.stop_quietly()
    _leave_the_current_folder()

from brief import charts, tables, words
from brief.ledger import hypotheses
from brief.ledger.agreement import kappa
from brief.ledger.camps import by_voice
from brief.ledger.circular import NEAR_DAYS, lookalikes
from brief.ledger.distances import distance_km
from brief.ledger.documents import documents_in_tables, documents_read
from brief.ledger.events import events
from brief.ledger.facts import days_between, fact, facts, facts_named
from brief.ledger.figures import figure
from brief.ledger.findings import HOLDING, bearing, borrowed, is_steady, ledger, standing
from brief.ledger.relays import followed, relays
from brief.ledger.rule import FOR_HIGH, FOR_MODERATE
from brief.ledger.values import value, when, written
from brief.pages.numbers import say
from brief.settings import settings as _settings
from brief.tables import table, vocabulary
from brief.tables.dates import spoken
from brief.words import capital, counted, listed, plural

__all__ = [
    "FOR_HIGH",
    "FOR_MODERATE",
    "HOLDING",
    "NEAR_DAYS",
    "bearing",
    "borrowed",
    "by_voice",
    "capital",
    "charts",
    "counted",
    "days_between",
    "distance_km",
    "documents_in_tables",
    "documents_read",
    "events",
    "fact",
    "facts",
    "facts_named",
    "figure",
    "followed",
    "hypotheses",
    "is_steady",
    "kappa",
    "ledger",
    "listed",
    "lookalikes",
    "plural",
    "relays",
    "say",
    "spoken",
    "standing",
    "table",
    "tables",
    "value",
    "vocabulary",
    "when",
    "words",
    "written",
]

if _settings().own_code:
    try:
        _own = import_module(f"brief.{_settings().own_code}")
    except ModuleNotFoundError as error:
        raise errors.BriefError(f"brief.toml: own_code: {error}; expected a folder in book/brief") from error
    globals().update({name: import_module(f"{_own.__name__}.{name}") for name in _own.__all__})
    __all__ += _own.__all__
