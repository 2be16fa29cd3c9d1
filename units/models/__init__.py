"""Units of the Union, who belongs to them, who signs for them, their clusters."""

from units.models.clusters import Cluster, ClusterSeat
from units.models.imports import ImportFile
from units.models.people import (
    Membership,
    MembershipQuerySet,
    Officer,
    OfficerQuerySet,
    Term,
)
from units.models.tree import Unit, UnitQuerySet

__all__ = [
    "Cluster",
    "ClusterSeat",
    "ImportFile",
    "Membership",
    "MembershipQuerySet",
    "Officer",
    "OfficerQuerySet",
    "Term",
    "Unit",
    "UnitQuerySet",
]
