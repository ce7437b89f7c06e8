"""Controls in the databases themselves: tenant isolation, access, audited reads, encryption; and the papers that vouch for them.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration. ``fixed_column`` is the control of a column that
never changes, for the kinds of other rooms; ``admit_tenant`` makes the role of a tenant that registers; ``reads_of_tenant`` tells an
organisation who read its data; ``drift`` names what has come apart since the controls were installed.
"""

from kept.protect.admitting import admit_tenant
from kept.protect.drifting import Drift, drift
from kept.protect.fixing import fixed_column
from kept.protect.reads import StaffRead, home_of_tenant, reads_of_tenant

__all__ = ["Drift", "StaffRead", "admit_tenant", "drift", "fixed_column", "home_of_tenant", "reads_of_tenant"]
