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
from units.models.periods import Period, PeriodQuerySet, holds_on
from units.models.reorganisations import Reorganisation, Succession, UnitChange
from units.models.tree import (
    OfficialCode,
    Placement,
    Unit,
    UnitName,
    UnitQuerySet,
    name_then,
    under,
)

__all__ = [
    "Cluster",
    "ClusterSeat",
    "ImportFile",
    "Membership",
    "MembershipQuerySet",
    "Officer",
    "OfficerQuerySet",
    "OfficialCode",
    "Period",
    "PeriodQuerySet",
    "Placement",
    "Reorganisation",
    "Succession",
    "Term",
    "Unit",
    "UnitChange",
    "UnitName",
    "UnitQuerySet",
    "holds_on",
    "name_then",
    "under",
]
