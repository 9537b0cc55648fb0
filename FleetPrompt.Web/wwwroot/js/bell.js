// The bell's number, live while the page is looked at. A hidden page lets go of its connection: browsers have few.
(() => {
  'use strict';
  const bell = document.querySelector('[data-bell]');
  const badge = bell?.querySelector('[data-bell-count]');
  if (!bell || !badge) return;
  let following = null;

  function show(count) {
    badge.textContent = count >= 100 ? '99+' : String(count);
    badge.hidden = count === 0;
    bell.setAttribute('aria-label', count === 0 ? 'Notifications' : 'Notifications: ' + badge.textContent + ' unread');
  }

  const pause = (ms, signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); });
  });

  // Server-sent events, read by hand: whoever has been signed out is told so quietly, and asks no more.
  async function listen(signal) {
    for (let wait = 2000; !signal.aborted; wait = Math.min(wait * 2, 60000)) {
      try {
        const answer = await fetch(bell.dataset.bell, { credentials: 'same-origin', redirect: 'manual', signal });
        if (!answer.ok || !answer.body) return;
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        let rest = '';
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          const lines = (rest + part.value).split('\n');
          rest = lines.pop();
          for (const line of lines) if (line.startsWith('data: ')) show(Number(line.slice(6)) || 0);
          wait = 1000;
        }
      } catch { /* Gone for a while, or left. */ }
      await pause(wait, signal);
    }
  }

  function follow() {
    if (document.visibilityState !== 'visible') { leave(); return; }
    if (following) return;
    following = new AbortController();
    listen(following.signal);
  }

  function leave() {
    following?.abort();
    following = null;
  }

  document.addEventListener('visibilitychange', follow);
  window.addEventListener('pagehide', leave);
  window.addEventListener('pageshow', follow);
  follow();
})();
