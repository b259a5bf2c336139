"""What IBM's engine finds beside axe: groups, tables and links that only look right."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

ENGINE = Path(settings.ROOT) / "node_modules/accessibility-checker-engine/ace.js"
#: A form without a name is no landmark (ARIA in HTML), so it needs none of its own; a film
#: has no text whose contrast could be measured.
FALSE = {("aria_form_label_unique", "<form"), ("text_contrast_sufficient", "<video")}
CHECK = """async () => {
    for (const part of document.querySelectorAll("details")) part.open = true;
    const report = await new ace.Checker().check(document, ["WCAG_2_2"]);
    return report.results.filter(({ value }) => value[0] === "VIOLATION" && value[1] === "FAIL")
        .map(({ ruleId, snippet }) => [ruleId, snippet.slice(0, 160)]);
}"""


def failures(page: Page) -> list[tuple[str, str]]:
    """Return the definite failures of the page, what is folded opened: in what is closed the
    engine sees controls without their labels. The context must bypass the content policy."""
    page.add_script_tag(path=ENGINE)
    return [
        (rule, snippet)
        for rule, snippet in page.evaluate(CHECK)
        if (rule, snippet.split()[0]) not in FALSE
    ]
