"""What turns a prompt into a model; one module or package a provider.

Calling the package lists the backends there are: ``prodwidget.backends()``.
"""

import sys
from types import ModuleType

from prodwidget.backends.registry import AvailableBackends, resolve
from prodwidget.backends.registry import available_backends as available

__all__ = ["available", "resolve"]


class _Backends(ModuleType):
    def __call__(self) -> AvailableBackends:
        return available()


# Python's own way to customise a module: "Customizing module attribute access" in its data model.
sys.modules[__name__].__class__ = _Backends
