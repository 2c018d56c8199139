"""Whoever seals anew leaves a line in the list of editions; git tells if one was altered, taken out or misdated."""

import copy
import json
import os
import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from brief import paths
from brief.check import certificate, editions, history
from brief.errors import BriefError
from brief.files import sha256
from little import call


class Project:
    """A repository that holds a list of editions and what its lines name, sealed as `certificate.seal` does it."""

    def __init__(self, folder, monkeypatch):
        self.folder = folder
        self.sealed = folder / "book" / "sealed"
        self.sealed.mkdir(parents=True)
        places = {
            name: folder / getattr(paths, name).relative_to(paths.ROOT) for name in ("ROOT", "SEALED", "MANIFEST")
        }
        for name, place in places.items():
            monkeypatch.setattr(paths, name, place)
        self.git("init", "--quiet", "--initial-branch", "first")

    def git(self, *arguments, day="2026-11-30"):
        dates = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in
                 (("DATE", f"{day}T12:00:00Z"), ("NAME", "A"), ("EMAIL", "a@example.org"))}  # fmt: skip
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=dates, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def seal(self, manifest, day="2026-11-30", commit=""):
        """Seal an edition on a day, and commit it on another."""
        text = editions.appended(manifest, f"of {manifest}", day, [], corrected=True)
        (self.sealed / editions.NAME).write_text(text, encoding="utf-8")
        (self.sealed / "manifest.json").write_text(manifest, encoding="utf-8")
        (self.sealed / paths.CHECKSUMS).write_text(f"of {manifest}", encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Seal", day=commit or day)

    def edit(self, change):
        """Change the list, which is what somebody may do by hand."""
        file = self.sealed / editions.NAME
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        change(lines)
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def sealed_thrice(tmp_path, monkeypatch):
    project = Project(tmp_path / "project", monkeypatch)
    for number, day in enumerate(("2026-11-01", "2026-11-10", "2026-11-20")):
        project.seal(f"manifest {number}", day)
    return project


def chained(lines):
    """Make each line follow the one before it, as a careful forger does."""
    before = ""
    for number, line in enumerate(lines, 1):
        line.update(edition=number, before=before)
        before = sha256(json.dumps(line, ensure_ascii=False))


def forge(change):
    def careful(lines):
        change(lines)
        chained(lines)

    return careful


# what is done to the list: how, and what is said of it
FORGED = {
    "a day is chosen": (forge(lambda lines: lines[1].update(date="2026-11-02")), r":2 is not what was committed in \w+ on 2026-11-20"),
    "a change is left out": (forge(lambda lines: lines[0].update(changes=[], corrected=False)), r":1 is not what was committed"),
    "an edition is taken out": (forge(lambda lines: lines.pop(1)), r":2 is not what was committed"),
    "the last one is taken out": (lambda lines: lines.pop(), r":3 is not what was committed"),
    "two are exchanged": (lambda lines: lines.reverse(), r":1 does not follow the line before it"),
    "all begins anew": (forge(lambda lines: lines.__delitem__(slice(0, 2))), r":1 is not what was committed"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORGED)
def test_a_list_that_is_not_the_committed_one_is_told_and_not_continued(kind, sealed_thrice):
    change, message = FORGED[kind]
    assert editions.faults() == []
    sealed_thrice.edit(change)
    assert re.search(message, editions.faults()[0])
    with pytest.raises(BriefError, match="restore it: git checkout"):
        editions.appended("another", "another", "2026-11-30", [], corrected=True)
    sealed_thrice.git("commit", "--all", "--quiet", "--message", "Nothing of note")
    assert editions.faults(), "committing it helps nobody"


def test_a_list_that_is_gone_is_missed_and_continued_from_git(sealed_thrice):
    (sealed_thrice.sealed / editions.NAME).unlink()
    assert re.search(r"editions\.jsonl is gone, and was committed in \w{12}", editions.faults()[0])
    sealed_thrice.seal("manifest 3")
    assert editions.faults() == []


def test_an_edition_without_a_line_is_missed(sealed_thrice):
    """Somebody writes the files of an edition by hand, and seals another over it."""
    (sealed_thrice.sealed / "manifest.json").write_text("by hand", encoding="utf-8")
    assert editions.faults() == ["editions.jsonl does not end with this edition"]
    sealed_thrice.git("commit", "--all", "--quiet", "--message", "Nothing of note")
    sealed_thrice.seal("manifest 3")
    assert re.search(r"has no line for the edition that was committed in \w{12} on 2026-11-30", editions.faults()[0])


@pytest.mark.parametrize(
    ("day", "commit", "message"),
    [
        ("2026-11-25", "2026-11-22", "is of 2026-11-25, and was committed before that, on 2026-11-22"),
        ("2026-11-20", "2026-11-30", None),
    ],
)
def test_a_day_after_the_commit_is_told(day, commit, message, sealed_thrice):
    sealed_thrice.seal("manifest 3", day, commit)
    assert editions.faults() == ([f"editions.jsonl:4 {message}"] if message else [])


def test_a_day_before_the_commit_of_the_edition_before_is_told(tmp_path, monkeypatch):
    project = Project(tmp_path / "project", monkeypatch)
    project.seal("one", "2026-11-01", "2026-11-15")
    project.seal("two", "2026-11-05", "2026-11-20")
    assert editions.faults() == [
        "editions.jsonl:2 is of 2026-11-05, and the edition before it was committed on 2026-11-15"
    ]
    with pytest.raises(BriefError, match="an edition of 2026-11-04 after one of 2026-11-05"):
        project.seal("three", "2026-11-04")


def test_variables_of_git_and_replaced_commits_hide_nothing(sealed_thrice, monkeypatch):
    """Neither git that is pointed elsewhere, nor a commit that stands in the place of another, hides an altered line."""
    change, message = FORGED["a day is chosen"]
    sealed_thrice.edit(change)
    for name in ("GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_CEILING_DIRECTORIES"):
        with monkeypatch.context() as environment:
            environment.setenv(name, "/nonexistent")
            assert re.search(message, editions.faults()[0]), name
    sealed_thrice.git("checkout", "--quiet", "--orphan", "forged")
    sealed_thrice.git("commit", "--all", "--quiet", "--message", "Begin")
    sealed_thrice.git("replace", "first", "forged")
    sealed_thrice.git("symbolic-ref", "HEAD", "refs/heads/first")
    assert re.search(message, editions.faults()[0])


def test_settings_of_a_repository_run_no_program_hide_nothing_and_stop_nothing(sealed_thrice, tmp_path):
    change, message = FORGED["a day is chosen"]
    sealed_thrice.edit(change)
    sealed_thrice.git("config", "core.fsmonitor", f"touch {tmp_path / 'ran'}; echo")
    sealed_thrice.git("config", "log.showSignature", "true")
    sealed_thrice.git("config", "i18n.logOutputEncoding", "UTF-16")
    sealed_thrice.git("config", "core.worktree", "/nonexistent")
    assert re.search(message, editions.faults()[0])
    assert history.git("status", "--porcelain")
    assert not (tmp_path / "ran").exists()
    (sealed_thrice.folder / ".git" / "info" / "grafts").write_text(history.git("rev-parse", "HEAD"))
    assert re.search(message, editions.faults()[0])


def commits(project):
    return history.git("rev-list", "HEAD").split()


def blobs(project):
    """Return the files in which git keeps the list of editions, by the commits that hold it."""
    names = {
        commit: history.git("rev-parse", f"{commit}:book/sealed/{editions.NAME}").strip() for commit in commits(project)
    }
    return {commit: project.folder / ".git" / "objects" / name[:2] / name[2:] for commit, name in names.items()}


def files_of_the_names_of_versions(project, tmp_path):
    for commit in commits(project):
        folder = project.folder / f"{commit}:book" / "sealed"
        folder.mkdir(parents=True)
        (folder / editions.NAME).write_text("Which of the two does git show?")
    (project.folder / f"{commit}..HEAD").write_text("")


def blobs_that_are_gone(project, tmp_path):
    for file in blobs(project).values():
        file.unlink()


def blobs_that_git_would_fetch(project, tmp_path):
    blobs_that_are_gone(project, tmp_path)
    (tmp_path / "ran").unlink(missing_ok=True)
    for name, value in {
        "core.repositoryformatversion": "1", "extensions.partialClone": "o", "remote.o.promisor": "true",
        "remote.o.url": f"ext::touch {tmp_path / 'ran'}", "protocol.ext.allow": "always",
    }.items():  # fmt: skip
        project.git("config", name, value)


def blobs_of_another_content(project, tmp_path):
    forged = (project.sealed / editions.NAME).read_bytes().splitlines(keepends=True)
    for number, file in enumerate(reversed(blobs(project).values()), 1):
        text = b"".join(forged[:number])
        file.chmod(0o644)
        file.write_bytes(zlib.compress(b"blob %d\0" % len(text) + text))


def a_merge_that_takes_the_forged_side(project, tmp_path):
    honest = commits(project)[0]
    project.git("checkout", "--quiet", "--orphan", "forged")
    project.git("commit", "--all", "--quiet", "--message", "Begin", day="2026-11-02")
    project.git("merge", "--quiet", "--allow-unrelated-histories", "--strategy", "ours", "--message", "Merge", honest)


# what is done to the history beside a list in which a day was chosen, and what is said of it
HIDDEN = {
    files_of_the_names_of_versions: r":2 is not what was committed in \w+ on 2026-11-20",
    blobs_that_are_gone: r"the history of .* cannot be read: git lacks that of \w{12}",
    blobs_that_git_would_fetch: r"the history of .* cannot be read: git lacks that of \w{12}",
    blobs_of_another_content: r"the history in git is damaged or forged: error: \w+: hash-path mismatch",
    a_merge_that_takes_the_forged_side: r":2 is not what was committed in \w+ on 2026-11-20",
}


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__)
def test_what_hides_the_history_is_told_and_runs_nothing(hide, sealed_thrice, tmp_path):
    sealed_thrice.edit(FORGED["a day is chosen"][0])
    hide(sealed_thrice, tmp_path)
    try:
        told = [*history.faults(), *editions.faults()]
    except BriefError as fault:
        told = [str(fault)]
    assert any(re.search(HIDDEN[hide], line) for line in told), told
    assert not (tmp_path / "ran").exists()


def test_the_first_commit_counts_whatever_a_setting_says(tmp_path, monkeypatch):
    project = Project(tmp_path / "project", monkeypatch)
    project.seal("one", "2026-11-01")
    project.git("config", "log.showRoot", "false")
    project.edit(lambda lines: lines[0].update(date="2026-10-01"))
    assert re.search(r":1 is not what was committed in \w+ on 2026-11-01", editions.faults()[0])


def test_it_is_said_what_there_is_of_a_history(sealed_thrice, tmp_path, monkeypatch):
    assert (editions.missing_history(), history.faults()) == ("", [])
    git_folder = sealed_thrice.folder / ".git"
    (git_folder / "shallow").write_text(f"{commits(sealed_thrice)[0]}\n")
    assert editions.missing_history() == editions.SHALLOW
    other = Project(tmp_path / "other", monkeypatch)
    assert editions.missing_history() == editions.NO_COMMIT
    other.git("commit", "--allow-empty", "--quiet", "--message", "Nothing")
    assert editions.missing_history() == editions.NOT_COMMITTED
    shutil.rmtree(other.folder / ".git")
    (other.folder / ".git").write_text(f"gitdir: {git_folder}\n")
    assert editions.missing_history() == editions.SHALLOW, "a worktree"
    (other.folder / ".git").unlink()
    assert editions.missing_history() == editions.NO_REPOSITORY


@pytest.mark.parametrize("forged", [{"manifest": ["x"]}, {"edition": "1"}, {"changes": None}, {"before": 0}])
def test_a_line_of_another_form_is_reported(forged, sealed_thrice):
    sealed_thrice.edit(lambda lines: lines[1].update(forged))
    with pytest.raises(BriefError, match=r"editions\.jsonl:2: damaged: expected a line as `brief seal` writes it"):
        editions.faults()


def test_a_repository_that_gives_no_answer_is_reported_in_time(sealed_thrice, monkeypatch):
    monkeypatch.setattr(history, "SECONDS", 1)
    (sealed_thrice.folder / ".git" / "config").unlink()
    os.mkfifo(sealed_thrice.folder / ".git" / "config")
    with pytest.raises(BriefError, match=r"git does not answer within 1 seconds: something in \.git is no file"):
        editions.faults()


def test_a_history_that_is_damaged_is_reported(sealed_thrice):
    shutil.rmtree(sealed_thrice.folder / ".git" / "objects")
    (sealed_thrice.folder / ".git" / "objects").mkdir()
    with pytest.raises(BriefError, match=r"the history of book/sealed/editions\.jsonl cannot be read: git: fatal: "):
        editions.faults()


def test_a_list_that_was_never_committed_is_missed_beside_a_certificate(tmp_path, monkeypatch):
    project = Project(tmp_path / "project", monkeypatch)
    assert editions.faults() == []
    (project.sealed / "certificate.json").write_text("{}", encoding="utf-8")
    assert editions.faults() == ["editions.jsonl is missing beside certificate.json"]


def test_sealing_the_same_again_adds_no_line(sealed_thrice):
    before = (sealed_thrice.sealed / editions.NAME).read_text(encoding="utf-8")
    assert editions.appended("manifest 2", "of manifest 2", "2026-11-30", [], corrected=True) == before


# --- by the command -------------------------------------------------------------------------------------------


def test_sealing_asks_for_the_correction_of_what_was_published_and_lists_the_change(little_project):
    """Also where the sealed edition was deleted first, so that nothing seems to have been published."""
    (little_project / ".gitignore").write_text("__pycache__/\nbook/_build/\n", encoding="utf-8")
    for arguments in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qm", "Begin"),
    ):
        subprocess.run(["git", *arguments], cwd=little_project, check=True)
    places = little_project / "data" / "places.csv"
    head, first, *others = places.read_text(encoding="utf-8").split("\n")
    places.write_text("\n".join([head, first.replace("burrport,Burrport", "a-place,A place"), first, *others]), "utf-8")
    kept = (little_project / "book" / "sealed" / "manifest.json").read_bytes()
    (little_project / "book" / "sealed" / "manifest.json").unlink()
    done = call("seal", project=little_project)
    assert (done.returncode, "something published changes" in done.stderr) == (1, True), done.stderr
    (little_project / "book" / "sealed" / "manifest.json").write_bytes(kept)
    done = call("seal", "--no-correction", project=little_project)
    assert done.returncode == 0, done.stderr
    *_, line = (little_project / "book" / "sealed" / editions.NAME).read_text(encoding="utf-8").splitlines()
    last = json.loads(line)
    assert (last["edition"], last["corrected"]) == (2, False)
    assert "table places: row a-place is new" in last["changes"]
    assert any(change.startswith("number places on page: ") for change in last["changes"])
    done = call("check", project=little_project)
    assert done.returncode == 0, done.stdout


