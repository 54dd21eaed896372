"""The atlas: every urban centre of a population grid, measured alike, ranked with its uncertainty."""

from isopolis.measure.atlas.city import CityResult, measure_city
from isopolis.measure.atlas.executor import Cluster, Executor, Here, Processes
from isopolis.measure.atlas.places import name_centres
from isopolis.measure.atlas.ranking import rank_intervals
from isopolis.measure.atlas.reference import Placing, placed, reference_of
from isopolis.measure.atlas.similarity import most_similar
from isopolis.measure.atlas.task import SCALES, CityTask, Parameters, tasks_of

__all__ = [
    "SCALES",
    "CityResult",
    "CityTask",
    "Cluster",
    "Executor",
    "Here",
    "Parameters",
    "Placing",
    "Processes",
    "measure_city",
    "most_similar",
    "name_centres",
    "placed",
    "rank_intervals",
    "reference_of",
    "tasks_of",
]
