// A batch under way: the page is asked for anew every five seconds and its new figures are put
// in place, so that focus and reading position stay. Without this script a link does it.

const every = 5000;

async function look() {
  let page;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return setTimeout(look, every);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return setTimeout(look, every); // the line dropped: the next look may reach the desk
  }
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const fresh = page.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
    if (fresh && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
  }
  if (page.querySelector("progress")) setTimeout(look, every);
}

if (document.querySelector("progress")) setTimeout(look, every);
