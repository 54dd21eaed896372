"""Opinion groups: votes on statements, where people stand, what groups share and what sets them apart."""

from isopolis.decide.opinions.arrival import add_vote
from isopolis.decide.opinions.components import Components, Pairs, count_pairs, principal_components
from isopolis.decide.opinions.consensus import Tally, group_informed_consensus, statement_table, tally
from isopolis.decide.opinions.groups import Groups, find_groups
from isopolis.decide.opinions.opinion_map import POLIS, OpinionMap, Settings, map_opinions
from isopolis.decide.opinions.projection import extremity, positions, statement_positions
from isopolis.decide.opinions.representative import choose_representative, representative_table
from isopolis.decide.opinions.routing import chances, next_statement, priorities
from isopolis.decide.opinions.stability import Stability, adjusted_rand, stability
from isopolis.decide.opinions.votes import AGREE, DISAGREE, PASS, Votes, collect

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "POLIS",
    "Components",
    "Groups",
    "OpinionMap",
    "Pairs",
    "Settings",
    "Stability",
    "Tally",
    "Votes",
    "add_vote",
    "adjusted_rand",
    "chances",
    "choose_representative",
    "collect",
    "count_pairs",
    "extremity",
    "find_groups",
    "group_informed_consensus",
    "map_opinions",
    "next_statement",
    "positions",
    "principal_components",
    "priorities",
    "representative_table",
    "stability",
    "statement_positions",
    "statement_table",
    "tally",
]
