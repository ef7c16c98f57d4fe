// A running job: asks its address each second for the same element anew, until it is no longer
// open; then loads the page once, which shows the result.
"use strict";
{
  const SECOND = 1000;
  const ask = async (element) => {
    let text = "";
    try {
      const answer = await fetch(element.dataset.poll, { headers: { "X-Requested-With": "poll" } });
      if (answer.ok) text = await answer.text();
    } catch { /* the line is down for a moment: ask again */ }
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(element.id);
    if (!fresh) {
      setTimeout(ask, 5 * SECOND, element);
    } else if (fresh.dataset.poll) {
      element.replaceWith(fresh);
      setTimeout(ask, SECOND, fresh);
    } else {
      location.reload();
    }
  };
  for (const element of document.querySelectorAll("[data-poll]")) setTimeout(ask, SECOND, element);
}
