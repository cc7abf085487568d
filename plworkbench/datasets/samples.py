"""The bundled samples: what they are, where they come from, and how to load them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plworkbench.datasets.canvas import canvas_gradebook
from plworkbench.datasets.class_set import ClassSet, read_class_set, write_class_set
from plworkbench.datasets.originals import open_university, student_performance
from plworkbench.datasets.simulator import simulate_classes
from plworkbench.errors import NotFound
from plworkbench.folders import shipped

CANVAS_CLASS = "Period 3"
"""The class of the synthetic set that is also there as a Canvas gradebook export, to try an import with."""


@dataclass(frozen=True)
class Sample:
    """One bundled sample.

    Parameters
    ----------
    key : str
        Its name in `SAMPLES`.
    title : str
        What to call it on screen.
    description : str
        One sentence: what is in it.
    source : str
        Where it comes from.
    licence : str
        Under which licence it may be used.
    citation : str
        How to cite it.
    folder : str
        Its folder inside `data/`.
    minimum_evidence : int
        How many pieces of evidence of a standard are needed before a level is shown.
    """

    key: str
    title: str
    description: str
    source: str
    licence: str
    citation: str
    folder: str
    minimum_evidence: int


SAMPLES: dict[str, Sample] = {
    sample.key: sample
    for sample in (
        Sample(
            key="grade6_maths",
            title="Grade 6 mathematics (synthetic)",
            description="Four invented classes, 112 students and 24 standards over one semester, with a plan, "
            "attendance, the answers of unit tests, survey answers and known truth.",
            source="Made by plworkbench.datasets.simulate_classes(random_state=6); no real person is in it.",
            licence="CC0 1.0",
            citation="PL Workbench, synthetic grade 6 mathematics classes.",
            folder="grade6_maths",
            minimum_evidence=2,
        ),
        Sample(
            key="student_performance",
            title="Mathematics at two secondary schools (real)",
            description="395 students of two Portuguese secondary schools, whose three grades of the year are evidence "
            "of one course goal.",
            source="UCI Machine Learning Repository, Student Performance (mathematics), cut down to what a school "
            "should hold.",
            licence="CC BY 4.0",
            citation="Cortez, P., & Silva, A. (2008). Using data mining to predict secondary school student "
            "performance. Proceedings of 5th Annual Future Business Technology Conference, Porto, 5-12.",
            folder="student_performance",
            minimum_evidence=1,
        ),
        Sample(
            key="open_university",
            title="A module of the Open University (real)",
            description="400 adult students of one module presentation, whose 14 assessments are each evidence of that "
            "part of the module.",
            source="Open University Learning Analytics Dataset, module DDD, presentation 2013B, cut down to what a "
            "school should hold.",
            licence="CC BY 4.0",
            citation="Kuzilek, J., Hlosta, M., & Zdrahal, Z. (2017). Open University Learning Analytics dataset. "
            "Scientific Data, 4, 170171. doi:10.1038/sdata.2017.171",
            folder="open_university",
            minimum_evidence=1,
        ),
    )
}
"""The bundled samples by key."""


def load_sample(key: str) -> ClassSet:
    """Return a bundled sample.

    Parameters
    ----------
    key : str
        A name in `SAMPLES`.

    Raises
    ------
    NotFound
        Naming the samples there are.

    Examples
    --------
    >>> load_sample("grade6_maths").classes["name"].tolist()
    ['Period 1', 'Period 2', 'Period 3', 'Period 4']
    """
    if key not in SAMPLES:
        there_are = ", ".join(f"'{name}'" for name in SAMPLES)
        raise NotFound(f"There is no sample '{key}'. Choose one of {there_are}.")
    sample = SAMPLES[key]
    return read_class_set(shipped("data") / sample.folder, sample.minimum_evidence)


def write_samples(into: Path, source: Path | None = None) -> list[Path]:
    """Write the samples again; the same seed and the same originals give the same files, byte for byte.

    Parameters
    ----------
    into : Path
        The folder `data`, or another one.
    source : Path, optional
        The originals of the real sets, in `uci_student_performance/student-mat.csv` and
        `oulad/{assessments,studentAssessment,studentRegistration}.csv`. Without it only the synthetic set is written.

    Returns
    -------
    list of Path
        The files written.
    """
    synthetic = simulate_classes()
    folder = into / SAMPLES["grade6_maths"].folder
    paths = write_class_set(synthetic, folder)
    canvas_path = folder / f"canvas_gradebook_{CANVAS_CLASS.lower().replace(' ', '_')}.csv"
    canvas_path.write_text(canvas_gradebook(synthetic, CANVAS_CLASS), encoding="utf-8", newline="")
    paths.append(canvas_path)
    if source is not None:
        real = {
            "student_performance": student_performance(source / "uci_student_performance"),
            "open_university": open_university(source / "oulad"),
        }
        for key, class_set in real.items():
            paths += write_class_set(class_set, into / SAMPLES[key].folder)
    return paths
