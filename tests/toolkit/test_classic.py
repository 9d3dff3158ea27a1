"""The site's scripts as classic scripts: order, names, files that belong to them, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from macros.formats import classic_scripts

JS = Path(__file__).parents[2] / "macros/theme/assets/ours/js"
MODULES = sorted(
    each
    for each in JS.glob("*.js")
    if re.search(r"^(?:import|export) ", each.read_text(encoding="utf-8"), re.MULTILINE)
)


def written(folder: Path, **sources: str) -> list[Path]:
    paths = [folder / f"{name}.js" for name in sources]
    for path, source in zip(paths, sources.values(), strict=True):
        path.write_text(source, encoding="utf-8")
    return paths


def test_a_module_stands_behind_all_that_it_imports(tmp_path: Path) -> None:
    top, left, *_ = written(
        tmp_path,
        top='import { left } from "./left.js";\nimport "./right.js";\n',
        left='import { low } from "./low.js";\nexport const left = low;\n',
        right='import { low } from "./low.js";\n',
        low="export const low = 1;\n",
    )
    assert [each.stem for each in classic_scripts.in_order([top, left])] == ["low", "left", "right", "top"]


def test_what_is_imported_is_not_what_imports_it_first(tmp_path: Path) -> None:
    top, left, low = written(
        tmp_path,
        top='import { left } from "./left.js";\nimport { low } from "./low.js";\n',
        left='import { low } from "./low.js";\nexport const left = low;\n',
        low="export const low = 1;\n",
    )
    assert classic_scripts.imported([top]) == [low, left]
    assert classic_scripts.imported([top, left]) == [low]


def test_modules_in_a_circle_are_refused(tmp_path: Path) -> None:
    one, _ = written(tmp_path, one='import { two } from "./two.js";\n', two='import { one } from "./one.js";\n')
    with pytest.raises(ValueError, match="one.js imports itself through one.js, two.js"):
        classic_scripts.in_order([one])


def test_imports_and_exports_go_through_one_shared_object(tmp_path: Path) -> None:
    (one,) = written(
        tmp_path,
        one='import { a, b as c } from "./two.js";\nexport async function go() {}\nclass X {}\nexport class Y {}\nexport { X };\n',
    )
    script = classic_scripts.classic(one)
    assert 'const { a, b: c } = modules["two.js"];\nasync function go() {}\nclass X {}\nclass Y {}\n' in script
    assert 'modules["one.js"] = { go, Y, X };' in script and '"use strict"' in script
    assert not re.search(r"^(?:import|export)\b", script, re.MULTILINE)


def test_a_file_that_belongs_to_a_module_is_in_the_script(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"\x00\xff")
    (one,) = written(tmp_path, one='const X = new URL("x.bin", import.meta.url);\nfetch(X);\n')
    assert 'const X = "data:application/octet-stream;base64,AP8=";' in classic_scripts.classic(one)
    assert not classic_scripts.needs_the_site(one)


@pytest.mark.parametrize(
    "line",
    [
        'import x from "./x.js";',
        'import * as x from "./x.js";',
        'import { x } from "x";',
        "export default 1;",
        "export let x = 1;",
        "const here = import.meta.url;",
        'export { x } from "./x.js";',
        "export const { x } = y;",
    ],
)
def test_any_other_form_is_refused_with_its_line(line: str, tmp_path: Path) -> None:
    (one,) = written(tmp_path, one=f"// One.\n{line}\n")
    with pytest.raises(
        ValueError, match=re.escape(f"one.js:2: must import and export by name on a line of its own, not '{line}'.")
    ):
        classic_scripts.classic(one)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_script_of_the_site_can_go_into_a_pack(module: Path, tmp_path: Path) -> None:
    (tmp_path / "js/deep").mkdir(parents=True)
    (tmp_path / "blank.docx").write_bytes(b"x")  # the build makes it
    source = module.read_text(encoding="utf-8")
    (copy,) = written(tmp_path / "js/deep", **{module.stem: source})
    script = classic_scripts.classic(copy)
    assert script.count("\n") == source.count("\n") + 3  # behind the last line
    for names, other in re.findall(r'^const \{ ([^}]+) \} = modules\["([^"]+)"\];$', script, re.MULTILINE):
        exported = set(
            re.findall(
                r"^export (?:async )?(?:function|class|const) (\w+)",
                (JS / other).read_text(encoding="utf-8"),
                re.MULTILINE,
            )
        )
        assert set(re.sub(r": \w+", "", names).split(", ")) <= exported, other


def test_what_fetches_from_the_site_is_known() -> None:
    fetching = {each.stem for each in MODULES if classic_scripts.needs_the_site(each)}
    assert {"directory", "filler", "search-engine"} <= fetching
    assert not fetching & {
        each.stem
        for name in ("worksheet", "assessment", "consensus", "plan", "launch")
        for each in classic_scripts.in_order([JS / f"{name}.js"])
    }