# --- signatures -----------------------------------------------------------------------------------------------


@pytest.fixture
def key(tmp_path):
    file = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", file], check=True)
    return file


def test_a_signed_certificate_is_verified_without_our_code_and_another_one_is_not(key, tmp_path, monkeypatch):
    monkeypatch.setenv(certificate.KEY, str(key))
    record = {**copy.deepcopy(certificate.sealed()), "identity": "signed"}
    target = tmp_path / "check.json"
    certificate.write(record, [], "", target)
    signers = tmp_path / "allowed_signers"
    signers.write_text(f"ada {key.with_suffix('.pub').read_text()}")
    verify = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        signers,
        "-I",
        "ada",
        "-n",
        "brief-certificate",
        "-s",
        f"{target}.sig",
    ]
    assert subprocess.run(verify, input=target.read_bytes(), capture_output=True).returncode == 0
    altered = target.read_bytes().replace(b'"matches": true', b'"matches": null')
    assert subprocess.run(verify, input=altered, capture_output=True).returncode != 0

    sealed = tmp_path / "sealed"
    sealed.mkdir()
    monkeypatch.setattr(paths, "SEALED", sealed)
    monkeypatch.setattr(paths, "CERTIFICATE", sealed / "certificate.json")
    monkeypatch.setattr(certificate, "SIGNERS", signers)
    paths.CERTIFICATE.write_bytes(target.read_bytes())
    assert certificate.signature_faults(), "it says that it is signed, and has no signature"
    (sealed / certificate.SIGNATURE).write_bytes(Path(f"{target}.sig").read_bytes())
    assert certificate.signature_faults() == []
    signers.write_text("# nobody\n")
    assert certificate.signature_faults(), "its key is nobody's that counts"


def test_a_key_that_does_not_sign_is_reported(tmp_path, monkeypatch):
    monkeypatch.setenv(certificate.KEY, str(tmp_path / "no key"))
    with pytest.raises(BriefError, match=r"the certificate cannot be signed with .*no key"):
        certificate.write(certificate.sealed(), [], "", tmp_path / "check.json")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_nothing_proves_is_called_self_declared(monkeypatch):
    monkeypatch.setenv(certificate.CHECKER, "The Pope")
    record = certificate.of([], [], "", "")
    assert (record["codechecker"][0]["name"], record["identity"]) == ("The Pope", "self-declared")
    shown = certificate._rendered("certificate.html", {**record, "summary": ""}, [], "")
    assert "by The Pope. The name is self-declared: nothing here proves it." in shown
