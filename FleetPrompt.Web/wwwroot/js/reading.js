// Tells the server how far somebody has read a thread: the last post that stayed in view. Where no script runs, a picture on the page does it.
(() => {
  'use strict';
  const thread = document.querySelector('[data-reading]');
  if (!thread) return;
  let sent = Number(thread.dataset.read);
  let seen = sent;
  let before = 0;
  let viewed = false;
  let busy = false;

  function lowestInView() {
    let lowest = 0;
    for (const post of document.querySelectorAll('.fp-post[id^="post-"]')) {
      const box = post.getBoundingClientRect();
      if (box.bottom > 0 && box.top + Math.min(box.height, 64) <= innerHeight) lowest = Math.max(lowest, Number(post.id.slice(5)));
    }
    return lowest;
  }

  async function tell(leaving) {
    if (busy || (viewed && seen <= sent) || seen < 1) return;
    const body = new URLSearchParams({ number: String(seen), __RequestVerificationToken: document.querySelector('[name="__RequestVerificationToken"]')?.value ?? '' });
    if (!viewed) body.set('viewed', 'true');
    busy = true;
    try {
      const telling = seen;
      const answer = await fetch(thread.dataset.reading, { method: 'POST', body, credentials: 'same-origin', keepalive: leaving, redirect: 'error' });
      if (answer.ok) { sent = telling; viewed = true; }
    } catch { /* It is told with the next post that comes into view. */ } finally { busy = false; }
  }

  // What is in view twice in a row was not only scrolled past.
  function look() {
    if (document.visibilityState !== 'visible') { before = 0; return; }
    const now = lowestInView();
    seen = Math.max(seen, Math.min(before, now));
    before = now;
    tell(false);
  }

  setInterval(look, 700);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') tell(true); });
  window.addEventListener('pagehide', () => tell(true));
})();
