"""When a page of Streamlit has come to rest: between two runs that follow each other it only seems so for a moment."""

from playwright.sync_api import Page

RESTS_MS = 150
_RESTS = """([began, forMs]) => {
    const idle = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
        && document.querySelector("[data-testid=stMain]").innerText.trim() !== "";
    if (!idle || window.restWatch?.began !== began) window.restWatch = { began, since: performance.now() };
    return idle && performance.now() - window.restWatch.since >= forMs;
}"""
_watches = iter(range(1, 10**9))


def comes_to_rest(page: Page, timeout_ms: float | None = None) -> None:
    """Wait until nothing has run on the page for a while, and something stands on it."""
    page.wait_for_function(_RESTS, arg=[next(_watches), RESTS_MS], polling="raf", timeout=timeout_ms)
