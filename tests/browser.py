"""A browser without a window, for looking at what we write as a reader's browser does."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
SECONDS = 90


def program() -> str | None:
    """The browser's program, where there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def run(page: Path, *options: str) -> str:
    """What the browser says of `page`."""
    command = [program() or "", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={page.parent / 'profile'}",
               "--virtual-time-budget=30000", *options, page.resolve().as_uri()]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS, encoding="utf-8").stdout


def answer(report: str, script: str, folder: Path, *, width: int) -> Any:
    """What `script` finds: the body of an asynchronous function of ``page``, the window of `report` in a frame `width` pixels wide."""
    # Scripts are what the report's own policy forbids.
    framed = html.escape(POLICY.sub("", report), quote=True)
    page = folder / "frame.html"
    page.write_text(
        f"""<!DOCTYPE html><meta charset="utf-8"><title>frame</title><pre id="answer"></pre>
<iframe title="report" srcdoc="{framed}" style="width: {width}px; height: 900px; border: 0"></iframe>
<script>
addEventListener("load", async () => {{
  const page = document.querySelector("iframe").contentWindow;
  let found;
  try {{ found = await (async (page) => {{ {script} }})(page); }} catch (error) {{ found = {{error: String(error)}}; }}
  document.getElementById("answer").textContent = JSON.stringify(found);
}});
</script>""",
        encoding="utf-8",
    )
    dumped = run(page, f"--window-size={width + 100},1000", "--dump-dom")
    found = re.search(r'<pre id="answer">(.*?)</pre>', dumped, re.DOTALL)
    assert found, "the page did not answer"
    return json.loads(html.unescape(found.group(1)))


def barriers(report: str, folder: Path, *, width: int) -> list[dict[str, Any]]:
    """What axe-core finds wrong: rule, impact and the elements."""
    axe = json.dumps(AXE.read_text(encoding="utf-8")).replace("</", "<\\/")
    script = f"""
  page.eval({axe});
  const result = await page.axe.run(page.document);
  return result.violations.map(one => ({{rule: one.id, impact: one.impact, help: one.help, nodes: one.nodes.slice(0, 5).map(node => node.html)}}));"""
    found = answer(report, script, folder, width=width)
    assert isinstance(found, list), found
    return found
