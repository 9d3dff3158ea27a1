"""The events that MkDocs calls, wired to ``macros.build.mkdocs_adapter``."""

import sys
from pathlib import Path

# Under plain ``mkdocs build`` the project's root is not on the path, and
# ``macros/`` itself stands first, which would hide standard modules.
_HERE = str(Path(__file__).resolve().parent)
sys.path[:] = [path for path in sys.path if path != _HERE]
sys.path.insert(0, str(Path(_HERE).parent))

from macros.build.mkdocs_adapter import (  # noqa: E402, F401
    Command,
    on_env,
    on_page_content,
    on_page_context,
    on_page_markdown,
    on_page_read_source,
    on_pre_build,
)

# MkDocs loads this file once for a command, and keeps it from its start to its end.
_command = Command()
on_startup, on_shutdown = _command.on_startup, _command.on_shutdown
on_config, on_files = _command.on_config, _command.on_files
on_post_build, on_build_error = _command.on_post_build, _command.on_build_error
